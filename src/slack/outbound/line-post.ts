import type { Entry } from "../../core/announce/entries.ts";
import type { Move } from "../../core/move/moves.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { toChannelId } from "../../core/people/people.ts";
import { moveId } from "../../core/vitess/names.ts";
import { Fault } from "../../operations/fault.ts";
import { formatTypedName } from "../text/move-name.ts";
import { mayBeAboutContent, RateLimited, toShownCode } from "../web-api/faults.ts";
import { buildSentenceMessage } from "../web-api/sentences.ts";
import { postEntry, type Thread } from "./entry-post.ts";
import { postOnce } from "./post-once.ts";
import { chooseDecisionLane, type PublisherDeps } from "./publisher.ts";
import { postRequest } from "./request-post.ts";

/** After an outage of this length every line would have had its chance; one that still fails where others pass is the reason itself. */
const TROUBLE_IS_THE_LINE_AFTER_MS = 10 * 60_000;

/**
 * Posts a line of a thread, once. If Slack takes no form of it but would take other words, a sentence about the line takes its place, so
 * that the lines behind it do not wait. Throws what {@link postEntry} throws if Slack does not take the sentence either.
 */
export async function postLine(deps: PublisherDeps, thread: Thread, situation: Situation, entry: Entry): Promise<void> {
  const { move } = situation.known;
  const refused = await findEarlierRefusal(deps, move, entry);
  if (refused !== undefined) return postInItsPlace(deps, thread, move, { entry, why: refused });
  try {
    await postAsItIs(deps, thread, situation, entry);
  } catch (error) {
    const why = await nameReason(deps, entry, error);
    if (why === undefined) throw error;
    // Remembered, because the refused line has used up what the channel takes in a second, and the sentence may have to wait for more.
    await deps.records.saveMessage(toRefusedKey(move), { channel: toChannelId(thread.channel), ts: "", shows: `${entry.seq} ${why}` });
    deps.log.error({ move: moveId(move.name), line: entry.body.kind, seq: entry.seq, err: error }, "Slack takes no form of a line");
    await postInItsPlace(deps, thread, move, { entry, why });
  }
}

async function postAsItIs(deps: PublisherDeps, thread: Thread, situation: Situation, entry: Entry): Promise<void> {
  if (entry.body.kind === "requested") await postRequest(deps, thread, situation.known.move, entry.body.requestId);
  else await postEntry(deps, thread, situation, entry);
}

/** Why other words may pass where this line did not; undefined if nothing speaks for that. */
async function nameReason(deps: PublisherDeps, entry: Entry, error: unknown): Promise<string | undefined> {
  if (mayBeAboutContent(error)) return `Slack answers \`${toShownCode(error)}\``;
  const isTrouble = error instanceof Fault && error.kind === "unreachable" && !(error instanceof RateLimited);
  const isLasting = isTrouble && (await deps.records.now()) - entry.at > TROUBLE_IS_THE_LINE_AFTER_MS;
  return isLasting ? "Slack fails each time" : undefined;
}

/** Why this line was refused by an earlier run. */
async function findEarlierRefusal({ records }: PublisherDeps, move: Move, { seq }: Entry): Promise<string | undefined> {
  const shows = (await records.message(toRefusedKey(move)))?.shows ?? "";
  return shows.startsWith(`${seq} `) ? shows.slice(`${seq} `.length) : undefined;
}

interface UnshownLine {
  readonly entry: Entry;
  readonly why: string;
}

async function postInItsPlace(deps: PublisherDeps, thread: Thread, move: Move, { entry, why }: UnshownLine): Promise<void> {
  const mark = { kind: "entry", move: moveId(move.name), seq: entry.seq, at: entry.at } as const;
  const place = { ...thread, broadcast: true };
  try {
    await postOnce(chooseDecisionLane(deps), place, buildSentenceMessage(sayUnshown(move, entry, why)), mark);
  } catch (error) {
    // Refused as well, so it is not about the line: that is what the next run posts.
    if (!(error instanceof RateLimited)) await deps.records.forgetMessage(toRefusedKey(move));
    throw error;
  }
  await deps.records.forgetMessage(toRefusedKey(move));
}

function toRefusedKey({ name }: Pick<Move, "name">): string {
  return `refused-line:${moveId(name)}`;
}

/** The sentence in the place of a line that Slack does not take, because `why`. */
export function sayUnshown({ name }: Pick<Move, "name">, { body }: Pick<Entry, "body">, why: string): string {
  if (body.kind === "requested") {
    return `A request for approval belongs here, and cannot be shown: ${why}. Approvers find it on the Home tab of Tandem, and can decide it there.`;
  }
  return `A line of this thread cannot be shown: ${why}. \`/movetables status ${formatTypedName(name)}\` shows how things are.`;
}
