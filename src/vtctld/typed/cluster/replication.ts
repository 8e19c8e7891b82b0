import type { Keyspace, Shard } from "../../../core/vitess/names.ts";
import { redact } from "../../../core/explain/redact/redact.ts";
import type { ReplicaHealth } from "../../../operations/ports.ts";
import type { Status__Output as ReplicationStatus } from "../../wire/generated/replicationdata/Status.ts";
import type { Tablet__Output as TabletMessage } from "../../wire/generated/topodata/Tablet.ts";
import type { Received } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";
import { readEnumName } from "../call/fields.ts";
import { decodeAlias } from "./topology.ts";

// MySQL's states of a replication thread, as Vitess numbers them.
const CONNECTING = 2;
const RUNNING = 3;

/** Leaves out the primary, which replicates from nobody. */
export async function readReplication(calls: Calls, keyspace: Keyspace, shard: Shard): Promise<readonly ReplicaHealth[]> {
  const { replication_statuses = {}, tablet_map = {} } = await calls.read("ShardReplicationPositions", { keyspace, shard });
  return Object.entries(tablet_map)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .filter(([, { type }]) => type !== "PRIMARY")
    .map(([alias, tablet]) => decodeReplicaHealth(shard, tablet, replication_statuses[alias] ?? {}));
}

function decodeReplicaHealth(
  shard: Shard,
  { alias = {}, type }: Received<TabletMessage>,
  status: Received<ReplicationStatus>,
): ReplicaHealth {
  const about = { tablet: decodeAlias(alias), shard, type: readEnumName(type, "UNKNOWN") };
  // A tablet that did not answer has an empty status.
  if (status.position === undefined) return { ...about, replicating: false, lastError: "the tablet did not tell its replication status" };
  const { io_state = 0, sql_state = 0, last_io_error = "", last_sql_error = "", replication_lag_seconds = 0 } = status;
  // Releases before 14 report no states.
  const tellsStates = status.io_state !== undefined || status.sql_state !== undefined;
  const reads = io_state === RUNNING || (io_state === CONNECTING && last_io_error === "");
  const replicating = tellsStates ? reads && sql_state === RUNNING : (status.source_host ?? "") !== "";
  return {
    ...about,
    replicating,
    ...(status.replication_lag_unknown === true || !replicating ? {} : { lagSeconds: replication_lag_seconds }),
    lastError: redact(last_io_error === "" ? last_sql_error : last_io_error),
  };
}
