import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RoleProcess } from "../../deploy/demo/role.ts";
import { compiled } from "../compiled.ts";
import { until } from "../operations/harness.ts";
import { openRelay, type Relay } from "../../practice/vtctld/rpc/relay.ts";
import type { WireAnswer } from "../../practice/vtctld/rpc/wire-client.ts";
import { ANA, approve, ask, BEN, CHO, DEV, inThread, newMove, openRequest, saying, switches } from "../acceptance/people.ts";
import { peopleAreKnown } from "../acceptance/harness.ts";
import {
  type Installation,
  killed,
  openInstallation,
  PATIENCE_MS,
  types,
  watched,
  WHOLE_TEST_MS,
} from "../acceptance/one-truth/installation.ts";

const FREEZING_WORKER = [compiled(new URL("./freezing-worker.ts", import.meta.url))];

/** A call leaves its process within 3 s of its record; 5 s more are for clocks that disagree. */
const NOBODY_TAKES_OVER_MS = 8_000;
/** The longest time, on a busy machine, between the record and the moment at which the worker freezes. */
const FROZEN_AFTER_RECORD_MS = 2_000;

describe("a worker freezes between the record of its SwitchTraffic and the call", () => {
  let here: Installation;
  let workers: readonly RoleProcess[];
  let folder: string;
  let move: string;
  let frozen: RoleProcess | undefined;
  let frozenAt: number;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tandem-freeze-"));
    const bell = join(folder, "bell");
    here = await openInstallation();
    const freezing = { program: FREEZING_WORKER, env: { FREEZE_BELL: bell, REAL_BOUNDS: "yes" } };
    workers = await Promise.all([here.start("worker", freezing), here.start("worker", freezing)]);
    await here.start("app");
    move = await approvedSwitch(here, "frozen");
    const [pid, at] = await until(
      () => Promise.resolve(existsSync(bell) && /^(\d+) (\d+)$/.exec(readFileSync(bell, "utf8"))?.slice(1)),
      PATIENCE_MS,
    );
    frozen = workers.find((one) => one.pid === Number(pid));
    frozenAt = Number(at);
    // Without the lease nothing shows that the frozen worker still works on this.
    await here.store.del(`{tandem}:lease:workflow:prod/${move}`);
  }, WHOLE_TEST_MS);

  afterAll(async () => {
    await here.close();
    await rm(folder, { recursive: true });
  });

  it(
    "nobody takes the execution over while the call can still be in flight, even if the lease is gone",
    async () => {
      // What people type wakes the workers that still run; a queue alone may be silent for ten seconds.
      const secondAt = await until(async () => {
        await types(here, DEV, `status ${move}`);
        await sleep(500);
        return switches(here, "frozen")[0]?.at;
      }, PATIENCE_MS);
      expect(secondAt - frozenAt).toBeGreaterThan(NOBODY_TAKES_OVER_MS - FROZEN_AFTER_RECORD_MS);
    },
    WHOLE_TEST_MS,
  );

  it(
    "when it wakes after a rollback, it sends nothing, and traffic stays where people put it",
    async () => {
      await rolledBack(here, "frozen");
      process.kill(frozen?.pid ?? 0, "SIGCONT");
      // Without the others, only the worker that woke can answer; on its only connection to vtctld its call would have come before that.
      for (const other of workers) if (other !== frozen) await other.stop();
      await expect.poll(() => ask(here, ANA, `status ${move}`), { timeout: PATIENCE_MS }).toContain(move);

      expect(directions(here, "frozen")).toEqual(["forward", "back"]);
      expect(writtenTo(here, "frozen")).toBe("commerce");
      await watched(here, [move]);
      expect(saying(here, move, /not by Tandem/)).toEqual([]);
    },
    WHOLE_TEST_MS,
  );
});

describe("a worker dies while a proxy holds its SwitchTraffic, another worker switches, and people roll back", () => {
  let here: Installation;
  let relay: Relay;
  let move: string;
  let answer: WireAnswer;

  beforeAll(async () => {
    here = await openInstallation();
    relay = await openRelay(here.vitess.address);
    const behindProxy = await here.start("worker", { env: { VTCTLD_ADDRESS: relay.address } });
    await here.start("app");
    const held = relay.hold({ rpc: "WorkflowSwitchTraffic", where: (request) => request["dry_run"] !== true });
    move = await approvedSwitch(here, "proxied");
    await held.arrived;
    await killed(behindProxy);
    await here.start("worker");
    await rolledBack(here, "proxied");
    answer = await held.letGo();
    await watched(here, [move]);
  }, WHOLE_TEST_MS);

  afterAll(async () => {
    await here.close();
    await relay.close();
  });

  it(
    "the call that arrives late is announced as sent by Tandem, and never as somebody else's",
    async () => {
      expect(answer).toMatchObject({ code: 0 });
      expect(directions(here, "proxied")).toEqual(["forward", "back", "forward"]);
      expect(writtenTo(here, "proxied")).toBe("customer");
      const told = await inThread(here, move, /\blate\b|not by Tandem/, PATIENCE_MS);
      expect(told).toMatch(/sent by Tandem|Tandem (?:itself )?(?:had )?sent|Tandem's own/i);
      expect(saying(here, move, /not by Tandem/)).toEqual([]);
    },
    WHOLE_TEST_MS,
  );
});

/** Ana requests a switch of everything in one call, and two people approve it. */
async function approvedSwitch(here: Installation, name: string): Promise<string> {
  await peopleAreKnown(here);
  const move = await newMove(here, name);
  expect(await ask(here, ANA, `switch ${move} --all-at-once`)).toContain("Requested:");
  const request = await openRequest(here, move);
  for (const user of [BEN, CHO]) await approve(here, user, request);
  return move;
}

/** Waits until another worker has switched, then Ana rolls back. */
async function rolledBack(here: Installation, name: string): Promise<void> {
  const move = `customer.${name}`;
  await inThread(here, move, new RegExp(`Switched · ${move}[^]*Rollback is one press`), PATIENCE_MS);
  expect(await ask(here, ANA, `reverse ${move}`)).toContain("Rolling back");
  await inThread(here, move, new RegExp(`Rolled back · ${move}`), PATIENCE_MS);
  expect(writtenTo(here, name)).toBe("commerce");
}

/** The switches that vtctld received, in order. */
function directions(here: Installation, name: string): readonly string[] {
  return switches(here, name).map(({ request: { direction } }) => (direction === 1 || direction === "BACKWARD" ? "back" : "forward"));
}

/** The keyspace that now receives an application's write through vtgate. */
function writtenTo({ vitess }: Installation, table: string): string | undefined {
  return vitess.sql.insertThroughVtgate(table, { id: "1" }).keyspace;
}
