/** What each part of VReplication does. Vitess names the throttled part, not the cause (docs/facts/throttler.md#component). */
const PARTS: Readonly<Record<string, string>> = {
  vcopier: "copying rows into the target",
  vplayer: "applying changes at the target",
  vstreamer: "reading changes at the source",
  rowstreamer: "reading rows at the source",
};

/** The part of a move that the throttler holds back, by its component's name; undefined for a component that Tandem does not know. */
export function findHeldBackPart(component: string): string | undefined {
  return PARTS[component];
}
