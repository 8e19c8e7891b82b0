import type { ChannelId, PersonId } from "../../core/people/people.ts";
import { answerPrivately } from "../web-api/private-answer.ts";
import { SlackRefused, toShownCode } from "../web-api/faults.ts";
import { buildSentenceMessage } from "../web-api/sentences.ts";
import { sayRemedy } from "./closed-channel.ts";
import { chooseDecisionLane, type PublisherDeps } from "./publisher.ts";

/**
 * Tells whoever had a channel follow that it is closed to Tandem, by direct message: once for each of Slack's codes until somebody has the
 * channel follow anew. Throws a Fault when Slack does not answer.
 */
export async function announceClosedFollower(
  deps: PublisherDeps,
  { channel, by }: { readonly channel: ChannelId; readonly by?: PersonId },
  refusal: SlackRefused,
): Promise<void> {
  deps.log.warn({ channel, err: refusal }, "A channel that follows cannot be written: invite Tandem to it, or unfollow there");
  const key = `closed:follower:${channel}`;
  const code = toShownCode(refusal);
  if (by === undefined || (await deps.records.message(key))?.shows === code) return;
  const text = `Slack did not take what <#${channel}> follows: \`${code}\`. ${sayRemedy(code)} It is tried again until then; \`/movetables unfollow\` or \`/movetables fleet --off\` in that channel ends it.`;
  try {
    await answerPrivately(chooseDecisionLane(deps), { by }, buildSentenceMessage(text));
  } catch (error) {
    if (!(error instanceof SlackRefused)) throw error;
    deps.log.warn({ channel, err: error }, "Somebody could not be told that a channel is closed to Tandem");
  }
  await deps.records.saveMessage(key, { channel, ts: "", shows: code });
}
