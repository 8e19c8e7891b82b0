import { expect, test } from "vitest";
import { toFacts } from "../../../src/core/operation/request/facts.ts";
import { decideGate } from "../../../src/core/operation/outcome/gates.ts";
import { planCalls, listMovedTypes, type WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { isDone } from "../../../src/core/operation/outcome/verdict.ts";
import { CANCEL_DEFAULTS } from "../../../src/core/options/options.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { takesAnotherPart } from "../../../src/core/move/kind.ts";
import { moveOf, READS, SWITCH, UNSHARDED } from "../moments.ts";
import { shardNamed, shardsNamed } from "../../names.ts";

const { subject, copied, switched } = UNSHARDED;
const CLEAN_UP = {
  verb: "cancel",
  options: { ...CANCEL_DEFAULTS, keepData: true, keepRoutingRules: true },
} as const satisfies WorkflowOperation;

function byShard({ workflow, ...reading }: Reading, isSwitched: boolean): Reading {
  if (workflow === undefined) throw new Error("no workflow");
  const shards = isSwitched ? [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: shardNamed("0") }] : [];
  return { ...reading, workflow: { ...workflow, subType: "Partial" }, rules: { ...reading.rules, shards } };
}

const BEFORE = byShard(copied, false);
const AFTER = byShard(switched, true);

function gate(operation: WorkflowOperation, reading: Reading, types = listMovedTypes(operation)) {
  return decideGate({ operation, types, subject: { ...subject, kind: "shards" } }, reading, 30);
}

test("reads and writes of a shard move in one call, without a soak between them", () => {
  const facts = toFacts(moveOf(subject), BEFORE, undefined);
  if (facts === undefined) throw new Error("no facts");
  expect(facts.kind).toBe("shards");
  const plan = planCalls({ kind: "workflow", operation: SWITCH, facts }, 60_000);
  expect(plan.map(({ kind }) => kind)).toEqual(["call"]);
  expect(gate(SWITCH, BEFORE)).toEqual({ kind: "open" });
  const readsAlone = { verb: "switch", options: { ...SWITCH.options, tabletTypes: READS } } as const;
  expect(gate(readsAlone, BEFORE)).toEqual({ kind: "closed", reason: "shards-go-together" });
});

test("a move with switched shards can only be ended by a cancel that keeps data and rules", () => {
  expect(gate(CLEAN_UP, AFTER)).toEqual({ kind: "open" });
  const dropping = { verb: "cancel", options: { ...CANCEL_DEFAULTS, keepRoutingRules: true } } as const;
  const unrouting = { verb: "cancel", options: { ...CANCEL_DEFAULTS, keepData: true } } as const;
  for (const one of [dropping, unrouting]) expect(gate(one, AFTER)).toEqual({ kind: "closed", reason: "already-switched" });
  const { workflow: _gone, reverse: _alsoGone, ...left } = AFTER;
  expect(isDone({ operation: CLEAN_UP, types: [], subject: { ...subject, kind: "shards" } }, left)).toBe(true);
});

test("another workflow may move the same tables if it takes other shards, or another tenant", () => {
  const other = { subType: "Partial", sourceShards: shardsNamed("80-") };
  expect(takesAnotherPart(other, { shards: shardsNamed("-80") })).toBe(true);
  expect(takesAnotherPart(other, { shards: shardsNamed("80-") })).toBe(false);
  expect(takesAnotherPart(other, { shards: [] })).toBe(false);
  const tenant = { subType: "None", sourceShards: shardsNamed("0"), tenant: "42" };
  expect(takesAnotherPart(tenant, { tenant: "43", shards: [] })).toBe(true);
  expect(takesAnotherPart(tenant, { tenant: "42", shards: [] })).toBe(false);
});
