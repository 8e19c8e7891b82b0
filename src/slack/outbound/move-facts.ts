import { listFreezers } from "../wording/freezes.ts";
import { findFollowed } from "../../core/move/moves.ts";
import type { Execution } from "../../core/operation/execution/executions.ts";
import type { PersonId } from "../../core/people/people.ts";
import type { Situation } from "../../core/situation/situation.ts";

/** Everybody whose name a rendered situation may show. */
export function listPeopleInSituation({ known }: Situation): readonly PersonId[] {
  const { move, request, execution, clusterAlarms, freeze } = known;
  const { stoppedBy, alarms = [] } = findFollowed(move) ?? {};
  return [
    move.askedBy,
    ...(move.inCharge === undefined ? [] : [move.inCharge.by]),
    ...(stoppedBy === undefined ? [] : [stoppedBy]),
    ...[...alarms, ...(clusterAlarms?.alarms ?? [])].flatMap(({ takenBy }) => (takenBy === undefined ? [] : [takenBy.by])),
    ...(request === undefined ? [] : [request.askedBy, ...request.votes.map((vote) => vote.by)]),
    ...(execution === undefined ? [] : [execution.startedBy, ...listPeopleInHold(execution)]),
    ...listFreezers(freeze),
  ];
}

/** Whoever froze what an execution waits for. */
export function listPeopleInHold({ state }: Pick<Execution, "state">): readonly PersonId[] {
  return state.kind === "held" && state.hold.reason === "freeze" ? listFreezers(state.hold.freeze) : [];
}
