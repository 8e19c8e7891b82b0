import { type AlarmCause, isLastingTrouble, type LastingTrouble } from "../../core/move/raised.ts";
import type { MoveEnd } from "../../core/move/moves.ts";
import type { AlarmOver } from "../../core/announce/entries.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { escapeName } from "../text/escape.ts";
import { formatCounted } from "../text/numbers.ts";
import { type Names, namePerson } from "../text/people.ts";
import { formatMoment, sayDuration } from "../text/times.ts";
import { ALARMS } from "./alarms.ts";

export interface LastingFacts {
  readonly source: string;
  readonly since: Instant;
  readonly now: Instant;
  /** Absent where nothing tells it. */
  readonly lagSeconds?: number;
}

/** The words of a trouble that must not last. */
interface LastingWords {
  readonly title: string;
  readonly meaning: (facts: LastingFacts) => string;
  readonly next: (facts: Pick<LastingFacts, "source">) => string;
}

/** A stream error's meaning and next step come from Vitess's own text. */
export const LASTING_WORDS = {
  stalled: {
    title: "Copy stalled",
    meaning: ({ since, now }) => `No row count and no key has moved since ${formatMoment(since, now)}.`,
    next: () => "look at throttling, replica lag and load at the source; if nothing explains it, diagnose",
  },
  "lag-grows": {
    title: "Replication lag keeps growing",
    meaning: ({ since, now, lagSeconds }) =>
      `It has grown since ${formatMoment(since, now)}${lagSeconds === undefined ? "" : ` and is ${lagSeconds} s`}, above the limit for a switch.`,
    next: () => "look at throttling and load; nothing switches before the lag is under its limit",
  },
  "no-source": {
    title: "No tablet to read from",
    meaning: ({ source }) => `A stream runs but finds no tablet in ${escapeName(source)}, so it copies nothing.`,
    next: ({ source }) => `look for a serving tablet of the wanted type and cell in ${escapeName(source)}`,
  },
  "vdiff-still": {
    title: "VDiff stalled",
    meaning: ({ since, now }) =>
      `No row has been compared since ${formatMoment(since, now)}, as happens after a restart of the target's primary.`,
    next: () => "run a VDiff again",
  },
} as const satisfies Record<Exclude<LastingTrouble, "stream-error" | "vitess-silent">, LastingWords>;

/** An alarm by its title, in a sentence. */
export function quoteAlarm(cause: AlarmCause): string {
  if (!isLastingTrouble(cause)) return `"${ALARMS[cause].title.replace(/:$/, "")}"`;
  if (cause === "vitess-silent") return '"No answer from Vitess"';
  return `"${cause === "stream-error" ? "Stream in error" : LASTING_WORDS[cause].title}"`;
}

/** How long an alarm lasted, or how often it came in that time; a phrase that follows its name. */
export function sayLasted({ since, until, times }: Pick<AlarmOver, "since" | "until" | "times">): string {
  const lasted = sayDuration(Math.max(until - since, 1_000));
  return times === 1 ? `lasted ${lasted}` : `came and went ${formatCounted(times, "time")} in ${lasted}`;
}

const ENDS = {
  completed: "the move was completed",
  cancelled: "the move was cancelled",
  gone: "Vitess does not know the workflow any more",
  "not-created": "the move was not created",
} as const satisfies Record<MoveEnd, string>;

/** Begins the last words about an alarm. A move that ended with it may have left the trouble behind, so that is no all clear. */
export function titleOver({ cause, ended }: Pick<AlarmOver, "cause" | "ended">): string {
  if (ended !== undefined) return "No longer watched";
  // Vitess that answers may have bad news.
  return cause === "vitess-silent" ? "Vitess answers again" : "All clear";
}

/** Says that an alarm is over or no longer watched, how long it lasted and who had it. */
export function sayOver({ cause, since, until, times, takenBy, ended }: AlarmOver, names?: Names): string {
  const name = quoteAlarm(cause);
  const over = ended === undefined ? `${name} is over` : `${name}, because ${ENDS[ended]}; Tandem does not see whether it is over`;
  const had = takenBy === undefined ? "" : ` ${namePerson(takenBy.by, names)} had it.`;
  return `${over}. It ${sayLasted({ since, until, times })}${ended === undefined ? "" : " until then"}.${had}`;
}
