import {
  findTablet,
  formatAlias,
  formatGtidPosition,
  listTabletsInKeyspace,
  sortShards,
  type Cluster,
  type Tablet,
} from "../cluster/cluster.ts";
import { VtctldError, texts } from "../cluster/errors.ts";
import { hang, type Operation } from "../cluster/operation.ts";
import type {
  GetSchemaMigrationsRequest,
  KeyspaceRequest,
  ShardRequest,
  TabletRequest,
  ValidateKeyspaceRequest,
} from "../cluster/requests.ts";
import { encodeTablet } from "../cluster/topology-answers.ts";

export function requireTablet(cluster: Cluster, request: TabletRequest): Tablet {
  const alias = request.tablet_alias ?? { cell: "", uid: 0 };
  const tablet = findTablet(cluster, alias);
  if (tablet === undefined) throw new VtctldError(texts.noNode(`/${alias.cell}/tablets/${formatAlias(alias)}/Tablet`));
  return tablet;
}

/** What Vitess' own builds report about themselves: their build time and source, of which neither is in them. */
const NO_NUMBER = "{  -62135596800 }";

/** GetVersion: vtctld reads the tablet's own web page. */
export async function answerVersion(operation: Operation, request: TabletRequest): Promise<object> {
  const tablet = requireTablet(operation.cluster, request);
  if (!tablet.alive) {
    const at = `http://${tablet.hostname}:${15_000 + tablet.alias.uid}/debug/vars`;
    throw new VtctldError(`Get "${at}": dial tcp 127.0.0.1:${15_000 + tablet.alias.uid}: connect: connection refused`);
  }
  return { version: tablet.version ?? NO_NUMBER };
}

function encodeReplication(cluster: Cluster, tablet: Tablet): object {
  const shard = cluster.keyspaces.get(tablet.keyspace)?.shards.get(tablet.shard);
  const position = shard === undefined ? "" : `MySQL56/${formatGtidPosition(shard)}`;
  if (tablet.type === "PRIMARY") return { position };
  const { running = true, lagSeconds = 0, lagUnknown = false, error = "" } = tablet.replication ?? {};
  return {
    position,
    replication_lag_seconds: lagSeconds,
    replication_lag_unknown: lagUnknown,
    source_host: tablet.hostname,
    source_port: 17_000 + (shard?.primary.uid ?? 0),
    connect_retry: 10,
    relay_log_position: position,
    file_position: "FilePos/vt-bin.000002:1",
    relay_log_source_binlog_equivalent_position: "FilePos/vt-bin.000002:1",
    relay_log_file_position: "FilePos/vt-relay-bin.000002:1",
    source_server_id: 1,
    source_uuid: shard?.gtid.uuid ?? "",
    io_state: running ? 3 : 1,
    sql_state: running ? 3 : 1,
    last_io_error: error,
    source_user: "vt_repl",
    auto_position: true,
    ssl_allowed: true,
  };
}

function encodeByAlias(message: (tablet: Tablet) => object, some: readonly Tablet[]): object {
  return Object.fromEntries(some.map((tablet) => [formatAlias(tablet.alias), message(tablet)]));
}

/** ShardReplicationPositions: a tablet that does not answer appears only in the map of tablets. */
export function answerReplication(cluster: Cluster, request: ShardRequest): object {
  if (cluster.keyspaces.get(request.keyspace)?.shards.has(request.shard) !== true) {
    throw new VtctldError(texts.noNode(`/global/keyspaces/${request.keyspace}/shards/${request.shard}/Shard`));
  }
  const tablets = listTabletsInKeyspace(cluster, request.keyspace, request.shard);
  return {
    replication_statuses: encodeByAlias(
      (tablet) => encodeReplication(cluster, tablet),
      tablets.filter(({ alive }) => alive),
    ),
    tablet_map: encodeByAlias((tablet) => encodeTablet(cluster, tablet), tablets),
  };
}

/** GetFullStatus, as far as it is about replication and the binary log. */
export async function answerFullStatus(operation: Operation, request: TabletRequest): Promise<object> {
  const tablet = requireTablet(operation.cluster, request);
  if (!tablet.alive) await hang(operation.signal);
  const isPrimary = tablet.type === "PRIMARY";
  return {
    status: {
      ...(isPrimary ? {} : { replication_status: encodeReplication(operation.cluster, tablet) }),
      read_only: !isPrimary,
      super_read_only: !isPrimary,
      gtid_mode: "ON",
      binlog_format: "ROW",
      binlog_row_image: tablet.rowImage ?? "FULL",
      log_bin_enabled: true,
      tablet_type: tablet.type,
    },
  };
}

/** PingTablet: vtctld never reports that a tablet is gone (recordings/v23.0.3/failures, call 007). */
export async function answerPing(operation: Operation, request: TabletRequest): Promise<object> {
  if (!requireTablet(operation.cluster, request).alive) await hang(operation.signal);
  return {};
}

/** How long vtctld tries to ping a dead tablet. */
const pingTimeoutMs = 15_000;

/** ValidateKeyspace succeeds whatever it finds. */
export async function validateAnswer(operation: Operation, request: ValidateKeyspaceRequest): Promise<object> {
  const { cluster } = operation;
  const keyspace = cluster.keyspaces.get(request.keyspace);
  if (keyspace === undefined) {
    const path = texts.noNode(`/global/keyspaces/${request.keyspace}/shards/`);
    return { results: [`TopologyServer.GetShardNames(${request.keyspace}) failed: ${path}`] };
  }
  const shards = sortShards(keyspace).map((shard) => {
    const gone = request.ping_tablets ? listTabletsInKeyspace(cluster, keyspace.name, shard.name).filter(({ alive }) => !alive) : [];
    const results = gone.map(
      (tablet) =>
        `Ping(${formatAlias(tablet.alias)}) failed: Code: DEADLINE_EXCEEDED\n${texts.dialRefused(tablet.alias)}\n tablet hostname: ${tablet.hostname}`,
    );
    return [shard.name, { results }] as const;
  });
  if (shards.some(([, { results }]) => results.length > 0)) await operation.clock.sleep(pingTimeoutMs, operation.signal);
  return { results_by_shard: Object.fromEntries(shards) };
}

/** ValidatePermissionsKeyspace: every tablet has the same users. */
export function answerPermissions(cluster: Cluster, request: KeyspaceRequest): object {
  if (!cluster.keyspaces.has(request.keyspace)) throw new VtctldError(texts.noKeyspaceShards(request.keyspace));
  return {};
}

/** GetSchemaMigrations: one row for each shard, the newest first if requested. */
export function answerMigrations(cluster: Cluster, request: GetSchemaMigrationsRequest): object {
  const keyspace = cluster.keyspaces.get(request.keyspace);
  if (keyspace === undefined) throw new VtctldError(texts.noKeyspaceShards(request.keyspace));
  const rows = (keyspace.migrations ?? []).map(({ completedAt, ...migration }) => ({
    ...migration,
    keyspace: keyspace.name,
    ...(completedAt === undefined ? {} : { completed_at: { seconds: String(Math.floor(completedAt / 1000)), nanoseconds: 0 } }),
  }));
  return { migrations: request.order === "DESCENDING" ? rows.toReversed() : rows };
}
