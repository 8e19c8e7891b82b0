import type { VDiffOptions } from "../../../core/options/options.ts";
import { VDIFF_STEER } from "../../../core/options/small.ts";
import { VDIFF } from "../../../core/options/vdiff.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import type { Requests } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";
import { withoutDefaults } from "../call/fields.ts";
import { encodeOptions, type WireRows } from "../call/request.ts";
import { refuseMissingOptions } from "../call/since.ts";

// The server ignores it, but the reference client always sends it.
const WAIT_UPDATE_INTERVAL = { seconds: "60" };

export async function createVDiff(
  calls: Calls,
  { targetKeyspace, workflow }: WorkflowIn,
  uuid: string,
  options: VDiffOptions,
): Promise<void> {
  // 18 ignores the number of sample rows and keeps ten inside Vitess: no reason to refuse a VDiff.
  const { maxReportSampleRows: _passedOver, ...heard } = options;
  await refuseMissingOptions(calls, VDIFF, heard);
  const request: Requests["VDiffCreate"] = withoutDefaults({
    workflow,
    target_keyspace: targetKeyspace,
    uuid,
    ...encodeOptions(VDIFF satisfies WireRows<Requests["VDiffCreate"]>, options),
    wait_update_interval: WAIT_UPDATE_INTERVAL,
  });
  // Optional on the wire, where missing does not mean false, so false is sent too.
  await calls.write("VDiffCreate", { ...request, auto_start: options.autoStart }, calls.deadlines.vdiff);
}

/** No shards means all of them. */
export async function stopVDiff(calls: Calls, name: WorkflowIn, uuid: string, shards: readonly string[]): Promise<void> {
  await changeRun(calls, "VDiffStop", name, { uuid, shards });
}

export async function resumeVDiff(calls: Calls, name: WorkflowIn, uuid: string, shards: readonly string[]): Promise<void> {
  await changeRun(calls, "VDiffResume", name, { uuid, shards });
}

async function changeRun(
  calls: Calls,
  call: "VDiffStop" | "VDiffResume",
  { targetKeyspace, workflow }: WorkflowIn,
  { uuid, shards }: { readonly uuid: string; readonly shards: readonly string[] },
): Promise<void> {
  await refuseMissingOptions(calls, VDIFF_STEER, { shards });
  await calls.write(call, { workflow, target_keyspace: targetKeyspace, uuid, target_shards: shards }, calls.deadlines.vdiff);
}

export async function deleteVDiff(calls: Calls, { targetKeyspace, workflow }: WorkflowIn, uuidOrAll: string): Promise<void> {
  await calls.write("VDiffDelete", { workflow, target_keyspace: targetKeyspace, arg: uuidOrAll }, calls.deadlines.vdiff);
}
