import { moveId as idOf, type MoveId } from "../../core/vitess/names.ts";
import type { MoveView } from "../../core/command/answers.ts";
import { findFollowed } from "../../core/move/moves.ts";
import type { PersonId } from "../../core/people/people.ts";
import { type Situation, deriveSituation } from "../../core/situation/situation.ts";
import type { VerbDeps } from "../../operations/deps.ts";
import { copiedBetween } from "../../operations/readings/copied-between.ts";
import type { Records } from "../../operations/records.ts";

interface FactsDeps extends Pick<VerbDeps, "policy"> {
  readonly records: Pick<Records, "dossier" | "reading" | "samples" | "sizes" | "finishedCopies">;
}

/** Loads a move's situation as of one moment. Undefined if there is no such move. */
export async function loadMoveSituation({ records, policy }: FactsDeps, moveId: MoveId): Promise<Situation | undefined> {
  const [{ move, live, now }, reading] = await Promise.all([records.dossier(moveId), records.reading(moveId)]);
  if (move === undefined) return undefined;
  const known = { move, ...(reading === undefined ? {} : { reading }), ...live };
  return deriveSituation(known, policy(move.name.cluster).limits, now);
}

/** Loads everything that a card shows from the records, as of one moment. Undefined if there is no such move. */
export async function loadMoveView(deps: FactsDeps, moveId: MoveId): Promise<MoveView | undefined> {
  const situation = await loadMoveSituation(deps, moveId);
  return situation === undefined ? undefined : completeMoveView(deps, situation);
}

/** Loads what a card shows of a move's copy, beside its situation. */
export async function completeMoveView({ records }: Pick<FactsDeps, "records">, situation: Situation): Promise<MoveView> {
  const { move } = situation.known;
  const id = idOf(move.name);
  const [samples, sizes, earlier] = await Promise.all([
    records.samples(id),
    records.sizes(id),
    records.finishedCopies(copiedBetween(move)),
  ]);
  return { situation, samples, sizes, earlier };
}

/** Everybody whose name a rendered situation may show. */
export function listPeopleInSituation({ known }: Situation): readonly PersonId[] {
  const { move, request, execution } = known;
  const { stoppedBy, alarms = [] } = findFollowed(move) ?? {};
  return [
    move.askedBy,
    ...(move.inCharge === undefined ? [] : [move.inCharge.by]),
    ...(stoppedBy === undefined ? [] : [stoppedBy]),
    ...alarms.flatMap(({ takenBy }) => (takenBy === undefined ? [] : [takenBy.by])),
    ...(request === undefined ? [] : [request.askedBy, ...request.votes.map((vote) => vote.by)]),
    ...(execution === undefined ? [] : [execution.startedBy]),
  ];
}
