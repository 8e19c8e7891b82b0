import type { MoveName } from "../vitess/names.ts";
import type { Instant, LockHolder } from "../readings/readings.ts";

/** A workflow's lock that somebody holds: who, where it stands in the topology service, and when it lapses at the latest. */
export interface HeldLock {
  readonly holder: LockHolder;
  readonly path: string;
  /** Absent where it is not known since when it is held, and of a keyspace's lock, which lapses within minutes of its vtctld's death. */
  readonly lapsesBy?: Instant;
}

/** The lock of a vtctld that died goes with its lease at the latest (docs/facts/locks-and-deadlines.md#dead-vtctlds-lock). */
const A_LOCK_LASTS_MS = 24 * 60 * 60_000;

/** Who has held a workflow's lock for longest: whoever waits behind it is listed as well. Undefined when nobody does. */
export function heldLock(name: Omit<MoveName, "cluster">, holders: readonly LockHolder[]): HeldLock | undefined {
  const holder = longestHolder(holders);
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

/** The one of them that has held it for longest. */
export function longestHolder(holders: readonly LockHolder[]): LockHolder | undefined {
  return holders.toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0))[0];
}
