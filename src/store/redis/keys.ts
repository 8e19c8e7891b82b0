import type { MoveId } from "../../core/vitess/names.ts";
import type { CopiedBetween } from "../../operations/records.ts";

/** Default for {@link createKeys}. The braces are a Redis Cluster hash tag, which keeps every key of Tandem in one slot. */
export const DEFAULT_PREFIX = "{tandem}";

/** The name of every key that the store writes. */
export type Keys = ReturnType<typeof createKeys>;

/** Key names under a prefix, which must have a hash tag because scripts touch several keys at once. Throws a TypeError if not. */
export function createKeys(prefix: string) {
  if (!/\{[^{}]+\}/.test(prefix)) throw new TypeError(`The key prefix "${prefix}" has no hash tag such as {tandem}`);
  return {
    record: (kind: string, id: string) => `${prefix}:${kind}:${id}`,
    index: (kind: string) => `${prefix}:index:${kind}`,
    ofMove: (moveId: MoveId) => `${prefix}:of-move:${moveId}`,
    committed: (mark: string) => `${prefix}:committed:${mark}`,
    endedMoves: () => `${prefix}:ended-moves`,
    outbox: () => `${prefix}:outbox`,
    reading: (moveId: MoveId) => `${prefix}:reading:${moveId}`,
    samples: (moveId: MoveId) => `${prefix}:samples:${moveId}`,
    sizes: (moveId: MoveId) => `${prefix}:sizes:${moveId}`,
    entries: (moveId: MoveId) => `${prefix}:entries:${moveId}`,
    entryKeys: (moveId: MoveId) => `${prefix}:entry-keys:${moveId}`,
    posted: (moveId: MoveId) => `${prefix}:posted:${moveId}`,
    message: (name: string) => `${prefix}:message:${name}`,
    snapshots: (cluster: string) => `${prefix}:snapshots:${cluster}`,
    snapshotRules: (cluster: string) => `${prefix}:snapshot-rules:${cluster}`,
    snapshotKeys: (cluster: string) => `${prefix}:snapshot-keys:${cluster}`,
    snapshotsInOrder: (cluster: string, kind: "before-steps" | "by-hand") => `${prefix}:snapshots-${kind}:${cluster}`,
    snapshotCount: () => `${prefix}:snapshot-count`,
    clusterNames: (cluster: string) => `${prefix}:names:${cluster}`,
    keyspaceNames: (cluster: string, keyspace: string) => `${prefix}:names:${cluster}/${keyspace}`,
    members: (groupId: string) => `${prefix}:members:${groupId}`,
    vdiffRuns: (cluster: string, workflow: string) => `${prefix}:vdiff-runs:${cluster}/${workflow}`,
    vdiffCounts: (id: string) => `${prefix}:vdiff-counts:${id}`,
    finishedCopies: ({ cluster, sourceKeyspace, targetKeyspace }: CopiedBetween) =>
      `${prefix}:finished-copies:${cluster}/${sourceKeyspace}/${targetKeyspace}`,
    turns: (cluster: string) => `${prefix}:turns:${cluster}`,
    lease: (name: string) => `${prefix}:lease:${name}`,
    budget: (name: string) => `${prefix}:budget:${name}`,
    line: (group: string) => [`${prefix}:line:${group}`, `${prefix}:line-turns:${group}`] as const,
    canaries: () => `${prefix}:canaries`,
    mark: () => `${prefix}:mark`,
    confirmed: (process: string) => `${prefix}:confirmed:${process}`,
    dangers: () => `${prefix}:dangers`,
    durable: () => `${prefix}:durable`,
    audit: () => `${prefix}:audit`,
    auditHead: () => `${prefix}:audit-head`,
  };
}
