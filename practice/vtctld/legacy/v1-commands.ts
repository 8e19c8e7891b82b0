import type { TabletType } from "../cluster/cluster.ts";
import { VtctldError } from "../cluster/errors.ts";
import { formatRfc822 } from "../traffic/switch-traffic.ts";
import type { WorkflowView } from "../cluster/workflows.ts";
import { dropSources } from "./drop.ts";
import { legacyTexts } from "./errors.ts";
import type { LegacyOperation } from "./event-log.ts";
import { dropSourcesFlags, moveTablesV1Flags, switchReadsFlags, switchWritesFlags } from "./flag-specs.ts";
import { parseFlags, type Flags } from "./flags.ts";
import { parseNewWorkflow } from "./move-tables.ts";
import { createLegacyWorkflow } from "./new-workflow.ts";
import { switchLegacyReads } from "./switch-reads.ts";
import { switchLegacyWrites } from "./switch-writes.ts";
import { findWorkflow, splitName } from "./workflow-state.ts";

const advice = "see https://vitess.io/docs/reference/vreplication/v2/ ***\n";

function warn(operation: LegacyOperation, command: string): void {
  operation.log.print(`*** ${command} is deprecated. Consider using v2 commands instead, ${advice}`);
}

/** `MoveTables` with `-v1`: creates and starts, and waits for nothing. */
export function moveTablesV1(operation: LegacyOperation, args: readonly string[]): void {
  const { cluster, log } = operation;
  log.print(`*** The MoveTables v1 flow is deprecated, consider using v2 commands instead, ${advice}`);
  const flags = parseFlags(cluster.version, moveTablesV1Flags(cluster.version), args, log);
  const workflow = flags.text("workflow");
  if (workflow === "") throw new VtctldError("a workflow name must be specified");
  const all = flags.bool("all", false);
  if (!all && flags.text("exclude") !== "") {
    throw new VtctldError("you can only specify tables to exclude if all tables are to be moved (with -all)");
  }
  const [sourceName, targetName, spec] = flags.positionals;
  if (sourceName === undefined || targetName === undefined || (spec === undefined && !all)) {
    throw new VtctldError("three arguments are required: source_keyspace, target_keyspace, tableSpecs");
  }
  const target = cluster.keyspaces.get(targetName);
  if (target === undefined) throw new VtctldError(legacyTexts.vschemaMissing(targetName));
  const source = cluster.keyspaces.get(sourceName);
  if (source === undefined) {
    throw new VtctldError(`failed to get list of shards for keyspace '${sourceName}': ${legacyTexts.shardsMissing(sourceName)}`);
  }
  createLegacyWorkflow(
    operation,
    parseNewWorkflow(operation, flags, workflow, source, target, flags.bool("auto_start", true), spec ?? "", ""),
  );
}

/** A command's words for a missing workflow. */
type Missing = "state" | "switcher";

/** The workflow that v1's commands name last; each has its own words for a missing one. */
async function requireWorkflowNamed(operation: LegacyOperation, flags: Flags, missing: Missing): Promise<WorkflowView> {
  const [text] = flags.positionals;
  if (text === undefined || flags.positionals.length !== 1) throw new VtctldError("<keyspace.workflow> is required");
  const name = splitName(text);
  const { log } = operation;
  const { keyspace } = name;
  if (!operation.cluster.keyspaces.has(keyspace)) {
    const reason = legacyTexts.shardsMissing(keyspace);
    log.error("traffic_switcher.go", `buildTrafficSwitcher failed: ${reason}`);
    if (missing === "state") log.error("traffic_switcher.go", `getWorkflowState failed: ${reason}`);
    throw new VtctldError(reason);
  }
  const found = await findWorkflow(operation, name);
  if (found !== undefined) return found;
  const reason =
    missing === "state" ? legacyTexts.workflowNotFound(keyspace, name.workflow) : legacyTexts.noStreams(keyspace, name.workflow);
  log.error("traffic_switcher.go", missing === "state" ? reason : `buildTrafficSwitcher failed: ${reason}`);
  throw new VtctldError(reason);
}

function printDryRun(operation: LegacyOperation, command: string, args: readonly string[], lines: readonly string[]): void {
  operation.log.print(`Dry Run results for ${command} run at ${formatRfc822(operation.clock.now())}\nParameters: ${args.join(" ")}\n\n`);
  operation.log.print(`${lines.join("\n")}\n`);
}

const readTypes: Readonly<Record<string, TabletType>> = { replica: "REPLICA", rdonly: "RDONLY" };

function parseReadTypes(flags: Flags): TabletType[] {
  const single = flags.text("tablet_type");
  const type = readTypes[single];
  if (single !== "" && type === undefined) throw new VtctldError(`invalid value specified for -tablet_type: ${single}`);
  if (type !== undefined) return [type];
  return flags
    .text("tablet_types", "rdonly,replica")
    .split(",")
    .map((name) => {
      const key = name.trim().toLowerCase();
      const each = readTypes[key];
      if (each !== undefined) return each;
      const known = ["primary", "master", "spare", "experimental", "backup", "restore", "drained"].includes(key);
      throw new VtctldError(
        known ? `type ${key.toUpperCase()} is not one of: rdonly replica` : `invalid tablet type ${key}: unknown TabletType ${key}`,
      );
    });
}

/** v1's `SwitchReads`: does not check the copy. */
export async function switchReadsCommand(operation: LegacyOperation, args: readonly string[]): Promise<void> {
  warn(operation, "SwitchReads");
  const flags = parseFlags(operation.cluster.version, switchReadsFlags, args, operation.log);
  const types = parseReadTypes(flags);
  const workflow = await requireWorkflowNamed(operation, flags, "state");
  const dryRun = flags.bool("dry_run", false);
  const cells = flags
    .text("cells")
    .split(",")
    .filter((cell) => cell !== "");
  const lines = await switchLegacyReads(operation, workflow, { types, cells, backward: flags.bool("reverse", false), dryRun });
  if (dryRun) printDryRun(operation, "SwitchReads", args, lines);
}

/** v1's `SwitchWrites`: does not check the copy, and on 12 ignores `-timeout`. */
export async function switchWritesCommand(operation: LegacyOperation, args: readonly string[]): Promise<void> {
  warn(operation, "SwitchWrites");
  const flags = parseFlags(operation.cluster.version, switchWritesFlags, args, operation.log);
  const workflow = await requireWorkflowNamed(operation, flags, "state");
  const dryRun = flags.bool("dry_run", false);
  const outcome = await switchLegacyWrites(operation, workflow, {
    timeoutSeconds: flags.milliseconds("filtered_replication_wait_time", 30_000) / 1000,
    reverseReplication: flags.bool("reverse_replication", true),
    cancel: flags.bool("cancel", false),
    dryRun,
  });
  if (dryRun) printDryRun(operation, "SwitchWrites", args, outcome.lines);
  else operation.log.info("vtctl.go", `Migration Journal ID: ${outcome.journalId}`);
}

/** v1's `DropSources`. */
export async function runDropSources(operation: LegacyOperation, args: readonly string[]): Promise<void> {
  warn(operation, "DropSources");
  const flags = parseFlags(operation.cluster.version, dropSourcesFlags, args, operation.log);
  const workflow = await requireWorkflowNamed(operation, flags, "switcher");
  const dryRun = flags.bool("dry_run", false);
  const lines = await dropSources(operation, workflow, {
    keepData: flags.bool("keep_data", false),
    renameTables: flags.bool("rename_tables", false),
    keepRoutingRules: false,
    dryRun,
  });
  if (dryRun) printDryRun(operation, "commandDropSources", args, lines);
}

/** Whether a line is v1: the flag in exactly this spelling, before any parsing. */
export function asksForV1(version: number, args: readonly string[]): boolean {
  return args.some((arg) => arg === "-v1" || (version >= 14 && arg === "--v1"));
}

/** The versions that have SwitchReads, SwitchWrites, DropSources and MoveTables v1. */
export function hasV1(version: number): boolean {
  return version <= 15;
}
