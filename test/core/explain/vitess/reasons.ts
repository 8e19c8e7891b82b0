/** Why a text from Vitess gets the honest general sentence and no rule; `where` is matched against file, function and text. */
export interface Reason {
  readonly why: string;
  readonly where: readonly RegExp[];
}

const NOT_CALLED: Reason = {
  why: "no call that Tandem makes, and no stream of a move, comes there",
  where: [
    /^vtctl\/workflow\/(?:lookup_vindex|mount|resharder)\.go\t/,
    /^vtctl\/workflow\/\S+\t(?:CopySchemaShard|DeleteShard|applySQLShard|WorkflowAddTables|Reshard\w*|LookupVindex\w*|prepareCreateLookup|validateMaterializeSettings|validateAndGetStreamsAndSourceKeyspace|templatizeKeyRange|insertTablesInCopyStateTable)\t/,
    /^vtctl\/workflow\/utils\.go\tdoValidateWorkflowHasCompleted\t[Ss]hard /,
    /^wrangler\/(?:external_cluster|keyspace|permissions|resharder|schema|shard|split|tablet|validator|version|testlib)\.go\t/,
    /^wrangler\/materializer\.go\t\w*\t.*(?:vindex|Vindex|ignore_nulls|lookup|exactly one table|schema looks|unexpected number of tables|length of table columns|conflicting table|column %s not found|stream %d for)/,
    /^wrangler\/(?:workflow|traffic_switcher)\.go\t\w*\t(?:Create ReshardWorkflow|unknown workflow type|Shard )/,
    /^topo\/(?:helpers|topoproto\/destination|topoproto\/keyspace|wildcards|cell_info|cells_aliases|external_vitess_cluster|decode)/,
    /^topo\/keyspace\.go\t(?:CheckServedFromMigration|UpdateServedFromMap|CreateKeyspace)\t/,
    /^topo\/(?:shard|tablet|server)\.go\t(?:GetOrCreateShard|InitTablet|ParseServingTabletType|OpenExternalVitessClusterServer)\t/,
    /^topo\/zk2topo\/(?:election|utils)\.go\t(?:WaitForLeadership|DeleteRecursive)\t/,
    /^topotools\/(?:split|vschema_ddl|rebuild_keyspace|tablet)\.go\t/,
    /^vtctl\/schematools\/schematools\.go\tParse/,
    /^vtctl\/grpcvtctldserver\/topo\.go\t/,
    /^vtctl\/grpcvtctldserver\/\S+\t(?:Add|Apply(?:Schema|VSchema)|Backup|ChangeTabletType|Create|Delete|Execute(?:Hook)|GetBackups|GetPermissions|GetSchemaMigrations|InitShard|Remove|Reparent|Set(?:Keyspace|Writable)|SourceShard|Start|Stop|TabletExternally|ValidatePermissions|ValidateVersion|diffVersion|GetUnresolved|Restore|Emergency|Planned)/,
    /^vttablet\/tabletmanager\/(?:tm_init|shard_sync|rpc_replication|rpc_actions|semisyncmonitor\S*)\.go\t/,
    /^mysqlctl\/(?:binlogs_gtid|cmd|mycnf|mysqld|redo_log|mysqlctlclient\/interface|tmutils\/permissions)\.go\t/,
    /^mysqlctl\/replication\.go\t(?:FindReplicas|GetMysqlPort|GetServerID|SetSemiSyncEnabled|SemiSyncReplicationStatus|GetPreviousGTIDs|IsSemiSyncBlocked|GetBinlogInformation|GetGlobalStatusVars)\t/,
    /^binlog\/binlogplayer\/binlog_player\.go\t(?:applyEvents|processTransaction|writeRecoveryPosition)\t/,
    /^vttablet\/tabletserver\/schema\/(?:historian|tracker|db|load_table|schemacopy)\.go\t/,
  ],
};

const READ_AT_START: Reason = {
  why: "a process of Vitess reads this when it starts, and says it in its own log",
  where: [
    /^discovery\/(?:healthcheck|topology_watcher)\.go\t/,
    /^topo\/consultopo\/server\.go\tgetClientCreds\t/,
    /^discovery\/tablet_picker\.go\tparse/,
  ],
};

const HEALTH: Reason = {
  why: "one tablet's check of another's health, which ends in a log and not in an answer",
  where: [/^discovery\/(?:tablet_health_check|replicationlag)\.go\t/, /^vttablet\/tabletserver\/throttle\//],
};

const INTERNAL: Reason = {
  why: "a slip of Vitess's own that nobody outside can mend: its words and a look say all there is",
  where: [
    /\t(?:\[(?:BUG|bug)\]|internal error)/,
    /\t[^\t]*\b(?:unexpected|cannot be zero|is nil|nil \w+|non-empty escaped|not available|already acquired|yet|multiple times|was closed before|is not (?:complete|done|open)|don't know how|does not implement|workflowConfig|out of range|must be passed|expecting|expected|invalid (?:state value|nil request|workflow|RPC request)|missing source|can't parse wait position|invalid connection ID|received no query|cannot specify all|lock \S+ not held|no read_only variable|without local cell|binlog source specified|no binlog|pool resource|outside of a transaction|bulk|boolean|could not determine|unsupported type|stream needs|returned no rows|no tables for|needs to|invalid (?:global|local) cell connection|differ|query %#v|returned)\b/,
    /^vtctl\/workflow\/vexec\//,
    /^vttablet\/tabletmanager\/vreplication\/(?:controller_plan|table_plan_builder)\.go\t/,
  ],
};

const VALIDATION: Reason = {
  why: "a line of what a validation found, and no error of a call",
  where: [/^mysqlctl\/tmutils\/schema\.go\tDiffSchema\t/],
};

/** Text that a call wraps around another error. A test checks that the cause behind it still matches its rule. */
export const PREFIX: Reason = {
  why: "says what was being done; the words behind it name the cause",
  where: [/\t(?:[^\t]*(?:[:,]|failed|err|error:?) )?%[vsw]$/, /\t%w in keyspace/, /could not get tablet for/, /last_error/],
};

/** Every reason; the first match applies to a text. */
export const REASONS: readonly Reason[] = [NOT_CALLED, READ_AT_START, HEALTH, VALIDATION, INTERNAL, PREFIX];
