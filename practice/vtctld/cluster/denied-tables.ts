import { findTablet, type Cluster, type Shard } from "./cluster.ts";

/** Adds tables to the shard's deny list, which stays sorted, and makes the primary read it, as every operation of Vitess's own does. */
export function denyTables(cluster: Cluster, shard: Shard, tables: readonly string[]): void {
  recordDenied(shard, tables);
  refreshPrimary(cluster, shard);
}

/** Removes tables from the shard's deny list, and makes the primary read it. */
export function allowTables(cluster: Cluster, shard: Shard, tables: readonly string[]): void {
  recordAllowed(shard, tables);
  refreshPrimary(cluster, shard);
}

/** Only the topology's record: the tablets do not know (recordings/v23.0.3/rescue-with-refresh, call 035 and step 53). */
export function recordDenied(shard: Shard, tables: readonly string[]): void {
  shard.deniedTables = [...new Set([...shard.deniedTables, ...tables])].toSorted();
}

/** Only the topology's record: the primary goes on denying (recordings/v23.0.3/rescue-with-refresh, call 027 and steps 36 to 45). */
export function recordAllowed(shard: Shard, tables: readonly string[]): void {
  shard.deniedTables = shard.deniedTables.filter((table) => !tables.includes(table));
}

/** The shard's primary reads the record, if it is alive. Nobody else denies anything. */
export function refreshPrimary(cluster: Cluster, shard: Shard): void {
  const primary = findTablet(cluster, shard.primary);
  if (primary?.alive === true) primary.denies = [...shard.deniedTables];
}

/** What the shard's primary itself denies, which is what applications feel. */
export function listDeniedByPrimary(cluster: Cluster, shard: Shard): readonly string[] {
  return findTablet(cluster, shard.primary)?.denies ?? [];
}
