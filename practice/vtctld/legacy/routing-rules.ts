import { VtctldError } from "../cluster/errors.ts";
import { z } from "zod";
import type { LegacyOperation } from "./event-log.ts";
import { applyRoutingRulesFlags } from "./flag-specs.ts";
import { saveRules } from "../cluster/rules.ts";
import { parseFlags } from "./flags.ts";
import { rebuildGraph } from "../cluster/serving.ts";

/** `GetRoutingRules`: protobuf's JSON, so names are in camel case, and empty fields are left out. */
export function getRoutingRules(operation: LegacyOperation, args: readonly string[]): void {
  parseFlags(operation.cluster.version, {}, args, operation.log);
  operation.log.print(`${formatRulesJson(operation.cluster.routingRules)}\n`);
}

function formatRulesJson(rules: ReadonlyMap<string, readonly string[]>): string {
  if (rules.size === 0) return "{}";
  return JSON.stringify({ rules: [...rules].map(([from, to]) => ({ fromTable: from, toTables: to })) }, null, 2);
}

const document = z.object({
  rules: z
    .array(
      z.object({
        from_table: z.string().optional(),
        fromTable: z.string().optional(),
        to_tables: z.array(z.string()).optional(),
        toTables: z.array(z.string()).optional(),
      }),
    )
    .default([]),
});

/** `ApplyRoutingRules`: replaces the whole document, without checking the current one. */
export function applyRoutingRules(operation: LegacyOperation, args: readonly string[]): void {
  const { cluster, log } = operation;
  const flags = parseFlags(cluster.version, applyRoutingRulesFlags, args, log);
  const file = flags.text("rules_file");
  const text = flags.text("rules");
  // Ends in a blank: a Node client reads an empty text.
  if (file === "" && text === "") throw new VtctldError("Must specify exactly one of -rules and -rules_file ");
  if (file !== "") throw new VtctldError(`open ${file}: no such file or directory`);
  const rules = parseRules(text);
  const shown = `New RoutingRules object:\n${formatRulesJson(rules)}\nIf this is not what you expected, check the input data (as JSON parsing will skip unexpected fields).\n`;
  if (flags.bool("dry-run", false)) {
    log.print(`=== DRY RUN ===\n${shown}=== (END) DRY RUN ===\n`);
    return;
  }
  log.print(shown);
  saveRules(cluster, { routingRules: rules });
  if (!flags.bool("skip_rebuild", false)) rebuildGraph(cluster, parseRuleList(flags.text("cells")));
}

function parseRuleList(text: string): string[] {
  return text.split(",").filter((cell) => cell !== "");
}

function parseRules(text: string): Map<string, string[]> {
  try {
    const { rules } = document.parse(JSON.parse(text));
    return new Map(rules.map((rule) => [rule.from_table ?? rule.fromTable ?? "", rule.to_tables ?? rule.toTables ?? []]));
  } catch {
    throw new VtctldError("proto: unexpected EOF");
  }
}
