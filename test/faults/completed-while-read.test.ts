import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "../operations/harness.ts";
import type { SlackMessage } from "../../practice/slack/workspace/workspace.ts";
import { approve, BEN, CHO, inThread, saying } from "../acceptance/people.ts";
import { peopleAreKnown } from "../acceptance/harness.ts";
import {
  type Installation,
  newMoves,
  openInstallation,
  PATIENCE_MS,
  requestedOfAll,
  watched,
  WHOLE_TEST_MS,
} from "../acceptance/one-truth/installation.ts";

const FIVE = Array.from({ length: 5 }, (_, index) => `m${index}`);
const EVERY_ANSWER_LATE_MS = 50;

let here: Installation;
let moves: readonly string[];
let requests: readonly SlackMessage[];

/** Five switched moves to be completed; the last one stays, so that Tandem goes on reading the keyspace. */
beforeAll(async () => {
  here = await openInstallation();
  for (const role of ["worker", "app"] as const) await here.start(role);
  await peopleAreKnown(here);
  [, ...moves] = await newMoves(here, ["stays", ...FIVE]);
  await approveAll(await requestedOfAll(here, moves, "switch"));
  await Promise.all(moves.map((move) => inThread(here, move, /Switched · customer\.\w+/, PATIENCE_MS)));
  requests = await requestedOfAll(here, moves, "complete --rename-tables");
}, WHOLE_TEST_MS);

afterAll(() => here.close());

it(
  "a move that Tandem completes while it reads the keyspace is never announced as ended by somebody else",
  async () => {
    here.vitess.faults.inject({ rpc: "*", times: Number.POSITIVE_INFINITY }, { kind: "delay", ms: EVERY_ANSWER_LATE_MS });
    const isCompleted = (move: string): boolean => saying(here, move, /Completed · customer\.\w+/).length > 0;
    await approveAll(requests);
    // One reading after the other, so that one is always running when a Complete ends.
    await until(async () => {
      await here.have("watch-keyspace", "prod/customer", { cluster: "prod", keyspace: "customer" });
      return moves.every(isCompleted);
    }, PATIENCE_MS);
    here.vitess.faults.clear();
    await watched(here, moves);

    const told = moves.flatMap((move) => saying(here, move, /did not end it|not by Tandem/));
    expect(told).toEqual([]);
    const sent = here.vitess.calls().filter(({ method, request }) => method === "MoveTablesComplete" && request["dry_run"] !== true);
    expect(sent).toHaveLength(FIVE.length);
  },
  WHOLE_TEST_MS,
);

async function approveAll(open: readonly SlackMessage[]): Promise<void> {
  for (const user of [BEN, CHO]) for (const request of open) await approve(here, user, request);
}
