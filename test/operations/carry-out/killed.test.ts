import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Act } from "../../../src/core/acts/acts.ts";
import { moveId } from "../../../src/core/names.ts";
import { isDone } from "../../../src/core/acts/verdict.ts";
import { type PrivateRedis, startRedis } from "../../standins/redis.ts";
import { approved, carriedOut, COMPLETE, done, nowReading, runningMove, SWITCH_AT_ONCE } from "../moves.ts";
import { C2C, openStage, type Stage } from "../stage.ts";
import type { Death } from "./mortal-worker.ts";

const WORKER = fileURLToPath(new URL("mortal-worker.ts", import.meta.url));

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

interface Subject {
  readonly name: string;
  readonly act: Act;
  readonly rpc: string;
  prepare(stage: Stage): Promise<void>;
}

const SUBJECTS: readonly Subject[] = [
  { name: "SwitchTraffic", act: SWITCH_AT_ONCE, rpc: "WorkflowSwitchTraffic", prepare: runningMove },
  {
    name: "Complete",
    act: COMPLETE,
    rpc: "MoveTablesComplete",
    async prepare(stage) {
      await runningMove(stage);
      await done(stage, SWITCH_AT_ONCE, "r0");
    },
  },
];

describe.each(SUBJECTS)("a worker killed while it carries out $name", (subject) => {
  let awaits: readonly string[] = [];
  beforeAll(async () => {
    const run = await onStage(subject, undefined);
    awaits = run.reached;
  });

  test("passes through enough awaits to be worth killing at", () => {
    expect(awaits.length).toBeGreaterThan(25);
    expect(awaits).toContain(subject.name === "Complete" ? "vitess.complete" : "vitess.switchTraffic");
  });

  // The awaits around the call, one by one; the others in strides, so that every stretch of the execution is met.
  test.concurrent.each(Array.from({ length: 12 }, (_, index) => index))(
    "dies at point %i of the twelve, and the move ends in the truth",
    async (index) => {
      const death = deaths(awaits)[index];
      if (death === undefined) throw new Error("fewer points than asked for");
      const run = await onStage(subject, death);
      expect(run.killed, `killed ${death.when} ${awaits[death.at - 1]}`).toBe(true);

      const { outcome, entries, sent, isSo, blind } = run;
      expect(outcome?.kind, JSON.stringify(outcome)).toBeOneOf(["succeeded", "failed", "unknown", "unfinished"]);
      // What the thread says is what Vitess shows.
      expect(isSo).toBe(outcome?.kind === "succeeded");
      expect(entries).toBe(1);
      // A second call only after a reading that came after the first.
      expect(blind).toEqual([]);
      expect(sent).toBeLessThanOrEqual(2);
    },
    60_000,
  );
});

/** Twelve deaths: around the call and its records one by one, and spread over the rest. */
function deaths(awaits: readonly string[]): readonly Death[] {
  const call = awaits.findIndex((name) => name === "vitess.switchTraffic" || name === "vitess.complete") + 1;
  const last = awaits.length;
  return [
    { at: call - 1, when: "before" },
    { at: call - 1, when: "after" },
    { at: call, when: "before" },
    { at: call, when: "during" },
    { at: call, when: "after" },
    { at: call + 1, when: "after" },
    { at: Math.floor((call + last) / 2), when: "after" },
    { at: last - 3, when: "before" },
    { at: last - 1, when: "after" },
    { at: 1, when: "after" },
    { at: 4, when: "after" },
    { at: Math.floor(call / 2), when: "during" },
  ];
}

interface Run {
  readonly killed: boolean;
  readonly reached: readonly string[];
  readonly outcome: { readonly kind: string } | undefined;
  /** Outcome lines in the thread. */
  readonly entries: number;
  /** Calls of the act's RPC that vtctld got, dry runs left out. */
  readonly sent: number;
  /** Whether Vitess shows the act as done. */
  readonly isSo: boolean;
  /** Calls that followed another without a reading in between. */
  readonly blind: readonly string[];
}

/** One execution: begun by a worker that dies, taken up by another. */
async function onStage(subject: Subject, death: Death | undefined): Promise<Run> {
  const stage = await openStage(redis.url);
  try {
    await subject.prepare(stage);
    await approved(stage, subject.act, "r1");
    const from = stage.simulator.calls().length;
    const worker = await mortalWorker(stage, death);
    await carriedOut(stage.deps, "r1");

    const methods = stage.simulator
      .calls()
      .slice(from)
      .filter((call) => call.request["dry_run"] !== true)
      .map((call) => call.method);
    const execution = await stage.records.executions.get("r1");
    if (execution === undefined) throw new Error("no execution");
    const entries = await stage.records.entries(moveId(C2C), 0);
    return {
      ...worker,
      outcome: execution.outcome,
      entries: entries.filter((entry) => entry.body.kind === "outcome" && entry.body.executionId === "r1").length,
      sent: methods.filter((method) => method === subject.rpc).length,
      isSo: isDone(subject.act, ["PRIMARY", "REPLICA", "RDONLY"], execution.seal, await nowReading(stage)),
      blind: blindRepeats(methods, subject.rpc),
    };
  } finally {
    await stage.end();
  }
}

async function mortalWorker(stage: Stage, death: Death | undefined): Promise<Pick<Run, "killed" | "reached">> {
  const env = { ...process.env, MORTAL: JSON.stringify({ stage: stage.address, executionId: "r1", death }) };
  const child = spawn(process.execPath, ["--import", "tsx", WORKER], { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  const reached: unknown = output === "" ? [] : JSON.parse(output);
  return { killed: signal === "SIGKILL", reached: Array.isArray(reached) ? reached.map(String) : [] };
}

function blindRepeats(methods: readonly string[], rpc: string): readonly string[] {
  const calls = methods.flatMap((method, index) => (method === rpc ? [index] : []));
  return calls.slice(1).flatMap((index, nth) => {
    const between = methods.slice((calls[nth] ?? 0) + 1, index);
    return between.includes("GetWorkflows") && between.includes("GetTopologyPath") ? [] : [`call ${nth + 2} came without a reading`];
  });
}
