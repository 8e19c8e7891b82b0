/** What each part of VReplication does: it is the part that is held back, and not what holds it back (vitess.md, second run 9). */
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
