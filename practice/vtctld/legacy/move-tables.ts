import { sortShards, type Keyspace, type TabletType } from "../cluster/cluster.ts";
import { VtctldError } from "../cluster/errors.ts";
import { formatRfc822 } from "../traffic/switch-traffic.ts";
import { deriveTrafficState } from "../cluster/traffic-state.ts";
import { toReverseName, type WorkflowView } from "../cluster/workflows.ts";
import { legacyTexts, formatLoggedError } from "./errors.ts";
import type { LegacyOperation } from "./event-log.ts";
import { dropSources, dropTargets } from "./drop.ts";
import { parseFlags, type Flags } from "./flags.ts";
import { moveTablesFlags } from "./flag-specs.ts";
import { createLegacyWorkflow, parseTableNames, requireTables, type NewWorkflow } from "./new-workflow.ts";
import { copyProgress } from "./progress.ts";
import { waitForStart } from "./start-wait.ts";
import { requireSwitchable } from "./switch-gate.ts";
import { switchLegacyReads } from "./switch-reads.ts";
import { switchLegacyWrites } from "./switch-writes.ts";
import { describeState, findWorkflow, formatStreamDetails, splitName, type WorkflowName } from "./workflow-state.ts";

/** A command's line while it runs. */
interface Line {
  /** As typed: the answer repeats it. */
  action: string;
  name: WorkflowName;
  flags: Flags;
  /** All arguments joined, for the head of a dry run. */
  parameters: string;
}

/** `MoveTables`, v2: an action and a workflow after the flags. */
export async function moveTables(operation: LegacyOperation, args: readonly string[]): Promise<void> {
  const { cluster, log } = operation;
  const flags = parseFlags(cluster.version, moveTablesFlags(cluster.version), args, log);
  const [action, nameText] = flags.positionals;
  if (action === undefined || nameText === undefined || flags.positionals.length !== 2) {
    throw new VtctldError("two arguments are needed: action, keyspace.workflow");
  }
  const name = splitName(nameText);
  const target = findKeyspaceOrLog(operation, name.keyspace);
  const line: Line = { action, name, flags, parameters: args.join(" ") };
  const verb = action.toLowerCase();
  const workflow = await findWorkflow(operation, name);
  if (flags.bool("dry_run", false) && ["create", "cancel", "show", "progress", "getstate"].includes(verb)) {
    throw new VtctldError(legacyTexts.dryRunUnsupported(cluster.version >= 14 ? "--" : "-", action));
  }
  if (verb === "create") {
    await create(operation, line, target, workflow);
    return;
  }
  if (workflow === undefined) throw new VtctldError(legacyTexts.workflowMissing(name.keyspace, name.workflow));
  if (verb === "getstate") log.print(`${describeState(operation, workflow)}\n`);
  else if (verb === "show" || verb === "progress") {
    if (verb === "progress") log.print(copyProgress(operation, workflow));
    log.print(formatStreamDetails(operation, workflow));
  } else await change(operation, line, verb, workflow);
}

/** The keyspace, or its absence as an event and an error. */
export function findKeyspaceOrLog(operation: LegacyOperation, name: string): Keyspace {
  const keyspace = operation.cluster.keyspaces.get(name);
  if (keyspace !== undefined) return keyspace;
  operation.log.error("vtctl.go", `keyspace ${name} not found`);
  throw new VtctldError(legacyTexts.keyspaceMissing(name));
}

async function create(operation: LegacyOperation, line: Line, target: Keyspace, existing: WorkflowView | undefined): Promise<void> {
  const { cluster, log } = operation;
  const { flags, name } = line;
  if (flags.text("source") === "") throw new VtctldError("source keyspace is not specified");
  const source = findKeyspaceOrLog(operation, flags.text("source"));
  const all = flags.bool("all", false);
  if (!all && flags.text("tables") === "") throw new VtctldError("no tables specified to move");
  if (existing !== undefined) throw new VtctldError("workflow already exists");
  const autoStart = flags.bool("auto_start", true);
  createLegacyWorkflow(operation, parseNewWorkflow(operation, flags, name.workflow, source, target, autoStart));
  const workflow = await findWorkflow(operation, name);
  if (workflow === undefined) throw new VtctldError(legacyTexts.workflowMissing(name.keyspace, name.workflow));
  if (autoStart) {
    await waitForStart(operation, workflow, flags.milliseconds("timeout", 30_000));
    return;
  }
  log.print("Workflow has been created in Stopped state\n");
  log.print(
    formatSuccess(
      `${line.action} was successful for workflow ${name.keyspace}.${name.workflow}`,
      "Not Created",
      deriveTrafficState(cluster, workflow).text,
    ),
  );
}

/** What the flags of MoveTables specify; v1 and v2 share them. */
export function parseNewWorkflow(
  operation: LegacyOperation,
  flags: Flags,
  workflow: string,
  source: Keyspace,
  target: Keyspace,
  autoStart: boolean,
  spec = flags.text("tables"),
  defaultTypes = operation.cluster.version >= 14 ? "in_order:REPLICA,PRIMARY" : "primary,replica,rdonly",
): NewWorkflow {
  const existing = sortShards(source).flatMap((shard) => [...shard.tables.keys()]);
  const excluded = flags
    .text("exclude")
    .split(",")
    .filter((table) => table !== "");
  const named = spec === "" ? [...new Set(existing)].toSorted() : parseTableNames(spec);
  requireTables(source, [...named, ...excluded]);
  return {
    workflow,
    source,
    target,
    tables: named.filter((table) => !excluded.includes(table)),
    tabletTypes: flags.text("tablet_types", defaultTypes),
    cells: flags
      .text("cells")
      .split(",")
      .filter((cell) => cell !== ""),
    autoStart,
    stopAfterCopy: flags.bool("stop_after_copy", false),
    onDdl: flags.text("on-ddl", "IGNORE"),
    deferSecondaryKeys: flags.bool("defer-secondary-keys", false),
    sourceTimeZone: flags.text("source_time_zone"),
  };
}

function formatSuccess(head: string, start: string, current: string): string {
  return `${head}\nStart State: ${start}\nCurrent State: ${current}\n\n`;
}

/** An action that changes something. Its failure is reported three times: as an event, as the state left behind, as the command's error. */
async function change(operation: LegacyOperation, line: Line, verb: string, workflow: WorkflowView): Promise<void> {
  const { log, cluster, clock } = operation;
  const { flags, name, action } = line;
  const startState = deriveTrafficState(cluster, workflow).text;
  const dryRun = flags.bool("dry_run", false);
  // A reverse of writes continues with the reverse workflow, and stays there for whatever it prints afterwards.
  const subject = { ...name };
  let lines: string[] = [];
  try {
    const options = {
      keepData: flags.bool("keep_data", false),
      renameTables: flags.bool("rename_tables", false),
      keepRoutingRules: flags.bool("keep_routing_rules", false),
      dryRun,
    };
    if (verb === "switchtraffic" || verb === "reversetraffic") {
      lines = await switchTraffic(operation, line, workflow, verb === "reversetraffic", subject);
    } else if (verb === "complete") {
      const state = deriveTrafficState(cluster, workflow);
      if (!state.replicaSwitched || !state.rdonlySwitched || !state.writesSwitched) throw new VtctldError(legacyTexts.notCompletable);
      lines = await dropSources(operation, workflow, options);
    } else if (verb === "cancel") {
      const state = deriveTrafficState(cluster, workflow);
      if (state.replicaSwitched || state.rdonlySwitched || state.writesSwitched) throw new VtctldError(legacyTexts.notCancellable);
      await dropTargets(operation, workflow, options);
    } else throw new VtctldError(`found unsupported action ${action}`);
  } catch (error) {
    if (!(error instanceof VtctldError)) throw error;
    const left = await findWorkflow(operation, subject);
    log.error("vtctl.go", `\n${formatLoggedError(error)}\n`);
    // The workflow in the text changes with the subject; the streams are shown only for the requested one.
    log.info("vtctl.go", `Workflow Status: ${describeState(operation, left)}\n`);
    if (left !== undefined && subject.workflow === name.workflow) log.print(formatStreamDetails(operation, left));
    throw error;
  }
  if (dryRun) {
    log.print(`Dry Run results for ${action} run at ${formatRfc822(clock.now())}\nParameters: ${line.parameters}\n\n`);
    log.print(`${lines.join("\n")}\n`);
    return;
  }
  const current = describeState(operation, await findWorkflow(operation, subject));
  log.print(formatSuccess(`${action} was successful for workflow ${subject.keyspace}.${subject.workflow}`, startState, current));
}

const typeNames: Readonly<Record<string, TabletType>> = { primary: "PRIMARY", master: "PRIMARY", replica: "REPLICA", rdonly: "RDONLY" };

function switchTypes(operation: LegacyOperation, flags: Flags): TabletType[] {
  const text = flags.text("tablet_types");
  // The lines of a dry run have the order of the default.
  if (text === "") return operation.cluster.version >= 14 ? ["RDONLY", "REPLICA", "PRIMARY"] : ["PRIMARY", "REPLICA", "RDONLY"];
  return text.split(",").map((name) => {
    const type = typeNames[name.trim().toLowerCase()];
    if (type === undefined) throw new VtctldError(legacyTexts.invalidTabletType(name));
    return type;
  });
}

async function switchTraffic(
  operation: LegacyOperation,
  line: Line,
  workflow: WorkflowView,
  backward: boolean,
  subject: WorkflowName,
): Promise<string[]> {
  const { flags, name } = line;
  const dryRun = flags.bool("dry_run", false);
  await requireSwitchable(operation, workflow, flags, backward);
  const types = switchTypes(operation, flags);
  const reads = types.filter((type) => type !== "PRIMARY");
  const cells = flags
    .text("cells")
    .split(",")
    .filter((cell) => cell !== "");
  const lines: string[] = [];
  if (reads.length > 0) lines.push(...(await switchLegacyReads(operation, workflow, { types: reads, cells, backward, dryRun })));
  if (!types.includes("PRIMARY")) return lines;
  let forward = workflow;
  if (backward) {
    subject.keyspace = workflow.sourceKeyspace;
    subject.workflow = toReverseName(name.workflow);
    const found = await findWorkflow(operation, subject);
    if (found === undefined) {
      const text = legacyTexts.workflowNotFound(subject.keyspace, subject.workflow);
      operation.log.error("traffic_switcher.go", text);
      throw new VtctldError(text);
    }
    forward = found;
  }
  const outcome = await switchLegacyWrites(operation, forward, {
    timeoutSeconds: flags.milliseconds("timeout", 30_000) / 1000,
    reverseReplication: flags.bool("reverse_replication", true),
    cancel: false,
    dryRun,
  });
  return [...lines, ...outcome.lines];
}
