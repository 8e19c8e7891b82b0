import { expect, it } from "vitest";
import type { ClusterView } from "../../../src/core/readings/clusters.ts";
import { isClusterName, type ClusterName } from "../../../src/core/vitess/names.ts";
import { renderClusters } from "../../../src/slack/answer/clusters.ts";
import { at, NOW } from "../given.ts";
import { expectSendable, words } from "../words.ts";

function named(name: string): ClusterName {
  if (!isClusterName(name)) throw new Error(name);
  return name;
}

const PROD: ClusterView = {
  name: named("prod"),
  defaultIn: "everywhere",
  addresses: [
    { address: "vtctld-1.prod:15999", state: "answers", since: at("20:00"), reason: "" },
    {
      address: "vtctld-2.prod:15999",
      state: "away",
      since: at("22:01"),
      reason: "no connection",
    },
    { address: "vtctld-3.prod:15999", state: "not-tried", reason: "" },
  ],
  version: { dialect: "typed", major: 21, tablets: ["21.0.5"], from: "probed" },
  keyspaces: 12,
  trouble: "",
  operators: { people: 3, isKnown: true },
  approvers: { people: 4, isKnown: true },
  approvals: 2,
  rules: 3,
};

function said(...clusters: readonly ClusterView[]): readonly string[] {
  const message = renderClusters({ kind: "clusters", clusters, now: NOW });
  expectSendable(message);
  return words(message).split("\n");
}

it("shows each cluster with one idea a line, and how to name it", () => {
  expect(said(PROD)).toEqual([
    "*Tandem knows 1 cluster*",
    "*prod* · meant when no cluster is named",
    "Vitess 21 · tablets `21.0.5`",
    "`vtctld-1.prod:15999` answers since 20:00 UTC",
    "`vtctld-2.prod:15999` does not answer since 22:01 UTC: `no connection`",
    "`vtctld-3.prod:15999` stands by, not asked yet",
    "12 keyspaces",
    "3 operators · 4 approvers · 2 approvals needed; 3 rules for some verbs or keyspaces",
    "_Name one before a keyspace:_ `/movetables status prod/customer.commerce2customer`",
  ]);
});

it("says in its first line which cluster does not answer, and what is unknown about it", () => {
  const { version: _, keyspaces: __, ...rest } = PROD;
  const [answers, away] = PROD.addresses;
  if (answers === undefined || away === undefined) throw new Error("addresses");
  const old = {
    ...rest,
    name: named("old"),
    defaultIn: "no",
    addresses: [away],
    trouble: "no answer within 6 s",
    operators: { people: 0, isKnown: true },
    approvers: { people: 0, isKnown: false },
  } as const;
  const lines = said({ ...PROD, addresses: [answers] }, old);
  expect(lines[0]).toBe("*Tandem knows 2 clusters; old does not answer*");
  expect(lines).toContain("*old*");
  expect(lines).toContain("Vitess of a release that is not known yet");
  expect(lines).toContain("Not everything could be read: `no answer within 6 s`");
  expect(lines).toContain("no operators · approvers not read from Slack yet · 2 approvals needed; 3 rules for some verbs or keyspaces");
});

it("says that tablets run several releases, and that Tandem uses commands for an old one", () => {
  const mixed = said({ ...PROD, version: { dialect: "typed", major: 21, tablets: ["21.0.5", "22.0.1"], from: "probed" } });
  expect(mixed).toContain("Vitess 21 · tablets `21.0.5` and `22.0.1`: mixed, so only what 21 has is used");
  const patched = said({ ...PROD, version: { dialect: "typed", major: 21, tablets: ["21.0.4", "21.0.5"], from: "probed" } });
  expect(patched).toContain("Vitess 21 · tablets `21.0.4` and `21.0.5`");
  const old = said({ ...PROD, version: { dialect: "legacy", major: 12, tablets: [], from: "configured" } });
  expect(old).toContain("Vitess 12, as configured, spoken to in commands");
  const closedOff = said({ ...PROD, version: { dialect: "typed", major: 22, newest: 24, tablets: [], from: "probed" } });
  expect(closedOff).toContain("Vitess 22 or later");
});

it("fits into one message whatever is configured, and notifies nobody", () => {
  const address = { address: `${"a".repeat(200)}:15999`, state: "away", since: NOW, reason: "<!channel> `x` ".repeat(40) } as const;
  const many = Array.from({ length: 40 }, (_, index) => ({
    ...PROD,
    name: named(`c${index}`),
    addresses: Array.from({ length: 12 }, () => address),
  }));
  const lines = said(...many);
  expect(lines).toContain("and 6 addresses more");
  expect(lines.some((line) => /^and \d\d clusters more$/.test(line))).toBe(true);
});
