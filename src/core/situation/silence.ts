import { recallAlarms } from "./raise-news.ts";
import { followAlarms } from "./raise-alarms.ts";
import type { KeyedEntry } from "../announce/announce.ts";
import { findBrokenCall, findFollowed, type Move, updateFollowed, type Unreadable } from "../move/moves.ts";
import { type BrokenCall, AT_WORK_FOR_MS } from "../move/broken-call.ts";
import type { RaisedAlarm } from "../move/raised.ts";
import type { Limits } from "../operation/request/policy.ts";
import type { Instant } from "../readings/readings.ts";

/** A read unanswered for this long is worth announcing: a healthy vtctld answers in milliseconds. */
export const SILENCE_IS_NEWS_MS = 5_000;

/** A move that cannot be read: no answer yet (`waits`), or a failed try. */
export interface Silence extends Pick<Unreadable, "since" | "why" | "next"> {
  readonly kind: "waits" | "failed";
  /** Who has the alarm about the silence of the move's keyspace. */
  readonly takenBy?: RaisedAlarm["takenBy"];
}

/** The move while it cannot be read, and what its thread hears. */
interface SilenceNews {
  readonly move: Move;
  readonly entries: readonly KeyedEntry[];
}

/**
 * Raises the alarm that a move cannot be read, in its thread. A single try that fails at once is a restart and no alarm, unless a call of
 * Tandem's broke off with it: then nobody knows whether applications can write. A reading ends the alarm, like any other.
 */
export function announceSilence(move: Move, silence: Silence, now: Instant, limits: Limits): SilenceNews {
  const followed = findFollowed(move);
  if (followed === undefined) return { move, entries: [] };
  const { kind, why, next, takenBy } = silence;
  const since = followed.unreadable?.since ?? silence.since;
  const tries = (followed.unreadable?.tries ?? 0) + (kind === "failed" ? 1 : 0);
  const broken = findRecentBrokenCall(move, now);
  const had = followed.alarms ?? recallAlarms(followed, now);
  const mine = had.filter(isOfSilence);
  const isAlarm = mine.length > 0 || tries > 1 || broken !== undefined || kind === "waits";
  const unreadable: Unreadable = { since, tries, why, next, ...(isAlarm ? { told: "everywhere" as const } : {}) };
  if (!isAlarm) return { move: updateFollowed(move, { unreadable }), entries: [] };
  const seen = { since, ...(broken === undefined ? {} : { broken: [broken.executionId] }) };
  // A call that breaks off later is worse than the silence that the thread has heard of.
  const isWorse = broken !== undefined && !mine.some((one) => one.broken?.includes(broken.executionId) === true);
  const { alarms, raised } = followAlarms(mine, new Map([["vitess-silent", seen]]), now, { limits });
  const isTaken = takenBy !== undefined && alarms.some((one) => one.takenBy === undefined);
  const taken = isTaken ? alarms.map((one) => ({ ...one, takenBy })) : alarms;
  const said = { since, why, next, ...(broken === undefined ? {} : { broken }) };
  return {
    // No other alarm can be seen or end now.
    move: updateFollowed(move, { unreadable, alarms: [...had.filter((one) => !isOfSilence(one)), ...taken] }),
    entries: [
      ...(raised.length > 0 || isWorse
        ? [{ body: { kind: "vitess-silent", ...said } as const, key: `silent:${since}:${broken?.executionId ?? ""}:${move.askedAt}` }]
        : []),
      ...(isTaken
        ? [
            {
              body: { kind: "alarm-taken", cause: "vitess-silent", by: takenBy.by } as const,
              key: `taken:vitess-silent:${takenBy.at}:${move.askedAt}`,
            },
          ]
        : []),
    ],
  };
}

function isOfSilence({ cause }: RaisedAlarm): boolean {
  return cause === "vitess-silent";
}

/** Tandem's own call that broke off recently, if there is one: until Vitess answers, nobody knows how far it got. */
export function findRecentBrokenCall(move: Move, now: Instant): BrokenCall | undefined {
  const broken = findBrokenCall(move);
  return broken !== undefined && now - broken.brokeAt < AT_WORK_FOR_MS ? broken : undefined;
}
