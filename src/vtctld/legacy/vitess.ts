import type { Keyspace } from "../../core/vitess/names.ts";
import { ASKS_MYSQL_SINCE } from "../../core/vitess/version.ts";
import type { Workflow } from "../../core/readings/readings.ts";
import { listWorkflowTables } from "../../core/operation/request/facts.ts";
import { Fault } from "../../operations/fault.ts";
import type { WorkflowIn } from "../../operations/ports.ts";
import { ensureRefreshed } from "../../operations/readings/refreshed.ts";
import type { VDiffRuns } from "../../operations/vdiff-runs.ts";
import type { Caller } from "../channel/caller.ts";
import type { Deadlines } from "../channel/deadlines.ts";
import type { TypedVitess } from "../typed/vitess.ts";
import { allowTablesOn11 } from "./workflow/allow-tables.ts";
import { createLegacyCommands } from "./call/calls.ts";
import { nameWorkflow } from "./call/command-line.ts";
import { createMove, LAST_WITH_V1 } from "./workflow/create-move.ts";
import { cancelMove, completeMove, refuseAtCancel } from "./workflow/end-move.ts";
import { readLockHolders } from "./workflow/lock-holders.ts";
import { toUnsupportedFault } from "../typed/call/needs.ts";
import { readWorkflowStatus } from "./workflow/status.ts";
import { switchTraffic } from "./workflow/switch-traffic.ts";
import { switchTrafficV1 } from "./workflow/switch-v1.ts";
import { createTypedReads } from "./call/typed-reads.ts";
import { VDIFF_V2_SINCE } from "./vdiff/options.ts";
import { createVDiffV1, type CallHere } from "./vdiff/v1.ts";
import { createVDiffV2 } from "./vdiff/v2.ts";
import { deleteWorkflow, setRunning } from "./workflow/actions.ts";
import { readWorkflows } from "./workflow/workflows.ts";

/** The first release with GetFullStatus. */
const ROW_IMAGE_SINCE = 15;

export interface LegacyVitess extends TypedVitess {
  /** The same, sharing the VDiffs under way, with its calls made by another caller. */
  through(caller: Caller): TypedVitess;
  /** Abandons the VDiffs that run inside calls of this process (Vitess 11 to 13), which interrupts them. */
  close(): void;
}

/**
 * {@link TypedVitess} for Vitess 11 to 17: the typed calls that these releases have, commands for the rest. Workflows have no lock of their
 * own in them; the keyspaces' locks, which `lockHolders` reads, make a second operation wait (docs/facts/old-releases.md#silent-wait).
 */
export function createLegacyVitess(caller: Caller, deadlines: Deadlines, major: number, runs: VDiffRuns): LegacyVitess {
  const here = new Map<string, CallHere>();
  const through = (by: Caller): TypedVitess => speakLegacy(by, { deadlines, major, runs, here });
  return {
    ...through(caller),
    through,
    close() {
      for (const { call } of here.values()) call.abort();
    },
  };
}

interface LegacyRelease {
  readonly deadlines: Deadlines;
  readonly major: number;
  readonly runs: VDiffRuns;
  readonly here: Map<string, CallHere>;
}

/** The answer of a release that lacks the call. */
const CALL_LACKING = Promise.resolve(undefined);

function speakLegacy(caller: Caller, { deadlines, major, runs, here }: LegacyRelease): TypedVitess {
  const commands = createLegacyCommands(caller, deadlines, major);
  const typed = createTypedReads(caller, deadlines, major);
  const since = (what: string, release: number): Promise<never> => Promise.reject(toUnsupportedFault(what, release, major));

  async function find(name: WorkflowIn): Promise<Workflow | undefined> {
    const workflows = await typed.workflows(name.targetKeyspace);
    return workflows.find((one) => one.name === name.workflow);
  }

  async function known(name: WorkflowIn): Promise<Workflow> {
    const workflow = await find(name);
    if (workflow === undefined) throw new Fault("not-found", `workflow ${nameWorkflow(name)} does not exist`);
    return workflow;
  }

  const allowTables: TypedVitess["allowTables"] = (keyspace, shard, tables) =>
    major < 12 ? allowTablesOn11(commands, keyspace, shard, tables) : typed.allowTables(keyspace, shard, tables);

  /** After a reverse the target denies the tables, and Cancel changes nothing (docs/facts/old-releases.md#cancel-leaves-denied-tables). */
  async function allowAtTarget(workflow: Workflow): Promise<void> {
    for (const shard of workflow.targetShards) {
      const denied = (await typed.deniedTables(workflow.targetKeyspace, shard)).tables;
      const left = listWorkflowTables(workflow).filter((table) => denied.includes(table));
      if (left.length === 0) continue;
      await allowTables(workflow.targetKeyspace, shard, left);
      // The record alone is not enough: a tablet that was not refreshed would refuse the next move that writes there.
      await ensureRefreshed(typed, workflow.targetKeyspace, shard);
    }
  }

  const exists = async (name: WorkflowIn): Promise<boolean> => (await find(name)) !== undefined;
  const findSourceKeyspace = async (name: WorkflowIn): Promise<Keyspace> => (await known(name)).sourceKeyspace;
  const vdiff =
    major < VDIFF_V2_SINCE
      ? createVDiffV1(commands, runs, here, async (name) => {
          const workflow = await known(name);
          return { shards: workflow.targetShards, tables: listWorkflowTables(workflow) };
        })
      : createVDiffV2(commands, runs, async (name) => listWorkflowTables(await known(name)));

  return {
    keyspaces: typed.keyspaces,
    cells: typed.cells,
    tablets: typed.tablets,
    tableSizes: typed.tableSizes,
    tableNames: typed.tableNames,
    deniedTables: typed.deniedTables,
    tabletControls: typed.tabletControls,
    vschema: typed.vschema,
    tableSchemas: typed.tableSchemas,
    viewNames: typed.viewNames,
    rowImage: (tablet) => (major < ROW_IMAGE_SINCE ? CALL_LACKING : typed.rowImage(tablet)),
    mysqlSettings: (tablet) => (major < ASKS_MYSQL_SINCE ? CALL_LACKING : typed.mysqlSettings(tablet)),
    besideTables: (tablet, tables) => (major < ASKS_MYSQL_SINCE ? CALL_LACKING : typed.besideTables(tablet, tables)),
    nextId: (tablet, sequence) => (major < ASKS_MYSQL_SINCE ? CALL_LACKING : typed.nextId(tablet, sequence)),
    highestId: (...args) => (major < ASKS_MYSQL_SINCE ? CALL_LACKING : typed.highestId(...args)),
    liveRows: (...args) => (major < ASKS_MYSQL_SINCE ? CALL_LACKING : typed.liveRows(...args)),
    statisticRows: (...args) => (major < ASKS_MYSQL_SINCE ? CALL_LACKING : typed.statisticRows(...args)),
    countRows: (...args) => (major < ASKS_MYSQL_SINCE ? CALL_LACKING : typed.countRows(...args)),
    mysqlVersion: (tablet) => (major < ASKS_MYSQL_SINCE ? CALL_LACKING : typed.mysqlVersion(tablet)),
    answers: typed.answers,
    replication: typed.replication,
    throttlerStatus: () => Promise.resolve(undefined),
    throttlerCheck: () => Promise.resolve(undefined),
    validateKeyspace: (keyspace, pingTablets) =>
      major < 12 ? since("validating a keyspace", 12) : typed.validateKeyspace(keyspace, pingTablets),
    schemaMigrations: () => Promise.resolve(undefined),
    workflows: (keyspace, options) => readWorkflows(commands, typed, keyspace, options),
    workflowStatus: (name) => readWorkflowStatus(commands, name),
    rules: () => typed.rules(),
    served: () => typed.served(),
    lockHolders: (name, source) => readLockHolders(commands, name, source),
    vdiff: (name, uuid) => vdiff.show(name, uuid),
    vdiffs: (name) => vdiff.list(name),
    createMove: (name, options, waitMs) => createMove(commands, name, options, waitMs),
    setRunning: (name, state, shards = []) => setRunning(commands, name, { state, shards }, exists),
    vdiffCreate: (name, uuid, options) => vdiff.create(name, uuid, options),
    vdiffStop: (name, uuid, shards) => vdiff.stop(name, uuid, shards),
    vdiffResume: (name, uuid, shards) => vdiff.resume(name, uuid, shards),
    vdiffDelete: (name, uuidOrAll) => vdiff.delete(name, uuidOrAll),
    switchTraffic: (name, options, run) =>
      options.v1 && major <= LAST_WITH_V1
        ? switchTrafficV1(commands, name, options, { ...run, sourceOf: findSourceKeyspace })
        : switchTraffic(commands, name, options, run),
    complete: (name, options, run) => completeMove(commands, name, options, run),
    async cancelMove(name, options) {
      refuseAtCancel(major, options);
      const workflow = options.keepData ? undefined : await find(name);
      const said = await cancelMove(commands, name, options);
      if (workflow !== undefined) await allowAtTarget(workflow);
      return said;
    },
    deleteWorkflow: (name, options) => deleteWorkflow(commands, name, options, exists),
    // WorkflowUpdate of 17 uses another message of the same name, without a state (docs/facts/the-wire.md#workflow-update-of-17).
    updateWorkflow: () => since("updating a workflow", 18),
    mirrorTraffic: () => since("MirrorTraffic", 21),
    async applyRules(document, rules) {
      if (document === "keyspaces") throw toUnsupportedFault("keyspace routing rules", 20, major);
      if (document === "shards" && major < 15) throw toUnsupportedFault("shard routing rules", 15, major);
      await typed.applyRules(document, rules);
    },
    allowTables,
    refreshShard: typed.refreshShard,
    refreshTablet: typed.refreshTablet,
    rebuildServing: typed.rebuildServing,
    throttleApp: () => since("holding back an app", 18),
  };
}
