import { applyKeyspaceRoutingRules, applyRoutingRules, applyShardRoutingRules, setTabletControl } from "../traffic/apply-rules.ts";
import { cancelWorkflow } from "../workflow/cancel.ts";
import { completeWorkflow } from "../workflow/complete.ts";
import { createMoveTables } from "../workflow/create.ts";
import { mirrorWorkflow } from "../traffic/mirror.ts";
import type { Operation } from "../cluster/operation.ts";
import { refreshByShard, refreshTablet } from "../cluster/refresh.ts";
import { formatRfc822, switchTraffic } from "../traffic/switch-traffic.ts";
import { checkThrottler, answerThrottlerStatus, updateThrottler } from "../cluster/throttler.ts";
import { updateWorkflow } from "../workflow/update.ts";
import { showVDiff } from "../vdiff/vdiff-show.ts";
import { createVDiff, deleteVDiff, resumeVDiff, stopVDiff } from "../vdiff/vdiff.ts";
import {
  answerFullStatus,
  answerMigrations,
  answerPermissions,
  answerPing,
  answerReplication,
  validateAnswer,
  answerVersion,
} from "./health-answers.ts";
import type {
  ApplyKeyspaceRoutingRulesRequest,
  ApplyRoutingRulesRequest,
  ApplyShardRoutingRulesRequest,
  CellRequest,
  CellsRequest,
  CheckThrottlerRequest,
  CompleteRequest,
  ExecuteFetchRequest,
  GetSchemaMigrationsRequest,
  GetSchemaRequest,
  GetShardRequest,
  GetTabletsRequest,
  GetTopologyPathRequest,
  GetWorkflowsRequest,
  KeyspaceRequest,
  MirrorTrafficRequest,
  MoveTablesCreateRequest,
  RefreshByShardRequest,
  SetShardTabletControlRequest,
  ShardRequest,
  SwitchTrafficRequest,
  TabletRequest,
  UpdateThrottlerConfigRequest,
  ValidateKeyspaceRequest,
  VDiffArgRequest,
  VDiffCreateRequest,
  VDiffRequest,
  WorkflowDeleteRequest,
  WorkflowStatusRequest,
  WorkflowUpdateRequest,
} from "../cluster/requests.ts";
import {
  answerKeyspaceRoutingRules,
  answerKeyspaces,
  answerMirrorRules,
  answerRoutingRules,
  answerSchema,
  answerShard,
  answerShardRoutingRules,
  answerShards,
  answerTablets,
  answerVSchema,
} from "../cluster/topology-answers.ts";
import { answerTopologyPath } from "./topology-path.ts";
import { answerExecuteFetch } from "./mysql-answers.ts";
import { rebuildAnswer, answerServing, answerServingOfCells } from "./serving-answers.ts";
import { answerStatus } from "./status-answer.ts";
import { answerWorkflows } from "./workflow-answers.ts";

type Answer = object | Promise<object>;

/** Answers one call; the request is what proto-loader decoded for that method. */
export type Handler = Answering["answer"];

interface Answering {
  // A method's parameters are compared both ways, so a handler may name its message; only the wire guarantees that it matches.
  answer(operation: Operation, request: object): Answer;
}

/** All calls that the simulator answers; every other one is UNIMPLEMENTED. */
export const handlers = {
  GetKeyspaces: ({ cluster }: Operation): Answer => answerKeyspaces(cluster),
  GetCellInfoNames: ({ cluster }: Operation): Answer => ({ names: cluster.cells }),
  GetTablets: ({ cluster }: Operation, request: GetTabletsRequest): Answer => answerTablets(cluster, request),
  GetSchema: (operation: Operation, request: GetSchemaRequest): Answer => answerSchema(operation, request),
  GetShard: ({ cluster }: Operation, request: GetShardRequest): Answer => answerShard(cluster, request),
  FindAllShardsInKeyspace: ({ cluster }: Operation, request: KeyspaceRequest): Answer => answerShards(cluster, request.keyspace),
  SetShardTabletControl: (operation: Operation, request: SetShardTabletControlRequest): Answer => setTabletControl(operation, request),
  RefreshStateByShard: (operation: Operation, request: RefreshByShardRequest): Answer => refreshByShard(operation, request),
  RefreshState: (operation: Operation, request: TabletRequest): Answer => refreshTablet(operation, request),
  GetSrvVSchema: ({ cluster }: Operation, request: CellRequest): Answer => answerServing(cluster, request),
  GetSrvVSchemas: ({ cluster }: Operation, request: CellsRequest): Answer => answerServingOfCells(cluster, request),
  RebuildVSchemaGraph: ({ cluster }: Operation, request: CellsRequest): Answer => rebuildAnswer(cluster, request),
  GetVersion: (operation: Operation, request: TabletRequest): Answer => answerVersion(operation, request),
  PingTablet: (operation: Operation, request: TabletRequest): Answer => answerPing(operation, request),
  ExecuteFetchAsDBA: (operation: Operation, request: ExecuteFetchRequest): Answer => answerExecuteFetch(operation, request),
  GetFullStatus: (operation: Operation, request: TabletRequest): Answer => answerFullStatus(operation, request),
  ShardReplicationPositions: ({ cluster }: Operation, request: ShardRequest): Answer => answerReplication(cluster, request),
  ValidateKeyspace: (operation: Operation, request: ValidateKeyspaceRequest): Answer => validateAnswer(operation, request),
  ValidatePermissionsKeyspace: ({ cluster }: Operation, request: KeyspaceRequest): Answer => answerPermissions(cluster, request),
  GetSchemaMigrations: ({ cluster }: Operation, request: GetSchemaMigrationsRequest): Answer => answerMigrations(cluster, request),
  GetThrottlerStatus: (operation: Operation, request: TabletRequest): Answer => answerThrottlerStatus(operation, request),
  CheckThrottler: (operation: Operation, request: CheckThrottlerRequest): Answer => checkThrottler(operation, request),
  UpdateThrottlerConfig: (operation: Operation, request: UpdateThrottlerConfigRequest): Answer => updateThrottler(operation, request),
  ApplyRoutingRules: ({ cluster }: Operation, request: ApplyRoutingRulesRequest): Answer => applyRoutingRules(cluster, request),
  ApplyShardRoutingRules: ({ cluster }: Operation, request: ApplyShardRoutingRulesRequest): Answer =>
    applyShardRoutingRules(cluster, request),
  ApplyKeyspaceRoutingRules: ({ cluster }: Operation, request: ApplyKeyspaceRoutingRulesRequest): Answer =>
    applyKeyspaceRoutingRules(cluster, request),
  WorkflowMirrorTraffic: (operation: Operation, request: MirrorTrafficRequest): Answer => mirrorWorkflow(operation, request),
  GetVSchema: ({ cluster }: Operation, request: KeyspaceRequest): Answer => answerVSchema(cluster, request.keyspace),
  GetRoutingRules: ({ cluster }: Operation): Answer => answerRoutingRules(cluster),
  GetShardRoutingRules: ({ cluster }: Operation): Answer => answerShardRoutingRules(cluster),
  GetKeyspaceRoutingRules: ({ cluster }: Operation): Answer => answerKeyspaceRoutingRules(cluster),
  GetMirrorRules: ({ cluster }: Operation): Answer => answerMirrorRules(cluster),
  GetTopologyPath: ({ cluster }: Operation, request: GetTopologyPathRequest): Answer => answerTopologyPath(cluster, request.path),
  GetWorkflows: (operation: Operation, request: GetWorkflowsRequest): Answer => answerWorkflows(operation, request),
  WorkflowStatus: (operation: Operation, request: WorkflowStatusRequest): Answer => answerStatus(operation, request),
  async MoveTablesCreate(operation: Operation, request: MoveTablesCreateRequest): Promise<object> {
    await createMoveTables(operation, request);
    return answerStatus(operation, { keyspace: request.target_keyspace, workflow: request.workflow, shards: [] });
  },
  async WorkflowUpdate(operation: Operation, request: WorkflowUpdateRequest): Promise<object> {
    const details = await updateWorkflow(operation, request);
    const workflow = request.tablet_request?.workflow ?? "";
    const summary = `Successfully updated the ${workflow} workflow on (${details.length}) target primary tablets in the ${request.keyspace} keyspace`;
    return { summary, details };
  },
  WorkflowSwitchTraffic: (operation: Operation, request: SwitchTrafficRequest): Answer => switchTraffic(operation, request),
  async MoveTablesComplete(operation: Operation, request: CompleteRequest): Promise<object> {
    const lines = await completeWorkflow(operation, request);
    const name = `${request.target_keyspace}.${request.workflow}`;
    if (request.dry_run) {
      return { summary: `Complete dry run results for workflow ${name} at ${formatRfc822(operation.clock.now())}`, dry_run_results: lines };
    }
    return { summary: `Successfully completed the ${request.workflow} workflow in the ${request.target_keyspace} keyspace` };
  },
  async WorkflowDelete(operation: Operation, request: WorkflowDeleteRequest): Promise<object> {
    const shards = await cancelWorkflow(operation, request);
    return {
      summary: `Successfully cancelled the ${request.workflow} workflow in the ${request.keyspace} keyspace`,
      details: shards.map((shard) => ({ tablet: shard.primary, deleted: true })),
    };
  },
  async VDiffCreate(operation: Operation, request: VDiffCreateRequest): Promise<object> {
    return { UUID: await createVDiff(operation, request) };
  },
  async VDiffShow(operation: Operation, request: VDiffArgRequest): Promise<object> {
    return { tablet_responses: await showVDiff(operation, request) };
  },
  async VDiffStop(operation: Operation, request: VDiffRequest): Promise<object> {
    await stopVDiff(operation, request);
    return {};
  },
  async VDiffResume(operation: Operation, request: VDiffRequest): Promise<object> {
    await resumeVDiff(operation, request);
    return {};
  },
  async VDiffDelete(operation: Operation, request: VDiffArgRequest): Promise<object> {
    await deleteVDiff(operation, request);
    return {};
  },
} as const satisfies Readonly<Record<string, Handler>>;

/** The name of a call that the simulator answers. */
export type RpcName = keyof typeof handlers;

export function isRpcName(name: string): name is RpcName {
  return Object.hasOwn(handlers, name);
}
