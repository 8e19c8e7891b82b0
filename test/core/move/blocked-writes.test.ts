import { describe, expect, test } from "vitest";
import { decideRescueGate } from "../../../src/core/operation/outcome/gates.ts";
import { toSides } from "../../../src/core/operation/outcome/verdict.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { findBlockedWrites, listTablesDeniedBySide } from "../../../src/core/move/blocked-writes.ts";
import type { Move } from "../../../src/core/move/moves.ts";
import { findAlarmShape, FROZEN } from "../../../src/core/move/phase.ts";
import { moveOf, UNSHARDED } from "../moments.ts";
import { shardNamed, shardsNamed, tablesNamed } from "../../names.ts";
import type { TableName } from "../../../src/core/vitess/names.ts";

const { subject, copied, switched } = UNSHARDED;
const SIDES = toSides(subject);
const COMMERCE = subject.sourceKeyspace;
const CUSTOMER = subject.move.targetKeyspace;

/** The switched move after somebody routed corder back to the source by hand, with these tables denied. */
function half(denied: { readonly source?: readonly TableName[]; readonly target?: readonly TableName[] }, message = FROZEN): Reading {
  const { workflow, rules } = switched;
  if (workflow === undefined) throw new Error("no workflow");
  const state = message === "" ? "Running" : "Stopped";
  return {
    ...switched,
    workflow: { ...workflow, streams: workflow.streams.map((stream) => ({ ...stream, state, message })) },
    rules: {
      ...rules,
      tables: rules.tables.map((rule) => (rule.to[0] === "customer.corder" ? { ...rule, to: ["commerce.corder"] } : rule)),
    },
    denied: [
      { keyspace: COMMERCE, shard: shardNamed("0"), tables: denied.source ?? [] },
      { keyspace: CUSTOMER, shard: shardNamed("0"), tables: denied.target ?? [] },
    ],
  };
}

const gate = (reading: Reading) => decideRescueGate({ ...subject, ...findBlockedWrites(SIDES, reading) }, reading, undefined);

describe("where routing has moved only some of the tables", () => {
  test("writes are unblocked at the target for the tables routed to it, and stay denied for the others", () => {
    const reading = half({ source: tablesNamed("customer"), target: tablesNamed("corder", "customer") });
    expect(findBlockedWrites(SIDES, reading)).toEqual({ side: "target", denied: tablesNamed("customer") });
    expect(gate(reading)).toEqual({ kind: "open" });
    expect(findAlarmShape(moveOf(subject), reading)).toBe("target-writes-denied");
    expect(listTablesDeniedBySide(SIDES, "target", tablesNamed("customer"), reading)).toEqual([
      { keyspace: CUSTOMER, shard: shardNamed("0"), tables: tablesNamed("customer") },
    ]);
  });

  test("a target that denies only tables back at the source blocks nobody", () => {
    const reading = half({ source: tablesNamed("customer"), target: tablesNamed("corder") }, "");
    expect(findBlockedWrites(SIDES, reading).denied).toEqual([]);
    expect(gate(reading)).toEqual({ kind: "closed", reason: "nothing-denied" });
    expect(findAlarmShape(moveOf(subject), reading)).toBe("switched-not-finished");
  });

  test("writes are unblocked at the source only for tables whose rows the streams still carry", () => {
    const denied = { source: tablesNamed("corder", "customer") };
    expect(findBlockedWrites(SIDES, half(denied, ""))).toEqual({ side: "source", denied: tablesNamed("corder") });
    expect(gate(half(denied, ""))).toEqual({ kind: "open" });
    expect(gate(half(denied, "stopped for cutover"))).toEqual({ kind: "closed", reason: "routed-to-target" });
  });

  test("nothing is unblocked at the source after a finished switch whose rules were lost", () => {
    const reading = half({ source: tablesNamed("corder", "customer") });
    expect(gate(reading)).toEqual({ kind: "closed", reason: "rules-lost" });
    expect(findAlarmShape(moveOf(subject), reading)).toBe("rules-lost");
    expect(findAlarmShape(moveOf(subject), half({ source: tablesNamed("customer"), target: tablesNamed("corder") }))).toBe("rules-lost");
  });
});

test("what is certainly denied is the alarm, before what a tablet may not have read", () => {
  const move = moveOf(subject);
  const notTold = { side: "target", tables: tablesNamed("customer"), since: 0 } as const;
  const followed: Move = { ...move, state: { kind: "followed", told: { phase: "running", error: "" }, notTold } };
  expect(findAlarmShape(followed, half({ source: tablesNamed("customer") }, ""))).toBe("tablets-not-told");
  expect(findAlarmShape(followed, half({ source: tablesNamed("corder", "customer") }, ""))).toBe("switched-not-finished");
});

test("a cell that serves no rules leads to the source, whatever Vitess says of the saved ones", () => {
  const nothing = { tables: [], shards: [], keyspaces: [], mirrors: [] };
  const reading: Reading = {
    ...switched,
    trafficState: "All Reads Switched. Writes Switched",
    denied: [{ keyspace: COMMERCE, shard: shardNamed("0"), tables: subject.tables }],
    served: [{ cell: "zone1", rules: nothing }],
  };
  expect(findBlockedWrites(SIDES, reading)).toEqual({ side: "source", denied: subject.tables });
  expect(findAlarmShape(moveOf(subject), reading)).toBe("rules-not-served");
});

describe("where routing sends all tables to one side", () => {
  test("writes are unblocked on that side, and the other side rightly denies them", () => {
    const all = [
      { keyspace: COMMERCE, shard: shardNamed("0"), tables: subject.tables },
      { keyspace: CUSTOMER, shard: shardNamed("0"), tables: subject.tables },
    ];
    expect(findBlockedWrites(SIDES, { ...copied, denied: all })).toEqual({ side: "source", denied: subject.tables });
    expect(findBlockedWrites(SIDES, { ...switched, denied: all })).toEqual({ side: "target", denied: subject.tables });
    expect(findBlockedWrites(SIDES, switched)).toEqual({ side: "target", denied: [] });
  });

  test("denials in another keyspace or in a shard outside the move are left alone", () => {
    const elsewhere = [{ keyspace: COMMERCE, shard: shardNamed("-80"), tables: subject.tables }];
    expect(findBlockedWrites(SIDES, { ...copied, denied: elsewhere }).denied).toEqual([]);
  });
});

test("in a move shard by shard each shard is judged by where its own writes go", () => {
  if (copied.workflow === undefined) throw new Error("no workflow");
  const shards = shardsNamed("-80", "80-");
  const partial: Reading = {
    ...copied,
    workflow: { ...copied.workflow, subType: "Partial", sourceShards: shards, targetShards: shards },
    rules: { ...copied.rules, shards: [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: shardNamed("-80") }] },
    denied: [COMMERCE, CUSTOMER].flatMap((keyspace) => shards.map((shard) => ({ keyspace, shard, tables: tablesNamed("customer") }))),
  };
  const sides = { ...SIDES, sourceShards: shards, targetShards: shards };
  expect(findBlockedWrites(sides, partial)).toEqual({ side: "target", denied: tablesNamed("customer") });
  expect(listTablesDeniedBySide(sides, "target", tablesNamed("customer"), partial).map(({ shard }) => shard)).toEqual(["-80"]);
  expect(listTablesDeniedBySide(sides, "source", tablesNamed("customer"), partial).map(({ shard }) => shard)).toEqual(["80-"]);
});
