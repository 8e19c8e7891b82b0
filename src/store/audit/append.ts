import type { AuditEvent, AuditHead } from "../../core/announce/audit.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { parseReplyTime } from "../redis/clock.ts";
import { type Connection, runLua } from "../redis/connection.ts";
import type { Contention } from "../redis/contention.ts";
import type { Keys } from "../redis/keys.ts";
import { chainAuditEvents, GENESIS, toAuditHead } from "./chain.ts";

export const AUDIT_HEAD = `
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

/** Where the chain ends now. */
export async function readAuditHead(redis: Connection, keys: Keys): Promise<AuditHead> {
  return parseHeadReply(await runLua(redis, AUDIT_HEAD, [keys.auditHead()])).head;
}

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

export function parseHeadReply(reply: unknown): { readonly head: AuditHead; readonly at: Instant } {
  const [seq, hash, seconds, micros]: readonly unknown[] = Array.isArray(reply) ? reply : [];
  return { head: toAuditHead(seq, hash), at: parseReplyTime(seconds, micros) };
}
