/** What one tenant's move has of its own: Vitess refuses ReverseTraffic of its writes, on every release that has such moves. */
export const NOT_GIVEN_BACK = "Vitess gives the writes of one tenant's move back by no call";

/** While its reads are switched and its writes are not. */
export const LAST_MOMENT = `This is the last moment to go back: once the writes are switched, ${NOT_GIVEN_BACK}.`;

/** Of a switch of these traffic types that is asked for. */
export function tenantUndo(hasWrites: boolean, hasSoak: boolean): string {
  if (!hasWrites) return "Yes, by ReverseTraffic of the reads alone, until the writes are switched (Vitess 22 and later).";
  const last = hasSoak ? " Before that its reads alone can go back: the soak is the last moment to do so." : "";
  return `No, once the writes are switched: ${NOT_GIVEN_BACK}.${last}`;
}
