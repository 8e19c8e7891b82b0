import { createHash } from "node:crypto";
import type { Instant } from "../core/readings/readings.ts";
import type { AuditEvent } from "../core/announce/audit.ts";
import { parseReplyTime } from "./redis/clock.ts";
import { type Connection, runLua } from "./redis/connection.ts";
import type { Contention } from "./redis/contention.ts";
import type { Keys } from "./redis/keys.ts";

/** One link of the chain, as stored in the stream. `hash` covers all other fields; `prev` is the hash of the previous link. */
export interface AuditLink {
  readonly seq: number;
  readonly at: number;
  /** The event as canonical JSON. */
  readonly event: string;
  readonly prev: string;
  readonly hash: string;
}

/** The `prev` of the first link. */
export const GENESIS = "0".repeat(64);

/** SHA-256 over the previous hash, the place in the chain, the time and the event. */
export function linkHash({ prev, seq, at, event }: Omit<AuditLink, "hash">): string {
  return createHash("sha256").update(`${prev}\n${seq}\n${at}\n${event}`).digest("hex");
}

/** The end of the chain, which the next link follows. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/** Chains events, in order, to a head. */
export function chainAuditEvents(head: AuditHead, at: Instant, events: readonly AuditEvent[]): readonly AuditLink[] {
  const links: AuditLink[] = [];
  for (const event of events) {
    const { seq, hash: prev } = links.at(-1) ?? head;
    const link = { seq: seq + 1, at, event: serializeCanonically(event), prev };
    links.push({ ...link, hash: linkHash(link) });
  }
  return links;
}

/** The head from its hash fields in Redis; the genesis if they are missing. */
export function toAuditHead(seq: unknown, hash: unknown): AuditHead {
  return { seq: Number(seq ?? 0), hash: typeof hash === "string" ? hash : GENESIS };
}

const AUDIT_HEAD = `
local head = redis.call('HMGET', KEYS[1], 'seq', 'hash')
local time = redis.call('TIME')
return {head[1], head[2], time[1], time[2]}`;

// The script moves the head and extends the stream in one step, so that links cannot fork; sent twice, it finds its own hash.
const APPEND = `
local head = redis.call('HGET', KEYS[1], 'hash')
if head == ARGV[5] then return 1 end
if (head or ARGV[6]) ~= ARGV[4] then return 0 end
redis.call('XADD', KEYS[2], '*', 'seq', ARGV[1], 'at', ARGV[2], 'event', ARGV[3], 'prev', ARGV[4], 'hash', ARGV[5])
redis.call('HSET', KEYS[1], 'seq', ARGV[1], 'hash', ARGV[5])
return 1`;

/** Appends one link. Durable when it resolves. */
export async function appendAudit(redis: Connection, keys: Keys, contended: Contention, event: AuditEvent): Promise<void> {
  await contended(keys.audit(), async () => {
    const { head, at } = parseHeadReply(await runLua(redis, AUDIT_HEAD, [keys.auditHead()]));
    const [link] = chainAuditEvents(head, at, [event]);
    if (link === undefined) return { result: undefined };
    const { seq, event: text, prev, hash } = link;
    const appended = await runLua(redis, APPEND, [keys.auditHead(), keys.audit()], [seq, at, text, prev, hash, GENESIS]);
    return appended === 1 ? { result: undefined } : undefined;
  });
}

function serializeCanonically({ kind, moveId, by, facts }: AuditEvent): string {
  const sorted = Object.fromEntries(Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({ kind, moveId, by, facts: sorted });
}

function parseHeadReply(reply: unknown): { readonly head: AuditHead; readonly at: Instant } {
  const [seq, hash, seconds, micros]: readonly unknown[] = Array.isArray(reply) ? reply : [];
  return { head: toAuditHead(seq, hash), at: parseReplyTime(seconds, micros) };
}
