import type { Alarm } from "../../core/entries.ts";

/** The words of an alarm. `tables` and the keyspaces come formatted; every sentence holds for all of the tables named. */
export interface AlarmWords {
  /** After the move's name in the first line. */
  readonly title: string;
  readonly meaning: (names: AlarmNames) => string;
  readonly next: string;
}

export interface AlarmNames {
  readonly tables: string;
  readonly source: string;
  readonly target: string;
}

export const ALARMS = {
  "source-writes-denied": {
    title: "ALARM: applications cannot write",
    meaning: ({ tables, source }) =>
      `${source} denies writes to ${tables}, and routing still sends writes there. No operation holds the workflow's lock.`,
    next: "run the same switch again; it takes up where it stopped",
  },
  "both-sides-deny-writes": {
    title: "ALARM: both sides deny writes",
    meaning: ({ tables, source, target }) => `${source} and ${target} both deny writes to ${tables}. Applications cannot write to them.`,
    next: "run the same switch again; if it is refused, show this to the on-call DBA",
  },
  "no-side-denies-writes": {
    title: "ALARM: neither side denies writes",
    meaning: ({ tables, source, target }) =>
      `Writes are routed to ${target}, and ${source} still takes writes to ${tables}. A client that goes to ${source} directly would write there unseen.`,
    next: "look at the denied tables of both keyspaces before anything else",
  },
  "switched-not-finished": {
    title: "ALARM: switched but not finished",
    meaning: ({ source, target }) =>
      `Traffic is on ${target}, but the reverse workflow does not run and the old streams are not frozen. Writes made since the switch are missing in ${source}; rolling back now would lose them.`,
    next: "run the same switch again; do not roll back and do not start the old streams",
  },
} as const satisfies Record<Alarm, AlarmWords>;
