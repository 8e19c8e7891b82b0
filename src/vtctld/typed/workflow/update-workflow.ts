import type { UpdateOptions } from "../../../core/options/options.ts";
import { UPDATE } from "../../../core/options/update.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import type { Requests } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";
import { spellOverrides } from "./config-overrides.ts";
import { encodeOptions, type WireRows } from "../call/request.ts";
import { AS_IT_IS } from "./set-running.ts";
import { refuseMissingOptions } from "../call/since.ts";

type TabletRequest = NonNullable<Requests["WorkflowUpdate"]["tablet_request"]>;

// Since this release a missing state means "leave it". Before, it means the state "Unknown", and -1 means "leave it".
const STATE_IS_OPTIONAL_SINCE = 21;

export async function updateWorkflow(calls: Calls, { targetKeyspace, workflow }: WorkflowIn, options: UpdateOptions): Promise<void> {
  await refuseMissingOptions(calls, UPDATE, options);
  const { tabletTypesInOrder, configOverrides = {} } = options;
  const stateAsItIs = (await calls.major()) < STATE_IS_OPTIONAL_SINCE ? { state: -1 as const } : {};
  const request: TabletRequest = {
    ...AS_IT_IS,
    workflow,
    ...encodeOptions(UPDATE satisfies WireRows<TabletRequest>, {
      ...options,
      configOverrides: await spellOverrides(calls, configOverrides),
    }),
    // Here "any order" is a change and must be sent; elsewhere it is the default and is left out.
    ...(tabletTypesInOrder === false ? { tablet_selection_preference: "ANY" as const } : {}),
    ...stateAsItIs,
  };
  await calls.write("WorkflowUpdate", { keyspace: targetKeyspace, tablet_request: request }, calls.deadlines.setRunning);
}
