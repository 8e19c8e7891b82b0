import type { Alarm } from "../../core/state/alarms.ts";

/** The words of an alarm. `tables` and the keyspaces come formatted; every sentence holds for all of the tables named. */
export interface AlarmWords {
  /** After the move's name in the first line. */
  readonly title: string;
  /** Whether the same switch again is the way out, so that a button offers it. */
  readonly runAgain: boolean;
  /** Whether writes can be given back to the source meanwhile. */
  readonly giveBack: boolean;
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
    runAgain: true,
    giveBack: true,
    title: "ALARM: applications cannot write",
    meaning: ({ tables, source }) => `${source} denies writes to ${tables}, and routing still sends writes there.`,
    next: "make sure that no switch runs, then give writes back; the same switch again is for later, once nobody holds the workflow's lock",
  },
  "both-sides-deny-writes": {
    runAgain: true,
    giveBack: true,
    title: "ALARM: both sides deny writes",
    meaning: ({ tables, source, target }) => `${source} and ${target} both deny writes to ${tables}. No application can write there.`,
    next: "make sure that no switch runs, then give writes back; if that is refused, show this to the on-call DBA",
  },
  "target-writes-denied": {
    runAgain: false,
    giveBack: false,
    title: "ALARM: applications cannot write",
    meaning: ({ tables, target }) =>
      `Routing sends writes of at least some of these tables to ${target}, and ${target} denies writes to ${tables}.`,
    next: "compare routing rules and denied tables with the on-call DBA before anything else",
  },
  "no-side-denies-writes": {
    runAgain: false,
    giveBack: false,
    title: "ALARM: neither side denies writes",
    meaning: ({ tables, source, target }) =>
      `Writes are routed to ${target}, and ${source} still takes writes to ${tables}. A client that goes to ${source} directly would write there unseen.`,
    next: "look at the denied tables of both keyspaces before anything else",
  },
  "switched-not-finished": {
    runAgain: true,
    giveBack: false,
    title: "ALARM: switched but not finished",
    meaning: ({ source, target }) =>
      `Writes go to ${target}, but the old streams are not frozen: the switch did not come to its end. As long as no reverse workflow runs, ${source} misses the writes made since, and rolling back would lose them.`,
    next: "run the same switch again, once nobody holds the workflow's lock; do not roll back and do not start the old streams",
  },
  "reverse-not-running": {
    runAgain: false,
    giveBack: false,
    title: "ALARM: the reverse workflow does not run",
    meaning: ({ source, target }) =>
      `Writes go to ${target}, and the workflow that carries them back to ${source} is stopped or in error: ${source} misses writes, and switching back now would lose them.`,
    next: "look at the reverse workflow's message and mend its cause; do not reverse before it runs again",
  },
  "workflow-lost": {
    runAgain: false,
    giveBack: false,
    title: "ALARM: the workflow's record is gone",
    meaning: ({ source, target }) =>
      `Vitess has no workflow of this name any more, yet writes are routed to ${target} and its reverse workflow is still in ${source}. A way back that failed can leave this (seen on 12 and on 23).`,
    next: "change nothing more with this workflow; have a Vitess DBA look at the routing rules and at the reverse workflow",
  },
} as const satisfies Record<Alarm, AlarmWords>;
