import type { MoveView } from "../../core/command/answers.ts";
import type { Move } from "../../core/move/moves.ts";
import { type Situation, deriveSituation } from "../../core/situation/situation.ts";
import { rankUrgency } from "../../core/situation/urgency.ts";
import { moveId as idOf, type MoveId } from "../../core/vitess/names.ts";
import type { VerbDeps } from "../deps.ts";
import { limitsOfMove } from "../policy/requirement.ts";
import { findFreezeOnMove } from "../policy/freezes.ts";
import { copiedBetween } from "../readings/copied-between.ts";
import type { Records } from "../records.ts";

interface FactsDeps extends Pick<VerbDeps, "policy"> {
  readonly records: Pick<Records, "dossier" | "reading" | "samples" | "sizes" | "finishedCopies">;
}

/** Loads a move's situation as of one moment. Undefined if there is no such move. */
async function loadMoveSituation({ records, policy }: FactsDeps, moveId: MoveId): Promise<Situation | undefined> {
  const [{ move, live, clusterAlarms, freezes, now }, reading] = await Promise.all([records.dossier(moveId), records.reading(moveId)]);
  if (move === undefined) return undefined;
  const freeze = findFreezeOnMove(policy(move.name.cluster), freezes, move, now);
  const known = {
    move,
    ...(reading === undefined ? {} : { reading }),
    ...live,
    ...(clusterAlarms === undefined ? {} : { clusterAlarms }),
    ...(freeze === undefined ? {} : { freeze }),
  };
  return deriveSituation(known, limitsOfMove(policy(move.name.cluster), move), now);
}

/** Loads everything that a card shows from the records, as of one moment. Undefined if there is no such move. */
export async function loadMoveView(deps: FactsDeps, moveId: MoveId): Promise<MoveView | undefined> {
  const situation = await loadMoveSituation(deps, moveId);
  return situation === undefined ? undefined : completeMoveView(deps, situation);
}

/** Loads what a card shows of a move's copy, beside its situation. */
async function completeMoveView({ records }: Pick<FactsDeps, "records">, situation: Situation): Promise<MoveView> {
  const { move } = situation.known;
  const id = idOf(move.name);
  const [samples, sizes, earlier] = await Promise.all([
    records.samples(id),
    records.sizes(id),
    records.finishedCopies(copiedBetween(move)),
  ]);
  return { situation, samples, sizes, earlier };
}

/** The moves as they were last read, the most urgent first. Those after the first `most`, which are only counted, come without their samples. */
export async function loadByUrgency(deps: FactsDeps, moves: readonly Move[], most: number): Promise<readonly MoveView[]> {
  const situations = await Promise.all(moves.map(({ name }) => loadMoveSituation(deps, idOf(name))));
  const sorted = situations.filter((one) => one !== undefined).toSorted((a, b) => rankUrgency(a) - rankUrgency(b));
  return Promise.all(
    sorted.map(async (situation, index): Promise<MoveView> => {
      if (index < most) return completeMoveView(deps, situation);
      return { situation, samples: [], sizes: [], earlier: [] };
    }),
  );
}
