import type { Sample } from "./samples.ts";

/** Samples up to this age, in milliseconds, are kept at least so far apart: rates and stalls need the newest, a curve all of it. */
const SPACINGS = [
  { upToMs: 5 * 60_000, apartMs: 1_500 },
  { upToMs: 30 * 60_000, apartMs: 10_000 },
  { upToMs: 150 * 60_000, apartMs: 30_000 },
] as const;
/** The rest, however long it is, becomes as many as this. */
const MOST_OLD = 300;
/** All of these together, with room for copies that began anew. */
const MOST_LEFT = 1_000;

/** The same history with at most 1,000 points: the older, the fewer. */
export function thinSamples(samples: readonly Sample[]): readonly Sample[] {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return samples;
  const oldest = SPACINGS[SPACINGS.length - 1]?.upToMs ?? 0;
  const oldApartMs = Math.max(30_000, (last.at - oldest - first.at) / MOST_OLD);
  const kept: Sample[] = [];
  for (const [place, sample] of samples.entries()) {
    const age = last.at - sample.at;
    const apartMs = SPACINGS.find(({ upToMs }) => age <= upToMs)?.apartMs ?? oldApartMs;
    const before = kept.at(-1);
    const isFar = before === undefined || sample.at - before.at >= apartMs;
    if (isFar || sample === last || isTurn(samples[place - 1], sample) || isTurn(sample, samples[place + 1])) kept.push(sample);
  }
  return kept.slice(-MOST_LEFT);
}

/** True if a copy began anew between the two. That must stay visible: what was seen of the earlier one tells nothing. */
function isTurn(before: Sample | undefined, after: Sample | undefined): boolean {
  return before !== undefined && after !== undefined && after.tablesDone < before.tablesDone;
}
