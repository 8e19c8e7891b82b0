import { carryKeyBuilds, findKeyBuilds, wantsLogs } from "../../core/copy/key-builds.ts";
import type { Instant, Reading, Workflow } from "../../core/readings/readings.ts";
import type { KeyBuild } from "../../core/readings/recent-copy.ts";
import { ignoreFault } from "../fault.ts";
import type { Vitess } from "../ports.ts";

/**
 * The tables to which a workflow is adding secondary keys, by its streams' logs: these are read only when a copy that may do so stands still.
 * Otherwise, and when the logs cannot be read, those of the previous reading that still hold.
 */
export async function readKeyBuilds(
  vitess: Vitess,
  workflow: Workflow,
  at: Instant,
  previous: Reading | undefined,
): Promise<readonly KeyBuild[]> {
  const known = carryKeyBuilds(workflow, previous, at);
  if (!wantsLogs(workflow, previous, at)) return known;
  const [logged] = (await ignoreFault(() => vitess.workflows(workflow.targetKeyspace, { workflow: workflow.name, logs: true }))) ?? [];
  return logged === undefined ? known : findKeyBuilds(logged, at);
}
