import type { AddressHealth } from "../../core/clusters.ts";
import type { Vitess } from "../../operations/ports.ts";
import { Fault } from "../../operations/fault.ts";
import type { KnownVersion } from "./known-version.ts";
import type { TypedVitess } from "../typed/vitess.ts";
import type { VitessVersion } from "../../core/vitess-version.ts";

export interface ByVersion {
  readonly version: KnownVersion;
  readonly addresses: () => readonly AddressHealth[];
  /** The dialect of a version; asked for every call, so it should keep what it made. */
  readonly speaking: (version: VitessVersion) => TypedVitess;
}

/** One cluster whose dialect is chosen anew for every call. What turns out to be missing makes the version doubtful. */
export function byVersion({ version, addresses, speaking }: ByVersion): Vitess {
  async function use<T>(call: (vitess: TypedVitess) => Promise<T>): Promise<T> {
    const vitess = speaking(await version.current());
    try {
      return await call(vitess);
    } catch (error) {
      if (error instanceof Fault && error.kind === "unsupported") version.doubt();
      throw error;
    }
  }

  return {
    version: () => version.current(),
    addresses,
    keyspaces: (...args) => use((vitess) => vitess.keyspaces(...args)),
    cells: (...args) => use((vitess) => vitess.cells(...args)),
    tablets: (...args) => use((vitess) => vitess.tablets(...args)),
    tableSizes: (...args) => use((vitess) => vitess.tableSizes(...args)),
    tableNames: (...args) => use((vitess) => vitess.tableNames(...args)),
    deniedTables: (...args) => use((vitess) => vitess.deniedTables(...args)),
    tabletControls: (...args) => use((vitess) => vitess.tabletControls(...args)),
    vschema: (...args) => use((vitess) => vitess.vschema(...args)),
    tableSchemas: (...args) => use((vitess) => vitess.tableSchemas(...args)),
    replication: (...args) => use((vitess) => vitess.replication(...args)),
    throttlerStatus: (...args) => use((vitess) => vitess.throttlerStatus(...args)),
    throttlerCheck: (...args) => use((vitess) => vitess.throttlerCheck(...args)),
    validateKeyspace: (...args) => use((vitess) => vitess.validateKeyspace(...args)),
    schemaMigrations: (...args) => use((vitess) => vitess.schemaMigrations(...args)),
    workflows: (...args) => use((vitess) => vitess.workflows(...args)),
    workflowStatus: (...args) => use((vitess) => vitess.workflowStatus(...args)),
    rules: (...args) => use((vitess) => vitess.rules(...args)),
    lockHolders: (...args) => use((vitess) => vitess.lockHolders(...args)),
    vdiff: (...args) => use((vitess) => vitess.vdiff(...args)),
    vdiffs: (...args) => use((vitess) => vitess.vdiffs(...args)),
    createMove: (...args) => use((vitess) => vitess.createMove(...args)),
    setRunning: (...args) => use((vitess) => vitess.setRunning(...args)),
    vdiffCreate: (...args) => use((vitess) => vitess.vdiffCreate(...args)),
    vdiffStop: (...args) => use((vitess) => vitess.vdiffStop(...args)),
    vdiffResume: (...args) => use((vitess) => vitess.vdiffResume(...args)),
    vdiffDelete: (...args) => use((vitess) => vitess.vdiffDelete(...args)),
    switchTraffic: (...args) => use((vitess) => vitess.switchTraffic(...args)),
    complete: (...args) => use((vitess) => vitess.complete(...args)),
    cancelMove: (...args) => use((vitess) => vitess.cancelMove(...args)),
    deleteWorkflow: (...args) => use((vitess) => vitess.deleteWorkflow(...args)),
    updateWorkflow: (...args) => use((vitess) => vitess.updateWorkflow(...args)),
    mirrorTraffic: (...args) => use((vitess) => vitess.mirrorTraffic(...args)),
    applyRules: (...args) => use((vitess) => vitess.applyRules(...args)),
    allowTables: (...args) => use((vitess) => vitess.allowTables(...args)),
    throttleApp: (...args) => use((vitess) => vitess.throttleApp(...args)),
  };
}
