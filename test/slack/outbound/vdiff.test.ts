import { expect, test } from "vitest";
import { updateFollowed, type VDiffOfMove } from "../../../src/core/move/moves.ts";
import type { Records } from "../../../src/operations/records.ts";
import { publishCards } from "../../../src/slack/outbound/publish-cards.ts";
import { publishThread } from "../../../src/slack/outbound/publish-thread.ts";
import { ANA, MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { openPublishing, type Publishing, threadLines, withMove } from "./harness.ts";

const redis = bench();
const [FIRST, SECOND] = ["11111111-2222-4333-8444-000000000001", "22222222-2222-4333-8444-000000000002"];
const HALF = { of: { rows: 200n, by: "run-before" }, tablesDone: 1, tables: 2, now: [] } as const;

async function compare(records: Records, vdiff: Partial<VDiffOfMove>): Promise<void> {
  await records.moves.change(MOVE_ID, (move) => ({
    write: updateFollowed(move, { vdiff: { uuid: FIRST, startedBy: ANA, startedAt: 1_000, ...vdiff } }),
    result: undefined,
  }));
}

/** Ana's VDiff, half done, in a thread. */
async function compareHalf(): Promise<Publishing & { readonly records: Records }> {
  const { records } = redis.fresh();
  const publishing = await openPublishing(records);
  await withMove(records);
  await compare(records, { seen: { rows: 100n, at: 2_000, progress: HALF } });
  await records.addEntry(MOVE_ID, { kind: "vdiff-started", by: ANA, uuid: FIRST });
  await publishThread(publishing.deps, MOVE_ID);
  await publishCards(publishing.deps, MOVE_ID);
  return { records, ...publishing };
}

test("the line of a VDiff shows how far it is, at most every ten seconds, and at last that it has ended", async () => {
  const { records, slack, deps } = await compareHalf();
  expect(threadLines(slack)).toEqual([expect.stringContaining("VDiff running, 50%")]);
  await compare(records, { seen: { rows: 150n, at: 3_000, progress: HALF } });
  expect((await publishCards(deps, MOVE_ID)).againInMs).toBeGreaterThan(0);
  expect(threadLines(slack)).toEqual([expect.stringContaining("VDiff running, 50%")]);
  await compare(records, { report: { verdict: "clean" } });
  await publishCards(deps, MOVE_ID);
  expect(JSON.stringify(slack.messages("C0MOVES"))).not.toContain("VDiff running");
  expect(threadLines(slack)).toEqual([expect.stringContaining("started VDiff")]);
});

test("a VDiff that another one replaces no longer looks as if it ran", async () => {
  const { records, slack, deps } = await compareHalf();
  await compare(records, { uuid: SECOND });
  await records.addEntry(MOVE_ID, { kind: "vdiff-started", by: ANA, uuid: SECOND });
  await publishThread(deps, MOVE_ID);
  await publishCards(deps, MOVE_ID);
  expect(threadLines(slack)).toEqual([expect.not.stringContaining("running"), expect.stringContaining("VDiff running")]);
});
