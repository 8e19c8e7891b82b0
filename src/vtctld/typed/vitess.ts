import { NEWEST_MAJOR } from "../../core/vitess/version.ts";
import type { Vitess } from "../../operations/ports.ts";
import type { Caller } from "../channel/caller.ts";
import type { Deadlines } from "../channel/deadlines.ts";
import { applyRules } from "./cluster/apply-rules.ts";
import { createTypedCalls } from "./call/calls.ts";
import { createMove } from "./workflow/create-move.ts";
import { completeMove, deleteWorkflow } from "./workflow/end-move.ts";
import { readLockHolders } from "./cluster/lock-holders.ts";
import {
  countTableRows,
  readBesideTables,
  readHighestId,
  readLiveRows,
  readMysqlSettings,
  readMysqlVersion,
  readNextId,
  readRowImage,
  readStatisticRows,
  readViewNames,
} from "./cluster/mysql.ts";
import { mirrorTraffic } from "./workflow/mirror-traffic.ts";
import { pingTablet } from "./cluster/ping.ts";
import { readReplication } from "./cluster/replication.ts";
import { rebuildServing, refreshShard, refreshTablet } from "./cluster/refresh.ts";
import { readRules, readServed } from "./cluster/rules.ts";
import { readSchemaMigrations } from "./cluster/schema-migrations.ts";
import { setRunning } from "./workflow/set-running.ts";
import { readWorkflowStatus } from "./workflow/status.ts";
import { switchTraffic } from "./workflow/switch-traffic.ts";
import { allowTables, readTabletControls } from "./cluster/tablet-controls.ts";
import { checkThrottler, readThrottlerStatus, throttleApp } from "./cluster/throttler.ts";
import {
  readCells,
  readDeniedTables,
  readKeyspaces,
  readTableNames,
  readTableSchemas,
  readTableSizes,
  readTablets,
  readVSchema,
} from "./cluster/topology.ts";
import { updateWorkflow } from "./workflow/update-workflow.ts";
import { validateKeyspace } from "./cluster/validate.ts";
import { readVDiff, readVDiffs } from "./vdiff/show.ts";
import { createVDiff, deleteVDiff, resumeVDiff, stopVDiff } from "./vdiff/writes.ts";
import { readWorkflows } from "./workflow/workflows.ts";

/** What the typed API answers; the caller that opened the connections knows the version and the connections. */
export type TypedVitess = Omit<Vitess, "version" | "addresses" | "connect" | "whileFresh" | "readsUntil">;

/**
 * {@link Vitess} over the typed API of Vitess 18 and later. Calls `major` if a request depends on the release; without it assumes the
 * newest.
 */
export function createTypedVitess(
  caller: Caller,
  deadlines: Deadlines,
  major: () => Promise<number> = () => Promise.resolve(NEWEST_MAJOR),
): TypedVitess {
  const calls = createTypedCalls(caller, deadlines, major);
  return {
    keyspaces: () => readKeyspaces(calls),
    cells: () => readCells(calls),
    tablets: (keyspace) => readTablets(calls, keyspace),
    tableSizes: (tablet, tables) => readTableSizes(calls, tablet, tables),
    tableNames: (tablet) => readTableNames(calls, tablet),
    deniedTables: (keyspace, shard) => readDeniedTables(calls, keyspace, shard),
    tabletControls: (keyspace) => readTabletControls(calls, keyspace),
    vschema: (keyspace) => readVSchema(calls, keyspace),
    tableSchemas: (tablet, tables) => readTableSchemas(calls, tablet, tables),
    viewNames: (tablet) => readViewNames(calls, tablet),
    rowImage: (tablet) => readRowImage(calls, tablet),
    mysqlSettings: (tablet) => readMysqlSettings(calls, tablet),
    besideTables: (tablet, tables) => readBesideTables(calls, tablet, tables),
    nextId: (tablet, sequence) => readNextId(calls, tablet, sequence),
    highestId: (tablet, table, column) => readHighestId(calls, tablet, table, column),
    liveRows: (tablet, tables) => readLiveRows(calls, tablet, tables),
    statisticRows: (tablet, tables) => readStatisticRows(calls, tablet, tables),
    countRows: (tablet, table) => countTableRows(calls, tablet, table),
    mysqlVersion: (tablet) => readMysqlVersion(calls, tablet),
    answers: (tablet, isAgain = false) => pingTablet(calls, tablet, isAgain ? calls.deadlines.pingAgain : calls.deadlines.ping),
    replication: (keyspace, shard) => readReplication(calls, keyspace, shard),
    throttlerStatus: (tablet) => readThrottlerStatus(calls, tablet),
    throttlerCheck: (tablet, app) => checkThrottler(calls, tablet, app),
    validateKeyspace: (keyspace, pingTablets) => validateKeyspace(calls, keyspace, pingTablets),
    schemaMigrations: (keyspace) => readSchemaMigrations(calls, keyspace),
    workflows: (keyspace, options) => readWorkflows(calls, keyspace, options),
    workflowStatus: (name) => readWorkflowStatus(calls, name),
    rules: () => readRules(calls),
    served: () => readServed(calls),
    lockHolders: (name, source) => readLockHolders(calls, name, source),
    vdiff: (name, uuid) => readVDiff(calls, name, uuid),
    vdiffs: (name) => readVDiffs(calls, name),
    createMove: (name, options, waitMs) => createMove(calls, name, options, waitMs),
    setRunning: (name, state, shards) => setRunning(calls, name, state, shards),
    vdiffCreate: (name, uuid, options) => createVDiff(calls, name, uuid, options),
    vdiffStop: (name, uuid, shards) => stopVDiff(calls, name, uuid, shards),
    vdiffResume: (name, uuid, shards) => resumeVDiff(calls, name, uuid, shards),
    vdiffDelete: (name, uuidOrAll) => deleteVDiff(calls, name, uuidOrAll),
    switchTraffic: (name, options, run) => switchTraffic(calls, name, options, run),
    complete: (name, options, run) => completeMove(calls, name, options, run),
    cancelMove: (name, options) => deleteWorkflow(calls, name, options),
    deleteWorkflow: (name, options) => deleteWorkflow(calls, name, options),
    updateWorkflow: (name, options) => updateWorkflow(calls, name, options),
    mirrorTraffic: (name, options) => mirrorTraffic(calls, name, options),
    applyRules: (document, rules) => applyRules(calls, document, rules),
    allowTables: (keyspace, shard, tables) => allowTables(calls, keyspace, shard, tables),
    refreshShard: (keyspace, shard) => refreshShard(calls, keyspace, shard),
    refreshTablet: (tablet) => refreshTablet(calls, tablet),
    rebuildServing: (cells) => rebuildServing(calls, cells),
    throttleApp: (keyspace, app, ratio, expiresAt) => throttleApp(calls, keyspace, { app, ratio, expiresAt }),
  };
}
