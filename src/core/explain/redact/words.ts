/**
 * The words of Vitess's and MySQL's own texts, in small letters: from the error texts in Vitess's source (18 to 24), from the recordings,
 * from the rules, and from MySQL's messages. No name of a keyspace, a table or a workflow is among them. A word that is missing here is
 * withheld, which loses a word and shows no row.
 */
export const VITESS_WORDS: ReadonlySet<string> = new Set(
  `
_reverse _vt a able aborted aborting access accessing ack acquired acquiring across action actions actual add addcellinfo addcellsalias
added addr address adds advance affected after afterschema again aggregate aggregation ahead alias aliased all allocate allow
allow_different_shard allow_long_unavailability allow_master_override allow_partial allow_primary allow_update allowed allowprimary allows
along already alreadyexists also alter altnames always ambiguous an analyze and another answer any anyway app appear applied applies apply
applying applyroutingrules applyschema applysetting applyvschema applyvschemaddl approx are aren't args argument arguments array artifacts
as ascii asked associated at atomic atomiccopy attempt attempted attempting attempts attribute auth authentication authority authorized auto
auto_increment auto_retry auto_start available avg avoid_tablet away back backfill backing backup backup_timestamp backupfromgtidset
backupshard backuptime backward bad balancer based basekeyspace batch batching be because been before beforeschema begin begun behind being
below between big bigger bigint binary binary_md5 bind bind_variables bindvars binlog binlog_format binlog_row_image binlog_source bit blob
blocks blsisreference boolean both broken buffer bufferandtransmit bug build building buildkeyspace buildplan buildresharder buildtableplan
buildtrafficswitcher buildvdiffplan built bulk but by bytes cache call called caller callerid calling can can't cancel canceled cancelled
cancelresharding cannot card carried case cast catch catchup caught cause cell cellalias cellinfo cells cellsaliases certificate
certificate's cfc change changed changes changetablettype changing channel char character charset check checkpoint checkresult checksum
checksums child children clause clauses clean cleaned cleanup clear client clone clos closed closing cluster cluster_name cnf code colexpr
collate collation collations collected column column_vindexes columns columntype columnvindex columnvindexes com combine comma
comma_separated_uuids command commanddropsources commands comment commit commiting committ committing compaction compare compared comparing
comparison compatible compile complete completed completedat complex component_throttled compressed concurrency condition config
configuration configure configured conflict conflicting conn connect connected connecting connection connection_id connections consider
consistent_lookup consistent_lookup_unique constraint construct consul consul_auth_static_file contain contains content contents context
contiguous continue control controller conversions convert copied copy copy_state copy_zero_values copyall copying copyschema
copyschemashard correctly corresponds corrupt could couldn't count cover crashed create create_ddl created created_at createkeyspace
createkeyspaceshard createlookupvindex createshard createstreams createtablet creating creation credentials cross cs current currently
custom cut cutover data database databases dataloss datatype date datetime db db_name db_name_override dba dbname ddl ddl_strategy
ddlstrategy deadline deadline_exceeded deadlineexceeded deadlock debug debug_query debugging debugquery decimal decode decode_proto
decode_proto_json decoding default defaults defaultselfmetric defer defer_secondary_keys deferred deferring defined definition definitions
delay delete deletecellinfo deletecellsalias deleted deletekeyspace deleterecursive deleteshard deletesrvvschema deletetablet deleting
demote denied denied_tables deniedtables deny denylist denylists deploy deployed deprecated depth dereference desc description destination
destinationnone destinations detailed detailed_limit details detected determine device dial dialing did diff differ differences different
differes differs diffs direct directive directory disable disable_binlogs disable_query_service disablequeryservice disallowed disk displays
distinct dns do docs does doesn't don't done double down drained drop dropped dropping dropsources dry dry_run dst due duplicate durability
duration during each either elect election else emergencyreparentshard empty enable enabled enables encountered end ended endpoint enforce
engine engines enhance_your_calm ensure ensurevschema entries entry enum eof ephemeral equivalent err errant errcode errno error errors
escaped established etcd etcd2 evaluate even even_if_serving evenifserving event events everything exact exactly examine exceed exceeded
exceeding exceeds exclude exclude_tables excludetable exclusive execute executefetch executefetchasapp executefetchasdba executefetchmulti
executehook executing execution exempt exhausted exist existent existing exists expanded expect expected expecting expects experimental
expiration expired explain explicit explicitly expression expressions extends external externalcluster externalized externalizevindex
externaltopo extra extract extrarowssource extrarowssourcediffs extrarowssourcesample extrarowstarget extrarowstargetdiffs
extrarowstargetsample factory factoryname failed failedprecondition fails failure false fastforward fatal fetching field fields file
filename fillstringtemplate filter filterbyshard filtered filters final finalize finally find findallshardsinkeyspace findreplicas finished
finishedtime first fix fixsemisync fixsemisyncandreplication fk flag flags flavor float float64 flow follow following for force foreign
foreign_key_checks form format format_description_event formatted forward found four freeze friendly from from_keyspace from_shards
fromtable fromts frozen full fullstatus fulltext fully funcexpr function further gather gave general generate generated generateshardranges
generating generic geometry get getalltablets getcellinfo getcellinfonames getcellsaliases getcolumns getkeyspace getkeyspaceroutingrules
getkeyspaces getknowncells getmirrorrules getorcreateshard getpermissions getpreviousgtids getroutingrules getschema getshard getshardnames
getshardreplication getshardroutingrules getsrvkeyspace getsrvkeyspacenames getsrvvschema getstate gettablet gettabletaliasesbycell
gettabletmap gettabletmapforshard gettabletsbycell getthrottlerconfiguration getting getversion getvschema getworkflowstate given giving
global go going golang gone goroutine got grant grants graph greater group grpc grpc_port grpcvtctldserver gtid gtid_mode gtids gtidset
handle handler handlestream handshake has hash hasmismatch hasn't hasvreplicationworkflows have having health healthcheck healthy heartbeat
held help here hex high higher hint hook host hostname how https i id identical identifier if ifnull ignore ignore_nulls ignore_replicas
ignored ignorehealtherror image images immediately immutable implement implementation implemented impossible in in_keyrange in_order inc
include include_primary includes including inconsistent incorrect incorrectly increase increment incremental incremental_from_pos index
indicated infinity info information information_schema init init_db_sql_file init_keyspace init_shard init_tablet_type initconfig
initdbconfig initial initial_wait initialize initialized initializing initially initkeyspaceshardtopo initreplica initshardmaster
initshardprimary inittablet inner innodb input insert inserting instance instancekey instantiate instead int int64 integer internal
interrupted intersects interval into intra invalid invalid_argument invalidargument invisible involved io ip is is_master_serving
is_primary_serving is_serving isn't ispartialmigration issue it its itself join journal journals json json_spec just keep_data
keeproutingrules key key_range keyrange keyranges keys keyspace keyspace_id keyspace_shard keyspace_type keyspaces keyspaces_to_watch kill
killed kind know lag large larger last last_error lastpk latest latin1 lb leader leadership leads lease least left legacy legacyvtctlcommand
len length lengths less level lhs like likely limit limits line lines linux list listall listalltablets listbackups listed lists
listshardtablets listtablets literal literals loadavg loaded local local_position localhost locate locations lock lock_wait_timeout locked
lockinfo locking locks locksinfo log log_bin log_slave_updates logging login logs long longblob longtext looks lookup lookuphost lost made
make make_mycnf malformed manage manifest manner manual manually many map mapping mappings mariadb mark marking marshal master match matched
matches matchingrows materialization materialize max max_allowed_packet max_delay max_execution_time max_extra_rows_to_compare
max_replication_lag max_rows max_tps maximum maxreplicationlagallowed may md5 mediumblob mediumint mediumtext memory message metadata method
metric metrics might migrate migrated migrateservedfrom migrateservedtypes migrating migration migration_context migration_uuid migrations
migrationtype min minimal mirror mirroring mirrortraffic mismatch mismatched mismatchedrows mismatchedrowssample mismatching missing mix
mixed mode modify more most mount mountlist mountregister mountshow mountunregister move moved moves movetables multi multicol multiple
murmur must mutually my mysql mysql56 mysql_hostname mysql_port mysql_time_zone mysqlbinlog mysqlconnector mysqlctl mysqlctld mysqld
mysqld_shutdown mysqld_start mysqldaemon name named named_locks names nanoseconds natural near necessary need needed needs negative neither
net network never new nil no no_zero_date noblob nobody node nodes non none nonexistent nor normalize normalizedschema normally not note
notes notfound nothing notification null null_type num_shards number numeric numeric_static_map object objects obtain obtainqueuelock of ok
old oldest on once one ones onlineddl only only_pks onto open operating operation operator optcells optimize option options opttablettypes
or order ordering org original other out outer outofrange output outside over overlaps override overrun overwriting owned owner ownership
packet panic panichandler panicked param parameter parameters parent parse parsefloat parseint parseuint parsing partial partially
participants participating partition partitions pass passed password past path pattern payload payload's pb peer per percent perform
performing permanently permission permissiondenied permissions permissive phase pick picked picker picking pieces ping pings pingtablet pipe
pk pke pkindex place plan plannedreparentshard planner planquery plans player please plugin plugins point pointer policy policy_name pool
populatereparentjournal port port_map pos position positions possible possibly post postflight_mysqld_start potential pre preference
preflight_mysqld_shutdown prepared present prevgtidsunion previous previously primary primary's primary_alias primary_term_start_time
primaryalias primaryfileposition primaryposition print privilege privileges probably problems proc procedure proceed proceeding process
processedrows processing processunaryrpc progress project propagated proposal proto protobuf protocol prototext provide provided providing
purged purgedgtidset put qualified qualifier queries query queue queued quorum quota race raft random range rate ratio rdonly rdonlys re
reach reached reaching read read_only readable readbinlogfilestimestamps reading readrefstreams reads readselfmysqlthrottlemetric
readvreplicationworkflow readvreplicationworkflows ready real really realtimestats reason reason_throttled rebuild rebuildkeyspacegraph
rebuildsrvvschema rebuildvschemagraph rebuilt received reconcile reconnect record records recoverable recovery recreated recursion recursive
redirect redo reference referenced references referencing refers refresh refreshed refreshstate refreshstatebyshard refreshtabletsbyshard
refused regexp region region_json register regular related relay reload reloaded reloading reloadschema reloadschemakeyspace
reloadschemashard remote_addr removal remove removebackup removed removekeyspacecell removeshardcell removing rename rename_tables renaming
repair reparent reparenting reparenttablet replace replay replica replicas replicate replicated replication replicationstatus report
reporting reports req request request_context requested requesting required requires res reserved reset resetreplication resetsetting
resetting reshard resharding resharding_journal reshardworkflow resolution resolve resource resourceexhausted resources response restart
restarted restarting restore restore_from_backup restore_to_pos restorefrombackup restrict_fk_on_non_standard_key restriction result results
resumable resume resumed retargeted retries retrieve retry retry_delay return returned returns reversal reverse reverse_bits
reverse_replication reversetraffic reverseworkflow revert review revision right rights rollback root root_topo_node route routes routine
routing routingrules row row's rows rows_copied rows_query_log_event rowsaffected rowscompared rpc rpl_semi_sync_slave_status rst_stream
rule rules rules_file run runhealthcheck running runtime safe safely same sample sample_pct save savevschema saving sbr scanning scheduled
schema schemadiff schemamigration_status schemas schemaupdated scope scrap second secondary seconds section see seen select selected
selectexpr selecting selecttablets self semi semisyncaction semisyncreplicationstatus send sending sent separated sequence sequences serve
served served_from served_froms served_type server server_address server_id servestreams service serving session set setkeyspaceservedfrom
setkeyspaceshardinginfo setposition setreadonly setreadwrite setreplicationsource sets setservingtype setshardismasterserving
setshardisprimaryserving setshardtabletcontrol setting settings setwritable shape shaped shard shard_gtids sharded shardid
sharding_column_name sharding_column_type shardreplication shardreplicationfix shardreplicationpositions shards short shorthand should show
showresharding shut shutdown shutting sidecar signal signed silent simple simply since single size skip skip_preflight skip_rebuild
skip_schema_copy skip_start skiprebuild sleep sleeping slice slow smaller smallint snapshot snapshot_time snapshottime so sock socket some
sort source source_cell source_cells source_expression source_keyspace source_shards source_tablet_types source_time_zone sourcekeyspace
sourceks sourceksschema sources sourceshard sourceshardadd sourcesharddelete sourceshards sourcetimezone space spare spatial spec specific
specified specifies specify specs splitclone sql sql_file sql_mode sqlstate src srvkeyspace srvschema srvvschema ssl stack stale stalled
start started startedat starting startquerystreams startreplication startsnapshot startstreams startup stat state stateauthfailed statement
statements static stats statsconn status still stop stop_after_copy stop_pos stopped stopping stoppos stopreplication stopsourcewrites
stoptargets stored strategy strconv stream streamer streaming streams strict strictly string strip structure subquery success successful
successfully such sum summary sums super supplied support supported sure switch switched switching switchreads switchtablereads
switchtraffic switchwrites sync synchronizing synctargets syntax system table table's table_names_only table_settings table_sizes_only
table_specs tableacl tablelistsql tablemap tablename tables tablespecs tablet tablet's tablet_controls tablet_filters tablet_type
tablet_types tabletalias tabletcontrols tabletexternallyreparented tablethookrequest tabletinfo tabletmanager tablets tablettype tablettypes
tags tail taken taking tandem target target_cell target_keyspace target_shards target_table targetkeyspace targetks targets targettimezone
task tcp temp templates temporarily temporary tenant terminal terminated test testing text texts than that the their them then there these
this those thread three threshold throttle throttled throttler throttlermaxrates throttlersetmaxrate thus time time_heartbeat time_throttled
time_updated time_zone timed timely timeout timeoutseconds times timestamp timestmap timeupdated tinyblob tinyint tinytext tls tmclient tmp
to to_keyspace to_shards to_topo token too too_many_pings took topo topo_root topo_server topo_type topo_url topocat topocp topology
topologyserver totables tracked traffic transaction transaction_id transaction_timestamp transition transport trigger true truncate
truncated try trying trylock ts two tx type type_tuple types uid unable unauthenticated unavailable uncaught undeclared undecodable
underneath undone unescapeid unexpected unfit unicode_loose_md5 unicode_loose_xxhash unimplemented union unique unix unknown unless unlock
unlocking unmarshal unmarshaling unmeasured unmount unowned unpacking unparsed unprepared unreachable unread unreadable unrecognized unsafe
unset unsharded unsigned unsupported unthrottle until unused unusually up update updatecellinfo updatecellsalias updated updates
updateservedfrommap updateshardfields updatesrvkeyspacepartition updatetablet updatetabletaddrs updatethrottlerconfig
updatevreplicationworkflow updating upload upto us usage use use_pool used user username using usupported utc utf8 utf8mb3 utf8mb4 uuid
uuid_list uuidlist valid validate validateforreshard validatekeyspace validatepermissionsshard validateschemakeyspace validateschemashard
validateshard validatetargets validateversionkeyspace validateversionshard validatevschema validateworkflowname validation value values
varbinary varchar variable variables vcopier vcopiercopyworker vdiff vdiff_id vdiff_uuid vdiffs verbose verify version verticalsplitclone
vexec via view views vindex vindexes violated virtual vitess vplayer vr vrep vrepl_id vreplication vreplication_tablet_type
vreplicationconfig vreplicationexec vreplicationwaitforpos vs vschema vschema_file vstream vstreamer vstreamr vstreamresults vstreamrows vt
vt_filtered vt_message_cols vtctl vtctld vtctldcommand vtctldserver vtctlservice vtctlservice_grpc vtdataroot vtgate vtgateexecute vttablet
vttabletbegin vttabletcommit vttabletexecute vttabletrollback vttabletstreamhealth vtworker wait wait_replicas_timeout waitforcatchup
waitfordrain waitforfilteredreplication waitforposition waiting waitreplicastimeout waitsourcepos want warning was wasn't watch way ways we
weight_string were what when where which while whoever why wild wildcard will window with within without won't work worker workflow
workflow_sub_type workflow_type workflowaction workflowconfig workflowcreate workflowdelete workflowmirrortraffic workflows workflowstart
workflowstop workflowsubtype workflowtree workflowtype workflowwait would wouldn't write writes writing written wrong x509 xxhash xxhash64
year yet you your zero zk znode zone zookeeper
`
    .trim()
    .split(/\s+/),
);
