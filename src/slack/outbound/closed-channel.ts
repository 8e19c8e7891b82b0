import type { Move } from "../../core/move/moves.ts";
import { moveId } from "../../core/vitess/names.ts";
import type { PersonId } from "../../core/people/people.ts";
import { buildSentenceMessage } from "../web-api/sentences.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import { moveTitle, formatTypedName } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { VERB_WORDS } from "../wording/verbs.ts";
import { SlackRefused, toShownCode } from "../web-api/faults.ts";
import { answerPrivately } from "../web-api/private-answer.ts";
import { chooseDecisionLane, type PublisherDeps } from "./publisher.ts";
import type { Elsewhere } from "./request-elsewhere.ts";

/**
 * Notifies the people who began a move or requested an operation on it that its channel is closed to Tandem. Uses direct messages, because
 * the command was answered earlier: one for each waiting line of the thread (`upTo`), with the `latest` in it, or one for each move if only the
 * card cannot be shown. Throws a Fault when Slack does not answer; notifying somebody twice is better than never.
 */
export async function announceClosedChannel(
  deps: PublisherDeps,
  move: Move,
  refusal: SlackRefused,
  {
    upTo,
    latest,
    brought = [],
  }: { readonly upTo?: number | undefined; readonly latest?: string | undefined; readonly brought?: readonly Elsewhere[] } = {},
): Promise<void> {
  deps.log.warn(
    { move: moveId(move.name), channel: move.channel, err: refusal },
    "A channel cannot be written: invite Tandem to it; what belongs there is kept until then",
  );
  const key = toClosedChannelKey(move);
  const earlier = readAnnounced((await deps.records.message(key))?.shows, move);
  if (earlier !== undefined && (upTo === undefined || earlier.told >= upTo)) return;
  const code = toShownCode(refusal);
  const about = `${move.askedAt}:${upTo ?? 0}:${code}`;
  for (const by of new Set([move.inCharge?.by ?? move.askedBy, ...brought.map(({ request }) => request.askedBy)])) {
    const mine = brought.filter(({ request }) => request.askedBy === by);
    await postClosedChannel(deps, move, by, sayChannelClosed(move, code, mine, latest));
  }
  await deps.records.saveMessage(key, { channel: move.channel, ts: "", shows: about });
}

/** Says which line is missing in a channel that cannot be written, where its requests are instead, and what opens the channel again. */
export function sayChannelClosed(move: Move, code: string, brought: readonly Elsewhere[], latest: string | undefined): string {
  const missing = latest === undefined ? "The latest is not there." : `The latest is not there:\n> ${latest.replaceAll("\n", "\n> ")}\n`;
  return [
    `Slack did not take what Tandem has to say about ${moveTitle(move.name)} in <#${move.channel}>: \`${code}\`. ${missing}`,
    ...brought.map(sayBrought),
    `${sayRemedy(code)} What belongs in the thread is kept and posted then; until then \`/movetables status ${formatTypedName(move.name)}\` shows how things are.`,
  ]
    .join(" ")
    .replaceAll("\n ", "\n");
}

async function postClosedChannel(deps: PublisherDeps, move: Move, by: PersonId, text: string): Promise<void> {
  try {
    await answerPrivately(chooseDecisionLane(deps), { by }, buildSentenceMessage(text));
  } catch (error) {
    if (!(error instanceof SlackRefused)) throw error;
    deps.log.warn({ move: moveId(move.name), err: error }, "Somebody could not be told that a channel is closed to Tandem");
  }
}

/** Says how the request reached its approvers. */
function sayBrought({ request, channel, people, of = people }: Elsewhere): string {
  const what = `Your request for ${VERB_WORDS[nameVerb(request.proposal)].vitess}`;
  if (channel !== undefined) return `${what} is in <#${channel}> instead, where the approvers are called.`;
  if (people === 0) return `${what} reached nobody as a message: the Home tab of Tandem lists it for each approver, so tell them.`;
  return `${what} went to ${people < of ? `${people} of ${formatCounted(of, "approver")}` : formatCounted(people, "approver")} as a direct message instead; the Home tab of Tandem lists it for each approver.`;
}

/** Slack's code if the channel refused the last message of a move; undefined if it took it, or if that is not known. */
export async function findClosedCode(records: PublisherDeps["records"], move: Move): Promise<string | undefined> {
  const told = readAnnounced((await records.message(toClosedChannelKey(move)))?.shows, move);
  return told !== undefined && told.told >= (await records.postedUpTo(moveId(move.name))) ? told.code : undefined;
}

function toClosedChannelKey({ name, channel }: Move): string {
  return `closed:${moveId(name)}:${channel}`;
}

/** What Tandem has announced about this very move: up to which line, and for which of Slack's codes. */
function readAnnounced(shows: string | undefined, { askedAt }: Move): { readonly told: number; readonly code: string } | undefined {
  const [asked = "", told = "", code = ""] = (shows ?? "").split(":");
  return asked === String(askedAt) ? { told: Number(told), code } : undefined;
}

/** The one thing that opens a channel to Tandem again, by the code with which Slack refused. */
export function sayRemedy(code: string): string {
  // Slack does not say whether a private channel is missing or merely lacks Tandem.
  if (code === "not_in_channel" || code === "channel_not_found") return "Type `/invite @Tandem` in it.";
  if (code === "is_archived") return "It is archived: somebody has to unarchive it.";
  if (code.startsWith("restricted_action")) return "Somebody who manages the channel has to allow Tandem to post there.";
  return "Whoever runs Tandem can look up this code of Slack's.";
}
