import type { CancelOptions, CompleteOptions } from "../../../core/options/options.ts";
import { CANCEL } from "../../../core/options/cancel.ts";
import { COMPLETE } from "../../../core/options/complete.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import type { Commands } from "../call/calls.ts";
import { buildCommand, nameWorkflow, omitFalse } from "../call/command-line.ts";
import { splitLines } from "../call/events.ts";
import { LAST_WITH_V1 } from "./create-move.ts";
import { listNeeds, refuseMissingNeeds } from "../../typed/call/needs.ts";
import { toOptionFlags, type RowsWithFlags } from "../call/option-flags.ts";
import { parseDryRun, demandSuccess } from "./switch-traffic.ts";

const FLAGS = ["keep_data", "rename_tables", "keep_routing_rules"] as const;
const ROWS = COMPLETE satisfies RowsWithFlags<(typeof FLAGS)[number]>;

/** MoveTables Complete, or with `v1` DropSources, which prints nothing on success. */
export async function completeMove(
  commands: Commands,
  name: WorkflowIn,
  options: CompleteOptions,
  run: { readonly dryRun: boolean },
): Promise<readonly string[]> {
  const { major, deadlines } = commands;
  const v1 = options.v1 && major <= LAST_WITH_V1;
  refuseMissingNeeds(major, [
    // DropSources has no such flag.
    { asked: v1 && options.keepRoutingRules, what: "--keep-routing-rules", since: LAST_WITH_V1 + 1 },
    ...listNeeds(COMPLETE, options),
  ]);
  const flags = { ...toOptionFlags(FLAGS, { major, rows: ROWS, options }), dry_run: omitFalse(run.dryRun) };
  const args = v1
    ? buildCommand(major, "DropSources", flags, nameWorkflow(name))
    : buildCommand(major, "MoveTables", flags, "Complete", nameWorkflow(name));
  const printed = await commands.write(args, deadlines.end);
  if (run.dryRun) return parseDryRun(printed);
  return v1 ? splitLines(printed) : demandSuccess("Complete", printed);
}

/** Refuses what Cancel of these releases cannot do, before any call to Vitess. */
export function refuseAtCancel(major: number, options: CancelOptions): void {
  refuseMissingNeeds(major, listNeeds(CANCEL, options));
}

export async function cancelMove(commands: Commands, name: WorkflowIn, options: CancelOptions): Promise<readonly string[]> {
  const { major, deadlines } = commands;
  refuseAtCancel(major, options);
  const flags = { keep_data: omitFalse(options.keepData) };
  const args = buildCommand(major, "MoveTables", flags, "Cancel", nameWorkflow(name));
  return demandSuccess("Cancel", await commands.write(args, deadlines.end));
}
