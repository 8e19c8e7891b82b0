import type { Shard, TableName } from "../../../core/vitess/names.ts";
import type { VDiffOptions } from "../../../core/options/options.ts";
import { VDIFF_STEER } from "../../../core/options/small.ts";
import type { VDiff, VDiffListed } from "../../../core/vdiff/vdiff.ts";
import { Fault } from "../../../operations/fault.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import type { CarriedVDiff, VDiffRun, VDiffRuns } from "../../../operations/vdiff-runs.ts";
import type { Commands } from "../call/calls.ts";
import { buildCommand, nameWorkflow } from "../call/command-line.ts";
import { listNeeds, refuseMissingNeeds, toUnsupportedFault } from "../../typed/call/needs.ts";
import { toVDiffFlags, needsOfVDiff, findRowLimit, VDIFF_V2_SINCE } from "./options.ts";
import type { VDiffPort } from "./port.ts";
import { recallListed } from "./summary.ts";
import { parseReportTables } from "./v1-report.ts";

// Runs of hours are usual; vtctld goes by this and not by the client's action_timeout.
const LONGEST_RUN = 3 * 24 * 60 * 60_000;
const SAYS_ALIVE_EVERY = 15_000;
const GONE_AFTER = 60_000;
// If Vitess refuses within this time, the create fails, as with the second kind.
const REFUSED_WITHIN = 1_500;

// The error rules explain what both may leave behind: stopped streams. The message of each says why they are stopped.
const RUN_INTERRUPTED = "the run was interrupted: whoever carried it has stopped";
const RUN_STOPPED = "stopped as asked";

/** A VDiff that runs inside a call of this process. */
export interface CallHere {
  readonly call: AbortController;
  stopped: boolean;
}

/**
 * VDiff of the first kind: one call inside vtctld that lasts as long as the comparison (docs/facts/vdiff.md#first-kind). This starts it in
 * this process and saves its progress in `runs`; `here` has the calls of this process, by uuid. A run whose process is gone reads as an
 * error that says what it leaves behind.
 */
export function createVDiffV1(
  commands: Commands,
  runs: VDiffRuns,
  here: Map<string, CallHere>,
  about: (name: WorkflowIn) => Promise<{ readonly shards: readonly Shard[]; readonly tables: readonly TableName[] }>,
): VDiffPort {
  const { major } = commands;

  async function find(name: WorkflowIn, uuid: string | undefined): Promise<VDiffRun | undefined> {
    const known = (await runs.of(nameWorkflow(name))).filter(({ carried }) => carried !== undefined);
    return uuid === undefined ? known[0] : known.find((run) => run.uuid === uuid);
  }

  async function carry(name: WorkflowIn, uuid: string, options: VDiffOptions): Promise<void> {
    const { shards, tables } = await about(name);
    const limit = findRowLimit(options);
    const begun: CarriedVDiff = { state: "started", aliveAt: Date.now(), lastError: "", shards, results: [] };
    const run: VDiffRun = {
      uuid,
      workflow: nameWorkflow(name),
      startedAt: begun.aliveAt,
      tables: options.tables.length > 0 ? options.tables : tables,
      ...(limit === undefined ? {} : { rowLimit: limit }),
      ...(options.onlyPks ? { keysOnly: true } : {}),
    };
    // Saves one after the other: a late sign of life must not overwrite the end.
    let noted: Promise<void> = Promise.resolve();
    const note = (news: Partial<CarriedVDiff>): Promise<void> => {
      const save = (): Promise<void> => runs.save({ ...run, carried: { ...begun, aliveAt: Date.now(), ...news } });
      noted = noted.then(save, save);
      return noted;
    };
    await note({});

    const mine = { call: new AbortController(), stopped: false };
    here.set(uuid, mine);
    const beat = setInterval(() => void note({}).catch(ignoreLateNote), SAYS_ALIVE_EVERY);
    beat.unref();
    const args = buildCommand(major, "VDiff", { format: "json", ...toVDiffFlags(major, options) }, nameWorkflow(name));
    const end = commands.write(args, LONGEST_RUN, mine.call.signal).then((printed): Partial<CarriedVDiff> => ({
      state: "completed",
      completedAt: Date.now(),
      results: parseReportTables(printed, shards.join(",")),
    }));
    const over = end
      .catch((error: unknown): Partial<CarriedVDiff> => {
        if (!(error instanceof Fault)) throw error;
        const state = mine.stopped ? ("stopped" as const) : ("error" as const);
        const reason = mine.stopped ? RUN_STOPPED : mine.call.signal.aborted ? RUN_INTERRUPTED : error.message;
        return { state, completedAt: Date.now(), lastError: reason };
      })
      .finally(() => {
        clearInterval(beat);
        here.delete(uuid);
      })
      .then(note)
      .catch(ignoreLateNote);
    try {
      await awaitRefusal(end, REFUSED_WITHIN);
    } catch (error) {
      // It never ran, so there is nothing to remember.
      await over;
      await runs.forget(nameWorkflow(name), uuid);
      throw error;
    }
  }

  return {
    async show(name, uuid): Promise<VDiff | undefined> {
      const run = await find(name, uuid);
      return run?.carried === undefined ? undefined : composeVDiff(run, run.carried, here.has(run.uuid));
    },
    async list(name): Promise<readonly VDiffListed[]> {
      const known = await runs.of(nameWorkflow(name));
      return known.flatMap((run) => {
        if (run.carried === undefined) return [];
        const { shards, tables: _tables, uuid } = composeVDiff(run, run.carried, here.has(run.uuid));
        return shards.map(({ shard, state, completedAt }) => ({
          uuid,
          shard,
          state,
          ...recallListed(run),
          ...(completedAt === undefined ? {} : { completedAt }),
        }));
      });
    },
    async create(name, uuid, options): Promise<void> {
      refuseMissingNeeds(major, needsOfVDiff(major, options));
      if ((await find(name, uuid)) !== undefined) throw new Fault("refused", `vdiff with UUID ${uuid} already exists`);
      await carry(name, uuid, options);
    },
    async stop(name, uuid, shards): Promise<void> {
      refuseMissingNeeds(major, listNeeds(VDIFF_STEER, { shards }));
      const run = await find(name, uuid);
      if (run === undefined) throw new Fault("not-found", `no vdiff found for UUID ${uuid}`);
      const mine = here.get(uuid);
      if (mine === undefined && run.carried?.state === "started" && !isRunnerGone(run.carried))
        throw new Fault("refused", "this VDiff is a call of another process of Tandem, and only that can leave it");
      if (mine === undefined) return;
      mine.stopped = true;
      mine.call.abort();
    },
    resume: () => Promise.reject(toUnsupportedFault("VDiff resume", VDIFF_V2_SINCE, major)),
    async delete(name, uuidOrAll): Promise<void> {
      const chosen = (await runs.of(nameWorkflow(name))).filter(({ uuid }) => uuidOrAll === "all" || uuidOrAll === uuid);
      if (uuidOrAll !== "all" && chosen.length === 0) throw new Fault("not-found", `no vdiff found for UUID ${uuidOrAll}`);
      if (chosen.some(({ uuid }) => here.has(uuid))) throw new Fault("refused", "a VDiff that runs has to be stopped before it is deleted");
      for (const { uuid } of chosen) await runs.forget(nameWorkflow(name), uuid);
    },
  };
}

// If saving fails, the run looks gone after a minute, and for everybody else it is.
function ignoreLateNote(): void {}

function isRunnerGone({ aliveAt }: CarriedVDiff): boolean {
  return Date.now() - aliveAt > GONE_AFTER;
}

function composeVDiff(run: VDiffRun, carried: CarriedVDiff, isHere: boolean): VDiff {
  const interrupted = carried.state === "started" && !isHere && isRunnerGone(carried);
  const { completedAt } = carried;
  return {
    uuid: run.uuid,
    shards: [
      {
        shard: carried.shards.join(","),
        state: interrupted ? "error" : carried.state,
        lastError: interrupted ? RUN_INTERRUPTED : carried.lastError,
        startedAt: run.startedAt,
        ...(completedAt === undefined ? {} : { completedAt }),
      },
    ],
    tables: carried.results,
    // On 12 a limit applies to all tables together (docs/facts/vdiff.md#limit-on-12).
    whole: { rowsCompared: carried.results.reduce((sum, { rowsCompared }) => sum + rowsCompared, 0n), tables: [] },
  };
}

async function awaitRefusal(end: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  try {
    await Promise.race([end, enough]);
  } finally {
    clearTimeout(timer);
  }
}
