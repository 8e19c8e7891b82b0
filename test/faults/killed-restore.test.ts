import { afterAll, beforeAll, expect, test } from "vitest";
import { moveId } from "../../src/core/vitess/names.ts";
import { castVote } from "../../src/operations/requests/cast-vote.ts";
import { restoreRules } from "../../src/operations/requests/restore-rules.ts";
import { type PrivateRedis, startRedis } from "../../practice/redis.ts";
import { mortalWorker, type Told, toldOf, TOLD_EVERYWHERE, TOLD_NOWHERE } from "../operations/carry-out/mortal.ts";
import type { MortalEnd } from "../mortal-process.ts";
import type { Death } from "../mortal-port.ts";
import { ASKER, carriedOut, outcomeOf } from "../operations/moves.ts";
import { openHarnessWithMove } from "../operations/prepared-move.ts";
import { BEN, C2C, CHO, PROD } from "../operations/harness.ts";
import { redirect } from "../operations/rules/plant.ts";
import { requestNamed } from "../names.ts";

const TEN = Array.from({ length: 10 }, (_, index) => index);

let redis: PrivateRedis;
let awaits: readonly string[] = [];
beforeAll(async () => {
  redis = await startRedis();
  awaits = (await withHarness(undefined)).reached;
});
afterAll(() => redis.close());

test("a restore passes enough await points to be killed at, and writes once", () => {
  expect(awaits.length).toBeGreaterThan(20);
  expect(awaits.filter((name) => name === "vitess.applyRules")).toHaveLength(1);
});

test.concurrent.each(TEN)(
  "killed at point %i of ten, a restore ends in the truth, and never overwrites what it was not shown",
  async (index) => {
    const death = deaths()[index];
    if (death === undefined) throw new Error("fewer points than asked for");
    const run = await withHarness(death);
    expect(run.killed, `killed ${death.when} ${awaits[death.at - 1]}`).toBe(true);
    // The rules are those of the snapshot in one outcome and the old ones in the other; nothing in between.
    expect(run.outcome).toBeOneOf(["succeeded", "unfinished", "failed"]);
    expect(run.isSo).toBe(run.outcome !== "failed");
    expect(run.entries).toBe(1);
    expect(run.sent).toBeLessThanOrEqual(2);
    // One snapshot from before it, however often it was started.
    expect(run.snapshots).toEqual(["r-2", "r-1"]);
    expect(run.left).toBeOneOf([TOLD_EVERYWHERE, TOLD_NOWHERE]);
  },
  60_000,
);

/** One by one around the write and its records, and spread over the rest. */
function deaths(): readonly Death[] {
  const call = awaits.indexOf("vitess.applyRules") + 1;
  const record = awaits.lastIndexOf("records.commit", call - 1) + 1;
  const end = awaits.lastIndexOf("records.commit") + 1;
  return [
    { at: record, when: "during" },
    { at: record, when: "after" },
    { at: call - 1, when: "after" },
    { at: call, when: "before" },
    { at: call, when: "during" },
    { at: call, when: "after" },
    { at: call + 3, when: "after" },
    { at: end, when: "during" },
    { at: Math.floor(call / 2), when: "during" },
    { at: 4, when: "after" },
  ];
}

interface Run extends MortalEnd {
  readonly outcome: string | undefined;
  readonly entries: number;
  readonly sent: number;
  readonly isSo: boolean;
  readonly snapshots: readonly string[];
  /** What was recorded of the end when the worker was gone. */
  readonly left: Told;
}

/** One restore of a rule that somebody redirected: started by a worker that dies, finished by another. */
async function withHarness(death: Death | undefined): Promise<Run> {
  const harness = await openHarnessWithMove(redis.url);
  try {
    await harness.vitess.applyRules("tables", { tables: [], shards: [], keyspaces: [], mirrors: [] });
    await redirect(harness, "customer", "archive.customer");
    const command = { verb: "rules-restore", snapshot: "r-1", documents: [], whole: false, dryRun: false } as const;
    await restoreRules(harness.deps, PROD, command, { ...ASKER, id: requestNamed("q1") });
    for (const by of [BEN, CHO]) await castVote(harness.deps, { requestId: requestNamed("q1"), by, kind: "approve", reason: "" });
    const from = harness.simulator.calls().length;
    const worker = await mortalWorker(harness, "q1", death);
    const left = await toldOf(harness, "q1");
    await carriedOut(harness.deps, "q1");
    const entries = await harness.records.entries(moveId(C2C), 0);
    return {
      ...worker,
      outcome: (await outcomeOf(harness, "q1"))?.kind,
      entries: entries.filter(({ body }) => body.kind === "outcome").length,
      sent: harness.simulator
        .calls()
        .slice(from)
        .filter(({ method }) => method === "ApplyRoutingRules").length,
      isSo: (await harness.vitess.rules()).tables.length === 0,
      snapshots: (await harness.records.snapshots(PROD)).map(({ id }) => id),
      left,
    };
  } finally {
    await harness.end();
  }
}
