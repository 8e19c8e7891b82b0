import { describe, expect, test } from "vitest";
import { rescueGate } from "../../../src/core/operation/outcome/gates.ts";
import { sidesOf } from "../../../src/core/operation/outcome/verdict.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { blockedWrites, tablesDeniedAt } from "../../../src/core/move/blocked-writes.ts";
import { alarmShape, FROZEN } from "../../../src/core/move/phase.ts";
import { moveOf, UNSHARDED } from "../moments.ts";

const { subject, copied, switched } = UNSHARDED;
const SIDES = sidesOf(subject);
const COMMERCE = subject.sourceKeyspace;
const CUSTOMER = subject.move.targetKeyspace;

/** The switched move, of which a hand on the rules has led corder back to the source, with these tables denied. */
function half(denied: { readonly source?: readonly string[]; readonly target?: readonly string[] }, message = FROZEN): Reading {
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
      { keyspace: COMMERCE, shard: "0", tables: denied.source ?? [] },
      { keyspace: CUSTOMER, shard: "0", tables: denied.target ?? [] },
    ],
  };
}

const gate = (reading: Reading) => rescueGate({ ...subject, ...blockedWrites(SIDES, reading) }, reading, undefined);

describe("where routing has moved only some of the tables", () => {
  test("the target gets back those that are routed to it and denied there, and keeps denying the others", () => {
    const reading = half({ source: ["customer"], target: ["corder", "customer"] });
    expect(blockedWrites(SIDES, reading)).toEqual({ side: "target", denied: ["customer"] });
    expect(gate(reading)).toEqual({ kind: "open" });
    expect(alarmShape(moveOf(subject), reading)).toBe("target-writes-denied");
    expect(tablesDeniedAt(SIDES, "target", ["customer"], reading)).toEqual([{ keyspace: CUSTOMER, shard: "0", tables: ["customer"] }]);
  });

  test("a target that denies only what is back at the source blocks nobody", () => {
    const reading = half({ source: ["customer"], target: ["corder"] }, "");
    expect(blockedWrites(SIDES, reading).denied).toEqual([]);
    expect(gate(reading)).toEqual({ kind: "closed", reason: "nothing-denied" });
    expect(alarmShape(moveOf(subject), reading)).toBe("switched-not-finished");
  });

  test("the source gets a table back only while streams carry its rows after the others", () => {
    const denied = { source: ["corder", "customer"] };
    expect(blockedWrites(SIDES, half(denied, ""))).toEqual({ side: "source", denied: ["corder"] });
    expect(gate(half(denied, ""))).toEqual({ kind: "open" });
    expect(gate(half(denied, "stopped for cutover"))).toEqual({ kind: "closed", reason: "routed-to-target" });
  });

  test("of a finished switch nothing is given back to the source: its rules are lost", () => {
    const reading = half({ source: ["corder", "customer"] });
    expect(gate(reading)).toEqual({ kind: "closed", reason: "rules-lost" });
    expect(alarmShape(moveOf(subject), reading)).toBe("rules-lost");
    expect(alarmShape(moveOf(subject), half({ source: ["customer"], target: ["corder"] }))).toBe("rules-lost");
  });
});

describe("where routing sends all tables to one side", () => {
  test("that side gets them back, and the other is right to deny them", () => {
    const all = [
      { keyspace: COMMERCE, shard: "0", tables: subject.tables },
      { keyspace: CUSTOMER, shard: "0", tables: subject.tables },
    ];
    expect(blockedWrites(SIDES, { ...copied, denied: all })).toEqual({ side: "source", denied: subject.tables });
    expect(blockedWrites(SIDES, { ...switched, denied: all })).toEqual({ side: "target", denied: subject.tables });
    expect(blockedWrites(SIDES, switched)).toEqual({ side: "target", denied: [] });
  });

  test("what another keyspace or a shard outside the move denies is nobody's to give back", () => {
    const elsewhere = [{ keyspace: COMMERCE, shard: "-80", tables: subject.tables }];
    expect(blockedWrites(SIDES, { ...copied, denied: elsewhere }).denied).toEqual([]);
  });
});

test("of a move that goes shard by shard each shard is judged by where its own writes go", () => {
  if (copied.workflow === undefined) throw new Error("no workflow");
  const shards = ["-80", "80-"];
  const partial: Reading = {
    ...copied,
    workflow: { ...copied.workflow, subType: "Partial", sourceShards: shards, targetShards: shards },
    rules: { ...copied.rules, shards: [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: "-80" }] },
    denied: [COMMERCE, CUSTOMER].flatMap((keyspace) => shards.map((shard) => ({ keyspace, shard, tables: ["customer"] }))),
  };
  const sides = { ...SIDES, sourceShards: shards, targetShards: shards };
  expect(blockedWrites(sides, partial)).toEqual({ side: "target", denied: ["customer"] });
  expect(tablesDeniedAt(sides, "target", ["customer"], partial).map(({ shard }) => shard)).toEqual(["-80"]);
  expect(tablesDeniedAt(sides, "source", ["customer"], partial).map(({ shard }) => shard)).toEqual(["80-"]);
});
