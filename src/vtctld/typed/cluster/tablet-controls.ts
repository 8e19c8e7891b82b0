import type { Keyspace, Shard, TableName } from "../../../core/vitess/names.ts";
import type { TabletControl } from "../../../core/preflight/facts/facts.ts";
import type { Requests } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";
import { readEnumName, readShard } from "../call/fields.ts";

export async function readTabletControls(calls: Calls, keyspace: Keyspace): Promise<readonly TabletControl[]> {
  const { shards = {} } = await calls.read("FindAllShardsInKeyspace", { keyspace });
  return Object.entries(shards)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([shard, record]) =>
      (record.shard?.tablet_controls ?? []).map(({ tablet_type, cells = [], denied_tables = [], frozen = false }) => ({
        shard: readShard(shard),
        tabletType: readEnumName(tablet_type, "UNKNOWN"),
        cells,
        deniedTables: denied_tables,
        frozen,
      })),
    );
}

export async function allowTables(calls: Calls, keyspace: Keyspace, shard: Shard, tables: readonly TableName[]): Promise<void> {
  const request: Requests["SetShardTabletControl"] = { keyspace, shard, tablet_type: "PRIMARY", denied_tables: tables, remove: true };
  await calls.write("SetShardTabletControl", request, calls.deadlines.apply);
}
