import { describe, expect, test } from "vitest";
import { describeFactsDifference } from "../../../src/core/operation/request/difference.ts";
import { toFacts, type TrafficMade, type WorkflowFacts } from "../../../src/core/operation/request/facts.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { ALL_TYPES, moveOf, READS, UNSHARDED } from "../moments.ts";
import { shardNamed } from "../../names.ts";

const { subject, copied, readsSwitched, switched, reversed } = UNSHARDED;

function factsIn(reading: Reading): WorkflowFacts {
  const facts = toFacts(moveOf(subject), reading, undefined);
  if (facts === undefined) throw new Error("no workflow");
  return facts;
}

/** What differs between the approved reading and the current one. */
function difference(approved: Reading, now: Reading, made?: TrafficMade): readonly string[] {
  return describeFactsDifference(factsIn(approved), { move: subject.move, facts: factsIn(now), reading: now }, made);
}

const reads = (cells: readonly string[] = []): TrafficMade => ({ verb: "switch", types: READS, cells });

describe("traffic changed by the plan itself", () => {
  test("is not a difference, in traffic or in rules", () => {
    expect(difference(copied, readsSwitched, reads())).toEqual([]);
  });

  test("is a difference once it is undone, in terms of who reads and writes", () => {
    const [traffic, ...rules] = difference(readsSwitched, copied, reads());
    expect(traffic).toMatch(
      /^traffic: replica reads are not on the target any more, rdonly reads are not on the target any more; Vitess says "Reads Not/,
    );
    expect(rules.every((line) => line.startsWith("routing rule") || line.startsWith("and "))).toBe(true);
  });

  test("does not excuse what somebody else switched as well", () => {
    expect(difference(copied, switched, reads())).toContainEqual(expect.stringContaining("writes were moved by somebody else"));
    const made: TrafficMade = { verb: "reverse", types: READS, cells: [] };
    expect(difference(switched, reversed, made)).toContainEqual(expect.stringContaining("writes were moved by somebody else"));
  });

  test("is checked against the rules and against Vitess's words, which can disagree", () => {
    const servedOnly = { ...readsSwitched, rules: copied.rules };
    const savedOnly = { ...readsSwitched, trafficState: copied.trafficState ?? "" };
    for (const now of [servedOnly, savedOnly]) expect(difference(copied, now, reads())).toContainEqual(expect.stringContaining("traffic:"));
  });

  test("includes RDONLY if REPLICA alone was switched: without RDONLY tablets Vitess switches both", () => {
    expect(difference(copied, readsSwitched, { verb: "switch", types: ["REPLICA"], cells: [] })).toEqual([]);
  });

  test("is not a difference when the plan used up the rollback", () => {
    const made: TrafficMade = { verb: "reverse", types: ALL_TYPES, cells: [] };
    const found = difference(switched, reversed, made);
    expect(found.filter((line) => line.startsWith("traffic") || line.startsWith("routing"))).toEqual([]);
  });
});

describe("a comparison with the approved facts", () => {
  test("names each rule that another step would not make, and how many more there are", () => {
    const found = difference(copied, { ...copied, rules: { ...copied.rules, tables: [] } });
    expect(found).toHaveLength(7);
    expect(found[0]).toMatch(/^routing rule commerce\.corder: removed, led to commerce\.corder$/);
    expect(found.at(-1)).toBe("and 12 more routing rules");
  });

  test("ignores mirror rules, which a switch removes itself", () => {
    const mirrors = [{ from: "commerce.customer", to: "customer.customer", percent: 5 }];
    expect(difference(copied, { ...copied, rules: { ...copied.rules, mirrors } })).toEqual([]);
  });

  test("reports a recreated workflow as a different one, even if all else is equal", () => {
    const { workflow } = copied;
    if (workflow === undefined) throw new Error("no workflow");
    const anew = { ...copied, workflow: { ...workflow, streams: workflow.streams.map((stream) => ({ ...stream, id: 25n })) } };
    expect(difference(copied, anew)).toEqual(["workflow: made anew, its streams were 0/5 and are 0/25"]);
  });

  test("reports tables that the source has denied since", () => {
    expect(difference(copied, { ...copied, denied: [...copied.denied, ...switched.denied] })).toEqual([
      "denied tables: customer/0: corder, customer → commerce/0: corder, customer, customer/0: corder, customer",
    ]);
  });

  test("reports a reverse workflow that runs with an error as in error, not as stopped", () => {
    const { reverse } = switched;
    if (reverse === undefined) throw new Error("no reverse workflow");
    const failed = { ...reverse, streams: reverse.streams.map((stream) => ({ ...stream, message: "Error: errno 1062" })) };
    expect(difference(switched, { ...switched, reverse: failed })).toEqual(["reverse workflow: running → in error"]);
  });

  test("reports no difference for stream ids, rules and denied tables missing in old records", () => {
    const { identity: _identity, rules: _rules, denied: _denied, ...old } = factsIn(copied);
    const now = { ...copied, denied: [], rules: { ...copied.rules, tables: [] } };
    expect(describeFactsDifference(old, { move: subject.move, facts: factsIn(now), reading: now })).toEqual([]);
  });
});

test("no rule is attributed to the plan before the first call, not even for a shard that the switch would write", () => {
  const ahead = { fromKeyspace: "commerce", toKeyspace: "customer", shard: shardNamed("0") };
  const now = { ...copied, rules: { ...copied.rules, shards: [ahead] } };
  expect(difference(copied, now)).toEqual(["shard rule commerce/0: added, leads to customer"]);
});
