import type { MoveId } from "../core/vitess/names.ts";
import type { Execution } from "../core/operation/execution/executions.ts";
import type { Request } from "../core/operation/request/requests.ts";
import type { Instant } from "../core/readings/readings.ts";
import type { Dossier, DossierIds } from "../operations/decision.ts";
import type { AuditHead } from "../core/announce/audit.ts";
import { toAuditHead } from "./audit/chain.ts";
import { parseReplyTime } from "./redis/clock.ts";
import type { RecordKind } from "./collection.ts";
import { type Connection, runLua } from "./redis/connection.ts";
import { toDamagedFault, decodeIfAny } from "./schemas/document.ts";
import type { Keys } from "./redis/keys.ts";
import type { RecordKinds } from "./kinds.ts";

/** The ids in a move's pointer hash; empty for none. A pointer to a record that is no longer live counts as none. */
export interface Pointers {
  readonly request: string;
  readonly execution: string;
}

/** Where dossiers are stored. */
export interface DossierStore {
  readonly redis: Connection;
  readonly keys: Keys;
  readonly kinds: RecordKinds;
}

/** A dossier at one moment, and what must still hold when a decision on it is written. */
export interface LoadedDossier {
  readonly dossier: Dossier;
  readonly now: Instant;
  readonly head: AuditHead;
  readonly pointers: Pointers;
  /** The revision of every record that was looked up, by its key; empty if there was none. */
  readonly revisions: ReadonlyMap<string, string>;
}

// The script builds the keys of the records that the pointers name: the caller does not know them. All share one hash tag.
const LOAD_DOSSIER = `
local found, seen = {}, {}
local function look(key)
  if seen[key] then return end
  seen[key] = true
  local fields = redis.call('HMGET', key, 'rev', 'json')
  found[#found + 1] = {key, redis.call('EXISTS', key), fields[1], fields[2]}
end
local head = redis.call('HMGET', KEYS[1], 'seq', 'hash')
local pointers = redis.call('HMGET', KEYS[2], 'request', 'execution')
for place = 3, #KEYS do look(KEYS[place]) end
for place = 1, 2 do
  if pointers[place] then look(ARGV[place] .. pointers[place]) end
end
local time = redis.call('TIME')
return {time[1], time[2], head[1], head[2], pointers[1], pointers[2], found}`;

/** Loads everything that a decision about a move needs, in one round trip. */
export async function loadDossier({ redis, keys, kinds }: DossierStore, moveId: MoveId, named: DossierIds = {}): Promise<LoadedDossier> {
  const namedKeys = [
    ...(named.request === undefined ? [] : [keys.record(kinds.request.name, named.request)]),
    ...(named.execution === undefined ? [] : [keys.record(kinds.execution.name, named.execution)]),
  ];
  const cluster = moveId.slice(0, moveId.indexOf("/"));
  const ofCluster = [keys.record(kinds.clusterAlarms.name, cluster), keys.record(kinds.freezes.name, cluster)];
  const names = [keys.auditHead(), keys.ofMove(moveId), keys.record(kinds.move.name, moveId), ...ofCluster, ...namedKeys];
  const reply = await runLua(redis, LOAD_DOSSIER, names, [keys.record(kinds.request.name, ""), keys.record(kinds.execution.name, "")]);
  const [seconds, micros, seq, hash, request, execution, list]: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const found = readFound(list);
  const pointers = { request: toTextOrEmpty(request), execution: toTextOrEmpty(execution) };

  const read = <T>(kind: RecordKind<T>, id: string): T | undefined => {
    const key = keys.record(kind.name, id);
    const record = found.get(key);
    return record === undefined || !record.exists ? undefined : decodeFoundRecord(key, kind, record);
  };
  // Usually the named record is the live one: decode it once.
  const ofMove = <T>(kind: RecordKind<T>, pointer: string, name: string | undefined): OfMove<T> => {
    const pointed = pointer === "" ? undefined : read(kind, pointer);
    const live = pointed !== undefined && kind.listed(pointed) ? pointed : undefined;
    if (name === undefined) return { live, named: live };
    return { live, named: name === pointer ? pointed : read(kind, name) };
  };
  const requests = ofMove(kinds.request, pointers.request, named.request);
  const executions = ofMove(kinds.execution, pointers.execution, named.execution);
  const live = toLive(requests.live, executions.live);
  const move = read(kinds.move, moveId);
  const clusterAlarms = read(kinds.clusterAlarms, cluster);
  const freezes = read(kinds.freezes, cluster);
  return {
    dossier: {
      ...(move === undefined ? {} : { move }),
      ...(clusterAlarms === undefined ? {} : { clusterAlarms }),
      ...(freezes === undefined ? {} : { freezes }),
      ...toLive(requests.named, executions.named),
      live,
    },
    now: parseReplyTime(seconds, micros),
    head: toAuditHead(seq, hash),
    pointers,
    revisions: new Map([...found].map(([key, { rev }]) => [key, rev ?? ""])),
  };
}

interface OfMove<T> {
  readonly live: T | undefined;
  /** The record that was named; the live one if none was. */
  readonly named: T | undefined;
}

function toLive(request: Request | undefined, execution: Execution | undefined): Dossier["live"] {
  return { ...(request === undefined ? {} : { request }), ...(execution === undefined ? {} : { execution }) };
}

interface FoundRecords {
  readonly exists: boolean;
  readonly rev: string | undefined;
  readonly json: string | undefined;
}

function readFound(list: unknown): ReadonlyMap<string, FoundRecords> {
  const rows: readonly unknown[] = Array.isArray(list) ? list : [];
  return new Map(
    rows.map((row): [string, FoundRecords] => {
      const [key, exists, rev, json]: readonly unknown[] = Array.isArray(row) ? row : [];
      return [toTextOrEmpty(key), { exists: exists === 1, rev: toTextIfAny(rev), json: toTextIfAny(json) }];
    }),
  );
}

function decodeFoundRecord<T>(key: string, { format }: RecordKind<T>, { rev, json }: FoundRecords): T | undefined {
  if (rev === undefined || json === undefined) throw toDamagedFault(key, "it is not a record");
  return decodeIfAny(key, format, json);
}

function toTextOrEmpty(value: unknown): string {
  return toTextIfAny(value) ?? "";
}

function toTextIfAny(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
