import type { Catalogue } from "../operations/names-for-forms.ts";
import { callRedis, type Connection } from "./redis/connection.ts";
import { decode, encode, type Format } from "./schemas/document.ts";
import type { Keys } from "./redis/keys.ts";
import { CLUSTER_NAMES, KEYSPACE_NAMES } from "./schemas/catalogue.ts";

// Redis never evicts, so names that no form has asked for in this long expire: there may be 20,000 in each of a thousand keyspaces.
const CATALOGUE_KEPT_MS = 3 * 24 * 60 * 60_000;

/** The names that forms complete: one document per cluster and one per keyspace. */
export function openCatalogue(redis: Connection, keys: Keys): Catalogue {
  async function load<T extends object>(key: string, format: Format<T>): Promise<T | undefined> {
    const text = await callRedis(redis, () => redis.get(key));
    return text === null ? undefined : decode(key, format, text);
  }
  async function save<T>(key: string, format: Format<T>, value: T): Promise<void> {
    const text = encode(key, format, value);
    await callRedis(redis, () => redis.set(key, text, "PX", CATALOGUE_KEPT_MS));
  }
  return {
    cluster: async (cluster) => (await load(keys.clusterNames(cluster), CLUSTER_NAMES)) ?? {},
    saveCluster: (cluster, names) => save(keys.clusterNames(cluster), CLUSTER_NAMES, names),
    keyspace: async (cluster, keyspace) => (await load(keys.keyspaceNames(cluster, keyspace), KEYSPACE_NAMES)) ?? {},
    saveKeyspace: (cluster, keyspace, names) => save(keys.keyspaceNames(cluster, keyspace), KEYSPACE_NAMES, names),
  };
}
