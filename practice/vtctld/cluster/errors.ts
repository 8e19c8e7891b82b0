import { formatAlias, type TabletAlias } from "./cluster.ts";

/** gRPC status codes with which the simulator ends calls. vtctld reports nearly everything as UNKNOWN. */
export const statusCode = {
  CANCELLED: 1,
  UNKNOWN: 2,
  DEADLINE_EXCEEDED: 4,
  PERMISSION_DENIED: 7,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const;

/** A call that ends in an error: status code and Vitess's own words. */
export class VtctldError extends Error {
  readonly code: number;
  constructor(details: string, code: number = statusCode.UNKNOWN) {
    super(details);
    this.name = "VtctldError";
    this.code = code;
  }
}

/** The client went away or gave up; work on its behalf stops. */
export class ClientGone extends Error {
  constructor() {
    super("context canceled");
    this.name = "ClientGone";
  }
}

/** Shared: every call ends with it, and a stack for each took a fiftieth of the suite's time. */
export const GONE = new ClientGone();

/** vtctld was killed at this very moment: nothing more happens, locks and half-done work stay. */
export class ServerKilled extends Error {
  constructor() {
    super("killed");
    this.name = "ServerKilled";
  }
}

const topologyRoot = "/vitess";

/** Vitess's own texts: those of 23.0.3 from the recordings, those of other releases and unrecorded ones from Vitess's source. */
export const texts = {
  noNode: (path: string) => `node doesn't exist: ${topologyRoot}${path}`,
  noKeyspaceShards: (keyspace: string) =>
    `FindAllShardsInKeyspace(${keyspace}): List: ${texts.noNode(`/global/keyspaces/${keyspace}/shards`)}`,
  noShards: (keyspace: string) => `failed to get list of shards for keyspace '${keyspace}': ${texts.noKeyspaceShards(keyspace)}`,
  noStreams: (keyspace: string, workflow: string) => `no streams found in keyspace ${keyspace} for ${workflow}`,
  workflowMissing: (workflow: string, keyspace: string) => `the ${workflow} workflow does not exist in the ${keyspace} keyspace`,
  workflowExists: (workflow: string, keyspace: string, tablet: TabletAlias) =>
    `workflow ${workflow} already exists in keyspace ${keyspace} on tablet ${formatAlias(tablet)}`,
  noWorkflowGiven: (tablet: TabletAlias) =>
    `rpc error: code = InvalidArgument desc = TabletManager.ReadVReplicationWorkflow on ${formatAlias(tablet)}: invalid request, no workflow provided`,
  shardNotInKeyspace: (shard: string, keyspace: string) => `shard ${shard} not found in keyspace ${keyspace}`,
  tablesNotFound: (keyspace: string, tables: readonly string[]) => `table(s) not found in source keyspace ${keyspace}: ${tables.join(",")}`,
  noTables: "no tables to move",
  // Since 24.
  sameKeyspace: "source and target keyspace must be different for MoveTables workflows",
  atomicAndPartial: "both atomic copy and partial mode cannot be specified for the same workflow",
  globalMissing: (keyspace: string) => `global-keyspace ${keyspace} does not exist`,
  globalSharded: (keyspace: string) => `global-keyspace ${keyspace} is sharded and thus cannot be used for global resources`,
  noTenants: (keyspace: string) => `multi-tenant spec not found for target keyspace ${keyspace}`,
  tenantNeedsRules: "cannot use --no-routing-rules in a multi-tenant migration",
  duplicateRow: (table: string) =>
    `task error: failed inserting rows: Duplicate entry '1' for key '${table}.PRIMARY' (errno 1062) (sqlstate 23000) during query: insert into ${table}(id) values (1)`,
  reverseRights: (keyspace: string, tablet: TabletAlias) =>
    `primary tablets are not able to fully manage the reverse vreplication workflow in the ${keyspace} keyspace: rpc error: code = Unknown desc = ` +
    `TabletManager.ValidateVReplicationPermissions on ${formatAlias(tablet)}: failed to validate required vreplication metadata permissions: ` +
    `user vt_filtered@localhost does not have the required set of permissions (select,insert,update,delete) on the _vt.vreplication table on tablet ${formatAlias(tablet)}`,
  noTenantReverse: (version: number) => `cannot reverse ${version >= 22 ? "write traffic" : "traffic"} for multi-tenant migrations`,
  statusOf: (keyspace: string, workflow: string, text: string) =>
    `failed to get workflow state for ${keyspace}.${workflow} workflow: ${text}`,
  targetNotEmpty: (keyspace: string, tables: readonly string[]) =>
    `failed to validate that all target tables are empty: non-empty tables found in target keyspace(${keyspace}): ${tables.join(", ")}`,
  notInVSchema: (table: string, keyspace: string) => `table ${table} not found in vschema for keyspace ${keyspace}`,
  // Ends in a blank: over Node's HTTP/2 it arrives empty.
  noSourceShards: (workflow: string) => `no source shards specified for workflow ${workflow} `,
  timeZone: (zone: string, tablet: string) =>
    `unable to perform time_zone conversions from ${zone} to UTC — value from DB was: [[NULL]] and the result of the attempt was: 0001-01-01 00:00:00 +0000 UTC. ` +
    `Either the specified source time zone is invalid or the time zone tables have not been loaded on the ${tablet} tablet`,
  cannotSwitch: (workflow: string, reason: string) => `cannot switch traffic for workflow ${workflow} at this time: ${reason}`,
  copyInProgress: "copy is still in progress",
  workflowHasErrors: "workflow has errors",
  workflowIsFrozen: "workflow is frozen",
  lagTooHigh: (lag: number, allowed: number) => `replication lag ${lag}s is higher than allowed lag ${allowed}s`,
  invalidTabletType: (type: string) => `invalid tablet type passed ${type}`,
  readsNotSwitched: (type: string) =>
    `invalid request: requesting reversal of read traffic for ${type}s but ${type} reads have not been switched`,
  lockWorkflow: (keyspace: string, workflow: string, path: string) =>
    `failed to lock the ${keyspace}/${workflow} workflow: deadline exceeded: ${topologyRoot}${path}`,
  lockControls: (path: string) => `deadline exceeded: ${topologyRoot}${path}`,
  lockKeyspace: (keyspace: string, path: string) => `failed to lock the ${keyspace} keyspace: deadline exceeded: ${topologyRoot}${path}`,
  // Ends in a blank if the stream has no message: the main catch-up failure is unreadable for a Node client.
  catchUp: (tablet: TabletAlias, at: string, wanted: string, message: string) =>
    `failed to sync up replication between the source and target: rpc error: code = Unknown desc = TabletManager.VReplicationWaitForPos on ${formatAlias(tablet)}: ` +
    `replication has stopped at ${at} before reaching position ${wanted}, message: ${message}`,
  catchUpTimeout:
    "failed to sync up replication between the source and target: rpc error: code = DeadlineExceeded desc = context deadline exceeded",
  dialRefused: (tablet: TabletAlias) =>
    `rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = "transport: Error while dialing: ` +
    // A tablet's gRPC port: 16000 plus its number.
    `dial tcp 127.0.0.1:${16_000 + tablet.uid}: connect: connection refused"`,
  noSourceTablets: (keyspace: string, shard: string) =>
    `no tablets were available to stream from in the ${keyspace} keyspace: no tablet found to source data in keyspace ${keyspace}, shard ${shard}`,
  refreshNeeds: (what: string) => `RefreshStateByShard requires a ${what}`,
  refreshNeedsTablet: "RefreshState requires a tablet alias",
  refreshNoShard: (keyspace: string, shard: string) =>
    `failed to get shard ${keyspace}/${shard}/: ${texts.noNode(`/global/keyspaces/${keyspace}/shards/${shard}/Shard`)}`,
  refreshNoTablet: (tablet: TabletAlias, path: string) => `failed to get tablet ${formatAlias(tablet)}: ${texts.noNode(path)}`,
  mirrorRules: "wrong number of pre-existing mirror rules",
  cannotMirror: (workflow: string, types: readonly string[]) =>
    `cannot mirror [${types.join(",").toLowerCase()}] traffic for workflow ${workflow} at this time: traffic for those tablet types is switched`,
  mirrorInvalid: (what: string) => `invalid action for ${what}: MirrorTraffic`,
  mysqlDown: (tablet: TabletAlias, call: string) =>
    `rpc error: code = Unknown desc = TabletManager.${call} on ${formatAlias(tablet)}: error in connecting to mysql db with connection <nil>, err ${texts.noSocket(tablet)}`,
  noSocket(tablet: TabletAlias): string {
    const socket = `/vtdataroot/vt_${String(tablet.uid).padStart(10, "0")}/mysql.sock`;
    return `net.Dial(${socket}) to local server failed: dial unix ${socket}: connect: connection refused (errno 2002) (sqlstate HY000)`;
  },
  readOnly: (tablet: TabletAlias) =>
    `rpc error: code = Code(17) desc = TabletManager.ApplySchema on ${formatAlias(tablet)}: ` +
    "The MySQL server is running with the --super-read-only option so it cannot execute this statement (errno 1290) (sqlstate HY000)",
  // Go's text of the tablet's record has any number of blanks; over the wire it came with one.
  schemaUnavailable: (record: string, tablet: TabletAlias) => {
    const reason = `rpc error: code = Unavailable desc = TabletManager.GetSchema on ${formatAlias(tablet)}: ${texts.noSocket(tablet)}`;
    return `GetSchema(${record}, ) failed: Code: UNAVAILABLE\n${reason}\n: ${reason}`;
  },
  alreadyDenied: "one or more tables are already present in the denylist",
  notDenied: "cannot remove tables since one or more do not exist in the denylist",
  stopWrites: (keyspace: string, reason: string) => `failed to stop writes in the ${keyspace} keyspace: ${reason}`,
  notCompletable: "cannot complete workflow because you have not yet switched all read and write traffic",
  // Before 22.
  notCancellable: "cannot cancel workflow because you have already switched some or all read and write traffic",
  notDeletable: "cannot delete workflow because you have already switched write traffic",
  frozenStart: (tablet: TabletAlias) =>
    `rpc error: code = FailedPrecondition desc = TabletManager.UpdateVReplicationWorkflow on ${formatAlias(tablet)}: cannot start a workflow when it is frozen`,
  notFrozen: (uid: number) => `vreplication streams are not frozen on tablet ${uid}`,
  routingExists: (keyspace: string, table: string, rule: string) =>
    `routing still exists from keyspace ${keyspace} table ${table} to ${rule}`,
  vdiff: (tablet: TabletAlias, text: string, code = "Unknown") =>
    `rpc error: code = ${code} desc = TabletManager.VDiff on ${formatAlias(tablet)}: ${text}`,
  vdiffSwitched: (keyspace: string, workflow: string) =>
    `invalid VDiff run: writes have been already been switched for workflow ${keyspace}.${workflow}`,
  vdiffNotRunning: (keyspace: string, workflow: string) => `not all streams are running in workflow ${keyspace}.${workflow}`,
  vdiffBadUuid: (uuid: string) => `invalid UUID provided: ${uuid}: invalid UUID length: ${uuid.length}`,
  topologyPathMissing: (cell: string, path: string, node: string) =>
    `cell ${cell} with path ${path} has no file contents and no children: ${texts.noNode(`${node}/`)}`,
  topologyCellMissing: (cell: string) => `error fetching connection to cell ${cell}: ${texts.noNode(`/global/cells/${cell}/CellInfo`)}`,
} as const;

/** What vtgate says to an application whose write fails; only the denied one was recorded, the others mean the same. */
export const vtgateTexts = {
  denied: (table: string, target: string, statement = "insert into") =>
    `query ${statement} ${table} failed after retries: Code: FAILED_PRECONDITION\n` +
    `vttablet: rpc error: code = FailedPrecondition desc = disallowed due to rule: enforce denied tables (CallerID: userData1)\n\n${target}`,
  nowhere: (table: string) => `table ${table} not found, or in more than one keyspace`,
  noPrimary: (target: string) => `${target}: no healthy tablet available for the primary`,
  noTablet: (target: string) => `target: ${target}: no healthy tablet available for '${target}'`,
  mysql: {
    down: (tablet: string, target: string) => `${target}: vttablet ${tablet}: connect: connection refused (errno 2002) (sqlstate HY000)`,
    "read-only": (tablet: string, target: string) =>
      `${target}: vttablet ${tablet}: The MySQL server is running with the --super-read-only option (errno 1290) (sqlstate HY000)`,
  },
} as const;
