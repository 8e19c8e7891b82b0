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

/** After so many steps: nothing, looked, prepared, recorded, sent, answered, in the soak, looked in the soak, and the same once more. */
const MOMENTS = [0, 2, 4, 5, 6, 8, 10, 12, 14, 16, 17, 19] as const;

/** Whatever somebody else may do, at each moment of a switch in steps. The number of plays. */
export function interfereEverywhere(tally: Tally): number {
  const plays = EVENTS.flatMap((event) =>
    MOMENTS.map((steps): Play => {
      const until = { kind: "drive", place: 0, steps, paceMs: 5, dies: false } as const;
      return { start: "switch in steps", major: 23, ballots: [], fates: [], events: [until, event], ending: "calm" };
    }),
  );
  for (const one of plays) play(one, tally);
  return plays.length;
}
