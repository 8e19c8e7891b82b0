import { isCutOver, isStoppedAfterCopy, isSwitching, FROZEN } from "../../move/phase.ts";
import type { Reading, Workflow } from "../../readings/readings.ts";
import type { Refusal } from "./refusals.ts";

/** Why streams cannot be started now, or neither started nor stopped. */
export type StartStopRefusal = Extract<Refusal, "frozen" | "atomic-copy-stopped" | "stops-after-copy" | "workflow-locked">;

/**
 * Why a workflow's streams may not start or stop, for the verb and its button. A stream that a switch has stopped would write old rows over
 * new ones (docs/facts/switch-traffic.md#killed-after-journal), and an atomic copy cannot go on (docs/facts/create.md#atomic-copy).
 */
export function startStopRefusal(
  doing: "start" | "stop",
  { at, workflow, lockHolders }: Pick<Reading, "at" | "workflow" | "lockHolders">,
): StartStopRefusal | undefined {
  const streams = workflow?.streams ?? [];
  if (workflow !== undefined && isFrozenForGood(workflow)) return "frozen";
  const isAtomic = workflow?.subType === "AtomicCopy" && streams.some((stream) => stream.copyStates.length > 0);
  if (doing === "start" && isAtomic) return "atomic-copy-stopped";
  // Vitess reports success, but the streams stay stopped (docs/facts/streams-and-copy.md#stopped-after-copy).
  if (doing === "start" && workflow !== undefined && isStoppedAfterCopy(workflow)) return "stops-after-copy";
  // A switch stops and starts the streams itself; one that somebody starts meanwhile would write old rows over new ones.
  const isBeingSwitched = isSwitching({ at, lockHolders }) && lockHolders.some(({ action }) => action.includes("Switch"));
  return isBeingSwitched ? "workflow-locked" : undefined;
}

/** Why a workflow's options may not change, for the verb and its form. Vitess stops and starts the streams for it. */
export function findUpdateRefusal({
  at,
  workflow,
  lockHolders,
}: Pick<Reading, "at" | "workflow" | "lockHolders">): Extract<StartStopRefusal, "frozen" | "workflow-locked"> | undefined {
  if (workflow === undefined) return undefined;
  if (isFrozenForGood(workflow)) return "frozen";
  // A switch or a VDiff from elsewhere stops and starts the streams meanwhile, and Vitess would write back the state that it read before.
  const isCompared = workflow.streams.some(({ state, message }) => state === "Stopped" && message.includes("for vdiff"));
  return isCompared || isSwitching({ at, lockHolders }) ? "workflow-locked" : undefined;
}

function isFrozenForGood(workflow: Workflow): boolean {
  return isCutOver(workflow) || workflow.streams.some((stream) => stream.message === FROZEN);
}
