import type { Shard } from "../../../core/vitess/names.ts";
import { START_STOP } from "../../../core/options/small.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import type { Requests } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";
import { refuseMissingOptions } from "../call/since.ts";

/** Values that mean "leave it": Vitess overwrites what this call leaves out (docs/facts/defaults-and-options.md#keep-values). */
export const AS_IT_IS = {
  cells: ["NULL"],
  tablet_types: [-1],
  // The reference client omits this and so loses the order of the tablet types (docs/facts/defaults-and-options.md#keep-values).
  tablet_selection_preference: "UNKNOWN",
  // Vitess 18–20 read a missing value as IGNORE; later ones still accept -1.
  on_ddl: -1,
} as const satisfies Requests["WorkflowUpdate"]["tablet_request"];

export async function setRunning(
  calls: Calls,
  { targetKeyspace, workflow }: WorkflowIn,
  state: "Running" | "Stopped",
  shards: readonly Shard[] = [],
): Promise<void> {
  await refuseMissingOptions(calls, START_STOP, { shards });
  const request: Requests["WorkflowUpdate"] = { keyspace: targetKeyspace, tablet_request: { ...AS_IT_IS, workflow, state, shards } };
  await calls.write("WorkflowUpdate", request, calls.deadlines.setRunning);
}
