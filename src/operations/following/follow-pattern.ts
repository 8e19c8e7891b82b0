import type { Answer } from "../../core/command/answers.ts";
import {
  isSamePattern,
  MOST_PATTERNS,
  splitFollowed,
  type Subscriptions,
  withFollow,
  withoutFollow,
} from "../../core/move/subscriptions.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import type { ChannelId } from "../../core/people/people.ts";
import { type ClusterName, moveId } from "../../core/vitess/names.ts";
import { findKeyspaceOfPattern, type MovePattern } from "../../core/vitess/patterns.ts";
import { refuseUnknownKeyspace } from "../clusters/look-around.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { ignoreFault } from "../fault.ts";
import { refuse } from "../refusals.ts";
import { changeSubscriptions } from "./change-subscriptions.ts";

type FollowDeps = Pick<VerbDeps, "records" | "jobs" | "vitess">;

/**
 * Has the asker's channel show the cards of all moves that a pattern means, now and later. The same pattern again takes the new pace. While
 * Vitess does not answer, a keyspace is taken as typed: an incident is when people follow.
 */
export async function followPattern(
  deps: FollowDeps,
  { cluster, pattern, everyMs }: { readonly cluster: ClusterName; readonly pattern: MovePattern; readonly everyMs: number },
  { channel, by, at }: Asker,
): Promise<Answer> {
  const keyspace = findKeyspaceOfPattern(pattern);
  const unknown = keyspace === undefined ? undefined : await ignoreFault(() => refuseUnknownKeyspace(deps.vitess(cluster), keyspace));
  if (unknown !== undefined) return unknown;
  const follow = { cluster, pattern, everyMs, by, at };
  const changed = await changeSubscriptions<Subscriptions | Refused>(deps, channel, (current) => {
    const isNew = !current.follows.some((one) => isSamePattern(one, follow));
    if (isNew && current.follows.length >= MOST_PATTERNS) return { result: refuse("too-many-patterns", String(MOST_PATTERNS)) };
    const write = withFollow(current, follow);
    return { write, result: write };
  });
  if ("kind" in changed) return changed;
  await forgetClosedChannel(deps, channel);
  const { withCard, rest } = splitFollowed(changed, await deps.records.moves.active());
  for (const { name } of withCard) await deps.jobs.ask({ job: "publish-cards", moveId: moveId(name) });
  await deps.jobs.ask({ job: "publish-fleet", channel });
  return { kind: "following-pattern", cluster, pattern, everyMs, cards: withCard.length, rest: rest.length };
}

/** Ends that. The cards stay as they were; those that another pattern or the move itself brings go on. */
export async function unfollowPattern(
  deps: FollowDeps,
  { cluster, pattern }: { readonly cluster: ClusterName; readonly pattern: MovePattern },
  { channel }: Asker,
): Promise<Answer> {
  const [before, moves] = await Promise.all([deps.records.subscriptions.get(channel), deps.records.moves.active()]);
  const change = await changeSubscriptions(deps, channel, (current) => {
    const write = withoutFollow(current, { cluster, pattern });
    return write.follows.length === current.follows.length ? { result: undefined } : { write, result: write };
  });
  if (before === undefined || change === undefined) {
    const known = (before?.follows ?? []).map((one) => `${one.cluster}/${one.pattern}`);
    return refuse("pattern-not-followed", `${cluster}/${pattern}`, known);
  }
  const still = new Set(splitFollowed(change, moves).withCard);
  for (const move of splitFollowed(before, moves).withCard) {
    if (!still.has(move)) await deps.records.forgetMessage(`card:${moveId(move.name)}:${channel}`);
  }
  await deps.jobs.ask({ job: "publish-fleet", channel });
  return { kind: "unfollowed-pattern", cluster, pattern };
}

/** Everything that the asker's channel follows. */
export async function listFollowing({ records }: Pick<VerbDeps, "records">, { channel }: Asker): Promise<Answer> {
  const [subscriptions, moves] = await Promise.all([records.subscriptions.get(channel), records.moves.active()]);
  const followed = moves.filter((move) => move.channel !== channel && move.followers.includes(channel));
  return {
    kind: "following-list",
    moves: followed.map(({ name, followedOn = [] }) => ({
      name,
      everyMs: followedOn.find((one) => one.channel === channel)?.everyMs ?? 0,
    })),
    patterns: subscriptions?.follows ?? [],
    ...(subscriptions?.fleet === undefined ? {} : { fleet: subscriptions.fleet }),
  };
}

/** Who follows anew also hears anew that the channel is closed to Tandem. */
export async function forgetClosedChannel({ records }: Pick<VerbDeps, "records">, channel: ChannelId): Promise<void> {
  await records.forgetMessage(`closed:follower:${channel}`);
}
