import type { Command } from "./command.ts";
import { type Keyspace, type MoveName, type WorkflowName, REVERSE_SUFFIX, reverseName } from "../vitess/names.ts";

/** A command that Tandem executes rather than answers where it arrives. */
export type Doable = Exclude<Command, { readonly verb: "form" } | { readonly verb: "help" }>;

/** A move, and the keyspace its tables come from. */
export interface MoveWithSource {
  readonly name: Pick<MoveName, "targetKeyspace" | "workflow">;
  readonly sourceKeyspace: Keyspace;
}

/** What a command on a reverse workflow means for the move itself. */
export type OnTheMove =
  /** The name is not that of a known move's reverse workflow. */
  | { readonly kind: "as-typed" }
  | { readonly kind: "on-the-move"; readonly command: Doable }
  /** The reverse workflow does not support this; people can name `move` instead. */
  | { readonly kind: "cannot"; readonly move: MoveWithSource["name"] };

/** True for a name that some move's reverse workflow may have. */
export function mayBeReverse({ workflow }: Pick<MoveName, "workflow">): boolean {
  return workflow.endsWith(REVERSE_SUFFIX) && workflow.length > REVERSE_SUFFIX.length;
}

/**
 * Documented v1 lines control a reverse through its workflow's own name, `<source>.<workflow>_reverse`. Tandem has one name per move, so
 * this translates such a line into the same operation on the move: switching the reverse workflow reverses the move, and dropping its
 * sources cancels the move. Commands that only read the reverse workflow still read it.
 */
export function turnToMove(command: Doable, moves: readonly MoveWithSource[]): OnTheMove {
  if (!("name" in command) || command.name === undefined) return { kind: "as-typed" };
  const { targetKeyspace, workflow, cluster } = command.name;
  const move = moves.find((known) => isReverseOf(known, targetKeyspace, workflow));
  if (move === undefined) return { kind: "as-typed" };
  const name = {
    ...(cluster !== undefined && { cluster }),
    targetKeyspace: move.name.targetKeyspace,
    workflow: move.name.workflow,
  };
  switch (command.verb) {
    case "switch":
      // ReverseTraffic is always one call, and so is a pasted line.
      return { kind: "on-the-move", command: { ...command, verb: "reverse", name, options: { ...command.options, allAtOnce: false } } };
    case "reverse":
      return { kind: "on-the-move", command: { ...command, verb: "switch", name, options: { ...command.options, allAtOnce: true } } };
    case "complete": {
      const { keepData, keepRoutingRules, ignoreSourceKeyspace, renameTables, shards } = command.options;
      // Cancel has no dry run and cannot rename.
      if (command.dryRun || command.form || renameTables || ignoreSourceKeyspace) return { kind: "cannot", move: move.name };
      const options = { keepData, keepRoutingRules, shards, ignoreSourceKeyspace: false, deleteBatchSize: 1000n };
      return { kind: "on-the-move", command: { verb: "cancel", name, options } };
    }
    case "cancel":
    case "delete":
      // Cancelling the reverse workflow would make Vitess drop the tables at the source.
      return { kind: "cannot", move: move.name };
    case "show":
      // Shows its streams, without following the reverse workflow as if it were a move.
      return { kind: "on-the-move", command: { verb: "status", name: command.name } };
    case "rescue":
      return { kind: "on-the-move", command: { ...command, name } };
    default:
      return { kind: "as-typed" };
  }
}

function isReverseOf({ name, sourceKeyspace }: MoveWithSource, keyspace: Keyspace, workflow: WorkflowName): boolean {
  return sourceKeyspace === keyspace && reverseName(name.workflow) === workflow && mayBeReverse({ workflow });
}
