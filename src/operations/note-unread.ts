import { followedState, type Move, remembering } from "../core/moves.ts";
import { moveId } from "../core/names.ts";
import type { VerbDeps } from "./deps.ts";
import { explainFault } from "./explain-fault.ts";
import type { Fault } from "./fault.ts";

/** Keeps that a move could not be read, so that its card says so instead of showing its last reading as if it were new. */
export async function noteUnread(
  deps: Pick<VerbDeps, "records" | "jobs" | "vitess" | "noteUnknown">,
  move: Move,
  { kind, message }: Fault,
): Promise<void> {
  const id = moveId(move.name);
  const { meaning: why, next } = await explainFault(deps, move.name.cluster, { text: message, kind, verb: "status", looked: true });
  await deps.records.moves.change(id, (current, now) => {
    const { since, tries } = followedState(current)?.unreadable ?? { since: now, tries: 0 };
    return { write: remembering(current, { unreadable: { since, tries: tries + 1, why, next } }), result: undefined };
  });
  await deps.jobs.publishCards(id);
}
