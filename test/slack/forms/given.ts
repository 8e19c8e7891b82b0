import type { FormVerb } from "../../../src/core/command/command.ts";
import type { ClusterName, Keyspace, WorkflowName } from "../../../src/core/vitess/names.ts";
import type { FormValues } from "../../../src/slack/blocks/fields.ts";
import type { FormPlace } from "../../../src/slack/forms/place.ts";
import { readForm } from "../../../src/slack/forms/read.ts";

export const PROD = "prod" as ClusterName;

export const C2C = { targetKeyspace: "customer" as Keyspace, workflow: "commerce2customer" as WorkflowName };

export const ticked = (...values: readonly string[]): FormValues[string] => ({
  value: { selected_options: values.map((value) => ({ value })) },
});

export const chosen = (value: string | null): FormValues[string] => ({ field: { selected_option: value === null ? null : { value } } });

export const text = (value: string | null): FormValues[string] => ({ value: { value } });

export const FILLED: FormValues = {
  "create-source": chosen("commerce"),
  "create-target": chosen("customer"),
  "create-workflow": text("commerce2customer"),
  "create-tables": ticked("customer", "corder"),
  "create-options": ticked("auto-start", "defer-secondary-keys"),
};

export function commandOf(verb: FormVerb, values: FormValues, place: FormPlace = {}): string {
  const read = readForm(verb, values, place);
  return read.kind === "read" ? read.command : JSON.stringify(read.errors);
}
