import type { MirrorOptions } from "../../../core/options/options.ts";
import { MIRROR } from "../../../core/options/mirror.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import type { Requests } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";
import { withoutDefaults } from "../call/fields.ts";
import { encodeOptions, type WireRows } from "../call/request.ts";

export async function mirrorTraffic(calls: Calls, { targetKeyspace, workflow }: WorkflowIn, options: MirrorOptions): Promise<void> {
  const request: Requests["WorkflowMirrorTraffic"] = withoutDefaults({
    keyspace: targetKeyspace,
    workflow,
    ...encodeOptions(MIRROR satisfies WireRows<Requests["WorkflowMirrorTraffic"]>, options),
  });
  await calls.write("WorkflowMirrorTraffic", request, calls.deadlines.apply);
}
