import { moveId as idOf, type MoveId } from "../../core/vitess/names.ts";
import type { MoveView } from "../../core/command/answers.ts";
import type { Entry } from "../../core/announce/entries.ts";
import { awaitDurable } from "../../operations/durable.ts";
import { Fault } from "../../operations/fault.ts";
import type { Lease } from "../../operations/records.ts";
import { ensureCard } from "./card-post.ts";
import { announceClosedChannel } from "./closed-channel.ts";
import { isClosedChannel, isMessageGone } from "../web-api/faults.ts";
import { loadMoveView } from "../../operations/moves/load-view.ts";
import { chooseDecisionLane, type PublisherDeps } from "./publisher.ts";
import { postRequestElsewhere, refreshElsewhere } from "./request-elsewhere.ts";
import { sayEntry } from "./entry-post.ts";
import { postLine } from "./line-post.ts";
import { refreshRequests } from "./request-post.ts";
import { runWhenFree } from "./when-free.ts";

/**
 * Brings a move's thread up to date with the records: posts its card if there is none, its requests' messages, and every missing line, in
 * order, each once. Running it again, or twice at once, posts nothing twice. If Tandem cannot write to the channel the call ends and
 * notifies the person who began the move; the lines wait for the next call, and requests reach their approvers another way. Throws a Fault
 * `busy` while another publisher is at the same thread, and {@link RateLimited} when the lane's budget is spent.
 */
export async function publishThread(deps: PublisherDeps, moveId: MoveId): Promise<void> {
  await runWhenFree(deps, `thread:${moveId}`, { what: `the thread of ${moveId}` }, (lease) => publishHeld(deps, lease, moveId));
}

async function publishHeld(deps: PublisherDeps, lease: Lease, moveId: MoveId): Promise<void> {
  // Before the situation they are said in: a line must not be told with what was true before it was written.
  const lines = await deps.records.entries(moveId, await deps.records.postedUpTo(moveId));
  if (lines.length > 0) await awaitDurable(deps);
  const view = await loadMoveView(deps, moveId);
  if (view === undefined) return;
  await refreshElsewhere(deps, moveId);
  try {
    await bringUpToDate(deps, lease, view, lines);
  } catch (error) {
    if (!isClosedChannel(error)) throw error;
    const waiting = await deps.records.entries(moveId, await deps.records.postedUpTo(moveId));
    const brought = await postRequestElsewhere(deps, waiting);
    const newest = waiting.at(-1);
    const latest = newest === undefined ? undefined : await sayEntry(deps, view.situation, newest);
    await announceClosedChannel(deps, view.situation.known.move, error, { upTo: newest?.seq, latest, brought });
  }
}

async function bringUpToDate(deps: PublisherDeps, lease: Lease, view: MoveView, lines: readonly Entry[]): Promise<void> {
  const lane = chooseDecisionLane(deps);
  const { situation } = view;
  const { move } = situation.known;
  const { channel } = move;
  const moveId = idOf(move.name);
  let card = await ensureCard(deps, lane, view, { channel });
  const edits = await tryEdits(() => refreshRequests(deps, moveId, { channel, threadTs: card.ts }, move));

  for (const entry of lines) {
    if (!(await lease.renew())) throw new Fault("busy", `the lease on the thread of ${moveId} was lost`);
    try {
      await postLine(deps, { channel, threadTs: card.ts }, situation, entry);
    } catch (error) {
      if (!isMessageGone(error)) throw error;
      deps.log.warn({ move: moveId }, "The head of a thread was deleted; the thread goes on under a new card");
      card = await ensureCard(deps, lane, view, { channel, gone: card.ts });
      await postLine(deps, { channel, threadTs: card.ts }, situation, entry);
    }
    await deps.records.setPostedUpTo(moveId, entry.seq + 1);
  }
  if (edits !== undefined) throw edits;
}

/** What the edits failed with: the lines do not wait for an edit that Slack does not take now, or never. */
async function tryEdits(edit: () => Promise<void>): Promise<Fault | undefined> {
  try {
    await edit();
    return undefined;
  } catch (error) {
    if (!(error instanceof Fault) || isClosedChannel(error)) throw error;
    return error;
  }
}
