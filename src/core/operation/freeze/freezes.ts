import type { PersonId } from "../../people/people.ts";
import type { Instant } from "../../readings/readings.ts";
import type { ClusterName, Keyspace } from "../../vitess/names.ts";

/** What somebody froze by a command: while it lasts, nothing that takes approvals runs there. */
export interface Freeze {
  /** Absent: the whole cluster. */
  readonly keyspace?: Keyspace;
  readonly by: PersonId;
  readonly at: Instant;
  /** Absent: until somebody thaws it. */
  readonly until?: Instant;
  readonly reason: string;
  /** Somebody else asked to thaw it; a second person has to agree. */
  readonly thaw?: AskedThaw;
}

/** `isApprover`: whether the asker may approve, so that any second person is enough. */
export interface AskedThaw {
  readonly by: PersonId;
  readonly at: Instant;
  readonly reason: string;
  readonly isApprover: boolean;
}

/** The freezes of one cluster. `done`: the ids of the commands that changed them last, so that none of them counts twice. */
export interface Freezes {
  readonly cluster: ClusterName;
  readonly freezes: readonly Freeze[];
  readonly done: readonly string[];
}

/** A freeze that tandem.yaml plans; `keyspaces` empty: the whole cluster. */
export interface PlannedFreeze {
  readonly keyspaces: readonly string[];
  readonly from: Instant;
  /** The first moment at which it is over. */
  readonly until: Instant;
  readonly reason: string;
}

/** A freeze that is on now, as people read it. */
export interface FreezeNow {
  /** Absent: the whole cluster. */
  readonly keyspace?: string;
  /** Absent: the policy planned it. */
  readonly by?: PersonId;
  readonly until?: Instant;
  readonly reason: string;
}

/** Every freeze of a cluster that is on now: those of commands in the order in which they were made, then those that the policy planned. */
export function listFreezes(
  planned: readonly PlannedFreeze[] = [],
  made: Pick<Freezes, "freezes"> | undefined,
  now: Instant,
): readonly FreezeNow[] {
  const byCommand = (made?.freezes ?? []).filter((one) => isFreezeOn(one, now)).map(toFreezeNow);
  const byPolicy = planned
    .filter(({ from, until }) => from <= now && now < until)
    .flatMap(({ keyspaces, until, reason }): readonly FreezeNow[] =>
      keyspaces.length === 0 ? [{ until, reason }] : keyspaces.map((keyspace) => ({ keyspace, until, reason })),
    );
  return [...byCommand, ...byPolicy];
}

/** False once its time is up. */
export function isFreezeOn({ until }: Freeze, now: Instant): boolean {
  return until === undefined || now < until;
}

/** Without what is nobody's business but Tandem's. */
export function toFreezeNow({ at: _at, thaw: _thaw, ...shown }: Freeze): FreezeNow {
  return shown;
}

/**
 * The freeze that is on any of these keyspaces, or on their whole cluster; of several the one that ends last. `"all"`: what changes the
 * whole cluster, such as a restore of whole documents, meets every freeze.
 */
export function findFreeze(freezes: readonly FreezeNow[], keyspaces: readonly string[] | "all"): FreezeNow | undefined {
  return freezes
    .filter(({ keyspace }) => keyspace === undefined || keyspaces === "all" || keyspaces.includes(keyspace))
    .reduce<FreezeNow | undefined>((last, one) => (last === undefined || endOf(one) > endOf(last) ? one : last), undefined);
}

export function isSameFreeze(one: FreezeNow, other: FreezeNow): boolean {
  return one.keyspace === other.keyspace && one.by === other.by && one.until === other.until && one.reason === other.reason;
}

function endOf({ until = Number.POSITIVE_INFINITY }: FreezeNow): number {
  return until;
}
