import type { SwitchOptions } from "../../../core/options/options.ts";
import { REVERSE, SWITCH } from "../../../core/options/switch.ts";
import { Fault } from "../../../operations/fault.ts";
import type { SwitchRun, WorkflowIn } from "../../../operations/ports.ts";
import type { Commands } from "../call/calls.ts";
import { buildCommand, nameWorkflow, omitFalse } from "../call/command-line.ts";
import { splitLines } from "../call/events.ts";
import { listNeeds, refuseMissingNeeds } from "../../typed/call/needs.ts";
import { toOptionFlags, type RowsWithFlags } from "../call/option-flags.ts";

const FLAGS = ["tablet_types", "cells", "timeout", "max_replication_lag_allowed", "reverse_replication"] as const;
const ROWS = SWITCH satisfies RowsWithFlags<(typeof FLAGS)[number]>;

/** SwitchTraffic and ReverseTraffic; both name the original workflow. */
export async function switchTraffic(
  commands: Commands,
  name: WorkflowIn,
  options: SwitchOptions,
  run: SwitchRun,
): Promise<readonly string[]> {
  const { major, deadlines } = commands;
  refuseMissingNeeds(major, listNeeds(run.direction === "backward" ? REVERSE : SWITCH, options));
  const flags = { ...toOptionFlags(FLAGS, { major, rows: ROWS, options }), dry_run: omitFalse(run.dryRun) };
  const action = run.direction === "backward" ? "ReverseTraffic" : "SwitchTraffic";
  const args = buildCommand(major, "MoveTables", flags, action, nameWorkflow(name));
  const printed = await commands.write(args, deadlines.switch(options.timeoutMs));
  return run.dryRun ? parseDryRun(printed) : demandSuccess(action, printed);
}

/** The lines below the header, which only repeats the command. Indented text belongs to the line above it. */
export function parseDryRun(printed: string): readonly string[] {
  const header = /Dry Run results for \S+ run at [^\n]*\nParameters:[^\n]*\n/.exec(printed);
  if (header === null) throw new Fault("unexpected", "Vitess answered the dry run without its results");
  return splitLines(printed.slice(header.index + header[0].length));
}

/** The lines that an action printed. One that succeeded says so; one that prints nothing did nothing. */
export function demandSuccess(action: string, printed: string): readonly string[] {
  if (!/ was successful for workflow /.test(printed))
    throw new Fault("unexpected", `Vitess ended ${action} without saying that it was successful`);
  return splitLines(printed);
}
