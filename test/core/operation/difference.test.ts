import { describe, expect, test } from "vitest";
import { factsDifference } from "../../../src/core/operation/request/difference.ts";
import { toFacts, type TrafficMade, type WorkflowFacts } from "../../../src/core/operation/request/facts.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { ALL_TYPES, moveOf, READS, UNSHARDED } from "../moments.ts";

const { subject, copied, readsSwitched, switched, reversed } = UNSHARDED;

function factsIn(reading: Reading): WorkflowFacts {
  const facts = toFacts(moveOf(subject), reading, undefined);
  if (facts === undefined) throw new Error("no workflow");
  return facts;
}

/** What differs between a reading that was approved on and one of now. */
function difference(approved: Reading, now: Reading, made?: TrafficMade): readonly string[] {
  return factsDifference(factsIn(approved), { move: subject.move, facts: factsIn(now), reading: now }, made);
}

const reads = (cells: readonly string[] = []): TrafficMade => ({ verb: "switch", types: READS, cells });

describe("what the plan itself has made of the traffic", () => {
  test("is no difference, in traffic and in rules", () => {
    expect(difference(copied, readsSwitched, reads())).toEqual([]);
  });

  test("that is not so any more is one, in the words of who reads and writes", () => {
    const [traffic, ...rules] = difference(readsSwitched, copied, reads());
    expect(traffic).toMatch(
      /^traffic: replica reads are not on the target any more, rdonly reads are not on the target any more; Vitess says "Reads Not/,
    );
    expect(rules.every((line) => line.startsWith("routing rule") || line.startsWith("and "))).toBe(true);
  });

  test("does not explain what somebody else moved beside it", () => {
    expect(difference(copied, switched, reads())).toContainEqual(expect.stringContaining("writes were moved by somebody else"));
    const made: TrafficMade = { verb: "reverse", types: READS, cells: [] };
    expect(difference(switched, reversed, made)).toContainEqual(expect.stringContaining("writes were moved by somebody else"));
  });

  test("is held against the rules as well as against Vitess's words, which can differ", () => {
    const servedOnly = { ...readsSwitched, rules: copied.rules };
    const savedOnly = { ...readsSwitched, trafficState: copied.trafficState ?? "" };
    for (const now of [servedOnly, savedOnly]) expect(difference(copied, now, reads())).toContainEqual(expect.stringContaining("traffic:"));
  });

  test("includes RDONLY where REPLICA alone was switched, because Vitess switches them together without RDONLY tablets", () => {
    expect(difference(copied, readsSwitched, { verb: "switch", types: ["REPLICA"], cells: [] })).toEqual([]);
  });

  test("a way back that this plan took is none", () => {
    const made: TrafficMade = { verb: "reverse", types: ALL_TYPES, cells: [] };
    const found = difference(switched, reversed, made);
    expect(found.filter((line) => line.startsWith("traffic") || line.startsWith("routing"))).toEqual([]);
  });
});

describe("what is held against the approved facts", () => {
  test("names each rule that another step would not make, and how many more there are", () => {
    const found = difference(copied, { ...copied, rules: { ...copied.rules, tables: [] } });
    expect(found).toHaveLength(7);
    expect(found[0]).toMatch(/^routing rule commerce\.corder: removed, led to commerce\.corder$/);
    expect(found.at(-1)).toBe("and 12 more routing rules");
  });

  test("mirror rules are nobody's vote: a switch takes its own away", () => {
    const mirrors = [{ from: "commerce.customer", to: "customer.customer", percent: 5 }];
    expect(difference(copied, { ...copied, rules: { ...copied.rules, mirrors } })).toEqual([]);
  });

  test("a workflow that was made anew is another one, also when everything else is as it was", () => {
    const { workflow } = copied;
    if (workflow === undefined) throw new Error("no workflow");
    const anew = { ...copied, workflow: { ...workflow, streams: workflow.streams.map((stream) => ({ ...stream, id: 25n })) } };
    expect(difference(copied, anew)).toEqual(["workflow: made anew, its streams were 0/5 and are 0/25"]);
  });

  test("tables that the source denies since", () => {
    expect(difference(copied, { ...copied, denied: [...copied.denied, ...switched.denied] })).toEqual([
      "denied tables: customer/0: corder, customer → commerce/0: corder, customer, customer/0: corder, customer",
    ]);
  });

  test("a reverse workflow that runs with an error is in error, and not stopped", () => {
    const { reverse } = switched;
    if (reverse === undefined) throw new Error("no reverse workflow");
    const failed = { ...reverse, streams: reverse.streams.map((stream) => ({ ...stream, message: "Error: errno 1062" })) };
    expect(difference(switched, { ...switched, reverse: failed })).toEqual(["reverse workflow: running → in error"]);
  });

  test("records of before know nothing of streams' ids, rules and denied tables: these are no difference", () => {
    const { identity: _identity, rules: _rules, denied: _denied, ...old } = factsIn(copied);
    const now = { ...copied, denied: [], rules: { ...copied.rules, tables: [] } };
    expect(factsDifference(old, { move: subject.move, facts: factsIn(now), reading: now })).toEqual([]);
  });
});

test("before the first call no rule is the plan's own, not even one of the shards that a switch would write", () => {
  const ahead = { fromKeyspace: "commerce", toKeyspace: "customer", shard: "0" };
  const now = { ...copied, rules: { ...copied.rules, shards: [ahead] } };
  expect(difference(copied, now)).toEqual(["shard rule commerce/0: added, leads to customer"]);
});
