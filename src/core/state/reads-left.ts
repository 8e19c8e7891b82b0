import type { Move } from "../moves.ts";
import type { TabletType } from "../options.ts";
import type { Reading } from "../readings.ts";
import { routingOf } from "./traffic.ts";

const READS: readonly TabletType[] = ["REPLICA", "RDONLY"];

/** The kinds of reads that the source still serves, all or some of them, though the writes have left it: a switch of other types leaves them. */
export function readsLeft(
  { tables, sourceKeyspace, name }: Pick<Move, "tables" | "sourceKeyspace" | "name">,
  reading: Reading,
): readonly TabletType[] {
  const routing = routingOf(reading, tables, sourceKeyspace, name.targetKeyspace);
  return routing.share("PRIMARY") === "all" ? READS.filter((type) => routing.share(type) !== "all") : [];
}
