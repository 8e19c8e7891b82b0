import type { Vitess } from "../../operations/ports.ts";
import type { Caller } from "../caller.ts";
import type { Deadlines } from "../deadlines.ts";
import { typedCalls } from "./calls.ts";
import { createMove } from "./create-move.ts";
import { completeMove, deleteWorkflow } from "./end-move.ts";
import { readLockHolders } from "./lock-holders.ts";
import { readRules } from "./rules.ts";
import { setRunning } from "./set-running.ts";
import { readWorkflowStatus } from "./status.ts";
import { switchTraffic } from "./switch-traffic.ts";
import { readCells, readDeniedTables, readKeyspaces, readTableSizes, readTablets, readVSchema } from "./topology.ts";
import { readVDiff, readVDiffs } from "./vdiff-show.ts";
import { createVDiff, deleteVDiff, resumeVDiff, stopVDiff } from "./vdiff-writes.ts";
import { readWorkflows } from "./workflows.ts";

/** {@link Vitess} over the typed API, which Vitess 18 and later have. */
export function typedVitess(caller: Caller, deadlines: Deadlines): Vitess {
  const calls = typedCalls(caller, deadlines);
  return {
    keyspaces: () => readKeyspaces(calls),
    cells: () => readCells(calls),
    tablets: (keyspace) => readTablets(calls, keyspace),
    tableSizes: (tablet, tables) => readTableSizes(calls, tablet, tables),
    deniedTables: (keyspace, shard) => readDeniedTables(calls, keyspace, shard),
    vschema: (keyspace) => readVSchema(calls, keyspace),
    workflows: (keyspace, options) => readWorkflows(calls, keyspace, options),
    workflowStatus: (name) => readWorkflowStatus(calls, name),
    rules: () => readRules(calls),
    lockHolders: (name) => readLockHolders(calls, name),
    vdiff: (name, uuid) => readVDiff(calls, name, uuid),
    vdiffs: (name) => readVDiffs(calls, name),
    createMove: (name, options) => createMove(calls, name, options),
    setRunning: (name, state) => setRunning(calls, name, state),
    vdiffCreate: (name, uuid, options) => createVDiff(calls, name, uuid, options),
    vdiffStop: (name, uuid) => stopVDiff(calls, name, uuid),
    vdiffResume: (name, uuid) => resumeVDiff(calls, name, uuid),
    vdiffDelete: (name, uuidOrAll) => deleteVDiff(calls, name, uuidOrAll),
    switchTraffic: (name, options, run) => switchTraffic(calls, name, options, run),
    complete: (name, options, run) => completeMove(calls, name, options, run),
    deleteWorkflow: (name, options) => deleteWorkflow(calls, name, options),
  };
}
