import { moveId } from "../../core/names.ts";
import { Fault } from "../../operations/fault.ts";
import { renderNotice } from "../notice/message.ts";
import { cardKey } from "./card-post.ts";
import { isClosedChannel } from "./faults.ts";
import { forgetIntent, postOnce } from "./post-once.ts";
import type { PublisherDeps } from "./publisher.ts";

const LEASE_TTL_MS = 30_000;

/**
 * Posts a notice in the operators' channel, once. A channel that is closed to Tandem is logged and the notice is given up: an alarm that
 * comes days later would be a wrong word. Throws a Fault `busy` while another publisher is at it, and {@link RateLimited} when the lane's
 * budget is spent.
 */
export async function publishNotice(deps: PublisherDeps, id: string): Promise<void> {
  const notice = await deps.records.notices.get(id);
  if (notice === undefined || notice.posted) return;
  const lease = await deps.records.lease(`notice:${id}`, LEASE_TTL_MS);
  if (lease === undefined) throw new Fault("busy", `another publisher is at the notice ${id}`);
  const once = { client: deps.clients.decisions, records: deps.records, log: deps.log };
  const [place, mark] = [{ channel: notice.channel }, { kind: "notice", notice: id } as const];
  try {
    await postOnce(once, place, renderNotice(notice, await threadOf(deps, moveId(notice.body.move))), mark);
  } catch (error) {
    if (!isClosedChannel(error)) throw error;
    deps.log.error({ channel: notice.channel, notice: id }, "The operators' channel cannot be written: invite Tandem to it");
  } finally {
    await lease.release();
  }
  await deps.records.notices.change(id, (current) => ({ write: { ...current, posted: true }, result: undefined }));
  await forgetIntent(deps, place, mark);
}

/** A link to the move's own card, at whose thread people talk. */
async function threadOf({ records, links }: PublisherDeps, id: string): Promise<string | undefined> {
  const move = await records.moves.get(id);
  const card = move === undefined ? undefined : await records.message(cardKey(id, move.channel));
  return card === undefined ? undefined : links.of(card);
}
