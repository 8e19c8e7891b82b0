import { beforeAll, describe, expect, it } from "vitest";
import type { RoleProcess } from "../../deploy/demo/role.ts";
import { verifyAudit } from "../../src/store/audit/verify.ts";
import { peopleAreKnown } from "../acceptance/harness.ts";
import { deniesWrites } from "../acceptance/mid-switch.ts";
import {
  type Installation,
  killed,
  newMoves,
  openInstallation,
  PATIENCE_MS,
  requestedOfAll,
  types,
} from "../acceptance/one-truth/installation.ts";
import { ANA, approve, BEN, CHO, inThread, saying, switches } from "../acceptance/people.ts";
import { MAIN } from "../compiled.ts";
import { until } from "../operations/harness.ts";
import { IS_LONG } from "../seed.ts";
import { compileLastRelease, hasHistory } from "./last-release.ts";

// So long that the other version runs before it is over.
const SOAK = "20s";
const SWITCHED_WITHIN_MS = 120_000;
/** A title of either version. */
const SWITCHED = /^(?:\d\d:\d\d UTC )?\*Switched\b/m;
const WRITES = "switch --tablet-types primary";
/** How the processes of the version that ends do so. */
const SIGNALS = IS_LONG ? (["SIGTERM", "SIGKILL"] as const) : (["SIGKILL"] as const);

type Program = readonly string[];
/** The one that runs first, and the one that starts beside it. */
type Programs = readonly [Program, Program];
let lastRelease: Program;

// Without its history a clone cannot have the last release; the table of faults says then that nothing was tried.
const HAS_HISTORY = hasHistory();

beforeAll(async () => {
  if (HAS_HISTORY) lastRelease = (await compileLastRelease()).program;
});

describe.runIf(HAS_HISTORY).each([
  ["an update from the last release", (): Programs => [lastRelease, MAIN]],
  ["an update that is taken back", (): Programs => [MAIN, lastRelease]],
] as const)("%s, both versions side by side", (_, programs) => {
  it.concurrent.each(SIGNALS)(
    "finishes what it meets half approved, in a soak and in a call, when the processes before it end by %s",
    async (signal) => {
      const [before, after] = programs();
      const here = await openInstallation({ env: { TANDEM_SOAK: SOAK } });
      try {
        const first = await start(here, before);
        await peopleAreKnown(here);
        const moves = await newMoves(here, ["voted", "counted", "soaking", "calling"]);
        const [voted = "", counted = "", soaking = "", calling = ""] = moves;
        const halfApproved = await requestedOfAll(here, [voted, counted], WRITES);
        for (const request of halfApproved) await approve(here, BEN, request);
        await approvedByAll(here, soaking, "switch");
        await inThread(here, soaking, /Reads are switched/, PATIENCE_MS);
        here.vitess.state.stall("customer", "calling", true);
        await approvedByAll(here, calling, `${WRITES} --timeout 60s`);
        await until(async () => deniesWrites(here, "calling"), PATIENCE_MS);

        await start(here, after);
        // Slack gives each of the two apps one of them.
        for (const request of halfApproved) await approve(here, CHO, request);
        const ending = first.map((role) => (signal === "SIGKILL" ? killed(role) : role.stop()));
        here.vitess.state.stall("customer", "calling", false);
        await Promise.all(ending);

        for (const move of moves) await inThread(here, move, SWITCHED, SWITCHED_WITHIN_MS);
        for (const move of moves) {
          expect(saying(here, move, SWITCHED), move).toHaveLength(1);
          expect(saying(here, move, /approved: [12] of 2/), move).toHaveLength(2);
          const sent = switches(here, move.replace("customer.", ""));
          expect(sent.filter(({ outcome }) => outcome?.code === 0).length, move).toBe(move === soaking ? 2 : 1);
        }
        expect(await verifyAudit(here.store)).toMatchObject({ kind: "intact" });

        // What one version began the other takes on.
        await types(here, ANA, `reverse ${soaking}`);
        await until(async () => here.vitess.sql.insertThroughVtgate("soaking", { id: "1" }).keyspace === "commerce", PATIENCE_MS);
      } finally {
        await here.close();
      }
    },
    300_000,
  );
});

function start(here: Installation, program: Program): Promise<readonly RoleProcess[]> {
  return Promise.all([here.start("worker", { program }), here.start("app", { program })]);
}

async function approvedByAll(here: Installation, move: string, verb: string): Promise<void> {
  const [request] = await requestedOfAll(here, [move], verb);
  if (request === undefined) throw new Error(`${verb} of ${move} was not requested`);
  for (const user of [BEN, CHO]) await approve(here, user, request);
}
