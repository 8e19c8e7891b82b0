import { VtctldError, texts } from "../cluster/errors.ts";
import { needPrimaries, withKeyspaceLock, withWorkflowLock, type Operation } from "../cluster/operation.ts";
import type { MirrorTrafficRequest } from "../cluster/requests.ts";
import { mirrorRulesDoNotFit, mirrorTraffic } from "../cluster/rules.ts";
import { rebuildGraph } from "../cluster/serving.ts";
import { deriveTrafficState } from "../cluster/traffic-state.ts";
import { isReverseName, listTargetShards, findWorkflowOrThrow } from "../cluster/workflows.ts";

/** WorkflowMirrorTraffic: any percentage and type is accepted, even 101 and DRAINED. */
export async function mirrorWorkflow(operation: Operation, request: MirrorTrafficRequest): Promise<object> {
  const { cluster } = operation;
  const workflow = findWorkflowOrThrow(cluster, request.keyspace, request.workflow);
  await needPrimaries(operation, listTargetShards(workflow));
  if (isReverseName(workflow.name)) throw new VtctldError(texts.mirrorInvalid("reverse workflow"));
  if (workflow.streams.some(({ stream }) => stream.options.tenantId !== ""))
    throw new VtctldError(texts.mirrorInvalid("multi-tenant migration"));
  const before = deriveTrafficState(cluster, workflow);
  const switched = request.tablet_types.filter(
    (type) =>
      (type === "PRIMARY" && before.writesSwitched) ||
      (type === "REPLICA" && before.replicaSwitchedSomewhere) ||
      (type === "RDONLY" && before.rdonlySwitchedSomewhere),
  );
  if (switched.length > 0) throw new VtctldError(texts.cannotMirror(workflow.name, switched));
  await withWorkflowLock(operation, request.keyspace, request.workflow, "WorkflowMirrorTraffic", async () =>
    withKeyspaceLock(operation, workflow.sourceKeyspace, "MirrorTraffic", () => {
      if (mirrorRulesDoNotFit(cluster, workflow.sourceKeyspace, workflow.tables, request.tablet_types)) {
        throw new VtctldError(texts.mirrorRules);
      }
      mirrorTraffic(cluster, workflow.sourceKeyspace, request.keyspace, workflow.tables, request.tablet_types, request.percent);
      rebuildGraph(cluster);
      return Promise.resolve();
    }),
  );
  const summary = `MirrorTraffic was successful for workflow ${request.keyspace}.${request.workflow}`;
  return { summary, start_state: before.text, current_state: deriveTrafficState(cluster, workflow).text };
}
