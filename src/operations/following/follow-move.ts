import type { Answer } from "../../core/command/answers.ts";
import type { Move } from "../../core/move/moves.ts";
import { findFollowOf } from "../../core/move/subscriptions.ts";
import { moveId, qualifyName } from "../../core/vitess/names.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { refuse } from "../refusals.ts";
import { forgetClosedChannel } from "./follow-pattern.ts";

/** Gives the asker's channel a card of its own until the move ends, or another pace to the one that it has. */
export async function followMove(deps: VerbDeps, move: Move, everyMs: number, { channel, by, at }: Asker): Promise<Answer> {
  const terms = move.followedOn?.find((one) => one.channel === channel);
  const hasCard = channel === move.channel || move.followers.includes(channel);
  const isOwnSecondRun = terms?.at === at && terms.by === by;
  if (hasCard && !isOwnSecondRun && (channel === move.channel || everyMs === (terms?.everyMs ?? 0)))
    return refuse("already-followed", qualifyName(move.name));
  await deps.records.moves.change(moveId(move.name), (current) => ({
    write: {
      ...current,
      followers: [...new Set([...current.followers, channel])],
      followedOn: [...(current.followedOn ?? []).filter((one) => one.channel !== channel), { channel, by, at, everyMs }],
    },
    result: undefined,
  }));
  await forgetClosedChannel(deps, channel);
  await deps.jobs.ask({ job: "publish-cards", moveId: moveId(move.name) });
  return { kind: "following", move: move.name, channel, everyMs };
}

/** Stops updating the card in the asker's channel. */
export async function unfollowMove(deps: VerbDeps, move: Move, { channel }: Asker): Promise<Answer> {
  if (!move.followers.includes(channel)) {
    const follow = findFollowOf((await deps.records.subscriptions.get(channel)) ?? { follows: [] }, move.name);
    if (follow !== undefined) return refuse("followed-by-pattern", `${follow.cluster}/${follow.pattern}`);
    return refuse("not-followed", qualifyName(move.name));
  }
  await deps.records.moves.change(moveId(move.name), ({ followedOn = [], ...current }) => ({
    write: {
      ...current,
      followers: current.followers.filter((one) => one !== channel),
      followedOn: followedOn.filter((one) => one.channel !== channel),
    },
    result: undefined,
  }));
  await deps.records.forgetMessage(`card:${moveId(move.name)}:${channel}`);
  return { kind: "unfollowed", move: move.name, channel };
}
