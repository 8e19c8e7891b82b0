import type { TableCopy, WorkflowStatus } from "../../../core/readings/readings.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import type { _vtctldata_WorkflowStatusResponse_TableCopyState__Output as TableCopyMessage } from "../../wire/generated/vtctldata/WorkflowStatusResponse.ts";
import type { Received } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";
import { readInt64, readTableName } from "../call/fields.ts";

export async function readWorkflowStatus(calls: Calls, { targetKeyspace, workflow }: WorkflowIn): Promise<WorkflowStatus> {
  const answer = await calls.read("WorkflowStatus", { keyspace: targetKeyspace, workflow });
  return { trafficState: answer.traffic_state ?? "", tableCopy: decodeTableCopy(Object.entries(answer.table_copy_state ?? {})) };
}

function decodeTableCopy(tables: readonly (readonly [string, Received<TableCopyMessage>])[]): readonly TableCopy[] {
  // 23 omits finished tables, 24 keeps them with this phase while others are left (docs/facts/streams-and-copy.md#finished-tables).
  if (tables.every(([, { phase }]) => phase === "COMPLETE")) return [];
  return tables
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([table, { rows_copied, rows_total, bytes_copied, bytes_total }]) => ({
      table: readTableName(table),
      rowsCopied: readInt64(rows_copied),
      rowsTotal: readInt64(rows_total),
      bytesCopied: readInt64(bytes_copied),
      bytesTotal: readInt64(bytes_total),
    }));
}
