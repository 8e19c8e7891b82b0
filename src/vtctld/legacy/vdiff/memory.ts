import type { VDiffRun, VDiffRuns } from "../../../operations/vdiff-runs.ts";

const MOST_RUNS_REMEMBERED = 20;

/** Runs that only this process remembers: other processes, and this one after a restart, know nothing of them. */
export function createVDiffRunsInMemory(): VDiffRuns {
  const runs = new Map<string, readonly VDiffRun[]>();
  const without = (workflow: string, uuid: string): readonly VDiffRun[] => (runs.get(workflow) ?? []).filter((run) => run.uuid !== uuid);
  return {
    of: (workflow) => Promise.resolve(runs.get(workflow) ?? []),
    save(run) {
      const others = without(run.workflow, run.uuid);
      const all = [run, ...others].toSorted((a, b) => b.startedAt - a.startedAt);
      runs.set(run.workflow, all.slice(0, MOST_RUNS_REMEMBERED));
      return Promise.resolve();
    },
    forget(workflow, uuid) {
      runs.set(workflow, without(workflow, uuid));
      return Promise.resolve();
    },
  };
}
