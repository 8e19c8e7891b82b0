import type { Shard } from "./cluster.ts";

/** Adds tables to the shard's deny list, which stays sorted. */
export function denyTables(shard: Shard, tables: readonly string[]): void {
  shard.deniedTables = [...new Set([...shard.deniedTables, ...tables])].toSorted();
}

/** Takes tables from the shard's deny list. */
export function allowTables(shard: Shard, tables: readonly string[]): void {
  shard.deniedTables = shard.deniedTables.filter((table) => !tables.includes(table));
}
