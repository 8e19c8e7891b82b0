import type { CreateOptions } from "../../../core/options/options.ts";
import { CREATE } from "../../../core/options/create.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import type { Requests } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";
import { spellOverrides } from "./config-overrides.ts";
import { withoutDefaults } from "../call/fields.ts";
import { encodeOptions, type WireRows } from "../call/request.ts";
import { refuseMissingOptions } from "../call/since.ts";

export async function createMove(
  calls: Calls,
  { targetKeyspace, workflow }: WorkflowIn,
  options: CreateOptions,
  waitMs: number = calls.deadlines.create,
): Promise<void> {
  await refuseMissingOptions(calls, CREATE, options);
  const rows = CREATE satisfies WireRows<Requests["MoveTablesCreate"]>;
  const spelledHere = { ...options, configOverrides: await spellOverrides(calls, options.configOverrides) };
  const request: Requests["MoveTablesCreate"] = withoutDefaults({
    workflow,
    target_keyspace: targetKeyspace,
    ...encodeOptions(rows, options),
    workflow_options: withoutDefaults(encodeOptions(rows, spelledHere, "workflow_options.")),
  });
  await calls.write("MoveTablesCreate", request, waitMs);
}
