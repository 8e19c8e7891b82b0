import { LRUCache } from "lru-cache";
import type { Logger } from "pino";

/** How many different texts to remember. Beyond that, the one seen longest ago is forgotten and may be written again. */
const REMEMBERED = 500;

/** Anything beyond this length adds nothing. */
const LONGEST_UNKNOWN_TEXT = 2_000;

/**
 * Passes on each different text once. Texts that differ only in numbers and ids count as the same: positions and UUIDs are new every time
 * and need no rule of their own.
 */
export function writeOnceEach(write: (text: string) => void): (text: string) => void {
  const known = new LRUCache<string, true>({ max: REMEMBERED });
  return (text) => {
    const kept = text.slice(0, LONGEST_UNKNOWN_TEXT);
    const shape = kept.replaceAll(/\b(?=[a-f-]*\d)[\da-f-]{8,}\b|\d+/gi, "#");
    const isNew = known.get(shape) === undefined;
    known.set(shape, true);
    if (isNew) write(kept);
  };
}

/** Writes each text that no rule matches into the log, once. */
export function logUnknownTexts(log: Logger): (text: string) => void {
  return writeOnceEach((text) => log.warn({ vitess: text }, "A text of Vitess's that no rule knows"));
}
