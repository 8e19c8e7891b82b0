import type { Move } from "../../core/move/moves.ts";
import type { CopiedBetween } from "../records.ts";

/** The keyspaces whose earlier copies tell something of this move's. */
export function copiedBetween({ name: { cluster, targetKeyspace }, sourceKeyspace }: Move): CopiedBetween {
  return { cluster, sourceKeyspace, targetKeyspace };
}
