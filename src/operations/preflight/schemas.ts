import type { Keyspace, TableName } from "../../core/vitess/names.ts";
import type { SchemaFact } from "../../core/preflight/facts/facts.ts";
import type { Vitess } from "../ports.ts";
import { listPrimaries } from "../readings/read-move.ts";

/** The definitions of tables, read from one primary: all shards have the same. */
export async function readSchemas(vitess: Vitess, keyspace: Keyspace, tables: readonly TableName[]): Promise<readonly SchemaFact[]> {
  const [first] = listPrimaries(await vitess.tablets(keyspace));
  return first === undefined || tables.length === 0 ? [] : vitess.tableSchemas(first.alias, tables);
}
