import type { Move } from "../../core/moves.ts";
import { moveId } from "../../core/names.ts";
import { sentence } from "../app/sentences.ts";
import { moveTitle } from "../text/move-name.ts";
import { SlackRefused } from "./faults.ts";
import { answerPrivately } from "./private-answer.ts";
import type { PublisherDeps } from "./publisher.ts";

/**
 * Tells the one who asked for a move that its channel is closed to Tandem: once for each move, by a direct message, because the
 * answer to the command has been given by then. Throws a Fault when Slack does not answer; being told twice is better than never.
 */
export async function tellOfClosedChannel(deps: PublisherDeps, move: Move, refusal: SlackRefused): Promise<void> {
  deps.log.warn(
    { move: moveId(move.name), channel: move.channel, refusal: refusal.message },
    "A channel cannot be written: invite Tandem to it; what belongs there is kept until then",
  );
  const key = `closed:${moveId(move.name)}:${move.channel}`;
  const about = String(move.askedAt);
  if ((await deps.records.message(key))?.shows === about) return;
  const text = `Tandem cannot write in <#${move.channel}>, so ${moveTitle(move.name)} has no card and no thread there yet. ${remedy(refusal.code)} What belongs into the thread is kept and comes then.`;
  try {
    await answerPrivately({ client: deps.clients.decisions, log: deps.log }, { by: move.askedBy }, sentence(text));
  } catch (error) {
    if (!(error instanceof SlackRefused)) throw error;
    deps.log.warn({ move: moveId(move.name), refusal: error.message }, "Nobody could be told that a channel is closed to Tandem");
  }
  await deps.records.saveMessage(key, { channel: move.channel, ts: "", shows: about });
}

function remedy(code: string): string {
  // Slack does not say whether a private channel is missing or merely not Tandem's.
  if (code === "not_in_channel" || code === "channel_not_found") return "Type `/invite @Tandem` in it.";
  if (code === "is_archived") return "It is archived: somebody has to unarchive it.";
  return `Slack says \`${code.replaceAll(/[^a-z_]/g, "")}\`: somebody who manages the channel has to allow it.`;
}
