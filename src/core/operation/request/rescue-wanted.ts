import type { RescueFacts } from "./facts.ts";
import { findFollowed, type Move } from "../../move/moves.ts";
import type { Reading } from "../../readings/readings.ts";
import { findBlockedWrites, type Sides } from "../../move/blocked-writes.ts";

/** What a rescue would do now: unblock what the record denies or, if it is clean and a tablet may not have read it, refresh the tablets. */
export function findWantedRescue(
  move: Pick<Move, "state">,
  sides: Sides,
  reading: Reading,
): Pick<RescueFacts, "side" | "denied" | "refreshOnly"> {
  const blocked = findBlockedWrites(sides, reading);
  const notTold = findFollowed(move)?.notTold;
  if (blocked.denied.length > 0 || notTold === undefined) return blocked;
  return { side: notTold.side, denied: notTold.tables, refreshOnly: true };
}
