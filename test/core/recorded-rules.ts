import { readFileSync } from "node:fs";
import type { RoutingRule, Rules } from "../../src/core/readings/readings.ts";
import { recordedCalls } from "./recorded.ts";

interface Extract {
  readonly version: string;
  readonly scenario: string;
  readonly seq: number;
  readonly rules: readonly RoutingRule[];
}

const EXTRACTS = readFileSync(new URL("../recordings/routing-rules.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line): Extract => JSON.parse(line));

/** The rules of one recorded GetRoutingRules, in the order of its answer. */
export function recordedRules(version: string, scenario: string, seq: number): Rules {
  return withTables(version === "v23.0.3" ? typed(scenario, seq) : extracted(version, scenario, seq));
}

export function withTables(tables: readonly RoutingRule[]): Rules {
  return { tables, shards: [], keyspaces: [], mirrors: [] };
}

function typed(scenario: string, seq: number): readonly RoutingRule[] {
  const call = recordedCalls(scenario).find((one) => one.seq === seq);
  if (call?.method.endsWith("/GetRoutingRules") !== true) throw new Error(`${scenario}/${seq} is no GetRoutingRules`);
  return (call.response?.routing_rules?.rules ?? []).map((rule) => ({ from: rule.from_table, to: rule.to_tables }));
}

function extracted(version: string, scenario: string, seq: number): readonly RoutingRule[] {
  const found = EXTRACTS.find((one) => one.version === version && one.scenario === scenario && one.seq === seq);
  if (found === undefined) throw new Error(`${version}/${scenario} has no rules at ${seq}`);
  return found.rules;
}
