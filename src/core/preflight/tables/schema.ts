import type { TableName } from "../../vitess/names.ts";
import type { CompleteOptions, CreateOptions } from "../../options/options.ts";
import type { SchemaFact, VSchemaFact } from "../facts/facts.ts";
import { listFew, type Finding, makeFinding, NOTHING } from "../../findings/finding.ts";

/** A sharded keyspace cannot place rows of a table missing from its VSchema, and Vitess refuses the create. */
export function findMissingVSchema(target: string, { sharded, tables }: VSchemaFact, wanted: readonly TableName[]): readonly Finding[] {
  const missing = sharded ? wanted.filter((table) => !tables.includes(table)) : [];
  if (missing.length === 0) return NOTHING;
  const evidence = [`${target} is sharded, and its VSchema does not have ${listFew(missing, 10).join(", ")}`];
  return makeFinding(
    "missing-vschema",
    "blocking",
    evidence,
    `Add them with a primary vindex: vtctldclient ApplyVSchema --vschema-file … ${target}`,
  );
}

/** An unsharded table takes ids from AUTO_INCREMENT; after the move each shard would count alone (docs/facts/create.md#auto-increment). */
export function checkAutoIncrement(
  { source, target }: { readonly source: VSchemaFact; readonly target: VSchemaFact },
  schemas: readonly SchemaFact[],
  { shardedAutoIncrement, globalKeyspace }: Pick<CreateOptions, "shardedAutoIncrement" | "globalKeyspace">,
  major: number | undefined,
): readonly Finding[] {
  if (source.sharded || !target.sharded) return NOTHING;
  const withSequence = new Set(target.sequences.map((one) => one.table));
  const counting = schemas.filter((one) => one.autoIncrement && !withSequence.has(one.table)).map((one) => one.table);
  if (counting.length === 0) return NOTHING;
  const tables = listFew(counting, 10).join(", ");
  if (major !== undefined && major < 21)
    return makeFinding(
      "auto-increment",
      "warning",
      [
        `${tables}: AUTO_INCREMENT and no sequence at the target`,
        `Vitess ${major} leaves AUTO_INCREMENT as it is: each shard would give out the same ids`,
      ],
      "Make a sequence for each of them and name it in the target's VSchema before the switch.",
    );
  if (shardedAutoIncrement === "REPLACE" && globalKeyspace !== "") return NOTHING;
  const then = {
    LEAVE: "each shard would give out the same ids",
    REMOVE: "an INSERT without an id will fail after the switch",
    REPLACE: "no global keyspace was named for the sequences",
  }[shardedAutoIncrement];
  return makeFinding(
    "auto-increment",
    "warning",
    [`${tables}: AUTO_INCREMENT and no sequence at the target`, `with ${shardedAutoIncrement}, ${then}`],
    "Use --sharded-auto-increment-handling=replace with --global-keyspace, or make the sequences yourself before the switch.",
  );
}

/** Vitess copies related rows table by table, and drops tables in an order that foreign keys may forbid (issue #15232). */
export function findForeignKeys(
  schemas: readonly SchemaFact[],
  tables: readonly TableName[],
  { atomicCopy, dropForeignKeys }: Pick<CreateOptions, "atomicCopy" | "dropForeignKeys">,
  major: number | undefined,
): readonly Finding[] {
  const all = schemas.flatMap((one) => one.references.map((to) => ({ from: one.table, to })));
  if (all.length === 0 || dropForeignKeys) return NOTHING;
  const outside = all.filter((one) => !tables.includes(one.to)).map((one) => `${one.from} refers to ${one.to}, which is not moved`);
  const inside = all.filter((one) => tables.includes(one.to)).map((one) => `${one.from} refers to ${one.to}`);
  const fix =
    outside.length > 0
      ? "Move the tables that are referred to as well, or have the target's tables made without foreign keys."
      : major !== undefined && major < 18
        ? "Have the target's tables made without foreign keys."
        : "Use --atomic-copy, which copies all tables of the keyspace in one snapshot.";
  if (outside.length === 0 && atomicCopy) return NOTHING;
  const drop = "a later cancel may fail while it drops them in the wrong order (issue #15232); --keep-data helps";
  return makeFinding("foreign-keys", "warning", [...listFew([...outside, ...inside]), drop], fix);
}

/** Complete drops the tables one by one, in an order that foreign keys may forbid. */
export function findForeignKeysAtDrop(schemas: readonly SchemaFact[], { keepData }: Pick<CompleteOptions, "keepData">): readonly Finding[] {
  const all = keepData ? [] : schemas.flatMap((one) => one.references.map((to) => `${one.table} refers to ${to}`));
  if (all.length === 0) return NOTHING;
  const fix = "Drop the foreign keys at the source first, or complete with --keep-data and drop the tables yourself.";
  return makeFinding("foreign-keys", "warning", [...listFew(all), "the source's tables are dropped or renamed one after the other"], fix);
}

/** Most vindexes map a NULL sharding key to no shard: the stream stops at such a row, perhaps after hours of copying. */
export function findNullShardingKeys(schemas: readonly SchemaFact[], { sharded, shardingKeys = [] }: VSchemaFact): readonly Finding[] {
  if (!sharded) return NOTHING;
  const lines = schemas.flatMap(({ table, nullable = [] }) => {
    const columns = shardingKeys.find((one) => one.table === table)?.columns.filter((column) => nullable.includes(column)) ?? [];
    return columns.length === 0 ? [] : [`${table}: ${listFew(columns, 5).join(", ")} may be NULL, and says in which shard a row is`];
  });
  if (lines.length === 0) return NOTHING;
  const fix = "Look for rows with NULL there and fix them first, or make the column NOT NULL; most vindexes have no shard for NULL.";
  return makeFinding("null-sharding-key", "warning", listFew(lines), fix);
}

/** VReplication and VDiff iterate over a table by its primary key, or by another unique key without NULLs. */
export function findMissingPrimaryKey(schemas: readonly SchemaFact[]): readonly Finding[] {
  const without = schemas.filter((one) => one.primaryKey.length === 0).map((one) => one.table);
  if (without.length === 0) return NOTHING;
  const evidence = [`no primary key: ${listFew(without, 10).join(", ")}`];
  return makeFinding(
    "no-primary-key",
    "warning",
    evidence,
    "Give them a primary key; without any unique key Vitess compares whole rows, which is slow.",
  );
}
