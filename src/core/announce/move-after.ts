import type { Execution } from "../operation/execution/executions.ts";
import type { Operation } from "./entries.ts";
import type { Outcome } from "../operation/outcome/outcomes.ts";
import { type Followed, findFollowed, type Move, type MoveEnd, type Rollback } from "../move/moves.ts";
import type { Reading } from "../readings/readings.ts";

/** True if what was wanted is so. */
export function isReached({ kind }: Outcome): boolean {
  return kind === "succeeded" || kind === "already-so";
}

/** The verbs after which Tandem follows a move no longer, and how it has ended then. */
const END_OF = { complete: "completed", cancel: "cancelled", delete: "cancelled" } as const satisfies Partial<
  Record<Operation["verb"], MoveEnd>
>;

/** True for the outcome with which a move ends. */
export function endsMove({ verb }: Pick<Operation, "verb">, outcome: Outcome): boolean {
  return isReached(outcome) && verb in END_OF;
}

/** What an outcome leaves: an armed rollback or that there is none, and the look that showed it. */
interface Leaves {
  readonly rollback: Rollback | undefined;
  readonly proof: Reading | undefined;
}

/** The move as an outcome leaves it. */
export function updateMoveAfter(move: Move, { proposal, done }: Execution, outcome: Outcome, { rollback, proof }: Leaves): Move {
  const before = findFollowed(move);
  if (before === undefined) return move;
  const { rollback: _rollback, unheard = [], ...known } = before;
  const past = unheard.map((call) => ({ ...call, isPast: true }) as const);
  const rest = past.length === 0 ? known : { ...known, unheard: past };
  // What Tandem's own call changed must not be announced as somebody else's. The look that proved the outcome is the first reading that
  // shows it; without one, only readings from after the outcome do.
  const touched = done.length === 0 ? {} : { touchedAt: proof === undefined ? outcome.at : proof.at - 1 };
  const followed = (state: Followed): Move => ({ ...move, state: { kind: "followed", ...state } });
  const kept = followed({ ...before, ...touched });
  // Nobody wants this operation any more.
  if (outcome.kind === "called-off") return followed({ ...before, ...touched, ...(past.length === 0 ? {} : { unheard: past }) });
  if (!isReached(outcome) || proposal.kind === "restore") return kept;
  if (proposal.kind === "rescue") return kept;
  switch (proposal.operation.verb) {
    case "complete":
    case "cancel":
    case "delete":
      return { ...move, state: { kind: "ended", at: outcome.at, how: END_OF[proposal.operation.verb] } };
    case "switch":
      // A switch requested again within the window finds itself done already, and must not take away the armed rollback.
      return rollback === undefined
        ? followed({ ...rest, ...keepRollback(before), ...touched })
        : followed({ ...rest, ...touched, rollback });
    case "reverse":
      // A reverse of the writes recreates the streams, and Vitess forgets their VDiffs (docs/facts/vdiff.md#reverse-forgets). A reverse of
      // reads, as a v1 step makes with one type at a time, leaves the writes in place: people still want to send them back.
      return proposal.operation.options.tabletTypes.includes("PRIMARY")
        ? followed({ ...rest, ...touched, madeAnewAt: outcome.at })
        : followed({ ...rest, ...keepRollback(before), ...touched });
    default:
      return proposal.operation satisfies never;
  }
}

function keepRollback({ rollback }: Followed): Pick<Followed, "rollback"> {
  return rollback === undefined ? {} : { rollback };
}
