import { CANARY_QUEUES, type CanaryQueue } from "../../core/announce/canaries.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { notifyEveryChannel } from "../announce/notify.ts";
import type { CanariesSeen } from "../canaries.ts";
import type { VerbDeps } from "../deps.ts";
import { type Looking, lookUntilStopped, type LookLog } from "../look-until-stopped.ts";

/** How long no canary of a queue may have been done. A rolling update or a dead worker's lock takes a fraction of it. */
const SILENT_AFTER_MS = 60_000;

export const LOOK_AT_CANARIES_EVERY_MS = 5_000;

interface CanaryDeps extends Pick<VerbDeps, "records" | "jobs" | "clusters">, Looking {
  /** Posts a notice from this process: the job that would is not done either. Safe to call again. */
  post(noticeId: string): Promise<void>;
  /** Whether jobs are done. Called after each look. */
  found(areDone: boolean): void;
  readonly log: Pick<LookLog, "error" | "info" | "debug">;
}

/**
 * Looks again and again whether jobs are done, and says in each operators' channel when they have not been for a minute, and when they are
 * again: once, however many processes follow.
 */
export async function followCanaries(deps: CanaryDeps): Promise<void> {
  const { records, log } = deps;
  let looksSince: Instant | undefined;
  let areDone = true;
  await lookUntilStopped(deps, "Looking whether jobs are done", async () => {
    const begun = looksSince;
    // What happened while this process could not look says nothing: jobs cannot be done without the store either.
    looksSince = undefined;
    const seen = await records.canaries.look();
    const since = begun ?? seen.now;
    const silent = listSilent(seen);
    // Somebody else has looked for long enough, or this process has.
    const isLate = silent.length > 0 && (seen.lateSince !== undefined || seen.now - since > SILENT_AFTER_MS);
    if (isLate) {
      if (areDone) log.error({ queues: silent }, "No worker does the jobs of these queues");
      await announceLate(deps, seen, silent);
    } else if (silent.length === 0) {
      if (!areDone) log.info({}, "Jobs are done again");
      if (seen.lateSince !== undefined) await announceDoneAgain(deps, seen.lateSince, seen.now);
    }
    areDone = !isLate;
    deps.found(areDone);
    looksSince = since;
  });
}

function listSilent({ now, done }: CanariesSeen): readonly CanaryQueue[] {
  return CANARY_QUEUES.filter((queue) => now - (done.get(queue) ?? 0) > SILENT_AFTER_MS);
}

async function announceLate(deps: CanaryDeps, { done, now }: CanariesSeen, queues: readonly CanaryQueue[]): Promise<void> {
  const first = Math.min(...queues.map((queue) => done.get(queue) ?? now - SILENT_AFTER_MS));
  const since = await deps.records.canaries.noteLate(first);
  const body = { kind: "jobs-late", since, queues } as const;
  for (const id of await notifyEveryChannel(deps, `jobs-late:${since}`, body)) await deps.post(id);
}

async function announceDoneAgain(deps: CanaryDeps, since: Instant, at: Instant): Promise<void> {
  await notifyEveryChannel(deps, `jobs-done-again:${since}`, { kind: "jobs-done-again", since, at });
  await deps.records.canaries.noteDoneAgain();
}
