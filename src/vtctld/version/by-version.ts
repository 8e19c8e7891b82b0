import { setMaxListeners } from "node:events";
import type { Vitess } from "../../operations/ports.ts";
import { attempt, Fault } from "../../operations/fault.ts";
import type { Caller } from "../channel/caller.ts";
import type { KnownVersion } from "./known-version.ts";
import type { TypedVitess } from "../typed/vitess.ts";
import type { VitessVersion } from "../../core/vitess/version.ts";

export interface ByVersion {
  readonly version: KnownVersion;
  readonly caller: Caller;
  /** The dialect of a version with this caller; called for every call. */
  readonly speaking: (version: VitessVersion, caller: Caller) => TypedVitess;
  /** Ends reads. */
  readonly signal?: AbortSignal;
}

/** One cluster, choosing the dialect anew for every call. A call that turns out to be missing casts doubt on the version. */
export function chooseDialectPerCall(view: ByVersion): Vitess {
  const { version, caller, speaking, signal } = view;
  const reading = signal === undefined ? caller : caller.readsUntil(signal);
  async function use<T>(by: Caller, call: (vitess: TypedVitess) => Promise<T>): Promise<T> {
    const vitess = speaking(await version.current(), by);
    const answer = await attempt(() => call(vitess), "unsupported");
    if (!(answer instanceof Fault)) return answer;
    version.doubt();
    throw answer;
  }

  const read = <T>(call: (vitess: TypedVitess) => Promise<T>): Promise<T> => rejectOnAbort(signal, () => use(reading, call));

  /** A write may be several messages with reads between them, so only this function knows whether any has left. */
  async function write<T>(call: (vitess: TypedVitess) => Promise<T>): Promise<T> {
    let isSent = false;
    const noted = caller.guardedBy({
      isFresh: () => true,
      onSend() {
        isSent = true;
      },
    });
    try {
      return await use(noted, call);
    } catch (error) {
      throw markNothingSent(!isSent, error);
    }
  }

  return {
    async connect() {
      try {
        await version.current();
        await caller.connect();
      } catch (error) {
        throw markNothingSent(true, error);
      }
    },
    whileFresh: (isFresh) => chooseDialectPerCall({ ...view, caller: caller.guardedBy({ isFresh, onSend: () => undefined }) }),
    readsUntil(until) {
      // Every read that is under way listens to it.
      setMaxListeners(0, until);
      return chooseDialectPerCall({ ...view, signal: signal === undefined ? until : AbortSignal.any([signal, until]) });
    },
    version: () => rejectOnAbort(signal, () => version.current()),
    addresses: () => caller.addresses(),
    keyspaces: (...args) => read((vitess) => vitess.keyspaces(...args)),
    cells: (...args) => read((vitess) => vitess.cells(...args)),
    tablets: (...args) => read((vitess) => vitess.tablets(...args)),
    answers: (...args) => read((vitess) => vitess.answers(...args)),
    tableSizes: (...args) => read((vitess) => vitess.tableSizes(...args)),
    tableNames: (...args) => read((vitess) => vitess.tableNames(...args)),
    deniedTables: (...args) => read((vitess) => vitess.deniedTables(...args)),
    tabletControls: (...args) => read((vitess) => vitess.tabletControls(...args)),
    vschema: (...args) => read((vitess) => vitess.vschema(...args)),
    tableSchemas: (...args) => read((vitess) => vitess.tableSchemas(...args)),
    viewNames: (...args) => read((vitess) => vitess.viewNames(...args)),
    rowImage: (...args) => read((vitess) => vitess.rowImage(...args)),
    mysqlSettings: (...args) => read((vitess) => vitess.mysqlSettings(...args)),
    besideTables: (...args) => read((vitess) => vitess.besideTables(...args)),
    nextId: (...args) => read((vitess) => vitess.nextId(...args)),
    highestId: (...args) => read((vitess) => vitess.highestId(...args)),
    liveRows: (...args) => read((vitess) => vitess.liveRows(...args)),
    statisticRows: (...args) => read((vitess) => vitess.statisticRows(...args)),
    countRows: (...args) => read((vitess) => vitess.countRows(...args)),
    mysqlVersion: (...args) => read((vitess) => vitess.mysqlVersion(...args)),
    replication: (...args) => read((vitess) => vitess.replication(...args)),
    throttlerStatus: (...args) => read((vitess) => vitess.throttlerStatus(...args)),
    throttlerCheck: (...args) => read((vitess) => vitess.throttlerCheck(...args)),
    validateKeyspace: (...args) => read((vitess) => vitess.validateKeyspace(...args)),
    schemaMigrations: (...args) => read((vitess) => vitess.schemaMigrations(...args)),
    workflows: (...args) => read((vitess) => vitess.workflows(...args)),
    workflowStatus: (...args) => read((vitess) => vitess.workflowStatus(...args)),
    rules: (...args) => read((vitess) => vitess.rules(...args)),
    served: (...args) => read((vitess) => vitess.served(...args)),
    lockHolders: (...args) => read((vitess) => vitess.lockHolders(...args)),
    vdiff: (...args) => read((vitess) => vitess.vdiff(...args)),
    vdiffs: (...args) => read((vitess) => vitess.vdiffs(...args)),
    createMove: (...args) => write((vitess) => vitess.createMove(...args)),
    setRunning: (...args) => write((vitess) => vitess.setRunning(...args)),
    vdiffCreate: (...args) => write((vitess) => vitess.vdiffCreate(...args)),
    vdiffStop: (...args) => write((vitess) => vitess.vdiffStop(...args)),
    vdiffResume: (...args) => write((vitess) => vitess.vdiffResume(...args)),
    vdiffDelete: (...args) => write((vitess) => vitess.vdiffDelete(...args)),
    switchTraffic: (...args) => write((vitess) => vitess.switchTraffic(...args)),
    complete: (...args) => write((vitess) => vitess.complete(...args)),
    cancelMove: (...args) => write((vitess) => vitess.cancelMove(...args)),
    deleteWorkflow: (...args) => write((vitess) => vitess.deleteWorkflow(...args)),
    updateWorkflow: (...args) => write((vitess) => vitess.updateWorkflow(...args)),
    mirrorTraffic: (...args) => write((vitess) => vitess.mirrorTraffic(...args)),
    applyRules: (...args) => write((vitess) => vitess.applyRules(...args)),
    allowTables: (...args) => write((vitess) => vitess.allowTables(...args)),
    refreshShard: (...args) => write((vitess) => vitess.refreshShard(...args)),
    refreshTablet: (...args) => write((vitess) => vitess.refreshTablet(...args)),
    rebuildServing: (...args) => write((vitess) => vitess.rebuildServing(...args)),
    throttleApp: (...args) => write((vitess) => vitess.throttleApp(...args)),
  };
}

/** The same fault, with this `nothingSent`. */
function markNothingSent(nothingSent: boolean, error: unknown): unknown {
  if (!(error instanceof Fault) || error.nothingSent === nothingSent) return error;
  return new Fault(error.kind, error.message, { cause: error, nothingSent });
}

/** The result of `work`, or a rejection with the signal's reason as soon as it aborts. */
async function rejectOnAbort<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  if (signal === undefined) return work();
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason);
    signal.addEventListener("abort", leave);
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", leave));
  });
}
