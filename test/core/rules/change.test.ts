import { describe, expect, test } from "vitest";
import type { Rules } from "../../../src/core/readings/readings.ts";
import { changeWords, listRulesChanges, type RulesStep, formatRules, findUnexplainedChanges } from "../../../src/core/rules/change.ts";
import { recordedRules, withTables } from "../recorded-rules.ts";
import type { TabletType } from "../../../src/core/options/kinds.ts";
import { shardNamed, tablesNamed } from "../../names.ts";

const ALL: readonly TabletType[] = ["PRIMARY", "REPLICA", "RDONLY"];
const NONE: Rules = withTables([]);

function step(verb: RulesStep["verb"], tabletTypes: readonly TabletType[] = [], target = "customer"): RulesStep {
  return {
    verb,
    tabletTypes,
    leavesRules: false,
    sourceKeyspace: "commerce",
    targetKeyspace: target,
    tables: tablesNamed("customer", "corder"),
  };
}

interface Recorded {
  readonly what: string;
  readonly at: readonly [version: string, scenario: string];
  readonly from: number;
  readonly to: number;
  readonly step: RulesStep;
}

// What real servers made of the rules, step by step; a reverse of 12 and 14 names the same tables the other way round.
const RECORDED: readonly Recorded[] = [
  ...scenario("v23.0.3", "happy-unsharded", [
    ["create", 17, 88, step("create")],
    ["switch of reads", 88, 116, step("switch", ["REPLICA", "RDONLY"])],
    ["switch of writes", 116, 123, step("switch", ["PRIMARY"])],
    ["switch of what is switched", 123, 123, step("switch", ALL)],
    ["reverse", 123, 136, step("reverse", ALL)],
    ["switch of everything at once", 136, 143, step("switch", ALL)],
    ["complete", 143, 154, step("complete")],
  ]),
  ...scenario("v23.0.3", "happy-sharded", [
    ["switch to two shards", 31, 53, step("switch", ALL, "customer2")],
    ["complete that renames", 53, 66, step("complete", [], "customer2")],
  ]),
  ...scenario("v23.0.3", "cancel", [["cancel", 72, 79, step("cancel")]]),
  ...scenario("v12.0.6", "01-v2-happy", [
    ["create", 26, 56, step("create")],
    ["switch of rdonly reads", 56, 73, step("switch", ["RDONLY"])],
    ["switch of replica reads", 73, 80, step("switch", ["REPLICA"])],
    ["switch of writes", 80, 95, step("switch", ["PRIMARY"])],
    ["reverse", 95, 109, step("reverse", ALL)],
    ["switch of everything at once", 109, 117, step("switch", ALL)],
    ["complete", 117, 131, step("complete")],
  ]),
  ...scenario("v12.0.6", "03-v1-happy", [
    ["SwitchReads of rdonly", 45, 53, step("switch", ["RDONLY"])],
    ["SwitchReads of rdonly, back", 53, 57, step("reverse", ["RDONLY"])],
    ["SwitchReads of both", 57, 63, step("switch", ["REPLICA", "RDONLY"])],
    ["SwitchWrites", 63, 71, step("switch", ["PRIMARY"])],
    ["both back", 71, 94, step("reverse", ALL)],
    ["switch again and DropSources", 94, 109, step("complete")],
  ]),
  ...scenario("v14.0.5", "01-v2-happy", [
    ["create", 1, 59, step("create")],
    ["switch of rdonly reads", 59, 108, step("switch", ["RDONLY"])],
    ["switch of replica reads", 108, 114, step("switch", ["REPLICA"])],
    ["switch of writes", 114, 126, step("switch", ["PRIMARY"])],
    ["reverse", 126, 141, step("reverse", ALL)],
    ["switch of everything at once", 141, 150, step("switch", ALL)],
    ["complete", 150, 162, step("complete")],
  ]),
];

function scenario(version: string, name: string, steps: readonly (readonly [string, number, number, RulesStep])[]): readonly Recorded[] {
  return steps.map(([what, from, to, one]) => ({ what: `${version} ${name}: ${what}`, at: [version, name], from, to, step: one }));
}

describe("rule changes recorded on real servers", () => {
  test.each(RECORDED)("are explained by the step: $what", ({ at, from, to, step: taken }) => {
    expect(findUnexplainedChanges(recordedRules(...at, from), recordedRules(...at, to), taken)).toEqual([]);
  });

  test.each(RECORDED.filter(({ from, to, what }) => from !== to && !what.includes("DropSources")))(
    "are not explained by a step of another kind: $what",
    ({ at, from, to, step: taken }) => {
      const other = taken.verb === "switch" ? "reverse" : "switch";
      const before = recordedRules(...at, from);
      const after = recordedRules(...at, to);
      expect(findUnexplainedChanges(before, after, { ...taken, verb: other, tabletTypes: ALL })).not.toEqual([]);
      expect(findUnexplainedChanges(before, after, { ...taken, leavesRules: true })).toEqual(listRulesChanges(before, after));
    },
  );

  test("are never attributed to 12's Workflow delete, which leaves the rules: all 16 stayed", () => {
    const left = recordedRules("v12.0.6", "04-cancel-start-stop", 92);
    expect(left.tables).toHaveLength(16);
    const gone = listRulesChanges(left, NONE);
    expect(findUnexplainedChanges(left, NONE, { ...step("delete"), leavesRules: true })).toEqual(gone);
    expect(findUnexplainedChanges(left, NONE, step("delete"))).toEqual([]);
  });
});

describe("a change by somebody else meanwhile", () => {
  const before = recordedRules("v23.0.3", "happy-unsharded", 88);
  const after = recordedRules("v23.0.3", "happy-unsharded", 116);
  const reads = step("switch", ["REPLICA", "RDONLY"]);

  test.each<[string, (rules: Rules) => Rules, string[]]>([
    [
      "a rule of another table",
      (rules) => ({ ...rules, tables: [...rules.tables, { from: "product", to: ["commerce.product"] }] }),
      ["product: added, leads to commerce.product"],
    ],
    [
      "the same table in another keyspace",
      (rules) => ({ ...rules, tables: [...rules.tables, { from: "archive.customer@replica", to: ["customer.customer"] }] }),
      ["archive.customer@replica: added, leads to customer.customer"],
    ],
    [
      "a table of the move that leads to a third keyspace",
      (rules) => redirected(rules, "customer@rdonly", "archive.customer"),
      ["customer@rdonly: commerce.customer → archive.customer"],
    ],
    [
      "writes, in a step that moves reads",
      (rules) => redirected(rules, "customer", "customer.customer"),
      ["customer: commerce.customer → customer.customer"],
    ],
    [
      "the rules of one table emptied",
      (rules) => ({ ...rules, tables: rules.tables.filter((rule) => rule.from !== "commerce.customer") }),
      ["commerce.customer: removed, led to commerce.customer"],
    ],
    [
      "a shard of the source routed to an archive",
      (rules) => ({ ...rules, shards: [{ fromKeyspace: "commerce", toKeyspace: "archive", shard: shardNamed("-80") }] }),
      ["shard rule commerce/-80: added, leads to archive"],
    ],
    [
      "another keyspace routed away",
      (rules) => ({ ...rules, keyspaces: [{ fromKeyspace: "billing@replica", toKeyspace: "customer" }] }),
      ["keyspace rule billing@replica: added, leads to customer"],
    ],
    [
      "a mirror of a table",
      (rules) => ({ ...rules, mirrors: [{ from: "commerce.customer@replica", to: "customer.customer", percent: 2 }] }),
      ["mirror rule commerce.customer@replica: added, leads to customer.customer at 2%"],
    ],
  ])("is announced, and nothing else is: %s", (_what, plant, told) => {
    expect(findUnexplainedChanges(before, plant(after), reads).map(changeWords)).toEqual(told);
    // The step failed and moved nothing: a change is still announced.
    expect(findUnexplainedChanges(before, plant(before), reads).map(changeWords)).toEqual(told);
  });

  test("is not assumed if a step is half done", () => {
    const half = withTables([
      ...after.tables.filter((rule) => rule.from.includes("corder")),
      ...before.tables.filter((rule) => !rule.from.includes("corder")),
    ]);
    expect(listRulesChanges(before, half)).not.toEqual([]);
    expect(findUnexplainedChanges(before, half, reads)).toEqual([]);
  });
});

describe("moves that are not routed table by table", () => {
  const unswitched: Rules = { ...NONE, shards: [{ fromKeyspace: "customer", toKeyspace: "commerce", shard: shardNamed("-80") }] };
  const switched: Rules = { ...NONE, shards: [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: shardNamed("-80") }] };

  test.each<[string, Rules, Rules, RulesStep]>([
    ["create of a move shard by shard", NONE, unswitched, step("create")],
    ["its switch", unswitched, switched, step("switch", ALL)],
    ["its reverse", switched, unswitched, step("reverse", ALL)],
    ["its complete", switched, NONE, step("complete")],
    [
      "a tenant's switch of reads",
      { ...NONE, keyspaces: [{ fromKeyspace: "commerce@replica", toKeyspace: "commerce" }] },
      { ...NONE, keyspaces: [{ fromKeyspace: "commerce@replica", toKeyspace: "customer" }] },
      step("switch", ["REPLICA"]),
    ],
    [
      "mirroring",
      NONE,
      { ...NONE, mirrors: [{ from: "commerce.customer@replica", to: "customer.customer", percent: 1 }] },
      step("mirror", ["REPLICA"]),
    ],
    [
      "a switch of what is mirrored",
      { ...NONE, mirrors: [{ from: "commerce.customer@replica", to: "customer.customer", percent: 1 }] },
      NONE,
      step("switch", ["REPLICA"]),
    ],
  ])("explained: %s", (_what, before, after, taken) => {
    expect(listRulesChanges(before, after)).not.toEqual([]);
    expect(findUnexplainedChanges(before, after, taken)).toEqual([]);
  });

  test("a mirror rule of the same table to another keyspace is announced, whoever removes it", () => {
    const others: Rules = { ...NONE, mirrors: [{ from: "commerce.customer", to: "other.customer", percent: 5 }] };
    for (const verb of ["mirror", "switch", "cancel"] as const)
      expect(findUnexplainedChanges(others, NONE, step(verb, ["PRIMARY"])).map(changeWords)).toEqual([
        "mirror rule commerce.customer: removed, led to other.customer at 5%",
      ]);
  });

  test("mirroring at 0 percent that removes another workflow's rule is announced (#19133)", () => {
    const both: Rules = {
      ...NONE,
      mirrors: [
        { from: "commerce.customer", to: "customer.customer", percent: 1 },
        { from: "commerce.product", to: "other.product", percent: 5 },
      ],
    };
    expect(findUnexplainedChanges(both, NONE, step("mirror", ["PRIMARY"])).map(changeWords)).toEqual([
      "mirror rule commerce.product: removed, led to other.product at 5%",
    ]);
  });
});

describe("a restore", () => {
  const switched = recordedRules("v23.0.3", "happy-unsharded", 123);
  const saved = recordedRules("v23.0.3", "happy-unsharded", 116);

  test("explains what it puts back, and nothing else", () => {
    const restore: RulesStep = { ...step("restore"), restores: { rules: saved, documents: ["tables"] } };
    expect(findUnexplainedChanges(switched, saved, restore)).toEqual([]);
    expect(findUnexplainedChanges(switched, switched, restore)).toEqual([]);
    const planted = redirected(saved, "customer@rdonly", "archive.customer");
    expect(findUnexplainedChanges(switched, planted, restore).map(changeWords)).toEqual([
      "customer@rdonly: customer.customer → archive.customer",
    ]);
  });
});

test("the order of rules makes no difference, and does not change the digest", () => {
  const one = recordedRules("v12.0.6", "01-v2-happy", 73);
  const other = withTables(one.tables.toReversed());
  expect(listRulesChanges(one, other)).toEqual([]);
  expect(formatRules(one)).toBe(formatRules(other));
  expect(formatRules(one)).not.toBe(formatRules(recordedRules("v12.0.6", "01-v2-happy", 80)));
  const mirrored: Rules = { ...one, mirrors: [{ from: "commerce.customer", to: "customer.customer", percent: 1 }] };
  expect(formatRules(mirrored)).not.toBe(formatRules(one));
  expect(formatRules(mirrored, ["tables"])).toBe(formatRules(one, ["tables"]));
});

function redirected(rules: Rules, from: string, to: string): Rules {
  return { ...rules, tables: rules.tables.map((rule) => (rule.from === from ? { from, to: [to] } : rule)) };
}
