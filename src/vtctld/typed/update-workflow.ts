import type { UpdateOptions } from "../../core/options.ts";
import type { WorkflowIn } from "../../operations/ports.ts";
import type { Requests } from "../wire/messages.ts";
import type { Calls } from "./calls.ts";
import { spelled } from "./config-overrides.ts";
import { AS_IT_IS } from "./set-running.ts";
import { refuseWhatIsMissing } from "./since.ts";

// From here on an absent state means: leave it. Before, it means the state "Unknown", and -1 means: leave it.
const STATE_IS_OPTIONAL_SINCE = 21;

export async function updateWorkflow(calls: Calls, { targetKeyspace, workflow }: WorkflowIn, options: UpdateOptions): Promise<void> {
  const { cells, tabletTypes, tabletTypesInOrder, onDdl, configOverrides = {}, shards } = options;
  await refuseWhatIsMissing(calls, [
    // Older releases would change all shards.
    { asked: shards.length > 0, what: "Choosing shards in update", since: 22 },
    { asked: Object.keys(configOverrides).length > 0, what: "Config overrides", since: 21 },
  ]);
  const stateAsItIs = (await calls.major()) < STATE_IS_OPTIONAL_SINCE ? { state: -1 as const } : {};
  const request: Requests["WorkflowUpdate"]["tablet_request"] = {
    ...AS_IT_IS,
    workflow,
    ...(cells === undefined ? {} : { cells }),
    ...(tabletTypes === undefined ? {} : { tablet_types: tabletTypes }),
    ...(tabletTypesInOrder === undefined ? {} : { tablet_selection_preference: tabletTypesInOrder ? "INORDER" : "ANY" }),
    ...(onDdl === undefined ? {} : { on_ddl: onDdl }),
    ...stateAsItIs,
    shards,
    config_overrides: await spelled(calls, configOverrides),
  };
  await calls.write("WorkflowUpdate", { keyspace: targetKeyspace, tablet_request: request }, calls.deadlines.setRunning);
}
