import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { switchSteps, type SwitchStep } from "../../../practice/vtctld/cluster/operation.ts";
import { CANCEL, REVERSE, SWITCH_AT_ONCE } from "../moves.ts";
import { QUICK, type Harness } from "../harness.ts";
import { type Happening, leaveLock } from "./histories.ts";
import { asked } from "./presses.ts";

// What a dead call leaves is checked at once: the walks have no time to wait for it to settle.
const AT_ONCE = { ...QUICK, settleMs: 60, rereadMs: 20, callIsOverMs: 200, lockedIsOverMs: 200 };

let steps = 0;

/** One operation of Tandem's own, requested and approved, to its end; a refusal is an end as well. */
async function ours(harness: Harness, operation: WorkflowOperation): Promise<void> {
  steps += 1;
  await asked({ ...harness, deps: { ...harness.deps, timing: AT_ONCE } }, operation, `own${steps}`);
}

/** Every request makes a dry run first. */
function isReal(request: Readonly<Record<string, unknown>>): boolean {
  return request["dry_run"] !== true;
}

/** vtctld dies during a step of Tandem's own. */
function killed(operation: WorkflowOperation, after: SwitchStep, isLocked: boolean): Happening {
  return {
    name: `vtctld killed after ${after} of Tandem's own ${operation.verb}, its lock ${isLocked ? "stays" : "is gone"}`,
    async happen(harness) {
      const { faults, cluster } = harness.simulator;
      cluster.locks.held.clear();
      faults.inject({ rpc: "WorkflowSwitchTraffic", where: isReal }, { kind: "killed", after, downMs: 1 });
      await ours(harness, operation);
      faults.clear();
      leaveLock(harness, isLocked);
    },
  };
}

/** If Tandem lets a move be cancelled, applications must be served afterwards: another move starts then. */
const cancelled: Happening = {
  name: "cancelled by Tandem",
  async happen(harness) {
    harness.simulator.cluster.locks.held.clear();
    await ours(harness, CANCEL);
  },
};

/** What Tandem does itself, and what happens to it. */
export const OWN: readonly Happening[] = [
  ...switchSteps.flatMap((step) =>
    [SWITCH_AT_ONCE, REVERSE].map((operation, way) => killed(operation, step, (switchSteps.indexOf(step) + way) % 2 === 0)),
  ),
  cancelled,
  cancelled,
];
