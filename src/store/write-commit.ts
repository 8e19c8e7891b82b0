import type { MoveId } from "../core/vitess/names.ts";
import type { AuditHead, AuditLink } from "../core/announce/audit.ts";
import { GENESIS, toAuditHead } from "./audit/chain.ts";
import { COMMIT } from "./commit-script.ts";
import { type Connection, runLua } from "./redis/connection.ts";
import type { Keys } from "./redis/keys.ts";
import type { Instant } from "../core/readings/readings.ts";
import type { Pointers } from "./dossier.ts";
import { type Confirmed, COUNTER_KEPT_MS } from "./losses.ts";

/** A record in a commit: `rev` is the revision it must still have, empty if the record must not exist yet. */
export interface RecordWrite {
  readonly kind: string;
  readonly id: string;
  readonly rev: string;
  readonly json: string;
  readonly listed: boolean;
}

/** Everything that one commit writes, encoded, and what must still hold. Each try passes its own audit links: they depend on the head. */
export interface CommitWrite {
  readonly moveId: MoveId;
  readonly mark: string;
  readonly pointers: Pointers;
  readonly pointersAfter: Pointers;
  readonly revisions: ReadonlyMap<string, string>;
  readonly records: readonly RecordWrite[];
  /** Since when the move has ended, if this commit ends it. */
  readonly endedAt: Instant | undefined;
  readonly notices: readonly Omit<RecordWrite, "rev">[];
  /** If the move used this key before, nothing is written. */
  readonly once: string | undefined;
  readonly entries: readonly { readonly key: string; readonly text: string }[];
  readonly reading: string | undefined;
  readonly outbox: readonly string[];
}

/**
 * `overtaken`: somebody changed a record that was loaded. `moved`: only the audit's head has changed. `counted`: absent when it was written
 * before, by a command whose answer was lost.
 */
export type WriteAnswer =
  | { readonly kind: "written"; readonly counted?: { readonly count: number; readonly hadLess: boolean } }
  | { readonly kind: "overtaken" }
  | { readonly kind: "exists"; readonly key: string }
  | { readonly kind: "moved"; readonly head: AuditHead };

// If an answer is lost, ioredis resends the command within about 20 s (connect.ts); the mark lasts longer, so the resend finds it.
const MARK_KEPT_MS = 120_000;

// Home shows ten of a day and counts the rest.
const MOST_ENDED = 200;

/** Writes everything or nothing. Sent twice, the script finds its own mark and answers as the first time. */
export async function writeAll(
  { redis, keys, confirmed }: { readonly redis: Connection; readonly keys: Keys; readonly confirmed: Confirmed },
  write: CommitWrite,
  links: readonly AuditLink[],
): Promise<WriteAnswer> {
  const { names, args } = composeCommitCommand(keys, confirmed, write, links);
  const reply = await runLua(redis, COMMIT, names, args);
  const [kind, first, second]: readonly unknown[] = Array.isArray(reply) ? reply : [];
  if (kind === "moved") return { kind, head: toAuditHead(first, second) };
  if (kind === "exists") return { kind, key: String(first) };
  if (kind !== "written") return { kind: "overtaken" };
  return first === undefined ? { kind } : { kind, counted: { count: Number(first), hadLess: second === 1 } };
}

/** The keys, each once, and the arguments in the order in which the script reads them: a list is its length and then its rows. */
function composeCommitCommand(
  keys: Keys,
  confirmed: Confirmed,
  write: CommitWrite,
  links: readonly AuditLink[],
): { readonly names: readonly string[]; readonly args: readonly (string | number)[] } {
  const { moveId, mark, pointers, pointersAfter, revisions, records, endedAt, notices, once, entries, reading, outbox } = write;
  const [lines, used, audit, waiting, ended] = [
    keys.entries(moveId),
    keys.entryKeys(moveId),
    keys.audit(),
    keys.outbox(),
    keys.endedMoves(),
  ];
  const single = [keys.committed(mark), keys.ofMove(moveId), lines, used, keys.auditHead(), audit, keys.reading(moveId), waiting, ended];
  const names = [...single, confirmed.counter];
  const place = (name: string): number => {
    if (!names.includes(name)) names.push(name);
    return names.indexOf(name) + 1;
  };
  const toRecordKey = ({ kind, id }: { readonly kind: string; readonly id: string }): string => keys.record(kind, id);
  const types: readonly (readonly [name: string, type: string])[] = [
    ...[...records, ...notices].map(({ kind }) => [keys.index(kind), "set"] as const),
    [lines, "list"],
    [used, "set"],
    [audit, "stream"],
    [waiting, "zset"],
    [ended, "zset"],
  ];
  const pointed = [pointers.request, pointers.execution, pointersAfter.request, pointersAfter.execution];
  const args = [
    mark,
    MARK_KEPT_MS,
    once ?? "",
    confirmed.count(),
    COUNTER_KEPT_MS,
    ...pointed,
    ...withCount([...revisions].map(([key, rev]) => [place(key), rev])),
    ...withCount(records.filter((record) => !revisions.has(toRecordKey(record))).map((record) => [place(toRecordKey(record))])),
    ...withCount(types.map(([name, type]) => [place(name), type])),
    links[0]?.prev ?? "",
    GENESIS,
    ...withCount(
      records.map((one) => [place(toRecordKey(one)), place(keys.index(one.kind)), Number(one.rev) + 1, one.json, formatFlag(one), one.id]),
    ),
    ...withCount(endedAt === undefined ? [] : [[endedAt, moveId, MOST_ENDED]]),
    ...withCount(notices.map((one) => [place(toRecordKey(one)), place(keys.index(one.kind)), one.json, formatFlag(one), one.id])),
    ...withCount(reading === undefined ? [] : [[reading]]),
    ...withCount(entries.map(({ key, text }) => [`key:${key}`, text])),
    ...withCount(links.map(({ seq, at, event, prev, hash }) => [seq, at, event, prev, hash])),
    ...withCount(outbox.map((member) => [member])),
  ];
  return { names, args };
}

function withCount(rows: readonly (readonly (string | number)[])[]): readonly (string | number)[] {
  return [rows.length, ...rows.flat()];
}

function formatFlag({ listed }: { readonly listed: boolean }): "1" | "0" {
  return listed ? "1" : "0";
}
