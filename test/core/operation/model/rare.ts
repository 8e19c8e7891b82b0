import type { Event, Play } from "./play.ts";
import type { Fate } from "./vitess.ts";

const DRIVE = { kind: "drive", place: 0, steps: 40, paceMs: 5, dies: false } as const;
const LATE: Fate = { does: "all", answers: "ok", arrivesAfterMs: 30_000, takesMs: 1_500, settlesAfterMs: 0 };
const NOTHING: Fate = { ...LATE, does: "nothing", arrivesAfterMs: 5 };
const RECORDED: Event = { ...DRIVE, until: "calling" };
const SOAKING: Event = { ...DRIVE, until: "soaking" };
/** Its worker dies right after the send. */
const DIED: readonly Event[] = [RECORDED, { ...DRIVE, steps: 1, dies: true }];
const HELD: readonly Event[] = [
  { kind: "others", what: "lag grows" },
  { ...DRIVE, until: "held" },
];
/** Looked and prepared, with nothing recorded yet. */
const PREPARED: Event = { ...DRIVE, steps: 4 };

function switching(events: readonly Event[], ending: Play["ending"] = "calm", fates: readonly Fate[] = []): Play {
  return { start: "switch in steps", major: 23, ballots: [], fates, events, ending };
}

/** What random plays may never reach. */
export const RARE: readonly Play[] = [
  // Its worker dies right after the send, the message comes 30 s late, and the step is done while the second call is held for lag.
  switching([...DIED, ...HELD, { kind: "wait", ms: 40_000 }, SOAKING], "calm", [LATE]),
  // Asleep between the look and the record: for longer than a look is valid, and past the end of the approval.
  switching([PREPARED, { kind: "wait", ms: 100_000 }]),
  switching([{ kind: "wait", ms: 14 * 60_000 + 50_000 }, PREPARED, { kind: "wait", ms: 20_000 }]),
  // Another step has the turn until the time is up, which ends between the look and the next request for the turn.
  switching([
    { kind: "others", what: "rules in use" },
    { ...DRIVE, until: "held" },
    { kind: "wait", ms: 14 * 60_000 + 50_000 },
    { ...DRIVE, steps: 3 },
    { kind: "wait", ms: 20_000 },
  ]),
  // Called off between the record and a send that comes too late, and in a hold.
  switching([RECORDED, { kind: "call off" }, { kind: "wait", ms: 4_000 }]),
  switching([...HELD, { kind: "call off" }]),
  // Asleep between the record and the send.
  switching([RECORDED, { kind: "wait", ms: 4_000 }]),
  // Both calls of a step fail without a trace, and their workers die with them.
  switching([...DIED, { ...DRIVE, until: "ready" }, ...DIED, { ...DRIVE, until: "ready" }, ...DIED], "calm", [NOTHING, NOTHING, NOTHING]),
  // Somebody else finishes it, a look shows it complete, and Tandem has sent before.
  switching([SOAKING, { ...DRIVE, until: "ready" }, { kind: "others", what: "everything switched" }]),
  switching([...DIED, { ...DRIVE, until: "ready" }, { kind: "others", what: "everything switched" }], "calm", [NOTHING]),
  // vtctld goes away for good: at the start, in a hold, in the soak, and with a call in flight.
  switching([], "away"),
  switching(HELD, "away"),
  switching([SOAKING], "away"),
  switching(DIED, "away"),
  // And for a while.
  ...[[], HELD, [SOAKING]].map((events) =>
    switching([
      ...events,
      { kind: "others", what: "vtctld goes away" },
      { ...DRIVE, steps: 6 },
      { kind: "others", what: "vtctld comes back" },
    ]),
  ),
];
