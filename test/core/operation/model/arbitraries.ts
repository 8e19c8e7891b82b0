import fc from "fast-check";
import type { Ballot } from "./open.ts";
import { type Other, OTHERS } from "./others.ts";
import { ANA, BEN, CHO, DEV, PEOPLE, type PeopleChange } from "./people.ts";
import type { Ending, Event, Play } from "./play.ts";
import { type StartName, STARTS } from "./starts.ts";
import type { Fate } from "./vitess.ts";

const others = fc.constantFrom(...(Object.keys(OTHERS) as Other[]));
const peopleChanges = fc.constantFrom(...(Object.keys(PEOPLE) as PeopleChange[]));

const fates: fc.Arbitrary<Fate> = fc.record(
  {
    does: fc.constantFrom("all", "all", "nothing", "half", "journal"),
    answers: fc.constantFrom("ok", "ok", "error", "broken", "goes on", "timed-out"),
    arrivesAfterMs: fc.constantFrom(5, 5, 5, 2_000, 4_900, 30_000, 12 * 60_000),
    takesMs: fc.constantFrom(20, 1_500, 20_000, 200_000),
    settlesAfterMs: fc.constantFrom(0, 0, 4_000),
    lockStaysMs: fc.constantFrom(60_000, 24 * 60 * 60_000),
  },
  { requiredKeys: ["does", "answers", "arrivesAfterMs", "takesMs", "settlesAfterMs"] },
);

const PACES_MS = [0, 5, 300, 300, 2_900, 3_100, 20_000] as const;

const drives: fc.Arbitrary<Event> = fc.record({
  kind: fc.constant("drive"),
  place: fc.constantFrom(0, 0, 1, 2),
  steps: fc.integer({ min: 1, max: 14 }),
  paceMs: fc.constantFrom(...PACES_MS),
  dies: fc.boolean(),
});

/** Leads into the states in which a run spends few of its steps. */
const drivesUntil: fc.Arbitrary<Event> = fc.record({
  kind: fc.constant("drive"),
  place: fc.constantFrom(0, 0, 1, 2),
  steps: fc.constant(30),
  until: fc.constantFrom("soaking", "soaking", "calling", "held"),
  paceMs: fc.constantFrom(5, 300),
  dies: fc.boolean(),
});

const waits: fc.Arbitrary<Event> = fc.record({
  kind: fc.constant("wait"),
  ms: fc.constantFrom(500, 3_000, 4_000, 8_000, 30_000, 100_000, 5 * 60_000, 16 * 60_000),
});

const events: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: drives },
  { weight: 3, arbitrary: drivesUntil },
  { weight: 2, arbitrary: waits },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("others"), what: others }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("people"), what: peopleChanges }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("call off", "roll back reads") }) },
);

const ballots: fc.Arbitrary<Ballot> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ by: fc.constantFrom(ANA, BEN, CHO, DEV), vote: fc.constant("approve") }) },
  { weight: 1, arbitrary: fc.record({ by: fc.constantFrom(ANA, BEN, DEV), vote: fc.constant("reject") }) },
  { weight: 1, arbitrary: fc.record({ people: peopleChanges }) },
  { weight: 1, arbitrary: fc.record({ waitMs: fc.constantFrom(60_000, 31 * 60_000) }) },
);

/** A whole play: what was requested, how people voted, what becomes of each call, and everything that happens meanwhile. */
export const plays: fc.Arbitrary<Play> = fc.record({
  start: fc.constantFrom(...(Object.keys(STARTS) as StartName[]), "switch in steps", "switch in steps", "switch in steps"),
  major: fc.constantFrom(23, 23, 12),
  ballots: fc.array(ballots, { maxLength: 3 }),
  fates: fc.array(fates, { maxLength: 3 }),
  events: fc.array(events, { maxLength: 14 }),
  ending: fc.constantFrom<Ending[]>("calm", "calm", "calm", "calm", "away", "locked", "unknown people", "lagging"),
});
