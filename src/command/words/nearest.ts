import { measureEditDistance } from "../../core/command/edit-distance.ts";

// A long paste is no typing error, and comparing it takes time.
const LONGEST_WORD = 60;

/**
 * The verb or option that was most likely meant: at most a third of its letters wrong, and at most three. There are few candidates and all
 * are words, so this is stricter than `findNearestNames`, which finds names of keyspaces.
 */
export function findNearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const typed = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const allowed = Math.min(3, Math.max(1, Math.floor(candidate.length / 3)));
    const far = measureEditDistance(typed, candidate.toLowerCase());
    if (far <= allowed && far < bestDistance) [best, bestDistance] = [candidate, far];
  }
  return best;
}
