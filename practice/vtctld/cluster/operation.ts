import type { SimulatorClock } from "./clock.ts";
import { findTablet, type Cluster, type Shard } from "./cluster.ts";
import { GONE, VtctldError, texts } from "./errors.ts";
import { formatKeyspaceLockPath, formatWorkflowLock, formatWorkflowLockPath, releaseLock, waitForLock, type LockHolder } from "./locks.ts";

/** The effects of a traffic switch in order; a fault can strike after each. Rules are saved first and served later. */
export const switchSteps = [
  "reads-saved",
  "reads-switched",
  "source-writes-denied",
  "caught-up",
  "streams-stopped",
  "reverse-created",
  "journal-created",
  "target-writes-allowed",
  "routing-saved",
  "routing-switched",
  "reverse-started",
  "streams-frozen",
] as const;

/** One effect of a traffic switch. */
export type SwitchStep = (typeof switchSteps)[number];

/** What a handler works with: the cluster, the time, and a way to notice that its client or vtctld itself is gone. */
export interface Operation {
  cluster: Cluster;
  clock: SimulatorClock;
  /** Aborted when the client goes away, and when vtctld is killed. */
  signal: AbortSignal;
  /** Marks an effect as done: it takes its time, and is where faults strike. */
  reached(step: SwitchStep): Promise<void>;
}

/** Ends the operation if its client is gone: its context is cancelled, as vtctld's is. */
export function stopIfGone(operation: Operation): void {
  if (operation.signal.aborted) throw operation.signal.reason instanceof Error ? operation.signal.reason : GONE;
}

/** A call that needs a dead tablet hangs until its client gives up. */
export async function hang(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : GONE);
    };
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

/** Hangs if the primary of one of the shards is gone, because vtctld calls each. One whose mysqld is gone answers so at once. */
export async function needPrimaries(operation: Operation, shards: readonly Shard[], call = "ReadVReplicationWorkflow"): Promise<void> {
  const primaries = shards.map((shard) => findTablet(operation.cluster, shard.primary));
  if (primaries.some((tablet) => tablet?.alive === false)) await hang(operation.signal);
  const silent = primaries.find((tablet) => tablet?.mysql === "down");
  if (silent !== undefined) throw new VtctldError(texts.mysqlDown(silent.alias, call));
}

/** Runs `work` under the named lock of a workflow, which exists since 20. A killed vtctld leaves the lock behind. */
export async function withWorkflowLock<Result>(
  operation: Operation,
  keyspace: string,
  workflow: string,
  action: string,
  work: () => Promise<Result>,
): Promise<Result> {
  if (operation.cluster.version < 20) return work();
  return withLock(operation, formatWorkflowLockPath(keyspace, workflow), action, formatWorkflowLock(keyspace, workflow), work);
}

/** Runs `work` under the lock of a keyspace. */
export async function withKeyspaceLock<Result>(
  operation: Operation,
  keyspace: string,
  action: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const path = formatKeyspaceLockPath(keyspace);
  // The call on a shard's controls adds no words of its own (recordings/v23.0.3/rescue-with-refresh, call 024).
  const timeoutText = action === "SetShardTabletControl" ? texts.lockControls(path) : texts.lockKeyspace(keyspace, path);
  return withLock(operation, path, action, timeoutText, work);
}

async function withLock<Result>(
  operation: Operation,
  path: string,
  action: string,
  timeoutText: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const { locks } = operation.cluster;
  const holder: LockHolder = await waitForLock(locks, path, action, operation.clock, operation.signal, timeoutText);
  try {
    return await work();
  } finally {
    // A killed process cannot release anything.
    if (!holder.abandoned) releaseLock(locks, path, holder);
  }
}
