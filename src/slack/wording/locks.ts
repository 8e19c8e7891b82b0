import type { HeldLock } from "../../core/move/locks.ts";
import type { Instant, LockHolder } from "../../core/readings/readings.ts";
import { sayNext } from "./next-line.ts";
import { markCode } from "../text/escape.ts";
import { formatMoment } from "../text/times.ts";

/** Names what a lock covers: before Vitess 20 a workflow has no lock of its own, and an operation locks its keyspaces. */
export function nameLock({ keyspace }: Pick<LockHolder, "keyspace">): string {
  return keyspace === undefined ? "the workflow's lock" : `the lock on keyspace ${markCode(keyspace, 64)}`;
}

/** Says who holds a lock, where, since when: `SwitchTraffic` on `vtctld-2` holds … since 22:19 UTC. */
export function sayWhoHolds({ action, host, since }: LockHolder, what: string, now: Instant): string {
  return `${markCode(action, 60)} on ${markCode(host, 60)} holds ${what}${since === undefined ? "" : ` since ${formatMoment(since, now)}`}`;
}

/** Says how long a lock lasts and how it ends: no Vitess call removes it, only time or somebody at the topology service. */
export function listLockLines({ holder, path, lapsesBy }: HeldLock, now: Instant): readonly string[] {
  if (holder.keyspace !== undefined)
    return ["It is held while a step on a workflow of this keyspace goes on; one that a dead vtctld left lapses by itself within minutes."];
  return [
    lapsesBy === undefined
      ? "When it lapses is not known."
      : `It lapses by itself at ${formatMoment(lapsesBy, now)} at the latest. Start and stop work meanwhile.`,
    sayNext(
      "if that vtctld is certainly dead, have a Vitess DBA delete the lock in the topology service (here etcd, whose root for the global cell is often `/vitess/global`):",
    ),
    markCode(`etcdctl del --prefix /vitess${path}/`, 400),
  ];
}
