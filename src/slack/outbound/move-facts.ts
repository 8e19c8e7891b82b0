import { findFollowed } from "../../core/move/moves.ts";
import type { PersonId } from "../../core/people/people.ts";
import type { Situation } from "../../core/situation/situation.ts";

/** Everybody whose name a rendered situation may show. */
export function listPeopleInSituation({ known }: Situation): readonly PersonId[] {
  const { move, request, execution, clusterAlarms } = known;
  const { stoppedBy, alarms = [] } = findFollowed(move) ?? {};
  return [
    move.askedBy,
    ...(move.inCharge === undefined ? [] : [move.inCharge.by]),
    ...(stoppedBy === undefined ? [] : [stoppedBy]),
    ...[...alarms, ...(clusterAlarms?.alarms ?? [])].flatMap(({ takenBy }) => (takenBy === undefined ? [] : [takenBy.by])),
    ...(request === undefined ? [] : [request.askedBy, ...request.votes.map((vote) => vote.by)]),
    ...(execution === undefined ? [] : [execution.startedBy]),
  ];
}
