import type { Stream } from "../cluster/streams.ts";

/** The log text of a new stream: its row of `_vt.vreplication` in JSON, keys in order; a reverse workflow's names no cell and no types. */
export function formatCreated(
  version: number,
  stream: Stream,
  database: string,
  row: { cell?: string; tabletTypes?: string; position?: string },
): string {
  const most = "9223372036854775807";
  return JSON.stringify({
    ...(row.cell === undefined ? {} : { cell: row.cell }),
    ...(version >= 14 ? { component_throttled: "" } : {}),
    db_name: database,
    id: String(stream.id),
    max_replication_lag: most,
    max_tps: most,
    pos: row.position ?? "",
    rows_copied: "0",
    source: formatStreamSource(stream),
    state: "Stopped",
    ...(row.tabletTypes === undefined ? {} : { tablet_types: row.tabletTypes }),
    tags: "",
    ...(version >= 14 ? { time_heartbeat: "0", time_throttled: "0" } : {}),
    time_updated: String(stream.timeUpdated),
    transaction_timestamp: "0",
    workflow: stream.workflow,
    ...(version >= 14 ? { workflow_type: "0" } : {}),
  });
}

function formatStreamSource(stream: Stream): string {
  const filter = stream.rules.map((rule) => `rules:{match:"${rule.match}" filter:${JSON.stringify(rule.filter)}}`).join(" ");
  const source = `keyspace:"${stream.source.keyspace}" shard:"${stream.source.shard}" filter:{${filter}}`;
  return stream.stopAfterCopy ? `${source} stop_after_copy:true` : source;
}
