import { formatAlias, listTabletsInKeyspace, type Tablet } from "../cluster/cluster.ts";
import { recordAllowed, recordDenied } from "../cluster/denied-tables.ts";
import { formatLegacyHolder } from "../cluster/locks.ts";
import { VtctldError } from "../cluster/errors.ts";
import { withKeyspaceLock } from "../cluster/operation.ts";
import { legacyTexts } from "./errors.ts";
import type { LegacyOperation } from "./event-log.ts";
import { parseFlags } from "./flags.ts";

function formatTabletLine(tablet: Tablet, version: number): string {
  const { uid } = tablet.alias;
  const type = tablet.type === "PRIMARY" && version <= 11 ? "master" : tablet.type.toLowerCase();
  const start = tablet.primaryTermStart;
  const since = start === undefined ? "<null>" : new Date(start.seconds * 1000).toISOString().replace(".000Z", "Z");
  const addresses = `${tablet.hostname}:${15_000 + uid} ${tablet.hostname}:${17_000 + uid}`;
  return `${formatAlias(tablet.alias)} ${tablet.keyspace} ${tablet.shard} ${type} ${addresses} [] ${since}\n`;
}

/** `ListAllTablets [cell…]`, from the topology alone. */
export function listAllTablets(operation: LegacyOperation, args: readonly string[]): void {
  const { cluster, log } = operation;
  const cells = parseFlags(cluster.version, {}, args, log).positionals;
  const unknown = cells.find((cell) => !cluster.cells.includes(cell));
  if (unknown !== undefined) {
    throw new VtctldError(`GetAllTablets(cell = ${unknown}) failed: ${legacyTexts.noNode(`/global/cells/${unknown}/CellInfo`)}`);
  }
  for (const tablet of cluster.tablets) {
    if (cells.length === 0 || cells.includes(tablet.alias.cell)) log.print(formatTabletLine(tablet, cluster.version));
  }
}

/** `ListShardTablets keyspace/shard`. */
export function listShardTablets(operation: LegacyOperation, args: readonly string[]): void {
  const { cluster, log } = operation;
  const [keyspace = "", shard = ""] = (args[0] ?? "").split("/");
  if (cluster.keyspaces.get(keyspace)?.shards.has(shard) !== true) {
    const path = `/global/keyspaces/${keyspace}/shards/${shard}/Shard`;
    throw new VtctldError(`GetTabletMapForShard(${keyspace}, ${shard}) failed: ${legacyTexts.noNode(path)}`);
  }
  for (const tablet of listTabletsInKeyspace(cluster, keyspace, shard)) log.print(formatTabletLine(tablet, cluster.version));
}

/** `SetShardTabletControl -blacklisted_tables=… -remove keyspace/shard master`, primary only; from 12 on the lists are denied tables. */
export async function setShardTabletControl(operation: LegacyOperation, args: readonly string[]): Promise<void> {
  const { cluster, log } = operation;
  const list = cluster.version < 12 ? "blacklisted_tables" : "denied_tables";
  const flags = parseFlags(cluster.version, { [list]: "text", remove: "bool" }, args, log);
  const [place = "", type = ""] = flags.positionals;
  const [keyspace = "", name = ""] = place.split("/");
  const shard = cluster.keyspaces.get(keyspace)?.shards.get(name);
  if (shard === undefined) throw new VtctldError(legacyTexts.noNode(`keyspaces/${keyspace}/shards/${name}/Shard`));
  if (type.toLowerCase() !== (cluster.version < 12 ? "master" : "primary"))
    throw new VtctldError(`the simulator has no controls of ${type}`);
  const tables = flags.text(list).split(",");
  await withKeyspaceLock(operation, keyspace, "SetShardTabletControl", () => {
    if (flags.bool("remove", false)) recordAllowed(shard, tables);
    else recordDenied(shard, tables);
    return Promise.resolve();
  });
}

/** `TopoCat -long -cell global <path>…`: the files that match each path or pattern; nothing, and no error, if none does. */
export function printTopology(operation: LegacyOperation, args: readonly string[]): void {
  const { cluster, log } = operation;
  const flags = parseFlags(cluster.version, { long: "bool", cell: "text", decode_proto: "bool", decode_proto_json: "bool" }, args, log);
  if (flags.positionals.length === 0) throw new VtctldError("TopoCat: no path specified");
  const cell = flags.text("cell", "global");
  if (cell !== "global") throw new VtctldError(`the simulator keeps no files of cell ${cell}`);
  for (const [path, holder] of cluster.locks.held) {
    const file = `${path.replace(/^\/global/, "")}/${holder.id}`;
    if (!flags.positionals.some((pattern) => matches(pattern, file))) continue;
    if (flags.bool("long", false)) log.print(`path=${file} version=${holder.version}\n`);
    log.print(formatLegacyHolder(holder));
    if (flags.bool("long", false)) log.print("\n");
  }
}

/** The patterns of Vitess's topology: `*` is part of a name, never a slash. */
function matches(pattern: string, file: string): boolean {
  const parts = pattern.split("/");
  const names = file.split("/");
  return parts.length === names.length && parts.every((part, index) => part === names[index] || part === "*");
}

/** `GetKeyspaces`: one a line. */
export function getKeyspaces(operation: LegacyOperation): void {
  operation.log.print(`${[...operation.cluster.keyspaces.keys()].toSorted().join("\n")}\n`);
}

/** `GetCellInfoNames`: one a line. */
export function getCellInfoNames(operation: LegacyOperation): void {
  operation.log.print(`${operation.cluster.cells.join("\n")}\n`);
}

/** `GetVSchema keyspace`: protobuf's JSON. */
export function getVSchema(operation: LegacyOperation, args: readonly string[]): void {
  const name = args[0] ?? "";
  const keyspace = operation.cluster.keyspaces.get(name);
  if (keyspace === undefined) throw new VtctldError(legacyTexts.vschemaMissing(name));
  const tables = [...keyspace.vschema.tables]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([table, { columnVindexes }]) => [table, columnVindexes.length === 0 ? {} : { columnVindexes }]);
  const vindexes = Object.fromEntries(keyspace.vschema.vindexes);
  const schema = {
    ...(keyspace.sharded ? { sharded: true } : {}),
    ...(keyspace.vschema.vindexes.size === 0 ? {} : { vindexes }),
    ...(tables.length === 0 ? {} : { tables: Object.fromEntries(tables) }),
  };
  operation.log.print(`${JSON.stringify(schema, null, 2)}\n`);
}
