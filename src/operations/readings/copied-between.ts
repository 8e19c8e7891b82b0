import type { Move } from "../../core/move/moves.ts";
import { isCopying } from "../../core/move/phase.ts";
import type { FinishedCopy } from "../../core/copy/finished.ts";
import type { Reading } from "../../core/readings/readings.ts";
import type { CopiedBetween, Records } from "../records.ts";

/** The keyspaces whose earlier copies tell something of this move's. */
export function copiedBetween({ name: { cluster, targetKeyspace }, sourceKeyspace }: Move): CopiedBetween {
  return { cluster, sourceKeyspace, targetKeyspace };
}

/** Loads the copies that tell something of the end of this one, newest first; none for a move that copies nothing. */
export async function loadEarlierCopies(
  records: Pick<Records, "finishedCopies">,
  move: Move,
  reading: Reading | undefined,
): Promise<readonly FinishedCopy[]> {
  return reading?.workflow !== undefined && isCopying(reading.workflow) ? records.finishedCopies(copiedBetween(move)) : [];
}
