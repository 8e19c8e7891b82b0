import { code } from "../text/escape.ts";

/** What each part of VReplication does: it is the part that is held back, and not what holds it back (vitess.md, second run 9). */
const PARTS: Readonly<Record<string, string>> = {
  vcopier: "copying rows into the target",
  vplayer: "applying changes at the target",
  vstreamer: "reading changes at the source",
  rowstreamer: "reading rows at the source",
};

/** Whom the tablet throttler holds back: `held back by the tablet throttler: copying rows into the target (vcopier)`. */
export function heldBackWords(component: string): string {
  const part = PARTS[component];
  return `held back by the tablet throttler: ${part === undefined ? code(component, 60) : `${part} (${code(component)})`}`;
}
