import { findFollowed } from "../../core/move/moves.ts";
import { isGiven } from "../../core/operation/handover/handover.ts";
import { isBeforeWindow } from "../../core/operation/execution/executions.ts";
import { computeWindowWaitMs } from "../../core/operation/execution/timing.ts";
import { moveId } from "../../core/vitess/names.ts";
import type { VerbDeps } from "../deps.ts";
import type { Fault } from "../fault.ts";
import { handOver } from "../hand-over.ts";
import { followSilence } from "./follow-silence.ts";
import { listReminderJobs } from "../requests/remind-approvers.ts";
import { publishJobs, watchJob } from "../../core/announce/wanted-jobs.ts";
import { hasFreezeChanged } from "../policy/freezes.ts";

// Whoever received a younger command is probably still queueing it.
const LOST_AFTER_MS = 10_000;

// A process hands over its commit's jobs right after it. One that is slower does it twice, which is one job.
const NOT_HANDED_OVER_MS = 4_000;

/** Hands over the jobs left in the outbox. Returns the first Fault of those that could not be; they stay there. Idempotent. */
export async function sweepOutbox(deps: Pick<VerbDeps, "records" | "jobs">): Promise<Fault | undefined> {
  return handOver(deps, await deps.records.outbox(NOT_HANDED_OVER_MS));
}

/**
 * Hands over the jobs left in the outbox, and asks again for everything else that is left to do according to the records: commands, executions,
 * expiries, reminders, hand-overs, notices, thread lines, fleet messages, watches, freezes that begin or end, and the all clear of clusters that
 * answer again. Does not disturb what runs, because asking twice is one job. So neither a crash between a write and its job nor a lost queue
 * loses work. Throws at the end what could not be handed over.
 */
export async function sweep(deps: Pick<VerbDeps, "records" | "jobs" | "policy" | "clusters">): Promise<void> {
  const { records, jobs } = deps;
  const stillThere = await sweepOutbox(deps);
  const now = await records.now();
  for (const inbound of await records.inbox.pending()) {
    if (now - inbound.receivedAt > LOST_AFTER_MS) await jobs.ask({ job: "answer-command", inboundId: inbound.id });
  }
  for (const request of await records.requests.live()) {
    const { id, state, approveBy, move } = request;
    if (state.kind === "open") await jobs.ask({ job: "expire-request", requestId: id, at: approveBy });
    for (const job of listReminderJobs(request, deps.policy(move.cluster), now)) await jobs.ask(job);
  }
  for (const { id, state } of await records.executions.unsettled()) {
    const job = { job: "carry-out", executionId: id } as const;
    await (isBeforeWindow(state) ? jobs.ask(job, computeWindowWaitMs(state.hold, now)) : jobs.ask(job));
  }
  for (const handover of await records.handovers.unsettled()) {
    await jobs.ask({ job: isGiven(handover) ? "publish-handover" : "settle-handover", handoverId: handover.id });
  }
  for (const { id } of await records.notices.unposted()) await jobs.ask({ job: "publish-notice", id });

  for (const { channel } of await records.subscriptions.followed()) await jobs.ask({ job: "publish-fleet", channel });

  const made = await records.freezes();
  const keyspaces = new Set<string>();
  for (const move of await records.moves.active()) {
    const id = moveId(move.name);
    const { cluster, targetKeyspace } = move.name;
    if (!keyspaces.has(`${cluster}/${targetKeyspace}`)) await jobs.ask(watchJob(move.name));
    keyspaces.add(`${cluster}/${targetKeyspace}`);
    const vdiff = findFollowed(move)?.vdiff;
    if (vdiff !== undefined && vdiff.report === undefined) await jobs.ask({ job: "watch-vdiff", moveId: id });
    const [unposted] = await records.entries(id, await records.postedUpTo(id));
    if (unposted !== undefined) await jobs.ask({ job: "publish-thread", moveId: id });
    const freezes = made.find((one) => one.cluster === cluster);
    if (hasFreezeChanged(deps.policy(cluster), freezes, move, now)) for (const job of publishJobs(id)) await jobs.ask(job);
  }
  // What is read again is not announced by whoever reads it: others of the cluster may still be silent.
  for (const { cluster, alarms } of await records.clusterAlarms()) {
    const [first] = alarms;
    if (first !== undefined) await followSilence(deps, cluster, moveId(first.move));
  }
  if (stillThere !== undefined) throw stillThere;
}
