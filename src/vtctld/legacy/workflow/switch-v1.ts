import { reverseName, type Keyspace } from "../../../core/vitess/names.ts";
import { SWITCH_DEFAULTS, type SwitchOptions } from "../../../core/options/options.ts";
import { SWITCH } from "../../../core/options/switch.ts";
import { Fault } from "../../../operations/fault.ts";
import type { SwitchRun, WorkflowIn } from "../../../operations/ports.ts";
import type { Commands } from "../call/calls.ts";
import { buildCommand, formatLegacyDuration, formatList, formatTypes, nameWorkflow, omitFalse, type Flags } from "../call/command-line.ts";
import { splitLines } from "../call/events.ts";
import { listNeeds, refuseMissingNeeds } from "../../typed/call/needs.ts";
import { parseDryRun } from "./switch-traffic.ts";

/**
 * SwitchReads, then SwitchWrites, as requested; backward, the reads of the workflow itself and the writes of its reverse workflow, which is
 * in the source keyspace. They print nothing on success and check neither copy nor lag: the gates must
 * (docs/facts/old-releases.md#first-kind-checks-nothing). If the second fails, what the first did stays.
 */
export async function switchTrafficV1(
  commands: Commands,
  name: WorkflowIn,
  options: SwitchOptions,
  run: SwitchRun & { readonly sourceOf: (name: WorkflowIn) => Promise<Keyspace> },
): Promise<readonly string[]> {
  const { major, deadlines } = commands;
  const writes = options.tabletTypes.includes("PRIMARY");
  const reads = options.tabletTypes.filter((type) => type !== "PRIMARY");
  const backward = run.direction === "backward";
  if (options.maxReplicationLagAllowedMs !== SWITCH_DEFAULTS.maxReplicationLagAllowedMs)
    throw new Fault(
      "unsupported",
      "SwitchReads and SwitchWrites take no limit for the replication lag: MoveTables SwitchTraffic does since Vitess 13",
    );
  refuseMissingNeeds(major, listNeeds(SWITCH, options));
  if (writes && options.cells.length > 0) throw new Fault("unsupported", "SwitchWrites takes no cells: writes are switched everywhere");

  const calls = reads.length === 0 ? [] : readCalls(major, name, options, backward);
  if (writes) {
    const subject = backward ? { targetKeyspace: await run.sourceOf(name), workflow: reverseName(name.workflow) } : name;
    calls.push(["SwitchWrites", writeFlags(major, options), subject]);
  }
  const lines: string[] = [];
  for (const [command, flags, subject] of calls) {
    const args = buildCommand(major, command, { ...flags, dry_run: omitFalse(run.dryRun) }, nameWorkflow(subject));
    const printed = await commands.write(args, deadlines.switch(options.timeoutMs));
    lines.push(...(run.dryRun ? parseDryRun(printed) : splitLines(printed)));
  }
  return lines;
}

type V1Call = [command: string, flags: Flags, subject: WorkflowIn];

function readCalls(major: number, name: WorkflowIn, options: SwitchOptions, backward: boolean): V1Call[] {
  const common = { cells: formatList(options.cells), reverse: omitFalse(backward) };
  const types = options.tabletTypes.filter((type) => type !== "PRIMARY");
  // 11 is only known to have the flag for one type; 12 deprecates that flag in favour of one with a list.
  if (major < 12) return types.map((type) => ["SwitchReads", { tablet_type: type.toLowerCase(), ...common }, name]);
  const both = types.includes("REPLICA") && types.includes("RDONLY");
  return [["SwitchReads", { tablet_types: both ? undefined : formatTypes(major, { types, inOrder: false }), ...common }, name]];
}

/**
 * In 12 the value of the deprecated flag always replaces that of `timeout` (docs/facts/old-releases.md#timeout-of-switch-writes), so Tandem
 * sets the deprecated one; later releases get both, with one value.
 */
function writeFlags(major: number, options: SwitchOptions): Flags {
  const own = options.timeoutMs === SWITCH_DEFAULTS.timeoutMs ? undefined : formatLegacyDuration(options.timeoutMs);
  return {
    timeout: major < 13 ? undefined : own,
    filtered_replication_wait_time: own,
    reverse_replication: options.enableReverseReplication ? undefined : "false",
  };
}
