/** How many different texts are remembered. When there are more, the oldest is forgotten and may be written once more. */
const REMEMBERED = 500;

/** A text longer than this says no more. */
const LONGEST = 2_000;

/**
 * Hands on each different text once. Two texts are the same when only their numbers and ids differ: positions and UUIDs are new every time,
 * and need no rule of their own.
 */
export function onceEach(write: (text: string) => void): (text: string) => void {
  const known = new Set<string>();
  return (text) => {
    const kept = text.slice(0, LONGEST);
    const shape = kept.replaceAll(/\b(?=[a-f-]*\d)[\da-f-]{8,}\b|\d+/gi, "#");
    if (known.has(shape)) return;
    const [oldest] = known;
    if (known.size >= REMEMBERED && oldest !== undefined) known.delete(oldest);
    known.add(shape);
    write(kept);
  };
}
