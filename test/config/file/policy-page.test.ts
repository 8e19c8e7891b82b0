import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { GuardedVerb } from "../../../src/core/move/broken-call.ts";
import { findFreeze, listFreezes } from "../../../src/core/operation/freeze/freezes.ts";
import { DEFAULT_LIMITS, type Policy } from "../../../src/core/operation/request/policy.ts";
import { decideRequirement } from "../../../src/core/policy/requirement.ts";
import { configWith, LEAST_FILE } from "./files.ts";

const VERBS: readonly GuardedVerb[] = ["switch", "reverse", "complete", "cancel", "delete", "restore", "override"];
const PAGE = readFileSync("docs/policy.md", "utf8");
const EXAMPLES = [...PAGE.matchAll(/^## (.+?)$[^]*?^```yaml\n([^]*?)^```\n\n```text\n([^]*?)^```$/gm)].map(
  ([, title = "", yaml = "", said = ""]) => ({
    title,
    yaml,
    lines: said.trim().split("\n"),
  }),
);

it("every section of the page about policies is an example", () => {
  expect(EXAMPLES.map(({ title }) => title)).toEqual([...PAGE.matchAll(/^## (.+)$/gm)].map(([, title]) => title));
  expect(EXAMPLES.length).toBeGreaterThanOrEqual(5);
});

it.each(EXAMPLES)("the page about policies is right about: $title", ({ yaml, lines }) => {
  const policy = policyOf(yaml);
  for (const line of lines) expect(decided(policy, line.split(" → ")[0] ?? "")).toBe(line);
});

function policyOf(yaml: string): Policy {
  const indented = yaml.replaceAll(/^/gm, "  ");
  const policy = configWith(`policy:\n${indented}\n${LEAST_FILE}`).clusters[0]?.policy;
  if (policy === undefined) throw new Error("no policy");
  return policy;
}

/** A line of the page: what is asked, and what the policy requires of it. */
function decided(policy: Policy, question: string): string {
  const [about = "", tables = ""] = question.split(": ");
  const [asked = "", at] = about.split(" at ");
  const [first = "", ...keyspaces] = asked.split(" ");
  const verb = VERBS.find((one) => one === first);
  if (verb === undefined) throw new Error(first);
  const { rule, limits, windows, spoke } = decideRequirement(policy, { verb, keyspaces, tables: tables.split(" "), touched: [] });
  const freeze = at === undefined ? undefined : findFreeze(listFreezes(policy.freezes, undefined, Date.parse(at)), keyspaces);
  const parts = [
    `${rule.people} ${rule.people === 1 ? "person" : "people"}${rule.requesterCounts ? " with the requester" : ""}`,
    ...(rule.oneOf ?? []).map((seat) => `one of ${seat.join(" ")}`),
    ...minutes(limits.approveByMs, DEFAULT_LIMITS.approveByMs, "approve by"),
    ...minutes(limits.soakMs, DEFAULT_LIMITS.soakMs, "soak"),
    ...minutes(limits.rollbackMs, DEFAULT_LIMITS.rollbackMs, "rollback"),
    ...(limits.maxLagSeconds === DEFAULT_LIMITS.maxLagSeconds ? [] : [`lag ${limits.maxLagSeconds} s`]),
    ...minutes(limits.vdiffMaxAgeMs, DEFAULT_LIMITS.vdiffMaxAgeMs, "VDiff"),
    ...(freeze === undefined ? [] : [`frozen for ${freeze.reason}`]),
    ...(windows.length === 0 ? [] : ["in certain hours"]),
  ];
  // The line in the file depends on what surrounds the example.
  const by = spoke.map((name) => name.replace(/ \(tandem\.yaml line \d+\)/, ""));
  return `${question} → ${[parts.join(", "), ...by].join("; ")}`;
}

function minutes(ms: number, usual: number, what: string): readonly string[] {
  return ms === usual ? [] : [`${what} ${ms / 60_000} min`];
}
