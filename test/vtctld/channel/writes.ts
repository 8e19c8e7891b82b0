import {
  CANCEL_DEFAULTS,
  COMPLETE_DEFAULTS,
  CREATE_DEFAULTS,
  MIRROR_DEFAULTS,
  SWITCH_DEFAULTS,
  VDIFF_DEFAULTS,
} from "../../../src/core/options/options.ts";
import { formatTabletAlias } from "../../../src/core/vitess/names.ts";
import type { Rules } from "../../../src/core/readings/readings.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import { commerce, customer, move } from "../names.ts";
import { shardNamed, tablesNamed } from "../../names.ts";

type Read =
  | "addresses"
  | "answers"
  | "besideTables"
  | "cells"
  | "deniedTables"
  | "highestId"
  | "keyspaces"
  | "lockHolders"
  | "mysqlSettings"
  | "nextId"
  | "replication"
  | "rowImage"
  | "rules"
  | "served"
  | "schemaMigrations"
  | "tableNames"
  | "tabletControls"
  | "tablets"
  | "tableSchemas"
  | "tableSizes"
  | "throttlerCheck"
  | "throttlerStatus"
  | "validateKeyspace"
  | "vdiff"
  | "vdiffs"
  | "version"
  | "viewNames"
  | "liveRows"
  | "statisticRows"
  | "countRows"
  | "mysqlVersion"
  | "vschema"
  | "workflows"
  | "workflowStatus";

const UUID = "11111111-2222-4333-8444-000000000001";
const RULES: Rules = { tables: [{ from: "customer", to: ["commerce.customer"] }], shards: [], keyspaces: [], mirrors: [] };

/** Each write of the port, once. A method that is not a read must be here, or this does not compile. */
export const WRITES = {
  createMove: (vitess) => vitess.createMove(move, { ...CREATE_DEFAULTS, sourceKeyspace: commerce, tables: tablesNamed("product") }),
  setRunning: (vitess) => vitess.setRunning(move, "Stopped"),
  vdiffCreate: (vitess) => vitess.vdiffCreate(move, UUID, VDIFF_DEFAULTS),
  vdiffStop: (vitess) => vitess.vdiffStop(move, UUID, []),
  vdiffResume: (vitess) => vitess.vdiffResume(move, UUID, []),
  vdiffDelete: (vitess) => vitess.vdiffDelete(move, "all"),
  switchTraffic: (vitess) => vitess.switchTraffic(move, SWITCH_DEFAULTS, { direction: "forward", dryRun: false }),
  complete: (vitess) => vitess.complete(move, COMPLETE_DEFAULTS, { dryRun: false }),
  cancelMove: (vitess) => vitess.cancelMove(move, CANCEL_DEFAULTS),
  deleteWorkflow: (vitess) => vitess.deleteWorkflow(move, CANCEL_DEFAULTS),
  updateWorkflow: (vitess) => vitess.updateWorkflow(move, { onDdl: "STOP", shards: [] }),
  mirrorTraffic: (vitess) => vitess.mirrorTraffic(move, MIRROR_DEFAULTS),
  applyRules: (vitess) => vitess.applyRules("tables", RULES),
  allowTables: (vitess) => vitess.allowTables(commerce, shardNamed("0"), tablesNamed("customer")),
  refreshShard: (vitess) => vitess.refreshShard(commerce, shardNamed("0")),
  refreshTablet: (vitess) => vitess.refreshTablet(formatTabletAlias("zone1", 100)),
  rebuildServing: (vitess) => vitess.rebuildServing([]),
  throttleApp: (vitess) => vitess.throttleApp(customer, "vreplication", 0.5, Date.UTC(2027, 0, 1)),
} as const satisfies Record<Exclude<keyof Vitess, Read | "connect" | "whileFresh" | "readsUntil">, (vitess: Vitess) => Promise<unknown>>;
