import type { Move } from "./moves.ts";
import { READ_TYPES } from "../options/options.ts";
import type { Reading } from "../readings/readings.ts";
import { deriveRouting } from "./traffic.ts";
import type { TabletType } from "../options/kinds.ts";

/** The types of reads that the source still serves, wholly or partly, although the writes have left it: the switch was for other types. */
export function listReadsLeft(
  { tables, sourceKeyspace, name }: Pick<Move, "tables" | "sourceKeyspace" | "name">,
  reading: Reading,
): readonly TabletType[] {
  const routing = deriveRouting(reading, tables, sourceKeyspace, name.targetKeyspace);
  return routing.share("PRIMARY") === "all" ? READ_TYPES.filter((type) => routing.share(type) !== "all") : [];
}
