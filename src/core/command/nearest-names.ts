import { measureEditDistance } from "./edit-distance.ts";

const MOST_NEAREST = 3;

/** The names closest to a mistyped one, best first, at most three; empty when none is close. */
export function findNearestNames(typed: string, known: readonly string[]): readonly string[] {
  const wanted = typed.toLowerCase();
  const limit = Math.max(2, Math.floor(wanted.length / 3));
  const scored = known.map((name) => ({ name, cost: computeEditCost(wanted, name.toLowerCase()) })).filter((one) => one.cost <= limit);
  return scored
    .toSorted((a, b) => a.cost - b.cost || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_NEAREST)
    .map((one) => one.name);
}

/** A name that contains the typed text, or is contained in it, counts as one typing slip. */
function computeEditCost(a: string, b: string): number {
  if (a === b) return 0;
  return a !== "" && (b.includes(a) || a.includes(b)) ? 1 : measureEditDistance(a, b);
}
