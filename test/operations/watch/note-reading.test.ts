import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EntryBody } from "../../../src/core/announce/entries.ts";
import { findFollowed } from "../../../src/core/move/moves.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import type { Reading, Workflow } from "../../../src/core/readings/readings.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import { deriveSituation } from "../../../src/core/situation/situation.ts";
import { holdCards } from "../../../src/operations/announce/held-cards.ts";
import { noteReading } from "../../../src/operations/watch/note-reading.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { approved, begunMove, done, followed, leaveOpenCall, lines, nowReading, SWITCH_AT_ONCE } from "../moves.ts";
import { openHarnessWithMove } from "../prepared-move.ts";
import { C2C, openHarness, type Harness } from "../harness.ts";
import { shardNamed, tablesNamed, tableNamed } from "../../names.ts";

const MINUTE = 60_000;
// After the create made by a harness: a reading from before its end says nothing.
const ASKED_AT = Date.now() + 60 * 60_000;

let redis: PrivateRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

/** Notes each reading after the one before it, as the watch does. */
async function noted(harness: Harness, ...readings: readonly Reading[]): Promise<void> {
  for (const reading of readings) {
    const previous = await harness.records.reading(moveId(C2C));
    await noteReading(harness.deps, await followed(harness), reading, previous);
  }
}

async function told(harness: Harness): Promise<readonly EntryBody["kind"][]> {
  return (await lines(harness)).map((body) => body.kind);
}

function at(reading: Reading, minutes: number): Reading {
  return { ...reading, at: ASKED_AT + minutes * MINUTE };
}

function withStreams(workflow: Workflow | undefined, change: Partial<Workflow["streams"][number]>): Workflow {
  if (workflow === undefined) throw new Error("no workflow");
  return { ...workflow, streams: workflow.streams.map((stream) => ({ ...stream, ...change })) };
}

const NOTHING: Reading = {
  at: ASKED_AT,
  tableCopy: [],
  rules: { tables: [], shards: [], keyspaces: [], mirrors: [] },
  denied: [],
  sourceTables: [],
  targetTables: [],
  lockHolders: [],
};

describe("a move that Vitess does not show", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness(redis.url);
  });
  afterAll(() => harness.end());

  test("counts as being created, not as gone; after ten minutes it is announced once as not created", async () => {
    await begunMove(harness, ASKED_AT);
    await noted(harness, at(NOTHING, 1), at(NOTHING, 2), at(NOTHING, 9));
    expect(await told(harness)).toEqual([]);
    expect((await followed(harness)).state.kind).toBe("followed");
    await noted(harness, at(NOTHING, 11), at(NOTHING, 12));
    expect(await told(harness)).toEqual(["create-failed"]);
    expect(await lines(harness)).toMatchObject([{ explanation: { stateLeft: "Vitess does not show the workflow.", retry: "yes" } }]);
    expect((await followed(harness)).state).toMatchObject({ kind: "ended", how: "not-created" });
  });
});

describe("a running move", () => {
  let harness: Harness;
  let running: Reading;
  beforeAll(async () => {
    harness = await openHarnessWithMove(redis.url);
    running = await nowReading(harness);
  });
  afterAll(() => harness.end());

  test("announces the end of its copy once, an error once until it changes, and that it is gone", async () => {
    await noted(harness, at(running, 1), at(running, 2));
    expect(await told(harness)).toEqual(["created", "copy-finished"]);

    const failed = (message: string): Reading => ({ ...running, workflow: withStreams(running.workflow, { state: "Error", message }) });
    await noted(
      harness,
      at(failed("error: Duplicate entry '…' (errno 1062)"), 3),
      at(failed("error: Duplicate entry '…' (errno 1062)"), 4),
    );
    await noted(harness, at(failed("error: Table 'customer' doesn't exist (errno 1146)"), 5), at(running, 6));
    expect(await told(harness)).toEqual(["created", "copy-finished", "stream-error", "stream-error"]);

    await noted(harness, at({ ...running, denied: sourceDenies(running) }, 7), at({ ...running, denied: sourceDenies(running) }, 8));
    expect((await told(harness)).slice(4)).toEqual(["alarm"]);

    await noted(harness, at(NOTHING, 9));
    expect((await lines(harness)).slice(5)).toMatchObject([
      { kind: "gone" },
      { kind: "all-clear", cause: "stream-error", times: 1 },
      { kind: "all-clear", cause: "source-writes-denied", ended: "gone" },
    ]);
    expect((await followed(harness)).state).toMatchObject({ kind: "ended", how: "gone" });
  });
});

describe("a stream that stopped by itself", () => {
  let harness: Harness;
  let running: Reading;
  beforeAll(async () => {
    harness = await openHarnessWithMove(redis.url);
    running = await nowReading(harness);
  });
  afterAll(() => harness.end());

  const stopped = (message: string): Reading => ({ ...running, workflow: withStreams(running.workflow, { state: "Stopped", message }) });

  test("at a schema change is announced once, with its meaning; one that somebody stopped, or a VDiff for a moment, is not", async () => {
    const ddl = "Stopped at DDL alter table customer add column extra int";
    await noted(harness, at(running, 1), at(stopped(""), 2), at(stopped("for vdiff"), 3), at(running, 4));
    expect(await told(harness)).not.toContain("stream-error");
    await noted(harness, at(stopped(ddl), 5), at(stopped(ddl), 6));
    expect((await lines(harness)).filter((body) => body.kind === "stream-error")).toMatchObject([
      { kind: "stream-error", explanation: { rule: "ddl", text: ddl, step: { kind: "command", line: "start {move}" } } },
    ]);
  });

  test("with words that no rule knows shows them, and they are noted for the rule book", async () => {
    await noted(
      harness,
      at({ ...running, workflow: withStreams(running.workflow, { state: "Error", message: "error: flux at 4711" }) }, 7),
    );
    expect((await lines(harness)).at(-1)).toMatchObject({ kind: "stream-error", explanation: { text: "error: flux at 4711" } });
    expect(harness.unknownTexts).toEqual(["error: flux at 4711"]);
  });
});

describe("a copy", () => {
  let harness: Harness;
  let running: Reading;
  beforeAll(async () => {
    harness = await openHarnessWithMove(redis.url);
    running = await nowReading(harness);
  });
  afterAll(() => harness.end());

  const copying = (lastKey: number): Reading => {
    const lastPk = `fields:{name:"id"} rows:{lengths:3 values:"${lastKey}"}`;
    const streams = { state: "Copying", rowsCopied: 0n, copyStates: [{ table: tableNamed("customer"), lastPk }] };
    return { ...running, workflow: withStreams(running.workflow, streams) };
  };

  test("that stands still for ten minutes is announced once, and the all clear comes once it has moved for a while", async () => {
    await noted(harness, at(copying(100), 1), at(copying(200), 2), at(copying(200), 11));
    expect(await told(harness)).toEqual(["created"]);
    await noted(harness, at(copying(200), 13), at(copying(200), 14));
    expect(await told(harness)).toEqual(["created", "stalled"]);
    await noted(harness, at(copying(300), 15), at(copying(400), 16));
    expect(await told(harness)).toEqual(["created", "stalled"]);
    await noted(harness, at(copying(500), 25), at(copying(600), 30), at(copying(700), 31));
    expect(await told(harness)).toEqual(["created", "stalled", "all-clear"]);
  });

  test("whose cards wait for their turn has them drawn for a new state at once, and not for new numbers", async () => {
    const drawn = async (reading: Reading): Promise<boolean> => {
      const before = harness.jobs.asked.length;
      await noted(harness, reading);
      return harness.jobs.asked.slice(before).includes("publish-cards prod/customer.commerce2customer");
    };
    expect(await drawn(at(copying(800), 32))).toBe(true);
    const known = { move: await followed(harness), reading: at(copying(800), 32) };
    await holdCards(harness.deps, deriveSituation(known, DEFAULT_LIMITS, Date.now()), MINUTE);
    expect(await drawn(at(copying(900), 33))).toBe(false);
    const failed = copying(900);
    const { workflow } = failed;
    expect(await drawn(at({ ...failed, workflow: withStreams(workflow, { state: "Error", message: "error: flux" }) }, 34))).toBe(true);
  });
});

describe("a switched move", () => {
  let harness: Harness;
  let switched: Reading;
  let outcomeAt = 0;
  beforeAll(async () => {
    harness = await openHarnessWithMove(redis.url);
    await done(harness, SWITCH_AT_ONCE, "r1");
    switched = await nowReading(harness);
    // A reading from before an outcome of Tandem's own says nothing.
    outcomeAt = findFollowed(await followed(harness))?.touchedAt ?? Number.NaN;
  });
  afterAll(() => harness.end());

  const after = (reading: Reading, minutes: number): Reading => ({ ...reading, at: outcomeAt + minutes * MINUTE });

  test("whose reading is from before the outcome is not announced as switched or gone because of it", async () => {
    const [before, proof] = [await told(harness), await harness.records.reading(moveId(C2C))];
    await noted(harness, after(NOTHING, -1), after({ ...switched, denied: [] }, -1));
    expect(await told(harness)).toEqual(before);
    expect((await followed(harness)).state.kind).toBe("followed");
    // The look that showed the outcome stays the newest.
    expect(proof?.at).toBeGreaterThan(outcomeAt);
    expect(await harness.records.reading(moveId(C2C))).toEqual(proof);
  });

  test("whose reverse workflow is in error for one reading has no news; if that lasts, the thread says that a reverse would lose writes", async () => {
    const broken = { ...switched, reverse: withStreams(switched.reverse, { state: "Error", message: "error: errno 1062" }) };
    await noted(harness, after(switched, 1), after(broken, 2), after(switched, 3));
    expect(await told(harness)).not.toContain("alarm");
    await noted(harness, after(broken, 4), after(broken, 5), after(broken, 6));
    expect((await lines(harness)).filter((body) => body.kind === "alarm")).toEqual([
      { kind: "alarm", alarm: "reverse-not-running", tables: tablesNamed("corder", "customer") },
    ]);
  });

  test("without a reverse workflow has none to warn about", async () => {
    const before = (await told(harness)).length;
    const { reverse: _none, ...oneWay } = switched;
    await noted(harness, after(oneWay, 7), after(oneWay, 8));
    expect((await told(harness)).slice(before)).toEqual(["all-clear"]);
  });
});

describe("while Tandem itself switches", () => {
  let harness: Harness;
  let running: Reading;
  beforeAll(async () => {
    harness = await openHarnessWithMove(redis.url);
    running = await nowReading(harness);
    await approved(harness, SWITCH_AT_ONCE, "r1");
    await leaveOpenCall(harness, "r1");
    await harness.records.executions.change("r1", (one) => {
      if (one.state.kind !== "calling") throw new Error(`it is ${one.state.kind}`);
      const call = { ...one.state.call, startedAt: ASKED_AT + 1 * MINUTE };
      return { write: { ...one, state: { ...one.state, call } }, result: undefined };
    });
  });
  afterAll(() => harness.end());

  test("denied writes are its own doing; if they last longer than a switch does, they are announced all the same", async () => {
    const denied = { ...running, denied: sourceDenies(running) };
    await noted(harness, at(running, 0.5), at(denied, 1.5), at(denied, 3.5));
    expect(await told(harness)).not.toContain("alarm");
    await noted(harness, at(denied, 4.5), at(denied, 5));
    expect((await told(harness)).filter((kind) => kind === "alarm")).toHaveLength(1);
  });
});

/** The source's tables denied while routing still leads there. */
function sourceDenies({ workflow }: Reading): Reading["denied"] {
  if (workflow === undefined) throw new Error("no workflow");
  return [{ keyspace: workflow.sourceKeyspace, shard: shardNamed("0"), tables: tablesNamed("corder", "customer") }];
}

describe("a workflow that is missing while somebody holds its lock", () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarnessWithMove(redis.url);
  });
  afterAll(() => harness.end());

  test("is not gone: a reverse deletes and recreates it", async () => {
    await noted(harness, await nowReading(harness));
    const reading = await nowReading(harness);
    const { workflow: _away, ...away } = { ...reading, at: reading.at + 1_000 };
    const held = { ...away, lockHolders: [{ action: "WorkflowSwitchTraffic", host: "vtctld-1", since: away.at - 2_000 }] };
    const phase = findFollowed(await followed(harness))?.told.phase;
    expect(phase).toBeDefined();
    await noted(harness, held);
    expect((await followed(harness)).state.kind).toBe("followed");
    expect(findFollowed(await followed(harness))?.told.phase).toBe(phase);
    await noted(harness, { ...reading, at: reading.at + 3_000 });
    expect(await told(harness)).not.toContain("gone");
    await noted(harness, { ...away, at: reading.at + 5_000 });
    expect((await followed(harness)).state).toMatchObject({ kind: "ended", how: "gone" });
  });
});
