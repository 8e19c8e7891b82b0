import { findFollowed } from "../../core/move/moves.ts";
import { type ChannelId, toPersonId } from "../../core/people/people.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { type MoveName, moveId } from "../../core/vitess/names.ts";
import { renderVDiffProgress, type VDiffShown } from "../vdiff/progress.ts";
import { isClosedChannel, isMessageGone, RateLimited } from "../web-api/faults.ts";
import { update } from "../web-api/send.ts";
import { chooseProgressLane, type PublisherDeps } from "./publisher.ts";
import { hashShown } from "./shown.ts";
import { readJsonObject } from "../text/json-object.ts";

// A VDiff is looked at every 3 s; this leaves most of the workspace's edits to the cards.
const EDIT_EVERY_MS = 10_000;

/** What the message of a VDiff shows, as recorded beside its ts. */
interface KeptVDiff extends VDiffShown {
  readonly at: number;
  readonly words: string;
}

/** Remembers the line that says that a VDiff was started: from then on that message shows how far it is. */
export async function followVDiffInMessage(
  deps: PublisherDeps,
  name: MoveName,
  place: { readonly channel: ChannelId; readonly ts: string },
  shown: VDiffShown,
): Promise<void> {
  const kept: KeptVDiff = { uuid: shown.uuid, by: shown.by, at: 0, words: "" };
  await deps.records.saveMessage(toVDiffKey(name), { ...place, shows: JSON.stringify(kept) });
}

/**
 * Edits the message of the move's last VDiff: how far it is, and once that it has ended. Returns for how many milliseconds it held an edit
 * back. Running it again sends nothing. `next`: a VDiff whose message is about to be posted; its own is left alone.
 */
export async function refreshVDiffMessage(deps: PublisherDeps, { known, now }: Situation, next?: string): Promise<number | undefined> {
  const { name } = known.move;
  const key = toVDiffKey(name);
  const sent = await deps.records.message(key);
  const kept = sent === undefined ? undefined : decodeKept(sent.shows);
  if (sent === undefined || kept === undefined || kept.uuid === next) return undefined;
  const vdiff = findFollowed(known.move)?.vdiff;
  const isRunning = vdiff?.uuid === kept.uuid && vdiff.report === undefined;
  const waitMs = kept.at + EDIT_EVERY_MS - now;
  if (isRunning && waitMs > 0) return waitMs;
  const names = await deps.names.of([kept.by]);
  const message = renderVDiffProgress(kept, { name, vdiff, now, names });
  const words = hashShown(JSON.stringify(message.blocks));
  try {
    if (words !== kept.words) await update(chooseProgressLane(deps, isRunning ? "numbers" : "state"), sent, message);
  } catch (error) {
    if (error instanceof RateLimited) return error.retryAfterMs;
    if (!isMessageGone(error) && !isClosedChannel(error)) throw error;
    await deps.records.forgetMessage(key);
    return undefined;
  }
  // A newer VDiff may have been posted meanwhile.
  if ((await deps.records.message(key))?.ts !== sent.ts) return undefined;
  if (isRunning) await deps.records.saveMessage(key, { ...sent, shows: JSON.stringify({ ...kept, at: now, words }) });
  else await deps.records.forgetMessage(key);
  return undefined;
}

function toVDiffKey(name: MoveName): string {
  return `vdiff:${moveId(name)}`;
}

/** Undefined for anything that this file did not write. */
function decodeKept(text: string): KeptVDiff | undefined {
  const { uuid, by, at, words }: Partial<Record<keyof KeptVDiff, unknown>> = readJsonObject(text) ?? {};
  if (typeof uuid !== "string" || typeof by !== "string" || typeof at !== "number" || typeof words !== "string") return undefined;
  return { uuid, by: toPersonId(by), at, words };
}
