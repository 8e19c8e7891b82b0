import type { Keyspace, Shard, TableName } from "../../../core/vitess/names.ts";
import type { Commands } from "../call/calls.ts";
import { buildCommand } from "../call/command-line.ts";

/** Vitess 11 has no typed call for this, and its own words: `blacklisted_tables` and `master`. */
export async function allowTablesOn11(commands: Commands, keyspace: Keyspace, shard: Shard, tables: readonly TableName[]): Promise<void> {
  const flags = { blacklisted_tables: tables.join(","), remove: true as const };
  await commands.write(
    buildCommand(commands.major, "SetShardTabletControl", flags, `${keyspace}/${shard}`, "master"),
    commands.deadlines.apply,
  );
}
