import { listFreezers } from "../wording/freezes.ts";
import { moveId } from "../../core/vitess/names.ts";
import type { NoticeBody } from "../../core/announce/notices.ts";
import type { PersonId } from "../../core/people/people.ts";
import { type NoticeFacts, renderNotice } from "../move/notice.ts";
import { isClosedChannel } from "../web-api/faults.ts";
import { loadMoveView } from "../../operations/moves/load-view.ts";
import { listPeopleInSituation } from "./move-facts.ts";
import { rememberButtons } from "./passing-buttons.ts";
import { forgetIntent, postOnce } from "./post-once.ts";
import { chooseDecisionLane, type PublisherDeps } from "./publisher.ts";
import { runWhenFree } from "./when-free.ts";
import { toCardKey } from "../move/card-key.ts";

/**
 * Posts a notice in the operators' channel, once. If that channel is closed to Tandem it logs the notice and gives up: an alarm that
 * arrives days later would mislead. Throws a Fault `busy` while another publisher is at it, and {@link RateLimited} when the lane's budget
 * is spent.
 */
export async function publishNotice(deps: PublisherDeps, id: string): Promise<void> {
  const notice = await deps.records.notices.get(id);
  if (notice === undefined || notice.posted) return;
  const [place, mark] = [{ channel: notice.channel }, { kind: "notice", notice: id } as const];
  await runWhenFree(deps, `notice:${id}`, { what: `the notice ${id}` }, async () => {
    try {
      const facts = await loadNoticeFacts(deps, notice.body);
      const message = renderNotice(notice, facts);
      const ts = await postOnce(chooseDecisionLane(deps), place, message, mark);
      const about = facts.situation?.known.move.name;
      if (about !== undefined) await rememberButtons(deps, about, { channel: notice.channel, ts, at: notice.at, ...message });
    } catch (error) {
      if (!isClosedChannel(error)) throw error;
      deps.log.error({ channel: notice.channel, notice: id }, "The operators' channel cannot be written: invite Tandem to it");
    }
  });
  await deps.records.notices.change(id, (current) => ({ write: { ...current, posted: true }, result: undefined }));
  await forgetIntent(deps, place, mark);
}

/** Loads the move as it is now, and a link to its card, in whose thread people talk. */
async function loadNoticeFacts(deps: PublisherDeps, body: NoticeBody): Promise<NoticeFacts> {
  const view = "move" in body ? await loadMoveView(deps, moveId(body.move)) : undefined;
  if (view === undefined) return { now: await deps.records.now(), names: await deps.names.of(listPeopleInNotice(body)) };
  const { situation } = view;
  const { name, channel } = situation.known.move;
  const card = await deps.records.message(toCardKey(moveId(name), channel));
  const thread = card === undefined ? undefined : await deps.links.of(card);
  const names = await deps.names.of([...listPeopleInSituation(situation), ...listPeopleInNotice(body)]);
  return { now: situation.now, situation, names, ...(thread === undefined ? {} : { thread }) };
}

function listPeopleInNotice(body: NoticeBody): readonly PersonId[] {
  if (body.kind === "freeze") return listFreezers(body.freeze);
  if (body.kind === "thawed" || body.kind === "thaw-asked") return [body.by, ...(body.askedBy === undefined ? [] : [body.askedBy])];
  if (body.kind === "glass-broken") return [body.by];
  return "takenBy" in body && body.takenBy !== undefined ? [body.takenBy.by] : [];
}
