import { CANCEL_DEFAULTS } from "../../core/options.ts";
import type { CancelOptions, CompleteOptions } from "../../core/options.ts";
import type { WorkflowIn } from "../../operations/ports.ts";
import type { Commands } from "./calls.ts";
import { commandLine, of, yes } from "./command-line.ts";
import { LAST_WITH_V1 } from "./create-move.ts";
import { refuseWhatIsMissing } from "./needs.ts";
import type { Need } from "./needs.ts";
import { dryRunLines, succeeded } from "./switch-traffic.ts";

// Recorded refused by none, and seen in what 14 logs; 12 has no such flag.
const KEEPS_RULES_SINCE = 14;

/** MoveTables Complete, or with `v1` DropSources, which prints nothing when it ends well. */
export async function completeMove(
  commands: Commands,
  name: WorkflowIn,
  options: CompleteOptions,
  run: { readonly dryRun: boolean },
): Promise<readonly string[]> {
  const { major, deadlines } = commands;
  const v1 = options.v1 && major <= LAST_WITH_V1;
  refuseWhatIsMissing(major, [
    { asked: options.keepRoutingRules, what: "keeping the routing rules", since: v1 ? LAST_WITH_V1 + 1 : KEEPS_RULES_SINCE },
    ...needsOf(options),
  ]);
  const flags = {
    keep_data: yes(options.keepData),
    rename_tables: yes(options.renameTables),
    keep_routing_rules: yes(options.keepRoutingRules),
    dry_run: yes(run.dryRun),
  };
  const args = v1 ? commandLine(major, "DropSources", flags, of(name)) : commandLine(major, "MoveTables", flags, "Complete", of(name));
  const printed = await commands.write(args, deadlines.end);
  if (run.dryRun) return dryRunLines(printed);
  return v1 ? [] : succeeded("Complete", printed);
}

/** What Cancel of these releases cannot do, said before anything is asked of Vitess. */
export function refuseAtCancel(major: number, options: CancelOptions): void {
  refuseWhatIsMissing(major, [
    // Whether Cancel heeds the flag before the typed API is not known.
    { asked: options.keepRoutingRules, what: "keeping the routing rules at cancel", since: 18 },
    ...needsOf(options),
    { asked: options.deleteBatchSize !== CANCEL_DEFAULTS.deleteBatchSize, what: "a batch size for deleting", since: 22 },
  ]);
}

export async function cancelMove(commands: Commands, name: WorkflowIn, options: CancelOptions): Promise<void> {
  const { major, deadlines } = commands;
  refuseAtCancel(major, options);
  const flags = { keep_data: yes(options.keepData) };
  succeeded("Cancel", await commands.write(commandLine(major, "MoveTables", flags, "Cancel", of(name)), deadlines.end));
}

export function needsOf(options: { readonly shards: readonly string[]; readonly ignoreSourceKeyspace: boolean }): readonly Need[] {
  return [
    { asked: options.shards.length > 0, what: "ending some shards only", since: 19 },
    { asked: options.ignoreSourceKeyspace, what: "ignoring the source keyspace", since: 22 },
  ];
}
