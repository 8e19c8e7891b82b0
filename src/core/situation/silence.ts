import { brokenCall, followedState, type Move, remembering, type Unreadable } from "../moves.ts";
import { moveId } from "../names.ts";
import { AT_WORK_FOR_MS } from "../operation/freshness.ts";
import type { BrokenCall } from "../operation/gates.ts";
import type { Instant } from "../readings.ts";
import type { News } from "./follow.ts";

/** A read that is not answered for this long is news: vtctld answers in milliseconds while nothing is wrong. */
export const SILENCE_IS_NEWS_MS = 5_000;

/** A cluster that is only slow goes silent and comes back all day: within this time of the last such line it takes two failed tries. */
const SAID_LATELY_MS = 10 * 60_000;

/** That a move cannot be read: no answer yet (`waits`), or a try that failed. */
export interface Silence extends Pick<Unreadable, "since" | "why" | "next"> {
  readonly kind: "waits" | "failed";
  /** The operators' channel knows it already, by another move's silence. */
  readonly isNoticed: boolean;
}

/**
 * What a move becomes that cannot be read, and what to tell of it: once an outage. One try that fails at once is a restart, which is no news
 * unless a call of Tandem's own broke off with it: then nobody knows whether applications can write.
 */
export function silenced(move: Move, silence: Silence, now: Instant): News {
  const followed = followedState(move);
  if (followed === undefined) return { move, entries: [], notices: [] };
  const { kind, why, next, isNoticed } = silence;
  const before = followed.unreadable;
  const since = before?.since ?? silence.since;
  const tries = (before?.tries ?? 0) + (kind === "failed" ? 1 : 0);
  const broken = brokenLately(move, now);
  const isLate = followed.silentAt !== undefined && now - followed.silentAt < SAID_LATELY_MS;
  const isNews = before?.told === undefined && (tries > 1 || broken !== undefined || (kind === "waits" && !isLate));
  const told = before?.told ?? (isNews ? (isNoticed ? "thread" : "everywhere") : undefined);
  const unreadable: Unreadable = { since, tries, why, next, ...(told === undefined ? {} : { told }) };
  const remembered = remembering(move, { unreadable, ...(isNews ? { silentAt: now } : {}) });
  if (!isNews) return { move: remembered, entries: [], notices: [] };
  const said = { since, why, next, ...(broken === undefined ? {} : { broken }) };
  return {
    move: remembered,
    entries: [{ body: { kind: "vitess-silent", ...said }, key: `silent:${since}:${move.askedAt}` }],
    notices: isNoticed
      ? []
      : [{ key: `silent:${since}:${moveId(move.name)}`, body: { kind: "vitess-silent", move: move.name, tables: move.tables, ...said } }],
  };
}

/** What there is to tell when a move can be read again of which that was told. */
export function answersAgain({ name, askedAt }: Move, unreadable: Unreadable | undefined): Pick<News, "entries" | "notices"> {
  if (unreadable?.told === undefined) return { entries: [], notices: [] };
  const { since, told } = unreadable;
  return {
    entries: [{ body: { kind: "vitess-back", since }, key: `back:${since}:${askedAt}` }],
    notices: told === "everywhere" ? [{ key: `back:${since}:${moveId(name)}`, body: { kind: "vitess-back", move: name, since } }] : [],
  };
}

function brokenLately(move: Move, now: Instant): BrokenCall | undefined {
  const broken = brokenCall(move);
  return broken !== undefined && now - broken.brokeAt < AT_WORK_FOR_MS ? broken : undefined;
}
