import { isKeyspace, isWorkflowName, type Keyspace, type WorkflowName } from "../../src/core/vitess/names.ts";
import type { WorkflowIn } from "../../src/operations/ports.ts";

function keyspace(text: string): Keyspace {
  if (!isKeyspace(text)) throw new Error(`not a keyspace: ${text}`);
  return text;
}

function workflow(text: string): WorkflowName {
  if (!isWorkflowName(text)) throw new Error(`not a workflow: ${text}`);
  return text;
}

export const commerce = keyspace("commerce");
export const customer = keyspace("customer");

/** The move of Vitess' own examples. */
export const move: WorkflowIn = { targetKeyspace: customer, workflow: workflow("commerce2customer") };
