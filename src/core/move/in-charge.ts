import type { PersonId } from "../people/people.ts";
import type { Instant } from "../readings/readings.ts";
import type { Move } from "./moves.ts";

/** Who took a move over, and when. It says whom to call, and nothing about who may decide. */
export interface Charge {
  readonly by: PersonId;
  readonly at: Instant;
}

/** Gives a move to whoever accepted it, unless somebody accepted it later; undefined if nothing changes. */
export function giveCharge(move: Move, charge: Charge): Move | undefined {
  return move.inCharge !== undefined && move.inCharge.at >= charge.at ? undefined : { ...move, inCharge: charge };
}
