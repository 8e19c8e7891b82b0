import { LRUCache } from "lru-cache";

/** How many different texts are remembered. When there are more, the one seen longest ago is forgotten and may be written once more. */
const REMEMBERED = 500;

/** A text longer than this says no more. */
const LONGEST = 2_000;

/**
 * Hands on each different text once. Two texts are the same when only their numbers and ids differ: positions and UUIDs are new every time,
 * and need no rule of their own.
 */
export function onceEach(write: (text: string) => void): (text: string) => void {
  const known = new LRUCache<string, true>({ max: REMEMBERED });
  return (text) => {
    const kept = text.slice(0, LONGEST);
    const shape = kept.replaceAll(/\b(?=[a-f-]*\d)[\da-f-]{8,}\b|\d+/gi, "#");
    const isNew = known.get(shape) === undefined;
    known.set(shape, true);
    if (isNew) write(kept);
  };
}
