import type { Cluster } from "../../../practice/vtctld/cluster/cluster.ts";
import type { Names } from "./prepared.ts";

/** The side to which the routing rules send a type's traffic; without rules, the side that has the table. */
type Side = "source" | "target" | "unrouted";

/** What a page is about: where traffic goes, who denies writes, which workflows exist, and where the tables are. */
export interface Standing {
  readonly primary: Side;
  readonly replica: Side;
  readonly rdonly: Side;
  readonly denies: readonly ("source" | "target")[];
  readonly workflows: readonly string[];
  readonly sourceTables: readonly string[];
  readonly targetTables: readonly string[];
}

export function standingOf(cluster: Cluster, names: Names): Standing {
  const side = (suffix: string): Side => {
    const to = new Set(names.tables.map((table) => cluster.routingRules.get(`${table}${suffix}`)?.[0]?.split(".")[0]));
    if (to.size > 1) throw new Error(`tables go to different sides: ${[...to].join(", ")}`);
    const [only] = to;
    if (only === undefined) return "unrouted";
    return only === names.source ? "source" : "target";
  };
  const shardOf = (keyspace: string) => {
    const shard = cluster.keyspaces.get(keyspace)?.shards.get("0");
    if (shard === undefined) throw new Error(keyspace);
    return shard;
  };
  const [source, target] = [shardOf(names.source), shardOf(names.target)];
  const tables = (shard: typeof source): readonly string[] => [...shard.tables.keys()].filter((one) => one !== "product").toSorted();
  return {
    primary: side(""),
    replica: side("@replica"),
    rdonly: side("@rdonly"),
    denies: (["source", "target"] as const).filter((one) => (one === "source" ? source : target).deniedTables.length > 0),
    workflows: [...source.streams, ...target.streams].map((one) => `${one.workflow} ${one.message === "FROZEN" ? "frozen" : one.state}`),
    sourceTables: tables(source),
    targetTables: tables(target),
  };
}
