import { SEED } from "../../seed.ts";

/** Draws that a seed repeats. How long each effect takes is the machine's, so two runs of a seed try the same and need not meet the same. */
export interface Chance {
  /** A number from 0 up to, not including, 1. */
  readonly draw: () => number;
  readonly pick: <T>(from: readonly T[]) => T;
  readonly happens: (probability: number) => boolean;
}

/** Mulberry32: small, and the same everywhere. */
export function openChance(offset: number): Chance {
  let state = (SEED + offset * 0x9e3779b9) >>> 0;
  const draw = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    draw,
    pick(from) {
      const found = from[Math.floor(draw() * from.length)];
      if (found === undefined) throw new Error("nothing to pick from");
      return found;
    },
    happens: (probability) => draw() < probability,
  };
}
