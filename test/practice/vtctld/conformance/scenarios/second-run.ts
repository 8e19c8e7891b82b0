import type { Cluster, Timestamp } from "../../../../../practice/vtctld/cluster/cluster.ts";
import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import { told } from "./told.ts";

const servers: Readonly<Record<string, { uuid: string; since: Timestamp }>> = {
  commerce: { uuid: "020e93ad-ecc6-11f1-b50c-02fc00000001", since: { seconds: 1_796_047_158, nanoseconds: 136_508_832 } },
  customer: { uuid: "0b4262b5-ecc6-11f1-8025-02fc00000001", since: { seconds: 1_796_047_160, nanoseconds: 134_290_280 } },
};

/** The cluster of the second run: other servers, two more keyspaces, and a VSchema of customer2 that names no table. */
export function secondCluster(): Cluster {
  const cluster = createCommerceCluster({
    pace: { ...told, keyspaceLockOutlivesMs: 90_000 },
    customerRows: 20_000,
    corderRows: 30_000,
    estimates: { corder: { rows: 29_946, bytes: 3_686_400 } },
  });
  const { keyspaces } = cluster;
  for (const [name, { uuid, since }] of Object.entries(servers)) {
    const shard = keyspaces.get(name)?.shards.get("0");
    if (shard === undefined) throw new Error(`no shard ${name}/0`);
    shard.gtid.uuid = uuid;
    shard.primaryTermStart = since;
  }
  const customer2 = keyspaces.get("customer2");
  const customer = keyspaces.get("customer");
  if (customer2 === undefined || customer === undefined) throw new Error("no keyspaces customer2 and customer");
  customer2.vschema = { vindexes: new Map(), tables: new Map() };
  for (const name of ["billing", "ledger"]) {
    keyspaces.set(name, { ...customer, name, shards: new Map(), vschema: { vindexes: new Map(), tables: new Map() } });
  }
  return cluster;
}
