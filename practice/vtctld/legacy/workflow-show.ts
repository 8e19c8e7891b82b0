import { formatAlias, toDatabaseName } from "../cluster/cluster.ts";
import { findLastKeyCopied } from "../workflow/copy.ts";
import { updateLag } from "../workflow/lag.ts";
import { toShownState, type Stream } from "../cluster/streams.ts";
import { listTargetShards, type WorkflowView } from "../cluster/workflows.ts";
import type { LegacyOperation } from "./event-log.ts";
import { lagWhileCopyingText, computeLegacyLag } from "./transaction-lag.ts";
import { formatBarePosition } from "./workflow-state.ts";

/** `Workflow … show`: JSON as Go indents it, with the keys of the version. */
export function formatWorkflowJson(operation: LegacyOperation, workflow: WorkflowView): string {
  const { version } = operation.cluster;
  const now = operation.clock.now();
  const statuses = listTargetShards(workflow).map((shard) => {
    const streams = workflow.streams
      .filter((placed) => placed.shard === shard)
      .map(({ stream }) => describeStreamStatus(operation, workflow, shard.name, stream));
    const denied = shard.deniedTables.length === 0 ? null : [{ tablet_type: 1, denied_tables: shard.deniedTables }];
    const [replication, serving] =
      version <= 11 ? ["MasterReplicationStatuses", "MasterIsServing"] : ["PrimaryReplicationStatuses", "PrimaryIsServing"];
    return [
      `${shard.name}/${formatAlias(shard.primary)}`,
      { [replication ?? ""]: streams, TabletControls: denied, [serving ?? ""]: shard.isPrimaryServing },
    ];
  });
  const sources = [...new Set(workflow.streams.map(({ stream }) => stream.source.shard))].toSorted();
  const json = JSON.stringify(
    {
      Workflow: workflow.name,
      SourceLocation: { Keyspace: workflow.sourceKeyspace, Shards: sources },
      TargetLocation: { Keyspace: workflow.target.name, Shards: listTargetShards(workflow).map((shard) => shard.name) },
      MaxVReplicationLag: updateLag(workflow.streams, now),
      ...(version >= 13
        ? { MaxVReplicationTransactionLag: lagMark, Frozen: workflow.streams.every(({ stream }) => stream.message === "FROZEN") }
        : {}),
      ShardStatuses: Object.fromEntries(statuses),
      ...(version >= 13 ? { SourceTimeZone: workflow.streams[0]?.stream.sourceTimeZone ?? "", TargetTimeZone: "" } : {}),
      ...(version >= 16 ? { OnDDL: workflow.streams[0]?.stream.onDdl ?? "IGNORE" } : {}),
      ...(version >= 17 ? { DeferSecondaryKeys: workflow.streams[0]?.stream.deferSecondaryKeys ?? false } : {}),
    },
    null,
    "\t",
  );
  return `${json.replace(`"${lagMark}"`, formatLegacyLag(workflow, now))}\n`;
}

/** Stands for a number that JavaScript cannot hold. */
const lagMark = "(transaction lag)";

function formatLegacyLag(workflow: WorkflowView, now: number): string {
  if (workflow.streams.some(({ stream }) => toShownState(stream) === "Copying")) return lagWhileCopyingText;
  return String(Math.max(0, ...workflow.streams.map(({ stream }) => computeLegacyLag(stream, now))));
}

function describeStreamStatus(operation: LegacyOperation, workflow: WorkflowView, shard: string, stream: Stream): object {
  const { version } = operation.cluster;
  const copying = stream.copyStates.map((state) => {
    const key = findLastKeyCopied(state);
    const row =
      key === undefined ? "" : `fields:{name:"${state.primaryKey}" type:INT64} rows:{lengths:${String(key).length} values:"${key}"}`;
    return { Table: state.table, LastPK: row };
  });
  return {
    Shard: shard,
    Tablet: formatAlias(stream.tablet),
    ID: stream.id,
    Bls: {
      keyspace: stream.source.keyspace,
      shard: stream.source.shard,
      filter: { rules: stream.rules },
      ...(stream.onDdl === "IGNORE" ? {} : { on_ddl: ["IGNORE", "STOP", "EXEC", "EXEC_IGNORE"].indexOf(stream.onDdl) }),
      ...(stream.stopAfterCopy ? { stop_after_copy: true } : {}),
      ...(stream.sourceTimeZone === "" ? {} : { source_time_zone: stream.sourceTimeZone }),
    },
    Pos: formatBarePosition(operation, stream),
    StopPos: "",
    State: toShownState(stream),
    DBName: toDatabaseName(workflow.target.name),
    TransactionTimestamp: stream.transactionTimestamp,
    TimeUpdated: stream.timeUpdated,
    ...(version >= 14
      ? { TimeHeartbeat: 0, TimeThrottled: stream.throttled?.at ?? 0, ComponentThrottled: stream.throttled?.component ?? "" }
      : {}),
    Message: stream.message,
    ...(version >= 12 ? { Tags: "" } : {}),
    ...(version >= 16 ? { WorkflowType: "MoveTables", WorkflowSubType: "None" } : {}),
    CopyState: copying.length === 0 ? null : copying,
    ...(version >= 17 ? { RowsCopied: stream.rowsCopied } : {}),
  };
}
