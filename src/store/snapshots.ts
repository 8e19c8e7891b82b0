import { brandName, type ClusterName } from "../core/vitess/names.ts";
import { isSnapshotId, type KeptRules, type Snapshot, type SnapshotNote, type SnapshotId } from "../core/rules/snapshots.ts";
import { callRedis, type Connection, runLua } from "./redis/connection.ts";
import { toDamagedFault, decode, encode } from "./schemas/document.ts";
import type { DossierStore } from "./dossier.ts";
import type { Keys } from "./redis/keys.ts";
import { KEPT_RULES } from "./schemas/rules.ts";
import { SNAPSHOT_FACTS, type SnapshotFacts } from "./schemas/snapshot.ts";

// A rule takes about 80 bytes: at 1,000 rules, 20 MB per cluster. Snapshots before steps are many and soon outdated, saved ones belong to
// people, so each has its own limit and neither pushes the other out.
const BEFORE_STEPS_KEPT = 200;
const BY_HAND_KEPT = 50;

// Facts as `<milliseconds> <document>` by id, rules by id, id by key, and the ids in the order in which they expire.
const SAVE = `
local known = redis.call('HGET', KEYS[4], ARGV[1])
if known then return known end
local id = 'r-' .. redis.call('INCR', KEYS[1])
local time = redis.call('TIME')
local at = time[1] .. string.format('%03d', math.floor(tonumber(time[2]) / 1000))
redis.call('HSET', KEYS[2], id, at .. ' ' .. ARGV[2])
redis.call('HSET', KEYS[3], id, ARGV[3])
redis.call('HSET', KEYS[4], ARGV[1], id)
redis.call('RPUSH', KEYS[5], id .. ' ' .. ARGV[1])
while redis.call('LLEN', KEYS[5]) > tonumber(ARGV[4]) do
  local oldest = redis.call('LPOP', KEYS[5])
  local blank = string.find(oldest, ' ', 1, true)
  local gone = string.sub(oldest, 1, blank - 1)
  redis.call('HDEL', KEYS[2], gone)
  redis.call('HDEL', KEYS[3], gone)
  redis.call('HDEL', KEYS[4], string.sub(oldest, blank + 1))
end
return id`;

/**
 * Saves rules under the next short id, which is unique in the installation. With a `key` that this cluster used before, saves nothing and
 * returns the id of that first time. A cluster keeps the newest 200 before steps and the newest 50 saved by hand.
 */
export async function saveSnapshot(
  { redis, keys }: Pick<DossierStore, "redis" | "keys">,
  facts: SnapshotFacts,
  rules: KeptRules,
  key: string,
): Promise<SnapshotId> {
  const { cluster, reason } = facts;
  const noted = keys.snapshots(cluster);
  const [lapsing, kept] = reason.kind === "asked" ? (["by-hand", BY_HAND_KEPT] as const) : (["before-steps", BEFORE_STEPS_KEPT] as const);
  const names = [
    keys.snapshotCount(),
    noted,
    keys.snapshotRules(cluster),
    keys.snapshotKeys(cluster),
    keys.snapshotsInOrder(cluster, lapsing),
  ];
  return brandName(
    String(await runLua(redis, SAVE, names, [key, encode(noted, SNAPSHOT_FACTS, facts), encode(noted, KEPT_RULES, rules), kept])),
    isSnapshotId,
  );
}

/** The snapshot with this id, else the newest with this label; undefined if there is none or it was dropped. */
export async function loadSnapshot(redis: Connection, keys: Keys, cluster: ClusterName, idOrLabel: string): Promise<Snapshot | undefined> {
  const notes = await listSnapshots(redis, keys, cluster);
  const note = notes.find(({ id }) => id === idOrLabel) ?? notes.find(({ label }) => label === idOrLabel);
  if (note === undefined) return undefined;
  const key = keys.snapshotRules(cluster);
  const text = await callRedis(redis, () => redis.hget(key, note.id));
  if (text === null) return undefined;
  const { vschemas, ...rules } = decode(key, KEPT_RULES, text);
  return { ...note, rules, ...(vschemas === undefined ? {} : { vschemas }) };
}

/** The facts of every snapshot of a cluster, newest first, without the rules. */
export async function listSnapshots(redis: Connection, keys: Keys, cluster: ClusterName): Promise<readonly SnapshotNote[]> {
  const key = keys.snapshots(cluster);
  const found = Object.entries(await callRedis(redis, () => redis.hgetall(key)));
  return found
    .map(([id, line]) => decodeSnapshotNote(key, id, line))
    .toSorted((a, b) => parseSnapshotNumber(b.id) - parseSnapshotNumber(a.id));
}

function decodeSnapshotNote(key: string, id: string, line: string): SnapshotNote {
  const blank = line.indexOf(" ");
  if (!isSnapshotId(id)) throw toDamagedFault(key, `${id}: expected a snapshot's id`);
  return { id, at: Number(line.slice(0, blank)), ...decode(key, SNAPSHOT_FACTS, line.slice(blank + 1)) };
}

function parseSnapshotNumber(id: string): number {
  return Number(id.slice("r-".length));
}
