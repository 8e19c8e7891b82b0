import { describe, expect, test } from "vitest";
import { type Gate, decideGate } from "../../../src/core/operation/outcome/gates.ts";
import { listExecutionFacts, decideGateNow, isStepDone, reachStepVerdict } from "../../../src/core/operation/execution/goal.ts";
import { planCalls, type RestoreRules, type WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { CANCEL_DEFAULTS } from "../../../src/core/options/options.ts";
import type { LockHolder, Reading, Rules } from "../../../src/core/readings/readings.ts";
import {
  selectDocumentsToRestore,
  isRestored,
  listTouchedKeyspaces,
  findOutagesUnderRules,
  applyRestore,
  restoreLines,
  describeShownDifference,
  narrowToGoal,
} from "../../../src/core/rules/restore.ts";
import { formatRules } from "../../../src/core/rules/change.ts";
import type { Seen } from "../../../src/core/operation/execution/sight.ts";
import { isDone } from "../../../src/core/operation/outcome/verdict.ts";
import { CANCELS, KILLED, moveOf, UNSHARDED } from "../moments.ts";
import { recordedRules, withTables } from "../recorded-rules.ts";
import { holder } from "../recorded.ts";
import { keyspaceNamed, shardNamed, shardsNamed } from "../../names.ts";

const NONE = withTables([]);
const COPIED = recordedRules("v23.0.3", "happy-unsharded", 88);
const SWITCHED = recordedRules("v23.0.3", "happy-unsharded", 123);
const ROUTED_SHARD: Rules = { ...NONE, shards: [{ fromKeyspace: "commerce", toKeyspace: "archive", shard: shardNamed("0") }] };

const RESTORE: RestoreRules = { kind: "restore", restore: { snapshot: "r-1", documents: ["tables"], shownAgainst: "x" } };
const RUN = { move: UNSHARDED.subject.move, proposal: RESTORE, done: [] };

/** A look at the rules; without the snapshot's rules if it is gone. */
function looking(now: Rules, saved?: Rules, lockHolders: readonly LockHolder[] = []): Seen {
  const restore = saved === undefined ? {} : { restore: { now, saved } };
  return {
    look: { kind: "rules", at: 0, lockHolders, difference: [], ...restore },
    shape: formatRules(now),
    rules: now,
    standing: { kind: "stands" },
    blocked: [],
  };
}

function gate(seen: Seen): Gate {
  return decideGateNow(RUN, [], seen, { maxLagSeconds: 30, broken: undefined });
}

test("a restore affects the keyspaces named by the differing rules, on either side", () => {
  const saved = withTables([{ from: "customer", to: ["commerce.customer"] }]);
  const tables: Rules = withTables([
    { from: "customer", to: ["customer.customer"] },
    { from: "payments.card@rdonly", to: ["archive.card"] },
  ]);
  const now: Rules = {
    ...tables,
    shards: [{ fromKeyspace: "a", toKeyspace: "b", shard: shardNamed("-80") }],
    keyspaces: [{ fromKeyspace: "c@replica", toKeyspace: "d" }],
  };
  expect(listTouchedKeyspaces({ now, saved }, ["tables"])).toEqual(["archive", "commerce", "customer", "payments"]);
  expect(listTouchedKeyspaces({ now, saved }, ["shards"])).toEqual(["a", "b"]);
  expect(listTouchedKeyspaces({ now, saved }, ["keyspaces"])).toEqual(["c", "d"]);
  expect(listTouchedKeyspaces({ now, saved: now }, ["tables", "shards", "keyspaces"])).toEqual([]);
});

describe("what a restore replaces", () => {
  test("is what differs within the requested documents, and never the mirror rules", () => {
    const now: Rules = { ...ROUTED_SHARD, mirrors: [{ from: "commerce.product", to: "archive.product", percent: 1 }] };
    expect(selectDocumentsToRestore({ now, saved: COPIED }, [])).toEqual(["tables", "shards"]);
    expect(selectDocumentsToRestore({ now, saved: COPIED }, ["shards", "keyspaces"])).toEqual(["shards"]);
    expect(selectDocumentsToRestore({ now, saved: now }, [])).toEqual([]);
    expect(applyRestore({ now, saved: COPIED }, ["tables"])).toEqual({ ...now, tables: COPIED.tables });
    expect(isRestored({ now: { ...now, tables: COPIED.tables }, saved: COPIED }, ["tables"])).toBe(true);
    expect(isRestored({ now, saved: COPIED }, ["tables"])).toBe(false);
  });

  test("is listed rule by rule, up to a limit", () => {
    expect(restoreLines({ now: ROUTED_SHARD, saved: NONE }, ["shards"])).toEqual(["shard rule commerce/0: removed, led to archive"]);
    const many = withTables(Array.from({ length: 1_000 }, (_, n) => ({ from: `t${n}`, to: ["commerce.t"] })));
    const lines = restoreLines({ now: many, saved: NONE }, ["tables"]);
    expect(lines).toHaveLength(201);
    expect(lines.at(-1)).toBe("and 800 more");
  });

  test("is compared line by line to find what changed since it was shown", () => {
    expect(describeShownDifference(["a: removed, led to x"], ["a: removed, led to x"])).toEqual([]);
    expect(describeShownDifference(["a: removed, led to x", "and 3 more"], ["a: removed, led to y", "and 3 more"])).toEqual([
      "new: a: removed, led to y",
      "not so any more: a: removed, led to x",
    ]);
  });
});

describe("moves that restored rules would cause an outage for", () => {
  const move = moveOf(UNSHARDED.subject);
  const outages = (rules: Rules, reading: Reading): readonly string[] =>
    findOutagesUnderRules(rules, [{ move, reading }]).map(({ alarm }) => alarm);

  test("include a switched move, given rules from before its switch", () => {
    expect(outages(COPIED, UNSHARDED.switched)).toEqual(["rules-lost"]);
    expect(outages(NONE, UNSHARDED.switched)).toEqual(["rules-lost"]);
  });

  test("include an unswitched move, given rules from after a switch", () => {
    expect(outages(SWITCHED, UNSHARDED.copied)).toEqual(["target-writes-denied"]);
  });

  test("exclude moves that the rules fit, and rules of other tables", () => {
    expect(outages(SWITCHED, UNSHARDED.switched)).toEqual([]);
    expect(outages(COPIED, UNSHARDED.copied)).toEqual([]);
    expect(outages({ ...COPIED, tables: [...COPIED.tables, { from: "product", to: ["archive.product"] }] }, UNSHARDED.copied)).toEqual([]);
  });

  test("exclude a move already in an outage, and say if the restore would not end it", () => {
    const killed = moveOf(KILLED.subject);
    const now = findOutagesUnderRules(KILLED.fourMinutesLater.rules, [{ move: killed, reading: KILLED.fourMinutesLater }]);
    expect(now).toMatchObject([{ move: killed.name, stays: true }]);
  });
});

describe("a restore is judged by all the rules", () => {
  test("is one call, needs no workflow, and waits for the lock holder", () => {
    expect(planCalls(RESTORE, 1_000)).toEqual([{ kind: "call", tabletTypes: [] }]);
    expect(gate(looking(NONE, COPIED))).toEqual({ kind: "open" });
    expect(gate(looking(NONE, COPIED, [holder(0)]))).toMatchObject({ kind: "wait", reason: "locked" });
    expect(gate(looking(NONE))).toEqual({ kind: "closed", reason: "snapshot-missing" });
  });

  test("is done, untouched or in between", () => {
    const before = looking(SWITCHED, COPIED).shape;
    const judged = (now: Rules): unknown => reachStepVerdict(RUN, [], { before }, looking(now, COPIED)).kind;
    expect(judged(COPIED)).toBe("done");
    expect(judged(withTables(COPIED.tables.toReversed()))).toBe("done");
    expect(judged(SWITCHED)).toBe("untouched");
    expect(judged(NONE)).toBe("between");
    expect(listExecutionFacts(RUN, looking(NONE, COPIED))).toEqual(["rules-differ"]);
    expect(listExecutionFacts(RUN, looking(NONE))).toEqual(["state-unreadable"]);
    expect(isStepDone(RUN, [], looking(NONE))).toBe(false);
  });
});

describe("Workflow delete is judged by what the release removes", () => {
  const whole = { verb: "delete", options: CANCEL_DEFAULTS } as const satisfies WorkflowOperation;
  const streamsAlone = {
    verb: "delete",
    options: { ...CANCEL_DEFAULTS, keepData: true, keepRoutingRules: true },
  } as const satisfies WorkflowOperation;
  const { running, cancelled, neverStarted } = CANCELS;

  test("from Vitess 18 on everything goes, as with a cancel", () => {
    expect(isDone({ operation: whole, types: [], subject: cancelled.subject }, cancelled.reading)).toBe(true);
    expect(isDone({ operation: whole, types: [], subject: running.subject }, running.reading)).toBe(false);
  });

  test("before 18 only the workflow goes: leftover rules, tables and denied tables are not a failure", () => {
    const { workflow: _gone, trafficState: _words, ...left } = running.reading;
    expect(left.rules.tables).toHaveLength(18);
    expect(left.denied).not.toEqual([]);
    expect(isDone({ operation: streamsAlone, types: [], subject: running.subject }, left)).toBe(true);
    expect(isDone({ operation: whole, types: [], subject: running.subject }, left)).toBe(false);
    expect(isDone({ operation: streamsAlone, types: [], subject: running.subject }, running.reading)).toBe(false);
  });

  test("a delete with switched writes is not judged this way", () => {
    expect(decideGate({ operation: whole, types: [], subject: UNSHARDED.subject }, UNSHARDED.switched, 30)).toEqual({
      kind: "closed",
      reason: "already-switched",
    });
    expect(decideGate({ operation: whole, types: [], subject: neverStarted.subject }, neverStarted.reading, 30)).toEqual({ kind: "open" });
  });
});

function rule(shard: string, toKeyspace: string) {
  return { fromKeyspace: "commerce", toKeyspace, shard: shardNamed(shard) };
}

test("a restore for a move of some shards keeps the rules of other shards; one from an old snapshot without shards replaces all", () => {
  const now: Rules = { ...NONE, shards: [rule("-80", "archive"), rule("80-", "archive")] };
  const saved: Rules = { ...NONE, shards: [rule("-80", "commerce"), rule("80-", "commerce")] };
  const own = { sourceKeyspace: keyspaceNamed("commerce"), targetKeyspace: "archive", tables: [] };
  const shardsThen = (only: Parameters<typeof narrowToGoal>[1]) =>
    narrowToGoal({ now, saved }, only).saved.shards.toSorted((a, b) => (a.shard < b.shard ? -1 : 1));
  expect(shardsThen({ ...own, shards: shardsNamed("-80") })).toEqual([rule("-80", "commerce"), rule("80-", "archive")]);
  expect(shardsThen(own)).toEqual(saved.shards);
});
