import { redact } from "../../../core/explain/redact/redact.ts";
import type { SwitchOptions } from "../../../core/options/options.ts";
import { SWITCH } from "../../../core/options/switch.ts";
import { Fault } from "../../../operations/fault.ts";
import type { SwitchRun, WorkflowIn } from "../../../operations/ports.ts";
import type { Requests } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";
import { withoutDefaults } from "../call/fields.ts";
import { encodeOptions, type WireRows } from "../call/request.ts";
import { refuseMissingOptions } from "../call/since.ts";

/** Backward, too, names the original workflow and not its reverse workflow. */
export async function switchTraffic(
  calls: Calls,
  { targetKeyspace, workflow }: WorkflowIn,
  options: SwitchOptions,
  run: SwitchRun,
): Promise<readonly string[]> {
  await refuseMissingOptions(calls, SWITCH, options);
  const request: Requests["WorkflowSwitchTraffic"] = withoutDefaults({
    keyspace: targetKeyspace,
    workflow,
    ...encodeOptions(SWITCH satisfies WireRows<Requests["WorkflowSwitchTraffic"]>, options),
    direction: run.direction === "backward" ? 1 : 0,
    dry_run: run.dryRun,
  });
  const answer = await calls.write("WorkflowSwitchTraffic", request, calls.deadlines.switch(options.timeoutMs));
  // With a timeout under 1 s Vitess answers OK and does nothing (docs/facts/switch-traffic.md#short-timeout).
  if ((answer.summary ?? "") === "") throw new Fault("unexpected", "Vitess answered the switch without a word and did nothing");
  const { dry_run_results = [], summary = "", start_state = "", current_state = "" } = answer;
  return (run.dryRun ? dry_run_results : [summary, `Start State: ${start_state}`, `Current State: ${current_state}`]).map(redact);
}
