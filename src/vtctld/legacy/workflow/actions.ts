import type { Shard } from "../../../core/vitess/names.ts";
import type { CancelOptions } from "../../../core/options/options.ts";
import { DELETE } from "../../../core/options/cancel.ts";
import { START_STOP } from "../../../core/options/small.ts";
import { Fault } from "../../../operations/fault.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import type { Commands } from "../call/calls.ts";
import { buildCommand, nameWorkflow } from "../call/command-line.ts";
import { splitLines } from "../call/events.ts";
import { listNeeds, refuseMissingNeeds } from "../../typed/call/needs.ts";

type Exists = (name: WorkflowIn) => Promise<boolean>;

/** The wanted state of the streams; `shards` empty means every shard, which is all that these commands can do. */
interface WantedState {
  readonly state: "Running" | "Stopped";
  readonly shards: readonly Shard[];
}

/** `Workflow start` and `stop`, which change only the state. */
export async function setRunning(commands: Commands, name: WorkflowIn, { state, shards }: WantedState, exists: Exists): Promise<void> {
  refuseMissingNeeds(commands.major, listNeeds(START_STOP, { shards }));
  await runAction(commands, name, state === "Running" ? "start" : "stop", exists);
}

/**
 * `Workflow delete` removes only the streams: tables, routing rules and denied tables stay, whatever the options say about data and rules.
 */
export async function deleteWorkflow(
  commands: Commands,
  name: WorkflowIn,
  options: CancelOptions,
  exists: Exists,
): Promise<readonly string[]> {
  refuseMissingNeeds(commands.major, listNeeds(DELETE, options));
  return runAction(commands, name, "delete", exists);
}

async function runAction(commands: Commands, name: WorkflowIn, action: string, exists: Exists): Promise<readonly string[]> {
  // Look before a delete: nothing is left to look for afterwards.
  const was = action === "delete" ? await exists(name) : undefined;
  const printed = await commands.write(
    buildCommand(commands.major, "Workflow", {}, nameWorkflow(name), action),
    commands.deadlines.setRunning,
  );
  const said = splitLines(printed);
  if (hasChangedRows(printed)) return said;
  // No row changed: either it was so already, or the workflow does not exist (docs/facts/old-releases.md#no-row-changed).
  if (!(was ?? (await exists(name)))) throw new Fault("not-found", `workflow ${nameWorkflow(name)} does not exist`);
  return said;
}

/** The command prints a table with one line per tablet: the tablet and its number of changed rows. */
function hasChangedRows(printed: string): boolean {
  return [...printed.matchAll(/^\|\s+\S+\s+\|\s+(\d+)\s+\|$/gm)].some(([, rows]) => rows !== "0");
}
