import type { Followed } from "../../../src/core/move/moves.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import type { Known } from "../../../src/core/situation/known.ts";
import { type Situation, deriveSituation } from "../../../src/core/situation/situation.ts";
import { moveOf, UNSHARDED } from "../moments.ts";
import { ANA } from "../operation/model/people.ts";
import { holder } from "../recorded.ts";

export const MINUTE = 60_000;
const { subject, copied } = UNSHARDED;

export const GOOD: Partial<Followed> = {
  vdiff: {
    uuid: "v1",
    startedBy: ANA,
    startedAt: copied.at - 5 * MINUTE,
    report: { verdict: "clean", completedAt: copied.at - 4 * MINUTE },
  },
};

export function situationOf(reading: Reading, known: Partial<Followed> = {}, live: Partial<Known> = {}, now = reading.at): Situation {
  return deriveSituation({ move: moveOf(subject, known), reading, ...live }, DEFAULT_LIMITS, now);
}

/** The buttons, with the primary one marked. */
export function buttons({ buttons: all }: Situation): readonly string[] {
  return all.map(({ key, primary }) => (primary ? `*${key}` : key));
}

export function locked(reading: Reading, agoMs: number): Reading {
  return { ...reading, lockHolders: [holder(reading.at - agoMs)] };
}
