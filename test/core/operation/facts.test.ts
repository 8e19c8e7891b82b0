import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeFactsDifference } from "../../../src/core/operation/request/difference.ts";
import { toFacts, listWorkflowTables, type TrafficMade, type WorkflowFacts } from "../../../src/core/operation/request/facts.ts";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { isLive, formatProposal } from "../../../src/core/operation/request/requests.ts";
import type { MoveName } from "../../../src/core/vitess/names.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import type { Subject } from "../../../src/core/operation/outcome/verdict.ts";
import type { VDiff } from "../../../src/core/vdiff/vdiff.ts";
import { KILLED, moveOf, ONE_WAY, READS, SHARDED, STREAMS, SWITCH, SWITCH_ONE_WAY, UNSHARDED } from "../moments.ts";
import { keyspaceNamed, shardsNamed, shardNamed, tablesNamed } from "../../names.ts";

const { move } = SHARDED.subject;
const FACTS: WorkflowFacts = {
  sourceKeyspace: keyspaceNamed("commerce"),
  sourceShards: shardsNamed("-80", "80-"),
  targetShards: shardsNamed("-40", "40-80"),
  tables: tablesNamed("corder", "customer"),
  trafficState: "Reads Not Switched. Writes Not Switched",
  streams: ["1 running", "1 stopped"],
  identity: ["-40/1", "40-80/1"],
  rules: SHARDED.copied.rules,
  denied: ["customer2/-40: corder, customer"],
  reverse: "absent",
  vdiff: { uuid: "22222222-2222-4333-8444-000000000001", verdict: "clean" },
};

/** Each fact, changed, and the word by which the difference names it. */
const { vdiff: _vdiff, ...WITHOUT_VDIFF } = FACTS;
const CHANGES: readonly (readonly [string, WorkflowFacts])[] = [
  ["traffic", { ...FACTS, trafficState: "All Reads Switched. Writes Not Switched" }],
  ["tables", { ...FACTS, tables: tablesNamed("corder") }],
  ["streams", { ...FACTS, streams: ["2 running"] }],
  ["reverse workflow", { ...FACTS, reverse: "running" }],
  ["VDiff", { ...FACTS, vdiff: { uuid: "22222222-2222-4333-8444-000000000002", verdict: "clean" } }],
  ["VDiff", { ...FACTS, vdiff: { uuid: "22222222-2222-4333-8444-000000000001", verdict: "different" } }],
  ["VDiff", WITHOUT_VDIFF],
  ["source", { ...FACTS, sourceKeyspace: keyspaceNamed("shop") }],
  ["source", { ...FACTS, sourceShards: shardsNamed("-80") }],
  ["denied tables", { ...FACTS, denied: [] }],
  ["workflow", { ...FACTS, identity: ["-40/2", "40-80/2"] }],
  ["routing rule", { ...FACTS, rules: { ...SHARDED.copied.rules, tables: SHARDED.copied.rules.tables.slice(1) } }],
  ["target shards", { ...FACTS, targetShards: shardsNamed("-40", "40-80", "80-") }],
];

/** Differences that are not a simple old and new value. */
const WORDS: Readonly<Record<string, RegExp>> = {
  workflow: /^workflow: made anew, its streams were .+ and are .+$/,
  "routing rule": /^routing rule .+: .+$/,
};

/** The reading with the reads of its tables routed to the target. */
const READS_SWITCHED: Reading = {
  ...SHARDED.copied,
  rules: {
    ...SHARDED.copied.rules,
    tables: SHARDED.copied.rules.tables.map((rule) => {
      const read = /(corder|customer)@(replica|rdonly)$/.exec(rule.from);
      return read === null ? rule : { ...rule, to: [`customer2.${read[1]}`] };
    }),
  },
};

function reverse(subject: Subject, reading: Reading): string | undefined {
  return toFacts(moveOf(subject), reading, undefined)?.reverse;
}

function text(facts: WorkflowFacts, operation: WorkflowOperation = SWITCH, of: MoveName = move): string {
  return formatProposal(of, { kind: "workflow", operation, facts });
}

/** `reading`: where routing leads, for what the plan itself has switched. */
function difference(now: WorkflowFacts, made?: TrafficMade, reading: Reading = SHARDED.copied): readonly string[] {
  return describeFactsDifference(FACTS, { move, facts: now, reading }, made);
}

describe("the text of a proposal", () => {
  it("does not depend on the order in which Vitess lists the facts", () => {
    const shuffled = fc.record({
      sourceShards: fc.shuffledSubarray([...FACTS.sourceShards], { minLength: 2 }),
      targetShards: fc.shuffledSubarray([...FACTS.targetShards], { minLength: 2 }),
      tables: fc.shuffledSubarray([...FACTS.tables], { minLength: 2 }),
      streams: fc.shuffledSubarray([...FACTS.streams], { minLength: 2 }),
    });
    fc.assert(
      fc.property(shuffled, (lists) => {
        const other = Object.fromEntries(Object.entries({ ...FACTS, ...lists }).toReversed()) as unknown as WorkflowFacts;
        expect(text(other)).toBe(text(FACTS));
        expect(difference(other)).toEqual([]);
      }),
    );
  });

  it.each(CHANGES)("changes with any fact: %s", (_, changed) => {
    expect(text(changed)).not.toBe(text(FACTS));
  });

  it("changes with the operation, each of its options, and the move", () => {
    const others = [
      text(FACTS, SWITCH_ONE_WAY),
      text(FACTS, { verb: "reverse", options: SWITCH.options }),
      text(FACTS, { ...SWITCH, options: { ...SWITCH.options, maxReplicationLagAllowedMs: 60_000 } }),
      text(FACTS, SWITCH, UNSHARDED.subject.move),
    ];
    expect(new Set([text(FACTS), ...others]).size).toBe(5);
  });
});

describe("the difference between the approved facts and the current ones", () => {
  it("is empty for the same facts", () => {
    expect(difference({ ...FACTS })).toEqual([]);
  });

  it.each(CHANGES)("names only what changed: %s", (name, changed) => {
    const found = difference(changed);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(WORDS[name] ?? new RegExp(`^${name}: .+ → .+$`));
  });

  it("gives the old and the new value", () => {
    expect(difference({ ...FACTS, streams: ["1 running", "1 in error"] })).toEqual([
      "streams: 1 running, 1 stopped → 1 in error, 1 running",
    ]);
  });

  it("ignores the reads that the plan itself has switched", () => {
    const made: TrafficMade = { verb: "switch", types: READS, cells: [] };
    const now = { ...FACTS, trafficState: "All Reads Switched. Writes Not Switched", rules: READS_SWITCHED.rules };
    expect(difference(now, made, READS_SWITCHED)).toEqual([]);
    expect(difference(FACTS, made)).toHaveLength(1);
  });
});

describe("a request", () => {
  it("is live while it can still lead to something", () => {
    const approved = { kind: "approved", at: 0, useBy: 1 } as const;
    expect(isLive({ state: { kind: "open" } })).toBe(true);
    expect(isLive({ state: approved })).toBe(true);
    expect(isLive({ state: { kind: "used", approvedAt: 0, at: 1 } })).toBe(false);
    expect(isLive({ state: { kind: "expired", at: 0 } })).toBe(false);
  });
});

describe("the facts from a reading", () => {
  const vdiff: VDiff = {
    uuid: "22222222-2222-4333-8444-000000000001",
    shards: [{ shard: shardNamed("-80"), state: "started", lastError: "" }],
    tables: [],
  };

  it("are the move's facts, sorted", () => {
    expect(toFacts(moveOf(SHARDED.subject), SHARDED.copied, vdiff)).toEqual({
      sourceKeyspace: keyspaceNamed("commerce"),
      sourceShards: ["0"],
      targetShards: ["-80", "80-"],
      tables: ["corder", "customer"],
      trafficState: "Reads Not Switched. Writes Not Switched",
      streams: ["2 running"],
      identity: SHARDED.copied.workflow?.streams.map(({ shard, id }) => `${shard}/${id}`),
      rules: SHARDED.copied.rules,
      denied: ["customer2/-80: corder, customer", "customer2/80-: corder, customer"],
      reverse: "absent",
      vdiff: { uuid: "22222222-2222-4333-8444-000000000001", verdict: "running" },
    });
  });

  it.each([
    ["one shard still copying", SHARDED.subject, SHARDED.halfCopied, ["1 copying", "1 running"]],
    ["switched", SHARDED.subject, SHARDED.switched, ["2 frozen"]],
    ["in error", STREAMS.duplicateKey.subject, STREAMS.duplicateKey.reading, ["1 in error"]],
    ["without a source, which Vitess calls Running", STREAMS.noSource.subject, STREAMS.noSource.reading, ["1 waiting for a source tablet"]],
  ])("count the streams by health: %s", (_, subject, reading, streams) => {
    expect(toFacts(moveOf(subject), reading, undefined)?.streams).toEqual(streams);
  });

  it("distinguish a running reverse workflow from one that is not", () => {
    expect(reverse(UNSHARDED.subject, UNSHARDED.switched)).toBe("running");
    expect(reverse(KILLED.subject, KILLED.rightAfter)).toBe("stopped");
    expect(reverse(ONE_WAY.subject, ONE_WAY.switched)).toBe("stopped");
    expect(reverse(UNSHARDED.subject, UNSHARDED.copied)).toBe("absent");
  });

  it("are undefined when the workflow is gone", () => {
    expect(toFacts(moveOf(UNSHARDED.subject), UNSHARDED.completed, undefined)).toBeUndefined();
  });

  it("name every table of the streams once", () => {
    expect(SHARDED.copied.workflow === undefined ? [] : listWorkflowTables(SHARDED.copied.workflow)).toEqual(["corder", "customer"]);
  });
});
