import { describe, expect, it } from "vitest";
import type { Keyspace } from "../../../src/core/vitess/names.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { findDenials, deriveRouting, parseShare, parseTraffic, deriveTraffic } from "../../../src/core/move/traffic.ts";
import { selectRulesNaming, selectRules } from "../../../src/core/move/rules-of.ts";
import type { Subject } from "../../../src/core/operation/outcome/verdict.ts";
import { CANCELS, CLIENT_GONE, DENIED_WRITES, KILLED, ONE_WAY, SHARDED, UNSHARDED, withoutWords } from "../moments.ts";
import { keyspaceNamed, shardNamed, tablesNamed } from "../../names.ts";

function traffic({ tables, sourceKeyspace, move }: Subject, reading: Reading): string {
  const { reads, writes } = deriveTraffic(reading, tables, sourceKeyspace, move.targetKeyspace);
  return `${reads} of the reads, ${writes} of the writes`;
}

function denied({ tables, sourceKeyspace, sourceShards, targetShards, move }: Subject, reading: Reading): object {
  return findDenials(reading, { sourceKeyspace, sourceShards, targetKeyspace: move.targetKeyspace, targetShards }, tables);
}

describe("traffic derived from the rules alone", () => {
  it.each([
    ["copied", UNSHARDED.subject, UNSHARDED.copied, "none of the reads, none of the writes"],
    ["reads switched", UNSHARDED.subject, UNSHARDED.readsSwitched, "all of the reads, none of the writes"],
    ["switched", UNSHARDED.subject, UNSHARDED.switched, "all of the reads, all of the writes"],
    [
      "reversed, after Vitess removed the source's own rules",
      UNSHARDED.subject,
      UNSHARDED.reversed,
      "none of the reads, none of the writes",
    ],
    ["switched again", UNSHARDED.subject, UNSHARDED.switchedAgain, "all of the reads, all of the writes"],
    ["two shards, switched", SHARDED.subject, SHARDED.switched, "all of the reads, all of the writes"],
    ["a client that disconnected during the switch", CLIENT_GONE.subject, CLIENT_GONE.after, "all of the reads, none of the writes"],
    ["a reverse that could not succeed", ONE_WAY.subject, ONE_WAY.afterReverse, "none of the reads, all of the writes"],
    ["created without rules", CANCELS.withoutRules.subject, CANCELS.withoutRules.reading, "none of the reads, none of the writes"],
  ])("%s", (_, subject, reading, expected) => {
    expect(traffic(subject, withoutWords(reading))).toBe(expected);
  });

  it("is partly switched when half of the tables are", () => {
    const half = UNSHARDED.switched.rules.tables.filter((rule) => !rule.from.includes("corder"));
    const rest = UNSHARDED.copied.rules.tables.filter((rule) => rule.from.includes("corder"));
    const reading = { ...UNSHARDED.switched, rules: { ...UNSHARDED.switched.rules, tables: [...half, ...rest] } };
    expect(traffic(UNSHARDED.subject, reading)).toBe("some of the reads, some of the writes");
  });

  it("agrees with Vitess's own words wherever both were recorded", () => {
    for (const reading of [UNSHARDED.copied, UNSHARDED.readsSwitched, UNSHARDED.switched, UNSHARDED.reversed, UNSHARDED.switchedAgain]) {
      const { tables, sourceKeyspace, move } = UNSHARDED.subject;
      expect(deriveTraffic(reading, tables, sourceKeyspace, move.targetKeyspace)).toEqual(parseTraffic(reading.trafficState ?? ""));
    }
  });

  it("falls back to Vitess's words only where no rule names the move", () => {
    const switched = { ...CANCELS.withoutRules.reading, trafficState: "All Reads Switched. Writes Switched" };
    expect(traffic(CANCELS.withoutRules.subject, switched)).toBe("all of the reads, all of the writes");
    expect(traffic(UNSHARDED.subject, { ...UNSHARDED.copied, trafficState: "All Reads Switched. Writes Switched" })).toBe(
      "none of the reads, none of the writes",
    );
  });

  it("comes from the keyspace rules for a multi-tenant move", () => {
    const keyspaces = [{ fromKeyspace: "commerce@replica", toKeyspace: "customer" }];
    const reading = { ...UNSHARDED.copied, rules: { tables: [], shards: [], keyspaces, mirrors: [] } };
    expect(traffic(UNSHARDED.subject, reading)).toBe("some of the reads, none of the writes");
    expect(deriveRouting(reading, UNSHARDED.subject.tables, keyspaceNamed("commerce"), "customer").by).toBe("keyspaces");
  });
});

describe("Vitess's words for traffic", () => {
  it.each([
    ["Reads Not Switched. Writes Not Switched", "none", "none"],
    ["All Reads Switched. Writes Not Switched", "all", "none"],
    ["All Reads Switched. Writes Switched", "all", "all"],
    ["Reads Not Switched. Writes Switched", "none", "all"],
    ["Reads partially switched. All Replica Reads Switched. Rdonly not switched. Writes Not Switched", "some", "none"],
    ["All Reads Switched. All Writes Switched", "all", "all"],
    ["Reads partially switched, for shards: -80. Writes partially switched, for shards: -80", "some", "some"],
    ["Workflow Not Found", "some", "some"],
  ])("%s", (words, reads, writes) => {
    expect(parseTraffic(words)).toEqual({ reads, writes });
  });

  it("distinguish tablet types and cells", () => {
    const words = "Reads partially switched. Replica switched in cells: zone1,zone2. Rdonly not switched. Writes Not Switched";
    expect(parseShare(words, "REPLICA", [])).toBe("some");
    expect(parseShare(words, "REPLICA", ["zone1"])).toBe("all");
    expect(parseShare(words, "REPLICA", ["zone1", "zone3"])).toBe("some");
    expect(parseShare(words, "REPLICA", ["zone3"])).toBe("none");
    expect(parseShare(words, "RDONLY", [])).toBe("none");
    expect(parseShare(words, "PRIMARY", [])).toBe("none");
    expect(
      parseShare("Reads partially switched. All Replica Reads Switched. Rdonly not switched. Writes Not Switched", "REPLICA", []),
    ).toBe("all");
  });
});

describe("denied tables", () => {
  it.each([
    ["before the switch the target denies", UNSHARDED.subject, UNSHARDED.copied, { source: "none", target: "all" }],
    ["after it the source does", UNSHARDED.subject, UNSHARDED.switched, { source: "all", target: "none" }],
    ["every shard of the target counts", SHARDED.subject, SHARDED.copied, { source: "none", target: "all" }],
    ["a killed vtctld leaves them at the source", DENIED_WRITES.subject, DENIED_WRITES.outage, { source: "all", target: "none" }],
    [
      "a cancel that keeps the data leaves them at the target",
      CANCELS.keptData.subject,
      CANCELS.keptData.reading,
      { source: "none", target: "all" },
    ],
    ["a complete leaves none", UNSHARDED.subject, UNSHARDED.completed, { source: "none", target: "none" }],
  ])("%s", (_, subject, reading, expected) => {
    expect(denied(subject, reading)).toEqual(expected);
  });

  it("are partial if only one shard or one table is denied", () => {
    const oneShard = { ...SHARDED.copied, denied: SHARDED.copied.denied.filter((one) => one.shard !== "80-") };
    expect(denied(SHARDED.subject, oneShard)).toEqual({ source: "none", target: "some" });
    const otherMoves = {
      ...UNSHARDED.copied,
      denied: [{ keyspace: "commerce" as Keyspace, shard: shardNamed("0"), tables: tablesNamed("product") }],
    };
    expect(denied(UNSHARDED.subject, otherMoves)).toEqual({ source: "none", target: "none" });
  });
});

describe("the rules of a move", () => {
  const { rules } = KILLED.rightAfter;

  it("are those of its tables, qualified or not, for every tablet type, and no others", () => {
    const others = [
      { from: "product_old", to: ["x.product_old"] },
      { from: "shop.product", to: ["shop2.product"] },
    ];
    const named = selectRulesNaming([...rules.tables, ...others], tablesNamed("product"), ["commerce", "customer"]);
    expect(named).toEqual(rules.tables);
    expect(selectRulesNaming(rules.tables, tablesNamed("corder"), ["commerce", "customer"])).toEqual([]);
  });

  it("include the shard, keyspace and mirror rules of its keyspaces", () => {
    const all = {
      tables: rules.tables,
      shards: [
        { fromKeyspace: "customer", toKeyspace: "commerce", shard: shardNamed("0") },
        { fromKeyspace: "a", toKeyspace: "b", shard: shardNamed("0") },
      ],
      keyspaces: [
        { fromKeyspace: "commerce@replica", toKeyspace: "customer" },
        { fromKeyspace: "a", toKeyspace: "b" },
      ],
      mirrors: [
        { from: "commerce.product@replica", to: "customer.product", percent: 1 },
        { from: "a.product", to: "b.product", percent: 1 },
      ],
    };
    const mine = selectRules(all, tablesNamed("product"), ["commerce", "customer"]);
    expect([mine.shards.length, mine.keyspaces.length, mine.mirrors.length]).toEqual([1, 1, 1]);
  });
});
