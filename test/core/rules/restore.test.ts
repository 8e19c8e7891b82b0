import { describe, expect, test } from "vitest";
import type { Act } from "../../../src/core/acts/acts.ts";
import { planOf } from "../../../src/core/acts/acts.ts";
import { gateOf } from "../../../src/core/acts/gates.ts";
import { CANCEL_DEFAULTS } from "../../../src/core/options.ts";
import type { Reading, Rules } from "../../../src/core/readings.ts";
import {
  type ActReading,
  documentsToRestore,
  isRestored,
  keyspacesTouched,
  outagesUnder,
  restored,
  restoreLines,
  shownDifference,
} from "../../../src/core/rules/restore.ts";
import { sealOf } from "../../../src/core/acts/seal.ts";
import { findingsOf, isDone, shapeOf, verdictOf } from "../../../src/core/acts/verdict.ts";
import { CANCELS, KILLED, moveOf, UNSHARDED } from "../moments.ts";
import { recordedRules, withTables } from "../recorded-rules.ts";
import { holder } from "../recorded.ts";

const NONE = withTables([]);
const COPIED = recordedRules("v23.0.3", "happy-unsharded", 88);
const SWITCHED = recordedRules("v23.0.3", "happy-unsharded", 123);
const ROUTED_SHARD: Rules = { ...NONE, shards: [{ fromKeyspace: "commerce", toKeyspace: "archive", shard: "0" }] };

const RESTORE = { verb: "restore", options: { snapshot: "r-1", documents: ["tables"], shownAgainst: "x" } } as const satisfies Act;
const NOTHING: Reading = { at: 0, tableCopy: [], rules: NONE, denied: [], sourceTables: [], targetTables: [], lockHolders: [] };

function looking(now: Rules, saved: Rules): ActReading {
  return { ...NOTHING, restore: { now, saved } };
}

test("the keyspaces that a restore touches are those that the rules which differ name, on either side", () => {
  const saved = withTables([{ from: "customer", to: ["commerce.customer"] }]);
  const tables: Rules = withTables([
    { from: "customer", to: ["customer.customer"] },
    { from: "payments.card@rdonly", to: ["archive.card"] },
  ]);
  const now: Rules = {
    ...tables,
    shards: [{ fromKeyspace: "a", toKeyspace: "b", shard: "-80" }],
    keyspaces: [{ fromKeyspace: "c@replica", toKeyspace: "d" }],
  };
  expect(keyspacesTouched({ now, saved }, ["tables"])).toEqual(["archive", "commerce", "customer", "payments"]);
  expect(keyspacesTouched({ now, saved }, ["shards"])).toEqual(["a", "b"]);
  expect(keyspacesTouched({ now, saved }, ["keyspaces"])).toEqual(["c", "d"]);
  expect(keyspacesTouched({ now, saved: now }, ["tables", "shards", "keyspaces"])).toEqual([]);
});

describe("what a restore replaces", () => {
  test("is what differs, among what was asked for; never the mirror rules", () => {
    const now: Rules = { ...ROUTED_SHARD, mirrors: [{ from: "commerce.product", to: "archive.product", percent: 1 }] };
    expect(documentsToRestore({ now, saved: COPIED }, [])).toEqual(["tables", "shards"]);
    expect(documentsToRestore({ now, saved: COPIED }, ["shards", "keyspaces"])).toEqual(["shards"]);
    expect(documentsToRestore({ now, saved: now }, [])).toEqual([]);
    expect(restored({ now, saved: COPIED }, ["tables"])).toEqual({ ...now, tables: COPIED.tables });
    expect(isRestored({ now: { ...now, tables: COPIED.tables }, saved: COPIED }, ["tables"])).toBe(true);
    expect(isRestored({ now, saved: COPIED }, ["tables"])).toBe(false);
  });

  test("is told rule by rule, and bounded", () => {
    expect(restoreLines({ now: ROUTED_SHARD, saved: NONE }, ["shards"])).toEqual(["shard rule commerce/0: removed, led to archive"]);
    const many = withTables(Array.from({ length: 1_000 }, (_, n) => ({ from: `t${n}`, to: ["commerce.t"] })));
    const lines = restoreLines({ now: many, saved: NONE }, ["tables"]);
    expect(lines).toHaveLength(201);
    expect(lines.at(-1)).toBe("and 800 more");
  });

  test("what became other since it was shown is told by the lines", () => {
    expect(shownDifference(["a: removed, led to x"], ["a: removed, led to x"])).toEqual([]);
    expect(shownDifference(["a: removed, led to x", "and 3 more"], ["a: removed, led to y", "and 3 more"])).toEqual([
      "new: a: removed, led to y",
      "not so any more: a: removed, led to x",
    ]);
  });
});

describe("moves that rules would leave in an outage", () => {
  const move = moveOf(UNSHARDED.subject);
  const outages = (rules: Rules, reading: Reading): readonly string[] => outagesUnder(rules, [{ move, reading }]).map(({ alarm }) => alarm);

  test("a switched move, by rules from before its switch", () => {
    expect(outages(COPIED, UNSHARDED.switched)).toEqual(["source-writes-denied"]);
    expect(outages(NONE, UNSHARDED.switched)).toEqual(["source-writes-denied"]);
  });

  test("a move that is not switched, by rules from after a switch", () => {
    expect(outages(SWITCHED, UNSHARDED.copied)).toEqual(["target-writes-denied"]);
  });

  test("none by rules that fit, nor by other tables' rules", () => {
    expect(outages(SWITCHED, UNSHARDED.switched)).toEqual([]);
    expect(outages(COPIED, UNSHARDED.copied)).toEqual([]);
    expect(outages({ ...COPIED, tables: [...COPIED.tables, { from: "product", to: ["archive.product"] }] }, UNSHARDED.copied)).toEqual([]);
  });

  test("a move that is in an outage already is not the restore's doing", () => {
    const killed = moveOf(KILLED.subject);
    const now = outagesUnder(KILLED.fourMinutesLater.rules, [{ move: killed, reading: KILLED.fourMinutesLater }]);
    expect(now).toEqual([]);
  });
});

describe("a restore is judged by the whole rules", () => {
  const move = moveOf(UNSHARDED.subject);
  const subject = UNSHARDED.subject;

  test("is one call, needs no workflow, and waits for whoever holds the lock", () => {
    expect(planOf(RESTORE, 1_000)).toEqual([{ kind: "call", tabletTypes: [] }]);
    expect(gateOf(RESTORE, [], subject, looking(NONE, COPIED), 30)).toEqual({ kind: "open" });
    expect(gateOf(RESTORE, [], subject, { ...looking(NONE, COPIED), lockHolders: [holder(0)] }, 30)).toMatchObject({
      kind: "wait",
      reason: "locked",
    });
    expect(gateOf(RESTORE, [], subject, NOTHING, 30)).toEqual({ kind: "closed", reason: "snapshot-missing" });
    expect(sealOf(RESTORE, move, NOTHING, undefined)).toMatchObject({ act: RESTORE, tables: ["corder", "customer"], streams: [] });
  });

  test("done, untouched, between", () => {
    const before = shapeOf(subject, looking(SWITCHED, COPIED));
    const judged = (now: Rules): unknown =>
      verdictOf(RESTORE, [], subject, shapeOf(subject, looking(now, COPIED)) === before, looking(now, COPIED)).kind;
    expect(judged(COPIED)).toBe("done");
    expect(judged(withTables(COPIED.tables.toReversed()))).toBe("done");
    expect(judged(SWITCHED)).toBe("untouched");
    expect(judged(NONE)).toBe("between");
    expect(findingsOf(RESTORE, subject, looking(NONE, COPIED))).toEqual(["rules-differ"]);
    expect(findingsOf(RESTORE, subject, NOTHING)).toEqual(["state-unreadable"]);
    expect(isDone(RESTORE, [], subject, NOTHING)).toBe(false);
  });
});

describe("Workflow delete is judged by what it was asked to leave", () => {
  const whole = { verb: "delete", options: CANCEL_DEFAULTS } as const satisfies Act;
  const streamsAlone = { verb: "delete", options: { ...CANCEL_DEFAULTS, keepData: true, keepRoutingRules: true } } as const satisfies Act;
  const { running, cancelled, neverStarted } = CANCELS;

  test("on Vitess 18 and later everything goes, as with a cancel", () => {
    expect(isDone(whole, [], cancelled.subject, cancelled.reading)).toBe(true);
    expect(isDone(whole, [], running.subject, running.reading)).toBe(false);
  });

  test("before, the workflow alone goes: rules, tables and denied tables are no sign of a failure", () => {
    const { workflow: _gone, trafficState: _words, ...left } = running.reading;
    expect(left.rules.tables).toHaveLength(18);
    expect(left.denied).not.toEqual([]);
    expect(isDone(streamsAlone, [], running.subject, left)).toBe(true);
    expect(isDone(whole, [], running.subject, left)).toBe(false);
    expect(isDone(streamsAlone, [], running.subject, running.reading)).toBe(false);
  });

  test("not once the writes are switched", () => {
    expect(gateOf(whole, [], UNSHARDED.subject, UNSHARDED.switched, 30)).toEqual({ kind: "closed", reason: "already-switched" });
    expect(gateOf(whole, [], neverStarted.subject, neverStarted.reading, 30)).toEqual({ kind: "open" });
  });
});
