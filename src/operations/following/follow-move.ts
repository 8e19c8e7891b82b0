import type { Answer } from "../../core/command/answers.ts";
import type { Move } from "../../core/move/moves.ts";
import { moveId, qualifyName } from "../../core/vitess/names.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { refuse } from "../refusals.ts";

/** Gives the asker's channel a card of its own. */
export async function followMove(deps: VerbDeps, move: Move, { channel }: Asker): Promise<Answer> {
  if (channel === move.channel || move.followers.includes(channel)) return refuse("already-followed", qualifyName(move.name));
  await deps.records.moves.change(moveId(move.name), (current) => ({
    write: { ...current, followers: [...new Set([...current.followers, channel])] },
    result: undefined,
  }));
  await deps.jobs.ask({ job: "publish-cards", moveId: moveId(move.name) });
  return { kind: "following", move: move.name, channel };
}

/** Stops updating the card in the asker's channel. */
export async function unfollowMove(deps: VerbDeps, move: Move, { channel }: Asker): Promise<Answer> {
  if (!move.followers.includes(channel)) return refuse("not-followed", qualifyName(move.name));
  await deps.records.moves.change(moveId(move.name), (current) => ({
    write: { ...current, followers: current.followers.filter((one) => one !== channel) },
    result: undefined,
  }));
  await deps.records.forgetMessage(`card:${moveId(move.name)}:${channel}`);
  return { kind: "unfollowed", move: move.name, channel };
}
