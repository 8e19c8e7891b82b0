import type { SwitchOptions } from "../../core/options.ts";
import { Fault } from "../../operations/fault.ts";
import type { SwitchRun, WorkflowIn } from "../../operations/ports.ts";
import type { Requests } from "../wire/messages.ts";
import type { Calls } from "./calls.ts";
import { sent } from "./fields.ts";
import { refuseWhatIsMissing } from "./since.ts";
import { durationFrom } from "./times.ts";

/** Backward is asked of the original workflow, not of its reverse. */
export async function switchTraffic(
  calls: Calls,
  { targetKeyspace, workflow }: WorkflowIn,
  options: SwitchOptions,
  run: SwitchRun,
): Promise<readonly string[]> {
  await refuseWhatIsMissing(calls, [
    { asked: options.shards.length > 0, what: "Choosing shards in a switch", since: 19 },
    { asked: options.force, what: "Forcing a switch", since: 21 },
  ]);
  const request: Requests["WorkflowSwitchTraffic"] = sent({
    keyspace: targetKeyspace,
    workflow,
    cells: options.cells,
    tablet_types: options.tabletTypes,
    max_replication_lag_allowed: durationFrom(options.maxReplicationLagAllowedMs),
    enable_reverse_replication: options.enableReverseReplication,
    direction: run.direction === "backward" ? 1 : 0,
    timeout: durationFrom(options.timeoutMs),
    dry_run: run.dryRun,
    initialize_target_sequences: options.initializeTargetSequences,
    // The reference client has flags for these two and does not send them (docs/facts/switch-traffic.md#shards-and-force).
    shards: options.shards,
    force: options.force,
  });
  const answer = await calls.write("WorkflowSwitchTraffic", request, calls.deadlines.switch(options.timeoutMs));
  // With a timeout under 1 s Vitess answers OK and does nothing (docs/facts/switch-traffic.md#short-timeout).
  if ((answer.summary ?? "") === "") throw new Fault("unexpected", "Vitess answered the switch without a word and did nothing");
  return answer.dry_run_results ?? [];
}
