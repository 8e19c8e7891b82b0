import type { Tally } from "./ledger.ts";
import { play } from "./play.ts";
import type { StartName } from "./starts.ts";
import type { Fate } from "./vitess.ts";

const AT_ONCE = { arrivesAfterMs: 5, takesMs: 1_500, settlesAfterMs: 0 } as const;

/** What can become of a call, one example of each kind. */
const FATES: readonly Fate[] = [
  { ...AT_ONCE, does: "all", answers: "ok" },
  { ...AT_ONCE, does: "all", answers: "error", settlesAfterMs: 4_000 },
  { ...AT_ONCE, does: "all", answers: "timed-out", takesMs: 200_000 },
  { ...AT_ONCE, does: "nothing", answers: "error" },
  { ...AT_ONCE, does: "half", answers: "broken", lockStaysMs: 60_000 },
  { ...AT_ONCE, does: "journal", answers: "broken", lockStaysMs: 24 * 60 * 60_000 },
  { ...AT_ONCE, does: "all", answers: "broken", arrivesAfterMs: 12 * 60_000 },
];

/** The other actions of outsiders are the same calls with other options. */
const WISHES: readonly StartName[] = [
  "switch in steps",
  "switch at once",
  "finish a switch",
  "roll back",
  "reverse",
  "complete",
  "cancel",
  "restore",
  "rescue",
];

/**
 * Every operation and kind of call, with a worker that dies after every `stride`-th step, so before and after effects; with a stride of 1
 * before and after each. Returns the number of plays.
 */
export function dieEverywhere(tally: Tally, stride: number): number {
  const pairs = WISHES.flatMap((start) => FATES.map((fate) => ({ start, fate })));
  // Neighbours begin at different steps, so that no step of an operation is left out by all of them.
  return pairs.reduce((plays, { start, fate }, index) => plays + dieAlong({ start, fate, from: index % stride, stride }, tally), 0);
}

interface Deaths {
  readonly start: StartName;
  readonly fate: Fate;
  readonly from: number;
  readonly stride: number;
}

function dieAlong({ start, fate, from, stride }: Deaths, tally: Tally): number {
  for (let steps = from, plays = 0; ; steps += stride, plays += 1) {
    const death = { kind: "drive", place: 0, steps, paceMs: 5, dies: true } as const;
    const { ledger } = play({ start, major: 23, ballots: [], fates: [fate], events: [death], ending: "calm" }, tally);
    // The run was over before, so nobody was left to die.
    if (ledger.steps <= steps) return plays;
  }
}
