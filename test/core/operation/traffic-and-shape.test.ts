import { describe, expect, it } from "vitest";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import type { Reading, Workflow } from "../../../src/core/readings/readings.ts";
import { describeShape, findTrafficFacts } from "../../../src/core/operation/outcome/verdict.ts";
import { ONE_WAY, REVERSE, SHARDED, SWITCH, SWITCH_ONE_WAY, UNSHARDED, withStreams } from "../moments.ts";

describe("what people must know of traffic", () => {
  const { subject, copied, switched } = UNSHARDED;
  const found = (reading: Reading, operation?: WorkflowOperation) =>
    findTrafficFacts(operation, subject, reading).filter((one) => one !== false);
  const denied = [...copied.denied, ...switched.denied];

  it("says which sides deny writes", () => {
    expect(found({ ...copied, denied })).toEqual(["reads-not-switched", "writes-not-switched", "both-sides-deny-writes"]);
    expect(found({ ...switched, denied: copied.denied })).toEqual(["reads-switched", "writes-switched", "target-denies-writes"]);
    expect(found({ ...switched, denied: [] })).toEqual(["reads-switched", "writes-switched", "no-side-denies-writes"]);
    expect([found(copied), found(switched)]).toEqual([
      ["reads-not-switched", "writes-not-switched"],
      ["reads-switched", "writes-switched"],
    ]);
  });

  it("says what is saved and not served, and what nobody knows of", () => {
    const unserved = { ...switched, served: [{ cell: "zone1", rules: copied.rules }], servedUnread: ["zone2"] };
    expect(found(unserved)).toEqual(expect.arrayContaining(["rules-not-served", "served-unread"]));
  });

  it("misses a reverse workflow after a switch that wanted one, and then only", () => {
    const { reverse: _none, ...without } = switched;
    expect(found(without, SWITCH)).toEqual(["reads-switched", "writes-switched", "reverse-missing"]);
    for (const operation of [undefined, REVERSE, SWITCH_ONE_WAY])
      expect(found(without, operation)).toEqual(["reads-switched", "writes-switched"]);
    const stopped = ONE_WAY.switched.reverse;
    if (stopped === undefined) throw new Error("the recording has one");
    expect(found({ ...switched, reverse: stopped }, SWITCH)).toContain("reverse-not-running");
    expect(found({ ...copied, reverse: stopped }, SWITCH)).toEqual(["reads-not-switched", "writes-not-switched"]);
  });

  it("does not call the streams of a workflow that is gone stopped", () => {
    const { workflow: _gone, ...gone } = copied;
    expect(found(gone)).toEqual(["reads-not-switched", "writes-not-switched", "workflow-gone"]);
  });
});

const shapeOfSharded = (reading: Reading) => describeShape(SHARDED.subject, reading);

describe("the shape of what an operation changes", () => {
  const { subject, copied, switched } = UNSHARDED;
  const shape = describeShape(subject, copied);

  it("is another one with another stream, message, rule or table, or with rules that are saved and not served", () => {
    const [rule] = copied.rules.tables.filter(({ from }) => from === "commerce.customer");
    const changes: readonly Reading[] = [
      withStreams(copied, () => ({ state: "Stopped" })),
      withStreams(copied, () => ({ message: "x" })),
      withStreams(copied, () => ({ id: 99n })),
      { ...copied, reverse: switched.reverse as Workflow },
      { ...copied, denied: [] },
      { ...copied, sourceTables: [] },
      { ...copied, rules: { ...copied.rules, tables: copied.rules.tables.filter((one) => one !== rule) } },
      { ...copied, rules: { ...copied.rules, tables: [...copied.rules.tables, { from: "customer.corder@x", to: ["a", "b"] }] } },
      { ...copied, served: [{ cell: "zone1", rules: switched.rules }] },
    ];
    const shapes = changes.map((reading) => describeShape(subject, reading));
    expect(new Set([shape, ...shapes]).size).toBe(changes.length + 1);
  });

  it("is the same whatever order Vitess lists things in, and whatever happens to other tables", () => {
    const { rules } = SHARDED.copied;
    const workflow = SHARDED.copied.workflow as Workflow;
    expect(shapeOfSharded({ ...SHARDED.copied, workflow: { ...workflow, streams: workflow.streams.toReversed() } })).toBe(
      shapeOfSharded(SHARDED.copied),
    );
    expect(shapeOfSharded({ ...SHARDED.copied, rules: { ...rules, tables: rules.tables.toReversed() } })).toBe(
      shapeOfSharded(SHARDED.copied),
    );
    const other = { from: "commerce.product", to: ["customer.product"] };
    expect(shapeOfSharded({ ...SHARDED.copied, rules: { ...rules, tables: [...rules.tables, other] } })).toBe(
      shapeOfSharded(SHARDED.copied),
    );
    expect(shapeOfSharded({ ...SHARDED.copied, served: [{ cell: "zone1", rules }] })).toBe(shapeOfSharded(SHARDED.copied));
  });
});
