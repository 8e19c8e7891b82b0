import { toShownStatistics } from "../cluster/cluster.ts";
import { listSourceShards, listTargetShards, type WorkflowView } from "../cluster/workflows.ts";
import type { LegacyOperation } from "./event-log.ts";

/** The part of Progress about the copy: the tables still to be copied, with the estimates of both sides. */
export function copyProgress(operation: LegacyOperation, workflow: WorkflowView): string {
  const left = [...new Set(workflow.streams.flatMap(({ stream }) => stream.copyStates.map((state) => state.table)))].toSorted();
  // Before the first start there is no copy state either: it reads as if the copy was done.
  if (left.length === 0) return "\nCopy Completed.\n";
  const lines = left.map((table) => {
    const here = listTargetShards(workflow).flatMap((shard) => shard.tables.get(table) ?? []);
    const there = listSourceShards(operation.cluster, workflow).flatMap((shard) => shard.tables.get(table) ?? []);
    const sum = (tables: typeof here, what: "rows" | "bytes"): number =>
      Math.round(tables.reduce((total, each) => total + toShownStatistics(each)[what], 0));
    return `${table}: rows copied ${formatShare(sum(here, "rows"), sum(there, "rows"))}, size copied ${formatShare(sum(here, "bytes"), sum(there, "bytes"))}\n`;
  });
  return `\nCopy Progress (approx):\n\n${lines.join("")}\n`;
}

function formatShare(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : Math.floor((part * 100) / whole);
  return `${part}/${whole} (${percent}%)`;
}
