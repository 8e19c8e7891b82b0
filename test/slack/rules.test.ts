import { describe, expect, it } from "vitest";
import { parse } from "../../src/command/parse.ts";
import type { Proposal } from "../../src/core/operation/request/operations.ts";
import type { EntryBody } from "../../src/core/announce/entries.ts";
import { CANCEL_DEFAULTS } from "../../src/core/options/options.ts";
import { DEFAULT_LIMITS } from "../../src/core/operation/request/policy.ts";
import type { RuleChange } from "../../src/core/rules/change.ts";
import { renderAnswer } from "../../src/slack/answer/answer.ts";
import { renderEntry } from "../../src/slack/move/entry.ts";
import { renderRequest } from "../../src/slack/request/message.ts";
import { ANA, at, DEEDS, move, NAMES, NOW, on, PROPOSALS, request, situationOf, TABLES } from "./given.ts";
import { buttons, expectReads, expectSendable, firstLine, labels, words } from "./words.ts";

const LIMITS = { now: NOW, limits: DEFAULT_LIMITS, approverGroups: ["S0DBAS"], names: NAMES };
const FACTS = { now: NOW, vdiffMaxAgeMs: 24 * 3_600_000, names: NAMES };
const NAME = move().name;
const NOTE = { id: "r-17", cluster: NAME.cluster, reason: { kind: "asked", by: ANA }, label: "rules.json", at: at("22:09") } as const;

function entry(body: EntryBody): ReturnType<typeof renderEntry> {
  return renderEntry({ seq: 1, at: at("22:14"), body }, { situation: situationOf(), vdiffMaxAgeMs: 1, names: NAMES });
}

function asked(proposal: Proposal, shown: Partial<Parameters<typeof renderRequest>[0]["shown"]> = {}): ReturnType<typeof renderRequest> {
  const message = renderRequest(request(proposal, { shown: { sizes: [], dryRun: [], ...shown } }), undefined, LIMITS);
  expectSendable(message);
  return message;
}

function wordsOf(body: EntryBody): string {
  return words(entry(body));
}

function redirected(n: number): RuleChange {
  return { document: "tables", name: `product${n}`, was: "commerce.product", is: "archive.product" };
}

describe("rules that somebody else changed", () => {
  const body: EntryBody = {
    kind: "rules-changed",
    step: "complete",
    snapshot: "r-17",
    changes: Array.from({ length: 40 }, (_, n) => redirected(n)),
    total: 57,
  };

  it("are an alarm to the whole channel, with the first of them and how many more there are", () => {
    const message = entry(body);
    expectReads(message, {
      first: "Routing rules changed during Complete, and not by it · customer.commerce2customer",
      says: ["• `product0: commerce.product → archive.product`", "and 45 more", "Rules from before it: snapshot `r-17`"],
    });
    expect(message.broadcast).toBe(true);
    expect(words(message).match(/^• /gm)).toHaveLength(12);
  });

  it("can be compared with the snapshot by a button, whose command parses", () => {
    const compare = buttons(entry(body)).find((button) => button.action_id === "command:rules-diff");
    expect(compare?.value).toBe("rules diff r-17 --cluster prod");
    expect(parse(compare?.value ?? "")).toMatchObject({ kind: "command", command: { verb: "rules-diff", snapshot: "r-17" } });
  });
});

describe("a step names the snapshot from before it", () => {
  it("in its outcome, for every call", () => {
    const outcome = { kind: "succeeded", at: at("22:14") } as const;
    const said = words(entry({ kind: "outcome", executionId: "e", act: DEEDS.switch, by: ANA, outcome, snapshots: ["r-17", "r-18"] }));
    expect(said).toContain("Routing rules from before: snapshots `r-17`, `r-18`.");
    expect(words(entry({ kind: "outcome", executionId: "e", act: DEEDS.switch, by: ANA, outcome }))).not.toContain("snapshot");
  });

  it("between reads and writes", () => {
    const body: EntryBody = { kind: "reads-switched", executionId: "e", soakUntil: at("22:19"), snapshot: "r-17" };
    expect(words(entry(body))).toContain("Rules from before it: snapshot `r-17`");
  });

  it("in a create that failed, and in mirroring", () => {
    const explanation = { meaning: "x", stateLeft: "", next: "", text: "" };
    expect(firstLine(entry({ kind: "create-failed", by: ANA, explanation, snapshot: "r-17" }))).toContain("snapshot `r-17`");
    expect(words(entry({ kind: "mirrored", by: ANA, percent: 1, tabletTypes: ["REPLICA"], snapshot: "r-18" }))).toContain(
      "snapshot `r-18`",
    );
  });
});

describe("a request to restore", () => {
  const dryRun = Array.from({ length: 20 }, (_, n) => `product${n}: removed, led to archive.product`);

  it("shows the difference before anybody approves, what is replaced, and asks for confirmation", () => {
    const message = asked(PROPOSALS.restore, { dryRun });
    expectReads(message, {
      says: [
        "*Approval needed: restore all routing rules as in snapshot `r-17` · prod*",
        "table routing rules and shard routing rules of prod are replaced whole by those of snapshot `r-17`.",
        "• `product0: removed, led to archive.product`",
        "and 8 more, behind the button",
        "*Checked* the routing rules as they were when this was requested",
        "*Undo* Yes, in the same way: the rules from before it are saved.",
      ],
      never: ["no VDiff"],
    });
    expect(labels(message)).toContain("Dry run, 20 lines");
    expect(buttons(message).find((button) => button.action_id === "request:approve")?.confirm).toBeDefined();
  });

  it("warns of the moves that it would leave in an outage", () => {
    const outages = [{ move: NAME, alarm: "source-writes-denied", tables: TABLES }] as const;
    expect(words(asked(PROPOSALS.restore, { dryRun, outages }))).toContain(
      "*Warning*: these rules do not fit the state of customer.commerce2customer (`corder`, `customer`). With them: *Applications cannot write*.",
    );
    expect(words(asked(PROPOSALS.restore, { dryRun }))).not.toContain("Warning");
  });
});

describe("the outcome of a restore", () => {
  const about = { kind: "outcome", executionId: "e", act: DEEDS.restore, by: ANA } as const;

  it("done: the whole cluster routes as in the snapshot", () => {
    expect(wordsOf({ ...about, outcome: { kind: "succeeded", at: at("22:14") } })).toContain(
      "Routing rules restored · customer.commerce2customer*\nIt and everything else in prod are routed as in snapshot `r-17`.",
    );
  });

  it("saved but perhaps not everywhere: says so, and what sends the rules to every cell", () => {
    const told = wordsOf({ ...about, outcome: { kind: "unfinished", at: at("22:14"), findings: ["rules-not-propagated"] } });
    expect(told).toContain("Routing rules restored, but perhaps not in every cell · customer.commerce2customer");
    expect(told).toContain("vtgates of a cell that has not still route by the old ones");
    expect(told).toContain("*Next:* Run vtctldclient RebuildVSchemaGraph");
  });

  it("unknown: the difference must be checked before it is requested again", () => {
    const told = wordsOf({ ...about, outcome: { kind: "unknown", at: at("22:14"), findings: ["rules-differ"] } });
    expect(told).toContain("the routing rules are not all as the snapshot has them");
    expect(told).toContain("*Next:* Look at the rules, then request the restore again");
  });
});

describe("a request to delete", () => {
  it("on a Vitess that removes only the streams says what stays", () => {
    const said = words(asked(PROPOSALS.delete));
    expect(said).toContain("*Approval needed: delete the workflow, keeping what is copied in customer · customer.commerce2customer*");
    expect(said).toContain(
      "The workflow's streams are removed; `corder`, `customer` stay in customer with the rows copied so far; routing rules and denied tables stay as they are. commerce keeps its tables.",
    );
  });

  it("on a Vitess where it is a cancel says what is dropped", () => {
    expect(words(asked(on({ verb: "delete", options: CANCEL_DEFAULTS })))).toContain(
      "in customer are *dropped*, with every row copied so far; routing rules go.",
    );
  });
});

describe("answers about rules", () => {
  it("get: the message has the rules that lead elsewhere, and a file has all of them in the reference client's form", () => {
    const rules = {
      tables: [
        { from: "customer", to: ["customer.customer"] },
        { from: "commerce.customer@replica", to: ["customer.customer"] },
        { from: "commerce.corder", to: ["commerce.corder"] },
      ],
      shards: [],
      keyspaces: [],
      mirrors: [{ from: "commerce.corder", to: "customer.corder", percent: 2 }],
    };
    const answer = { kind: "rules", cluster: NAME.cluster, documents: ["tables", "mirrors"], rules, snapshots: [NOTE], now: NOW } as const;
    const message = renderAnswer(answer, FACTS);
    expectReads(message, {
      says: [
        "*Routing rules of prod*: 3 table rules, 1 mirror rule",
        "commerce.customer@replica → customer.customer",
        "commerce.corder is mirrored to customer.corder, 2%",
        "• `r-17`, `rules.json`: saved by Ana, 22:09 UTC",
      ],
      never: ["commerce.corder → commerce.corder"],
    });
    expect(message.file?.name).toBe("routing-rules-prod.json");
    expect(JSON.parse(message.file?.content ?? "")).toEqual({
      routing_rules: {
        rules: [
          { from_table: "customer", to_tables: ["customer.customer"] },
          { from_table: "commerce.customer@replica", to_tables: ["customer.customer"] },
          { from_table: "commerce.corder", to_tables: ["commerce.corder"] },
        ],
      },
      mirror_rules: { rules: [{ from_table: "commerce.corder", to_table: "customer.corder", percent: 2 }] },
    });
  });

  it("diff: document by document, or that there is none", () => {
    const changes: readonly RuleChange[] = [
      { document: "tables", name: "customer", was: "commerce.customer", is: "archive.customer" },
      { document: "keyspaces", name: "billing", is: "archive" },
    ];
    const said = words(renderAnswer({ kind: "rules-diff", snapshot: NOTE, changes, now: NOW }, FACTS));
    expect(said).toContain("*2 rules of prod differ from snapshot `r-17`*");
    expect(said).toContain("*1 table rule*\n• `customer: commerce.customer → archive.customer`");
    expect(said).toContain("*1 keyspace rule*\n• `keyspace rule billing: added, leads to archive`");
    expect(words(renderAnswer({ kind: "rules-diff", snapshot: NOTE, changes: [], now: NOW }, FACTS))).toContain(
      "*The routing rules of prod are as in snapshot `r-17`*",
    );
  });
});
