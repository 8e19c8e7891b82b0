import type { MoveName } from "../vitess/names.ts";
import type { Instant, LockHolder } from "../readings/readings.ts";

/** A lock that blocks a workflow: its holder, its path in the topology service, and when it lapses at the latest. */
export interface HeldLock {
  readonly holder: LockHolder;
  readonly path: string;
  /** Absent if the start of the lock is unknown, and for a keyspace's lock, which lapses within minutes of its vtctld's death. */
  readonly lapsesBy?: Instant;
}

/** The lock of a dead vtctld goes with its lease at the latest (docs/facts/locks-and-deadlines.md#dead-vtctlds-lock). */
const A_LOCK_LASTS_MS = 24 * 60 * 60_000;

/** The lock that has been held longest, since Vitess lists whoever waits behind it as well. Undefined if nobody holds one. */
export function findHeldLock(name: Omit<MoveName, "cluster">, holders: readonly LockHolder[]): HeldLock | undefined {
  const holder = findLongestHolder(holders);
  if (holder === undefined) return undefined;
  return {
    holder,
    path:
      holder.keyspace === undefined
        ? `/global/internal/named_locks/${name.targetKeyspace}/${name.workflow}/locks`
        : `/global/keyspaces/${holder.keyspace}/locks`,
    ...(holder.since === undefined || holder.keyspace !== undefined ? {} : { lapsesBy: holder.since + A_LOCK_LASTS_MS }),
  };
}

/** The holder that has held its lock longest. */
export function findLongestHolder(holders: readonly LockHolder[]): LockHolder | undefined {
  return holders.toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0))[0];
}
