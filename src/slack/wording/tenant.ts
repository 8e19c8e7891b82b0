import type { Reading } from "../../core/readings/readings.ts";
import { doReadsStay } from "../../core/move/kind.ts";

/** A limit of one tenant's moves: Vitess refuses ReverseTraffic of their writes on every release that has such moves. */
export const NOT_GIVEN_BACK = "Vitess has no call that switches one tenant's writes back";

/** Before Vitess 22 the same holds for reads. */
const NOTHING_BACK =
  "Vitess before 22 switches neither reads nor writes of one tenant back; cancel before the switch, or move the tenant back by a move of its own";

/** For the time when reads are switched and writes are not. */
export function sayLastMoment(reading: Reading | undefined): string {
  if (reading !== undefined && doReadsStay(reading)) return `It cannot be rolled back: ${NOTHING_BACK}.`;
  return `This is the last moment to go back: once the writes are switched, ${NOT_GIVEN_BACK}.`;
}

interface TenantSwitch {
  readonly hasWrites: boolean;
  readonly hasSoak: boolean;
  readonly readsStay: boolean;
}

/** Says whether a requested switch of these traffic types can be undone. */
export function sayTenantUndo(asked: TenantSwitch): string {
  if (asked.readsStay) return `No. ${NOTHING_BACK}.`;
  if (!asked.hasWrites) return "Yes, by ReverseTraffic of the reads alone, until the writes are switched (Vitess 22 and later).";
  const last = asked.hasSoak ? " Before that its reads alone can go back: the soak is the last moment to do so." : "";
  return `No, once the writes are switched: ${NOT_GIVEN_BACK}.${last}`;
}
