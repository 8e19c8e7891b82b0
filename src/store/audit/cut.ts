import type { AuditHead, AuditLink } from "../../core/announce/audit.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { Fault } from "../../operations/fault.ts";
import { type Connection, runLua } from "../redis/connection.ts";
import type { Contention } from "../redis/contention.ts";
import { createKeys } from "../redis/keys.ts";
import { AUDIT_HEAD, parseHeadReply } from "./append.ts";
import { chainAuditEvents, GENESIS, toCutEvent } from "./chain.ts";
import { readAudit } from "./read.ts";
import { walkAudit } from "./verify.ts";

// The entry that records the cut and the cut itself are one step. The trim counts from the end, where the links have no gaps.
const CUT_BEGINNING = `
local head = redis.call('HMGET', KEYS[1], 'hash', 'cutSeq')
if head[1] == ARGV[5] or tonumber(head[2] or '0') >= tonumber(ARGV[7]) then return 1 end
if (head[1] or ARGV[6]) ~= ARGV[4] then return 0 end
redis.call('XADD', KEYS[2], '*', 'seq', ARGV[1], 'at', ARGV[2], 'event', ARGV[3], 'prev', ARGV[4], 'hash', ARGV[5])
redis.call('HSET', KEYS[1], 'seq', ARGV[1], 'hash', ARGV[5], 'cutSeq', ARGV[7], 'cutHash', ARGV[8])
redis.call('XTRIM', KEYS[2], 'MAXLEN', tonumber(ARGV[1]) - tonumber(ARGV[7]))
return 1`;

/**
 * Removes the entries from before a time from the beginning of the chain, and records in the chain that it did. Returns the last one that it
 * removed; undefined if there was none. Run again it removes nothing more. Throws a Fault `unexpected` for a chain that does not hold: a cut
 * must not hide a break.
 */
export async function cutAudit(
  redis: Connection,
  { prefix, contended }: { readonly prefix: string; readonly contended: Contention },
  before: Instant,
): Promise<AuditHead | undefined> {
  const keys = createKeys(prefix);
  if (!(await hasOlder(redis, prefix, before))) return undefined;
  let cut: AuditHead | undefined;
  let isPast = false;
  const onLinks = async (links: readonly AuditLink[]): Promise<void> => {
    for (const { seq, at, hash } of links) {
      isPast ||= at >= before;
      if (!isPast) cut = { seq, hash };
    }
  };
  const verdict = await walkAudit(redis, { prefix, onLinks });
  if (verdict.kind === "broken") throw new Fault("unexpected", `the audit is broken at entry ${verdict.seq}, so nothing of it is removed`);
  const removed: AuditHead | undefined = cut;
  if (removed === undefined) return undefined;
  await contended(keys.audit(), async () => {
    const { head, at } = parseHeadReply(await runLua(redis, AUDIT_HEAD, [keys.auditHead()]));
    const [link] = chainAuditEvents(head, at, [toCutEvent(removed)]);
    if (link === undefined) return { result: undefined };
    const { seq, event, prev, hash } = link;
    const args = [seq, at, event, prev, hash, GENESIS, removed.seq, removed.hash];
    const done = await runLua(redis, CUT_BEGINNING, [keys.auditHead(), keys.audit()], args);
    return done === 1 ? { result: undefined } : undefined;
  });
  return removed;
}

/** Whether the first entry is from before then, so that the whole chain is read only when there is something to remove. */
async function hasOlder(redis: Connection, prefix: string, before: Instant): Promise<boolean> {
  for await (const { links } of readAudit(redis, createKeys(prefix), 1)) {
    const [first] = links;
    return first === "damaged" || (first !== undefined && first.at < before);
  }
  return false;
}
