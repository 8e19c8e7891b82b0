import type { Command } from "./command.ts";
import { type Keyspace, type MoveName, type WorkflowName, reverseName } from "../vitess/names.ts";

/** A command that is carried out, rather than answered where it arrives. */
export type Doable = Exclude<Command, { readonly verb: "form" } | { readonly verb: "help" }>;

/** A move, and where its tables come from. */
export interface KnownMove {
  readonly name: Pick<MoveName, "targetKeyspace" | "workflow">;
  readonly sourceKeyspace: Keyspace;
}

/** What a command on a workflow of the way back means for the move itself. */
export type OnTheMove =
  /** The name is not that of a known move's way back. */
  | { readonly kind: "as-typed" }
  | { readonly kind: "on-the-move"; readonly command: Doable }
  /** The way back cannot be asked for this; the move can be asked for `instead`. */
  | { readonly kind: "cannot"; readonly move: KnownMove["name"] };

/** True for a name that the way back of some move may have. */
export function mayBeReverse({ workflow }: Pick<MoveName, "workflow">): boolean {
  return workflow.endsWith(REVERSE) && workflow.length > REVERSE.length;
}

const REVERSE = "_reverse";

/**
 * Documented v1 lines steer a move's way back by its own workflow, `<source>.<workflow>_reverse`. Tandem has one name for a move, so
 * what they ask for is turned into the same act on the move: traffic sent forward there goes backward here, and dropping the sources of
 * the way back is cancelling the move. What looks at the way back still looks at it.
 */
export function turnToMove(command: Doable, moves: readonly KnownMove[]): OnTheMove {
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
      // ReverseTraffic is always one call, and a line that was pasted means one call, too.
      return { kind: "on-the-move", command: { ...command, verb: "reverse", name, options: { ...command.options, allAtOnce: false } } };
    case "reverse":
      return { kind: "on-the-move", command: { ...command, verb: "switch", name, options: { ...command.options, allAtOnce: true } } };
    case "complete": {
      const { keepData, keepRoutingRules, ignoreSourceKeyspace, renameTables, shards } = command.options;
      // Cancel has neither a dry run nor a way to rename.
      if (command.dryRun || command.form || renameTables || ignoreSourceKeyspace) return { kind: "cannot", move: move.name };
      const options = { keepData, keepRoutingRules, shards, ignoreSourceKeyspace: false, deleteBatchSize: 1000n };
      return { kind: "on-the-move", command: { verb: "cancel", name, options } };
    }
    case "cancel":
    case "delete":
      // There, Vitess would drop the tables at the source.
      return { kind: "cannot", move: move.name };
    case "show":
      // Its streams, without following the way back as if it were a move.
      return { kind: "on-the-move", command: { verb: "status", name: command.name } };
    case "rescue":
      return { kind: "on-the-move", command: { ...command, name } };
    default:
      return { kind: "as-typed" };
  }
}

function isReverseOf({ name, sourceKeyspace }: KnownMove, keyspace: Keyspace, workflow: WorkflowName): boolean {
  return sourceKeyspace === keyspace && reverseName(name.workflow) === workflow && mayBeReverse({ workflow });
}
