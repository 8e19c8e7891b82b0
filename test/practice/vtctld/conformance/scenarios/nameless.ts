import type { Cluster } from "../../../../../practice/vtctld/cluster/cluster.ts";
import { formatCreatedMessage } from "../../../../../practice/vtctld/workflow/new-stream.ts";
import { createNoOptions, writeLog, type Stream } from "../../../../../practice/vtctld/cluster/streams.ts";

/** The nameless stream that an earlier scenario's failed create had left on that cluster. */
export function namelessStream(cluster: Cluster): Cluster {
  const shard = cluster.keyspaces.get("customer")?.shards.get("0");
  if (shard === undefined) throw new Error("no shard customer/0");
  const stream: Stream = {
    id: 19,
    workflow: "",
    tablet: shard.primary,
    source: { keyspace: "commerce", shard: "0" },
    rules: [{ match: "product", filter: "select * from product" }],
    onDdl: "IGNORE",
    stopAfterCopy: false,
    sourceTimeZone: "",
    state: "Stopped",
    message: "",
    copyStates: [],
    rowsCopied: 0,
    rowsCopiedUnsaved: 0,
    rowsCopiedSavedAt: 0,
    transactionTimestamp: 0,
    timeUpdated: 20_261_120_221_753,
    logs: [],
    cells: ["zone1"],
    tabletTypes: [],
    inOrder: false,
    deferSecondaryKeys: false,
    options: createNoOptions(),
    throttling: false,
    restarting: false,
    startupLeftMs: 0,
    stalled: false,
    reverse: false,
  };
  writeLog(shard, stream, 0, "Stream Created", "Stopped", formatCreatedMessage(stream, "vt_customer", "20261120221753"));
  shard.streams.push(stream);
  return cluster;
}
