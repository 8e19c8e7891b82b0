import type { Alarm } from "../../core/move/alarms.ts";
import { listNames } from "../text/lists.ts";

/** The words of an alarm. `tables` and the keyspaces come formatted; every sentence applies to all of the tables named. */
export interface AlarmWords {
  /** Begins the first line, with what applications notice. */
  readonly title: string;
  /** True if the tables follow the title: nothing matters more to whoever reads only the first line. */
  readonly namesTables?: true;
  /** What applications notice, put before the meaning where no title precedes it. */
  readonly felt?: string;
  readonly meaning: (names: AlarmNames) => string;
}

export interface AlarmNames {
  readonly tables: string;
  readonly source: string;
  readonly target: string;
}

/** What to do about an alarm depends on the whole situation; see `next.ts`. */
export const ALARMS = {
  "source-writes-denied": {
    title: "Applications cannot write",
    namesTables: true,
    felt: "Applications cannot write: ",
    meaning: ({ tables, source }) => `${source} denies writes to ${tables}, and routing still sends writes there.`,
  },
  "both-sides-deny-writes": {
    title: "Applications cannot write, both sides deny it:",
    namesTables: true,
    felt: "Applications cannot write: ",
    meaning: ({ tables, source, target }) => `${source} and ${target} both deny writes to ${tables}. No application can write there.`,
  },
  "target-writes-denied": {
    title: "Applications cannot write",
    namesTables: true,
    felt: "Applications cannot write: ",
    meaning: ({ tables, target }) =>
      `Routing sends writes of at least some of these tables to ${target}, and ${target} denies writes to ${tables}.`,
  },
  "shared-target-denies-writes": {
    title: "Other tenants cannot write",
    namesTables: true,
    felt: "Other tenants cannot write: ",
    meaning: ({ tables, target }) =>
      `${target} denies writes to ${tables}: every tenant that was moved to ${target} before cannot write there. A switch of one tenant that failed can leave this.`,
  },
  "no-side-denies-writes": {
    title: "Neither side denies writes",
    meaning: ({ tables, source, target }) =>
      `Writes are routed to ${target}, and ${source} still takes writes to ${tables}. A client that goes to ${source} directly would write there unseen.`,
  },
  "rules-not-served": {
    title: "Applications cannot write: routing rules not served",
    felt: "Applications cannot write: ",
    meaning: ({ tables, source, target }) =>
      `The saved routing rules are not what vtgates go by: between ${source} and ${target} they still send writes of ${tables} to the side that denies them.`,
  },
  "tablets-not-told": {
    title: "Not known whether applications can write",
    meaning: ({ tables }) =>
      `The record is clean; whether every tablet has read it is not known. A primary that has not goes on denying writes to ${tables}.`,
  },
  "switched-not-finished": {
    title: "Switched but not finished",
    meaning: ({ source, target }) =>
      `Writes go to ${target}, but the old streams are not frozen: the last switch of traffic did not come to its end. As long as no reverse workflow runs, ${source} misses the writes made since, and rolling back would lose them.`,
  },
  "rules-lost": {
    title: "Writes lead back without a rollback",
    meaning: ({ tables, source, target }) =>
      `The switch to ${target} came to its end, yet routing sends ${tables} to ${source}: ${source} denies writes to them, or takes writes that ${target} never gets.`,
  },
  "reverse-not-running": {
    title: "Reverse replication does not run",
    meaning: ({ source, target }) =>
      `Writes go to ${target}, and the workflow that carries them back to ${source} is stopped or in error: ${source} misses writes, and switching back now would lose them.`,
  },
  "workflow-lost": {
    title: "The workflow's record is gone",
    meaning: ({ source, target }) =>
      `Vitess has no workflow of this name any more, yet writes are routed to ${target} and its reverse workflow is still in ${source}. A reverse that failed can leave this (seen on 12 and on 23).`,
  },
} as const satisfies Record<Alarm, AlarmWords>;

/** The first words about an alarm, with as many tables as a phone's first line may hold. */
export function titleAlarm(alarm: Alarm, tables: readonly string[]): string {
  const { title, namesTables }: AlarmWords = ALARMS[alarm];
  return namesTables === undefined ? title : `${title} ${listNames(tables, 60)}`;
}
