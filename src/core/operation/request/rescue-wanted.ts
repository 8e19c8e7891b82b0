import type { RescueFacts } from "./facts.ts";
import { followedState, type Move } from "../../move/moves.ts";
import type { Reading } from "../../readings/readings.ts";
import { blockedWrites, type Sides } from "../../move/blocked-writes.ts";

/** What a rescue would do now: unblock what the record denies or, if it is clean and a tablet may not have read it, refresh the tablets. */
export function rescueWanted(
  move: Pick<Move, "state">,
  sides: Sides,
  reading: Reading,
): Pick<RescueFacts, "side" | "denied" | "refreshOnly"> {
  const blocked = blockedWrites(sides, reading);
  const notTold = followedState(move)?.notTold;
  if (blocked.denied.length > 0 || notTold === undefined) return blocked;
  return { side: notTold.side, denied: notTold.tables, refreshOnly: true };
}
