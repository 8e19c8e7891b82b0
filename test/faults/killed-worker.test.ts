import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { moveId } from "../../src/core/vitess/names.ts";
import { findSubject } from "../../src/core/operation/execution/executions.ts";
import type { WorkflowOperation } from "../../src/core/operation/request/operations.ts";
import { isDone } from "../../src/core/operation/outcome/verdict.ts";
import { type PrivateRedis, startRedis } from "../../practice/redis.ts";
import { approved, carriedOut, COMPLETE, done, nowReading, outcomeOf, runningMove, SWITCH_AT_ONCE } from "../operations/moves.ts";
import { C2C, type Harness } from "../operations/harness.ts";
import { openPrepared } from "../operations/prepared-move.ts";
import { mortalWorker, type Told, toldOf, TOLD_EVERYWHERE, TOLD_NOWHERE } from "../operations/carry-out/mortal.ts";
import type { MortalEnd } from "../mortal-process.ts";
import type { Death } from "../mortal-port.ts";

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

interface Subject {
  readonly name: string;
  readonly operation: WorkflowOperation;
  readonly rpc: string;
  readonly prepare: (harness: Harness) => Promise<void>;
}

const SUBJECTS: readonly Subject[] = [
  { name: "SwitchTraffic", operation: SWITCH_AT_ONCE, rpc: "WorkflowSwitchTraffic", prepare: runningMove },
  {
    name: "Complete",
    operation: COMPLETE,
    rpc: "MoveTablesComplete",
    async prepare(harness) {
      await runningMove(harness);
      await done(harness, SWITCH_AT_ONCE, "r0");
    },
  },
];

const EIGHTEEN = Array.from({ length: 18 }, (_, index) => index);
const SENDS: readonly string[] = ["vitess.switchTraffic", "vitess.complete"];

describe.each(SUBJECTS)("a worker killed while it executes $name", (subject) => {
  let awaits: readonly string[] = [];
  beforeAll(async () => {
    const run = await withHarness(subject, undefined);
    awaits = run.reached;
  });

  test("passes enough await points to be killed at, among them the commits, and sends right after one", () => {
    expect(awaits.length).toBeGreaterThan(25);
    const call = awaits.findIndex((name) => SENDS.includes(name));
    expect(awaits[call]).toBe(subject.name === "Complete" ? "vitess.complete" : "vitess.switchTraffic");
    expect(awaits.slice(0, call)).toContain("records.commit");
    expect(awaits.slice(call)).toContain("records.commit");
    // Everything slow comes before the record; after it there is only what its commit wanted.
    const between = awaits.slice(awaits.lastIndexOf("records.commit", call) + 1, call);
    expect(between.filter((name) => !name.startsWith("jobs.") && name !== "records.handedOver")).toEqual([]);
  });

  // The awaits around the call one by one, the others in strides, so that every stretch of the execution is covered.
  test.concurrent.each(EIGHTEEN)(
    "dies at point %i of eighteen, and the move ends in the truth",
    async (index) => {
      const death = deaths(awaits)[index];
      if (death === undefined) throw new Error("fewer points than asked for");
      const run = await withHarness(subject, death);
      expect(run.killed, `killed ${death.when} ${awaits[death.at - 1]}`).toBe(true);

      const { outcome, entries, sent, isSo, blind } = run;
      expect(outcome?.kind, JSON.stringify(outcome)).toBeOneOf(["succeeded", "failed", "unknown", "unfinished"]);
      // The thread says what Vitess shows.
      expect(isSo).toBe(outcome?.kind === "succeeded");
      expect(entries).toBe(1);
      // A second call only after a reading that came after the first.
      expect(blind).toEqual([]);
      expect(sent).toBeLessThanOrEqual(2);
      // No outcome without its line, its audit event and its request, when the worker died and at the end.
      expect(run.left).toBeOneOf([TOLD_EVERYWHERE, TOLD_NOWHERE]);
      expect(run.told).toEqual(TOLD_EVERYWHERE);
    },
    60_000,
  );
});

/** Eighteen deaths: one by one around the call and its commits and around the last commit, and spread over the rest. */
function deaths(awaits: readonly string[]): readonly Death[] {
  const call = awaits.findIndex((name) => SENDS.includes(name)) + 1;
  const record = awaits.lastIndexOf("records.commit", call - 1) + 1;
  const end = awaits.lastIndexOf("records.commit") + 1;
  return [
    { at: record, when: "before" },
    { at: record, when: "during" },
    { at: record, when: "after" },
    { at: call - 1, when: "before" },
    { at: call - 1, when: "after" },
    { at: call, when: "before" },
    { at: call, when: "during" },
    { at: call, when: "after" },
    { at: call + 1, when: "during" },
    { at: call + 1, when: "after" },
    { at: Math.floor((call + end) / 2), when: "after" },
    { at: end, when: "before" },
    { at: end, when: "during" },
    { at: end, when: "after" },
    { at: end + 2, when: "during" },
    { at: 1, when: "after" },
    { at: 4, when: "after" },
    { at: Math.floor(call / 2), when: "during" },
  ];
}

interface Run extends MortalEnd {
  readonly outcome: { readonly kind: string } | undefined;
  /** Outcome lines in the thread. */
  readonly entries: number;
  /** Calls of the operation's RPC that vtctld got, except dry runs. */
  readonly sent: number;
  /** Whether Vitess shows the operation as done. */
  readonly isSo: boolean;
  /** Calls that followed another without a reading in between. */
  readonly blind: readonly string[];
  /** What was recorded of the end when the worker was gone, and when all was over. */
  readonly left: Told;
  readonly told: Told;
}

/** One execution: started by a worker that dies, finished by another. */
async function withHarness(subject: Subject, death: Death | undefined): Promise<Run> {
  const harness = await openPrepared(redis.url, subject.prepare);
  try {
    await approved(harness, subject.operation, "r1");
    const from = harness.simulator.calls().length;
    const worker = await mortalWorker(harness, "r1", death);
    const left = await toldOf(harness, "r1");
    await carriedOut(harness.deps, "r1");

    const methods = harness.simulator
      .calls()
      .slice(from)
      .filter((call) => call.request["dry_run"] !== true)
      .map((call) => call.method);
    const execution = await harness.records.executions.get("r1");
    const about = execution === undefined ? undefined : findSubject(execution);
    if (about === undefined) throw new Error("no execution");
    const entries = await harness.records.entries(moveId(C2C), 0);
    const wanted = { operation: subject.operation, types: ["PRIMARY", "REPLICA", "RDONLY"], subject: about } as const;
    return {
      ...worker,
      outcome: await outcomeOf(harness, "r1"),
      entries: entries.filter((entry) => entry.body.kind === "outcome" && entry.body.executionId === "r1").length,
      sent: methods.filter((method) => method === subject.rpc).length,
      isSo: isDone(wanted, await nowReading(harness)),
      blind: blindRepeats(methods, subject.rpc),
      left,
      told: await toldOf(harness, "r1"),
    };
  } finally {
    await harness.end();
  }
}

function blindRepeats(methods: readonly string[], rpc: string): readonly string[] {
  const calls = methods.flatMap((method, index) => (method === rpc ? [index] : []));
  return calls.slice(1).flatMap((index, nth) => {
    const between = methods.slice((calls[nth] ?? 0) + 1, index);
    return between.includes("GetWorkflows") && between.includes("GetTopologyPath") ? [] : [`call ${nth + 2} came without a reading`];
  });
}
