import { type Handover, isGiven, isStillMeant, isUnsettled } from "../../core/operation/handover/handover.ts";
import { moveId } from "../../core/vitess/names.ts";
import { renderHandover } from "../handover/message.ts";
import type { Message } from "../blocks/message.ts";
import { isClosedChannel, isMessageGone, SlackRefused } from "../web-api/faults.ts";
import { answerPrivately } from "../web-api/private-answer.ts";
import { buildSentenceMessage } from "../web-api/sentences.ts";
import { update } from "../web-api/send.ts";
import { loadMoveView } from "../../operations/moves/load-view.ts";
import { listPeopleInSituation } from "./move-facts.ts";
import { PAST_MESSAGE_KEPT_MS } from "./past-message.ts";
import { forgetIntent, postOnce } from "./post-once.ts";
import { chooseDecisionLane, type PublisherDeps } from "./publisher.ts";
import { runWhenFree } from "./when-free.ts";

/**
 * Posts the message of a hand-over once, and shows on it who accepted. If the channel is closed to Tandem, the giver hears of it instead.
 * Throws a Fault `busy` while another publisher is at it, and {@link RateLimited} when the lane's budget is spent.
 */
export async function publishHandover(deps: PublisherDeps, handoverId: string): Promise<void> {
  await runWhenFree(deps, `handover:${handoverId}`, { what: `the hand-over ${handoverId}` }, async () => {
    const handover = await deps.records.handovers.get(handoverId);
    // Whoever gives the moves asks for this again; to show an acceptance before would end what the sweep knows of it.
    if (handover === undefined || !isUnsettled(handover) || !isGiven(handover)) return;
    try {
      await show(deps, handover);
    } catch (error) {
      if (!isClosedChannel(error)) throw error;
      await tellGiver(deps, handover);
    }
    await deps.records.handovers.change(handoverId, (current) => ({
      write: { ...current, shown: handover.state.kind },
      result: undefined,
    }));
  });
}

async function show(deps: PublisherDeps, handover: Handover): Promise<void> {
  const { records } = deps;
  const key = `handover:${handover.id}`;
  const sent = await records.message(key);
  if (sent !== undefined) {
    try {
      return await update(chooseDecisionLane(deps), sent, await draw(deps, handover, false));
    } catch (error) {
      // Somebody deleted it; the threads say who is in charge.
      if (!isMessageGone(error)) throw error;
      return;
    }
  }
  const [place, mark] = [{ channel: handover.channel }, { kind: "handover", handover: handover.id } as const];
  const ts = await postOnce(chooseDecisionLane(deps), place, await draw(deps, handover, handover.state.kind === "offered"), mark);
  // It is edited once more, within the shift in which the offer can be accepted.
  await records.saveMessage(key, { channel: handover.channel, ts, shows: handover.state.kind }, PAST_MESSAGE_KEPT_MS);
  await forgetIntent(deps, place, mark);
}

async function draw(deps: PublisherDeps, handover: Handover, mention: boolean): Promise<Message> {
  const { by, to, state } = handover;
  const named = state.kind === "accepted" ? (state.given ?? []) : handover.moves;
  const loaded = await Promise.all(named.map((name) => loadMoveView(deps, moveId(name))));
  const moveViews = loaded.filter((view) => view !== undefined).filter(({ situation }) => isStillMeant(handover, situation.known.move));
  const names = await deps.names.of([
    by,
    ...(to === undefined ? [] : [to]),
    ...(state.kind === "accepted" ? [state.by] : []),
    ...moveViews.flatMap(({ situation }) => listPeopleInSituation(situation)),
  ]);
  return renderHandover(handover, { moveViews, now: await deps.records.now(), names, mention });
}

async function tellGiver(deps: PublisherDeps, { id, by, channel }: Handover): Promise<void> {
  const words = `Slack took no post of Tandem's in <#${channel}>, so your hand-over is not there. Invite Tandem with \`/invite @Tandem\` and type \`/movetables handover\` again.`;
  try {
    await answerPrivately(chooseDecisionLane(deps), { by }, buildSentenceMessage(words));
  } catch (error) {
    if (!(error instanceof SlackRefused)) throw error;
    deps.log.warn({ handover: id, err: error }, "Somebody could not be told that a hand-over was not posted");
  }
}
