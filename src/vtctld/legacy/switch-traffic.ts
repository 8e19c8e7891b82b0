import { SWITCH_DEFAULTS } from "../../core/options.ts";
import type { SwitchOptions } from "../../core/options.ts";
import { Fault } from "../../operations/fault.ts";
import type { SwitchRun, WorkflowIn } from "../../operations/ports.ts";
import type { Commands } from "./calls.ts";
import { commandLine, duration, listed, of, sameTypes, tabletTypes, yes } from "./command-line.ts";
import { linesOf } from "./events.ts";
import { refuseWhatIsMissing } from "./needs.ts";
import type { Need } from "./needs.ts";

const ALL_TYPES = { types: SWITCH_DEFAULTS.tabletTypes, inOrder: false };

/** SwitchTraffic and ReverseTraffic; both are asked of the original workflow. */
export async function switchTraffic(
  commands: Commands,
  name: WorkflowIn,
  options: SwitchOptions,
  run: SwitchRun,
): Promise<readonly string[]> {
  const { major, deadlines } = commands;
  refuseWhatIsMissing(major, [
    { asked: hasOwnLagLimit(options), what: "a limit for the replication lag", since: 13 },
    // "-reverse_replication is only supported for SwitchTraffic."
    { asked: run.direction === "backward" && !options.enableReverseReplication, what: "ReverseTraffic without a way back", since: 18 },
    ...needsOf(options),
  ]);
  const types = { types: options.tabletTypes, inOrder: false };
  const flags = {
    tablet_types: sameTypes(types, ALL_TYPES) ? undefined : tabletTypes(major, types),
    cells: listed(options.cells),
    timeout: options.timeoutMs === SWITCH_DEFAULTS.timeoutMs ? undefined : duration(options.timeoutMs),
    max_replication_lag_allowed: hasOwnLagLimit(options) ? duration(options.maxReplicationLagAllowedMs) : undefined,
    reverse_replication: options.enableReverseReplication ? undefined : "false",
    dry_run: yes(run.dryRun),
  };
  const action = run.direction === "backward" ? "ReverseTraffic" : "SwitchTraffic";
  const args = commandLine(major, "MoveTables", flags, action, of(name));
  const printed = await commands.write(args, deadlines.switch(options.timeoutMs));
  return run.dryRun ? dryRunLines(printed) : succeeded(action, printed);
}

export function hasOwnLagLimit(options: SwitchOptions): boolean {
  return options.maxReplicationLagAllowedMs !== SWITCH_DEFAULTS.maxReplicationLagAllowedMs;
}

export function needsOf(options: SwitchOptions): readonly Need[] {
  return [
    { asked: options.initializeTargetSequences, what: "initializing sequences at the target", since: 18 },
    { asked: options.shards.length > 0, what: "looking at some shards only", since: 19 },
    { asked: options.force, what: "force", since: 21 },
  ];
}

/** The lines below the header, which only repeats the command. What stands indented below a line belongs to it. */
export function dryRunLines(printed: string): readonly string[] {
  const header = /Dry Run results for \S+ run at [^\n]*\nParameters:[^\n]*\n/.exec(printed);
  if (header === null) throw new Fault("unexpected", "Vitess answered the dry run without its results");
  return linesOf(printed.slice(header.index + header[0].length));
}

/** An action that ends well says so; one that says nothing did nothing. */
export function succeeded(action: string, printed: string): readonly string[] {
  if (!/ was successful for workflow /.test(printed))
    throw new Fault("unexpected", `Vitess ended ${action} without saying that it was successful`);
  return [];
}
