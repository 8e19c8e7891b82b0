import { findTablet, formatAliasProto, sortShards, type Keyspace, type Shard } from "../cluster/cluster.ts";
import { checkOptions, createTargetTable } from "./create-options.ts";
import { denyTables } from "../cluster/denied-tables.ts";
import { VtctldError, texts } from "../cluster/errors.ts";
import { createStream } from "./new-stream.ts";
import { needPrimaries, withKeyspaceLock, withWorkflowLock, type Operation } from "../cluster/operation.ts";
import type { MoveTablesCreateRequest } from "../cluster/requests.ts";
import { addInitialRules, rewriteRules } from "../cluster/rules.ts";
import { rebuildGraph } from "../cluster/serving.ts";
import { startStream, writeLog, type Stream } from "../cluster/streams.ts";
import { routeTenant } from "../cluster/tenants.ts";
import { findKeyspaceOrThrow, listPlacedStreams } from "../cluster/workflows.ts";

/** MoveTablesCreate: tables, streams, locks, denied tables, rules, start; in vtctld's order, so a refusal leaves what vtctld leaves. */
export async function createMoveTables(operation: Operation, request: MoveTablesCreateRequest): Promise<void> {
  const { cluster } = operation;
  if (cluster.version >= 24 && request.source_keyspace === request.target_keyspace) throw new VtctldError(texts.sameKeyspace);
  const target = cluster.keyspaces.get(request.target_keyspace);
  if (target === undefined) throw new VtctldError(texts.noNode(`/global/keyspaces/${request.target_keyspace}/VSchema`));
  const source = findKeyspaceOrThrow(cluster, request.source_keyspace, texts.noShards);
  await needPrimaries(operation, sortShards(source));
  checkOptions(cluster, request, target);
  const tables = chooseTables(source, request);
  await needTarget(operation, target, tables);
  refuseExisting(target, request.workflow);
  const sourceShards = sortShards(source).filter(
    (shard) => request.source_shards.length === 0 || request.source_shards.includes(shard.name),
  );
  if (sourceShards.length === 0) throw new VtctldError(texts.noSourceShards(request.workflow));
  const tenant = (request.workflow_options?.tenant_id ?? "") !== "";
  // Other tenants' rows do not matter.
  const full = tenant ? [] : listFullTables(target, tables);
  if (full.length > 0 && cluster.version >= LOOKS_AT_TARGET_SINCE) throw new VtctldError(texts.targetNotEmpty(target.name, full));
  requireVSchema(target, tables);
  const locked = sortShards(target).find((shard) => findTablet(cluster, shard.primary)?.mysql === "read-only");
  if (locked !== undefined && tables.some((name) => !locked.tables.has(name))) throw new VtctldError(texts.readOnly(locked.primary));
  const originals = tables.flatMap((name) => sourceShards[0]?.tables.get(name) ?? []);
  for (const shard of sortShards(target)) {
    for (const original of originals) {
      failAt(cluster, target, tables, original.name);
      if (!shard.tables.has(original.name)) shard.tables.set(original.name, createTargetTable(cluster, request, source, target, original));
    }
  }
  const firstTarget = sortShards(target)[0];
  if (request.source_time_zone !== "" && firstTarget !== undefined && !knownTimeZones.has(request.source_time_zone)) {
    throw new VtctldError(texts.timeZone(request.source_time_zone, formatAliasProto(firstTarget.primary)));
  }
  const now = operation.clock.now();
  for (const shard of sortShards(target)) {
    for (const from of sourceShards) shard.streams.push(createStream(operation, request, source, from, target, shard, originals, now));
  }
  if (request.workflow === "" && firstTarget !== undefined) throw new VtctldError(texts.noWorkflowGiven(firstTarget.primary));
  await withWorkflowLock(operation, target.name, request.workflow, "MoveTablesCreate", async () =>
    withKeyspaceLock(operation, target.name, "MoveTablesCreate", async () => {
      addToVSchema(target, tables);
      if (tenant) routeTenant(cluster, source.name, ["PRIMARY", "REPLICA", "RDONLY"], source.name);
      else for (const shard of sortShards(target)) denyTables(cluster, shard, tables);
      if (!request.no_routing_rules && !tenant)
        await rewriteRules(operation, (rules) => addInitialRules(rules, source.name, target.name, tables));
      rebuildGraph(cluster);
      if (request.auto_start) {
        for (const { shard, stream } of listPlacedStreams(target, request.workflow)) {
          startStream(cluster, shard, stream, operation.clock.now());
          const [clash] = full;
          if (clash !== undefined) failOnDuplicates(shard, stream, clash, operation.clock.now());
        }
      }
    }),
  );
}

/** MySQL refuses a table: the ones before it stay, and so does the VSchema, which is saved first. */
function failAt({ refusedTable }: Operation["cluster"], target: Keyspace, tables: readonly string[], table: string): void {
  if (refusedTable?.table !== table) return;
  addToVSchema(target, tables);
  throw new VtctldError(refusedTable.details);
}

/** The VSchema is saved before a target's tablet is called: a dead tablet leaves that behind. */
async function needTarget(operation: Operation, target: Keyspace, tables: readonly string[]): Promise<void> {
  const dead = sortShards(target).some((shard) => findTablet(operation.cluster, shard.primary)?.alive === false);
  if (dead) addToVSchema(target, tables);
  await needPrimaries(operation, sortShards(target));
}

function addToVSchema(target: Keyspace, tables: readonly string[]): void {
  for (const name of tables) {
    if (!target.sharded && !target.vschema.tables.has(name)) target.vschema.tables.set(name, { columnVindexes: [] });
  }
}

const knownTimeZones: ReadonlySet<string> = new Set(["UTC", "US/Pacific", "US/Eastern", "Europe/Berlin", "Europe/London", "Asia/Tokyo"]);

function chooseTables(source: Keyspace, request: MoveTablesCreateRequest): string[] {
  const existing = new Set(sortShards(source).flatMap((shard) => [...shard.tables.keys()]));
  const missing = [...request.include_tables, ...request.exclude_tables].filter((name) => !existing.has(name));
  if (missing.length > 0) throw new VtctldError(texts.tablesNotFound(source.name, missing));
  const asked = request.all_tables ? [...existing] : request.include_tables;
  const tables = asked.filter((name) => !request.exclude_tables.includes(name));
  if (tables.length === 0) throw new VtctldError(texts.noTables);
  return tables.toSorted();
}

function refuseExisting(target: Keyspace, workflow: string): void {
  const existing = workflow === "" ? undefined : listPlacedStreams(target, workflow)[0];
  if (existing !== undefined) throw new VtctldError(texts.workflowExists(workflow, target.name, existing.shard.primary));
}

/** From here on vtctld itself checks whether the target's tables are empty. */
const LOOKS_AT_TARGET_SINCE = 22;

/** A second workflow over tables that another one copies is not refused: its rows came through a stream. */
function listFullTables(target: Keyspace, tables: readonly string[]): string[] {
  const full = tables.filter((name) => sortShards(target).some((shard) => (shard.tables.get(name)?.rows ?? 0) > 0));
  return full.filter((name) => !sortShards(target).some((shard) => shard.streams.some((stream) => isCopying(stream, name))));
}

/** What becomes of a copy into a table that has rows, if nobody checked. */
function failOnDuplicates(shard: Shard, stream: Stream, table: string, now: number): void {
  stream.state = "Error";
  stream.message = texts.duplicateRow(table);
  writeLog(shard, stream, now, "State Changed", "Error", stream.message);
}

function isCopying(stream: Stream, table: string): boolean {
  return stream.rules.some((rule) => rule.match === table);
}

function requireVSchema(target: Keyspace, tables: readonly string[]): void {
  if (!target.sharded) return;
  const missing = tables.find((name) => !target.vschema.tables.has(name));
  if (missing !== undefined) throw new VtctldError(texts.notInVSchema(missing, target.name));
}
