import { moveId } from "../../core/names.ts";
import { recordVotes } from "../requests/cast-vote.ts";
import type { VerbDeps } from "../deps.ts";

// Younger work is still in the hands of whoever wrote it.
const LOST_AFTER_MS = 10_000;

/**
 * Finds everything that the records say is left to do and asks for its job again: commands, votes, executions, expiries, notices,
 * thread lines, watches. What runs already is not disturbed, because asking twice is one job. So a crash between a write and its job loses nothing.
 */
export async function sweep(deps: Pick<VerbDeps, "records" | "jobs">): Promise<void> {
  const { records, jobs } = deps;
  const now = await records.now();
  for (const inbound of await records.inbox.pending()) {
    if (now - inbound.receivedAt > LOST_AFTER_MS) await jobs.answerCommand(inbound.id);
  }
  for (const request of await records.requests.live()) {
    await recordVotes(records, request);
    if (request.state.kind === "approved") await jobs.carryOut(request.id);
    else await jobs.expireRequest(request.id, request.approveBy);
  }
  for (const execution of await records.executions.unsettled()) await jobs.carryOut(execution.id);

  for (const notice of await records.notices.unposted()) await jobs.publishNotice(notice.id);

  const keyspaces = new Set<string>();
  for (const move of await records.moves.active()) {
    const id = moveId(move.name);
    const { cluster, targetKeyspace } = move.name;
    if (!keyspaces.has(`${cluster}/${targetKeyspace}`)) await jobs.watchKeyspace(cluster, targetKeyspace);
    keyspaces.add(`${cluster}/${targetKeyspace}`);
    if (move.vdiff?.reported === false) await jobs.watchVDiff(id);
    const [unposted] = await records.entries(id, await records.postedUpTo(id));
    if (unposted !== undefined) await jobs.publishThread(id);
  }
}
