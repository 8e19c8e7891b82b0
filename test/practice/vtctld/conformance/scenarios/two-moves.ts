import type { Cluster } from "../../../../../practice/vtctld/cluster/cluster.ts";
import { addLedger } from "../../../../../practice/vtctld/cluster/presets.ts";
import { routeReads } from "../../../../../practice/vtctld/cluster/rules.ts";
import { rebuildGraph } from "../../../../../practice/vtctld/cluster/serving.ts";
import type { Scenario } from "../replay.ts";
import { secondCluster } from "./second-run.ts";

/**
 * Two moves whose rules stand in one document: their steps one after the other, at the same moment, and by hand with a document that was read
 * before. Of the rounds at the same moment, those in which one lost its rules have to overlap here as well.
 */
export const twoMoves: Scenario = {
  name: "two-moves",
  cluster: clusterOfBoth,
  overlapping: [
    { first: 35, second: 34 },
    {
      first: 46,
      second: 45,
      // After the reads and before the writes, whose rules both saved one after the other.
      meanwhile: {
        afterMs: 10,
        act({ state }) {
          state.setPace({ switchStepMs: 0 });
        },
      },
    },
  ],
  before: {
    // A switch writes a transaction into the MySQL of the side it leaves or goes to. Streams had read it by the next look if that came late
    // enough.
    19: ({ sql }) => {
      sql.write({ keyspace: "commerce" });
    },
    21: ({ sql }) => {
      sql.write({ keyspace: "billing" });
    },
    34: ({ state }) => {
      state.setPace({ switchStepMs: 20 });
    },
    36: ({ state }) => {
      state.setPace({ switchStepMs: 0 });
    },
    // The reads of both are switched back, which was not recorded.
    45: ({ cluster, state }) => {
      for (const [source, target, table] of [
        ["commerce", "customer", "product"],
        ["billing", "ledger", "select"],
      ] as const)
        routeReads(cluster, source, target, [table], ["REPLICA", "RDONLY"], source);
      rebuildGraph(cluster);
      state.setPace({ switchStepMs: 20 });
    },
    64: ({ sql }) => {
      sql.write({ keyspace: "billing" });
    },
    66: ({ sql }) => {
      sql.write({ keyspace: "ledger" });
    },
  },
  // Every plan and write in the recording (`node served.js`).
  vtgate: [
    { before: 40, table: "product", primary: "commerce", reads: "customer", write: "passed" },
    { before: 40, table: "select", primary: "billing", reads: "billing" },
    { before: 59, table: "product", primary: "customer", reads: "customer", write: "passed" },
    { before: 59, table: "select", primary: "ledger", reads: "billing", write: "passed" },
    { before: 62, table: "product", primary: "customer", reads: "customer", write: "passed" },
    { before: 62, table: "select", primary: "ledger", reads: "billing", write: "passed" },
    { before: 77, table: "select", primary: "billing", reads: "billing", write: "denied" },
    { before: 80, table: "select", primary: "billing", reads: "billing", write: "denied" },
    { before: 85, table: "select", primary: "ledger", reads: "ledger", write: "passed" },
  ],
};

const since = {
  billing: { seconds: 1_796_047_163, nanoseconds: 359_419_076 },
  ledger: { seconds: 1_796_047_165, nanoseconds: 245_890_405 },
};

function clusterOfBoth(): Cluster {
  const cluster = addLedger(secondCluster());
  for (const [name, started] of Object.entries(since)) {
    const shard = cluster.keyspaces.get(name)?.shards.get("0");
    if (shard === undefined) throw new Error(`no shard ${name}/0`);
    shard.primaryTermStart = started;
  }
  return cluster;
}
