/** What each part of VReplication does. Vitess names the part held back, not the cause (docs/facts/throttler.md#component). */
const PARTS: Readonly<Record<string, string>> = {
  vcopier: "copying rows into the target",
  vplayer: "applying changes at the target",
  vstreamer: "reading changes at the source",
  rowstreamer: "reading rows at the source",
};

/** What of a move the throttler holds back, by the name of its component; undefined for a component that Tandem does not know. */
export function heldBackPart(component: string): string | undefined {
  return PARTS[component];
}
