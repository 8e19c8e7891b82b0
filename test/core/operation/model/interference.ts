import type { Tally } from "./ledger.ts";
import { type Other, OTHERS } from "./others.ts";
import { PEOPLE, type PeopleChange } from "./people.ts";
import { type Event, type Play, play } from "./play.ts";

const EVENTS: readonly Event[] = [
  ...(Object.keys(OTHERS) as Other[]).map((what) => ({ kind: "others", what }) as const),
  ...(Object.keys(PEOPLE) as PeopleChange[]).map((what) => ({ kind: "people", what }) as const),
  { kind: "call off" },
  { kind: "roll back reads" },
];

const DRIVE = { kind: "drive", place: 0, steps: 40, paceMs: 5, dies: false } as const;
const SOAKING: Event = { ...DRIVE, until: "soaking" };
const SOAKED: readonly Event[] = [SOAKING, { ...DRIVE, until: "ready" }];
const CALLING_AGAIN: readonly Event[] = [...SOAKED, { ...DRIVE, until: "calling" }];

/** Nothing, looked, prepared, recorded, sent, answered, soaking, looked in the soak; and the same again for the writes. */
const MOMENTS: readonly (readonly Event[])[] = [
  ...[0, 2, 4, 5, 6, 8].map((steps) => [{ ...DRIVE, steps }]),
  [SOAKING],
  [SOAKING, { ...DRIVE, steps: 5 }],
  SOAKED,
  [...SOAKED, { ...DRIVE, steps: 3 }],
  CALLING_AGAIN,
  [...CALLING_AGAIN, { ...DRIVE, steps: 1 }],
  [...CALLING_AGAIN, { ...DRIVE, steps: 3 }],
];

/** Everything that somebody else may do, at each moment of a split switch. Returns the number of plays. */
export function interfereEverywhere(tally: Tally): number {
  const plays = EVENTS.flatMap((event) =>
    MOMENTS.map((moment): Play => {
      return { start: "switch in steps", major: 23, ballots: [], fates: [], events: [...moment, event], ending: "calm" };
    }),
  );
  for (const one of plays) play(one, tally);
  return plays.length;
}
