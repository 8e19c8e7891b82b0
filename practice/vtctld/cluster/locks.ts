import type { SimulatorClock } from "./clock.ts";
import { VtctldError, texts } from "./errors.ts";

/** vtctld's `--lock-timeout`: how long an operation waits for a lock before it gives up. */
export const lockTimeoutMs = 45_000;

/** A node under a lock's path: who holds it. Stays if its holder was killed, until somebody removes it. */
export interface LockHolder {
  id: string;
  action: string;
  at: number;
  version: number;
  /** Its holder was killed: nobody will release it. */
  abandoned: boolean;
  /** When the lease of a killed holder ends, and the lock with it; missing means that it stays. */
  lapsesAt?: number;
}

/** Locks by their path in the topology, without the root: `/global/internal/named_locks/customer/wf/locks`. */
export interface LockTable {
  held: Map<string, LockHolder>;
  nextId: bigint;
  nextVersion: number;
}

export function createLocks(): LockTable {
  return { held: new Map(), nextId: 7668682366026763778n, nextVersion: 4518 };
}

export function formatWorkflowLockPath(keyspace: string, workflow: string): string {
  return `/global/internal/named_locks/${keyspace}/${workflow}/locks`;
}

export function formatKeyspaceLockPath(keyspace: string): string {
  return `/global/keyspaces/${keyspace}/locks`;
}

/** Takes a lock at once, or returns that somebody holds it. */
export function takeLock(locks: LockTable, path: string, action: string, now: number): LockHolder | undefined {
  const before = locks.held.get(path);
  if (before !== undefined && now < (before.lapsesAt ?? Infinity)) return undefined;
  const holder: LockHolder = { id: String(locks.nextId), action, at: now, version: locks.nextVersion++, abandoned: false };
  locks.nextId += 58n;
  locks.held.set(path, holder);
  return holder;
}

/** Releases a lock if it is still this holder's. */
export function releaseLock(locks: LockTable, path: string, holder: LockHolder): void {
  if (locks.held.get(path)?.id === holder.id) locks.held.delete(path);
}

const lookAgainMs = 100;

/** Waits for a lock as vtctld does; after 45 s of the simulator's clock it throws `timeoutText`. */
export async function waitForLock(
  locks: LockTable,
  path: string,
  action: string,
  clock: SimulatorClock,
  signal: AbortSignal,
  timeoutText: string,
): Promise<LockHolder> {
  const giveUpAt = clock.now() + lockTimeoutMs;
  for (;;) {
    const holder = takeLock(locks, path, action, clock.now());
    if (holder !== undefined) return holder;
    const left = giveUpAt - clock.now();
    if (left <= 0) throw new VtctldError(timeoutText);
    await clock.sleep(Math.min(left, lookAgainMs), signal);
  }
}

/** The text of a lock's node as GetTopologyPath shows it. */
export function formatHolder(holder: LockHolder): string {
  const time = new Date(holder.at).toISOString().replace(/\.\d+Z$/, "Z");
  return JSON.stringify(
    { Action: holder.action, HostName: "localhost", UserName: "vitess", Time: time, Options: {}, Status: "Running" },
    null,
    2,
  );
}

/** The same before 18, which ends with the time (docs/facts/old-releases.md#keyspace-lock-holders). */
export function formatLegacyHolder(holder: LockHolder): string {
  const time = new Date(holder.at).toISOString().replace(/\.\d+Z$/, "Z");
  return JSON.stringify({ Action: holder.action, HostName: "localhost", UserName: "vitess", Time: time }, null, 2);
}

/** The error after a wait for a workflow's lock that was not granted. */
export function formatWorkflowLock(keyspace: string, workflow: string): string {
  return texts.lockWorkflow(keyspace, workflow, formatWorkflowLockPath(keyspace, workflow));
}

/** vtctld was killed: its locks will not be released; keyspace locks expire with their lease, workflow locks stay. */
export function abandonLocks(locks: LockTable, now: number, keyspaceLocksOutliveMs: number): void {
  for (const [path, holder] of locks.held) {
    holder.abandoned = true;
    if (!path.startsWith("/global/keyspaces/")) continue;
    if (keyspaceLocksOutliveMs > 0) holder.lapsesAt = now + keyspaceLocksOutliveMs;
    else locks.held.delete(path);
  }
}
