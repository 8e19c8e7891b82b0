import type { Sample } from "../../../src/core/copy/samples.ts";

const MINUTE = 60_000;

/** The history of a copy of an hour before this moment, a sample every half minute; with estimates that narrow, unless told otherwise. */
export function copyUntil(end: number, { estimated = true, samples = 120 } = {}): readonly Sample[] {
  return Array.from({ length: samples }, (_, n) => {
    const at = end - Math.round(((samples - n) * 60 * MINUTE) / samples);
    const left = end - at;
    return {
      at,
      done: 5_000,
      rowsCopied: 0n,
      tablesDone: 1,
      keys: `${n}`,
      throttled: false,
      percent: Math.min((100 * n) / samples, 99),
      ...(estimated ? { ready: { from: at + Math.round(left * 0.7), to: at + Math.round(left * 1.6) } } : {}),
    };
  });
}
