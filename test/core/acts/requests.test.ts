import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isLive, type Seal, sealDifference, sealText } from "../../../src/core/acts/requests.ts";
import { sealOf, tablesOf } from "../../../src/core/acts/seal.ts";
import type { Reading } from "../../../src/core/readings.ts";
import type { Subject } from "../../../src/core/acts/verdict.ts";
import type { VDiff } from "../../../src/core/vdiff/vdiff.ts";
import { KILLED, moveOf, ONE_WAY, SHARDED, STREAMS, SWITCH, SWITCH_ONE_WAY, UNSHARDED } from "../moments.ts";

const SEAL: Seal = {
  act: SWITCH,
  move: SHARDED.subject.move,
  sourceKeyspace: "commerce",
  sourceShards: ["-80", "80-"],
  targetShards: ["-40", "40-80"],
  tables: ["corder", "customer"],
  trafficState: "Reads Not Switched. Writes Not Switched",
  streams: ["1 running", "1 stopped"],
  reverse: "absent",
  vdiff: { uuid: "22222222-2222-4333-8444-000000000001", verdict: "clean" },
};

/** Each sealed fact, changed; and the word by which the difference names it. */
const { vdiff: _vdiff, ...WITHOUT_VDIFF } = SEAL;
const CHANGES: readonly (readonly [string, Seal])[] = [
  ["traffic", { ...SEAL, trafficState: "All Reads Switched. Writes Not Switched" }],
  ["tables", { ...SEAL, tables: ["corder"] }],
  ["streams", { ...SEAL, streams: ["2 running"] }],
  ["reverse workflow", { ...SEAL, reverse: "running" }],
  ["VDiff", { ...SEAL, vdiff: { uuid: "22222222-2222-4333-8444-000000000002", verdict: "clean" } }],
  ["VDiff", { ...SEAL, vdiff: { uuid: "22222222-2222-4333-8444-000000000001", verdict: "different" } }],
  ["VDiff", WITHOUT_VDIFF],
  ["source", { ...SEAL, sourceKeyspace: "shop" }],
  ["source", { ...SEAL, sourceShards: ["-80"] }],
  ["target shards", { ...SEAL, targetShards: ["-40", "40-80", "80-"] }],
];

function reverse(subject: Subject, reading: Reading): string | undefined {
  return sealOf(SWITCH, moveOf(subject), reading, undefined)?.reverse;
}

describe("the text of a seal", () => {
  it("is the same in whatever order Vitess listed the facts", () => {
    const shuffled = fc.record({
      sourceShards: fc.shuffledSubarray([...SEAL.sourceShards], { minLength: 2 }),
      targetShards: fc.shuffledSubarray([...SEAL.targetShards], { minLength: 2 }),
      tables: fc.shuffledSubarray([...SEAL.tables], { minLength: 2 }),
      streams: fc.shuffledSubarray([...SEAL.streams], { minLength: 2 }),
    });
    fc.assert(
      fc.property(shuffled, (lists) => {
        const other = Object.fromEntries(Object.entries({ ...SEAL, ...lists }).toReversed()) as unknown as Seal;
        expect(sealText(other)).toBe(sealText(SEAL));
        expect(sealDifference(SEAL, other)).toEqual([]);
      }),
    );
  });

  it.each(CHANGES)("changes with any fact: %s", (_, changed) => {
    expect(sealText(changed)).not.toBe(sealText(SEAL));
  });

  it("changes with the act, each of its options, and the move", () => {
    const others: readonly Seal[] = [
      { ...SEAL, act: SWITCH_ONE_WAY },
      { ...SEAL, act: { verb: "reverse", options: SWITCH.options } },
      { ...SEAL, act: { ...SWITCH, options: { ...SWITCH.options, maxReplicationLagAllowedMs: 60_000 } } },
      { ...SEAL, move: UNSHARDED.subject.move },
    ];
    expect(new Set([SEAL, ...others].map(sealText)).size).toBe(5);
  });
});

describe("the difference between what was approved and what is so now", () => {
  it("is none for the same facts", () => {
    expect(sealDifference(SEAL, { ...SEAL })).toEqual([]);
  });

  it.each(CHANGES)("names what changed, and only that: %s", (name, changed) => {
    const difference = sealDifference(SEAL, changed);
    expect(difference).toHaveLength(1);
    expect(difference[0]).toMatch(new RegExp(`^${name}: .+ → .+$`));
  });

  it("says was and is", () => {
    expect(sealDifference(SEAL, { ...SEAL, streams: ["1 running", "1 in error"] })).toEqual([
      "streams: 1 running, 1 stopped → 1 in error, 1 running",
    ]);
  });

  it("takes the reads that the plan itself has switched for granted", () => {
    const now = { ...SEAL, trafficState: "All Reads Switched. Writes Not Switched" };
    expect(sealDifference(SEAL, now, "All Reads Switched. Writes Not Switched")).toEqual([]);
    expect(sealDifference(SEAL, SEAL, "All Reads Switched. Writes Not Switched")).toHaveLength(1);
  });
});

describe("a request", () => {
  it("is live while something can come of it", () => {
    const approved = { kind: "approved", at: 0, useBy: 1 } as const;
    expect(isLive({ state: { kind: "open" }, used: false })).toBe(true);
    expect(isLive({ state: approved, used: false })).toBe(true);
    expect(isLive({ state: approved, used: true })).toBe(false);
    expect(isLive({ state: { kind: "expired", at: 0 }, used: false })).toBe(false);
  });
});

describe("a seal of what Vitess showed", () => {
  const vdiff: VDiff = {
    uuid: "22222222-2222-4333-8444-000000000001",
    shards: [{ shard: "-80", state: "started", lastError: "" }],
    tables: [],
  };

  it("has the facts of the move, sorted", () => {
    expect(sealOf(SWITCH, moveOf(SHARDED.subject), SHARDED.copied, vdiff)).toEqual({
      act: SWITCH,
      move: SHARDED.subject.move,
      sourceKeyspace: "commerce",
      sourceShards: ["0"],
      targetShards: ["-80", "80-"],
      tables: ["corder", "customer"],
      trafficState: "Reads Not Switched. Writes Not Switched",
      streams: ["2 running"],
      reverse: "absent",
      vdiff: { uuid: "22222222-2222-4333-8444-000000000001", verdict: "running" },
    });
  });

  it.each([
    ["one shard still copying", SHARDED.subject, SHARDED.halfCopied, ["1 copying", "1 running"]],
    ["switched", SHARDED.subject, SHARDED.switched, ["2 frozen"]],
    ["in error", STREAMS.duplicateKey.subject, STREAMS.duplicateKey.reading, ["1 in error"]],
    ["without a source, which Vitess calls Running", STREAMS.noSource.subject, STREAMS.noSource.reading, ["1 waiting for a source tablet"]],
  ])("counts its streams by health: %s", (_, subject, reading, streams) => {
    expect(sealOf(SWITCH, moveOf(subject), reading, undefined)?.streams).toEqual(streams);
  });

  it("tells a reverse workflow that runs from one that does not", () => {
    expect(reverse(UNSHARDED.subject, UNSHARDED.switched)).toBe("running");
    expect(reverse(KILLED.subject, KILLED.rightAfter)).toBe("stopped");
    expect(reverse(ONE_WAY.subject, ONE_WAY.switched)).toBe("stopped");
    expect(reverse(UNSHARDED.subject, UNSHARDED.copied)).toBe("absent");
  });

  it("is none when the workflow is gone", () => {
    expect(sealOf(SWITCH, moveOf(UNSHARDED.subject), UNSHARDED.completed, undefined)).toBeUndefined();
  });

  it("names every table of the streams once", () => {
    expect(SHARDED.copied.workflow === undefined ? [] : tablesOf(SHARDED.copied.workflow)).toEqual(["corder", "customer"]);
  });
});
