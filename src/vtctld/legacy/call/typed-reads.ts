import type { Keyspace, Shard } from "../../../core/vitess/names.ts";
import type { Caller } from "../../channel/caller.ts";
import type { Deadlines } from "../../channel/deadlines.ts";
import { createTypedCalls } from "../../typed/call/calls.ts";
import { createTypedVitess, type TypedVitess } from "../../typed/vitess.ts";

/** The typed calls that these releases already have. */
export interface TypedCalls extends TypedVitess {
  /** The position of a shard's primary in its own history; undefined if it did not report one. */
  primaryPosition(keyspace: Keyspace, shard: Shard): Promise<string | undefined>;
}

export function createTypedReads(caller: Caller, deadlines: Deadlines, major: number): TypedCalls {
  const release = () => Promise.resolve(major);
  const calls = createTypedCalls(caller, deadlines, release);
  return {
    ...createTypedVitess(caller, deadlines, release),
    async primaryPosition(keyspace, shard) {
      const { replication_statuses = {}, tablet_map = {} } = await calls.read("ShardReplicationPositions", { keyspace, shard });
      const primary = Object.entries(tablet_map).find(([, { type }]) => type === "PRIMARY");
      return primary === undefined ? undefined : replication_statuses[primary[0]]?.position;
    },
  };
}
