import { z } from "zod";
import type { AuditHead, AuditLink } from "../../core/announce/audit.ts";
import { type Connection, runLua } from "../redis/connection.ts";
import type { Keys } from "../redis/keys.ts";
import { toAuditHead } from "./chain.ts";

const AUDIT_PAGE = 500;

/** A stretch of the chain, in order, and where the chain began and ended when it was read. */
interface AuditPage {
  readonly links: readonly (AuditLink | "damaged")[];
  readonly head: AuditHead;
  /** The last link that retention removed; the place before the first if it removed none. */
  readonly cut: AuditHead;
}

/**
 * Reads the whole chain in pages, with the links that are appended meanwhile. The last page is empty, so that its head is that of the last
 * link. It checks nothing.
 */
export async function* readAudit(redis: Connection, keys: Keys, pageSize: number = AUDIT_PAGE): AsyncGenerator<AuditPage, void> {
  let from = "-";
  for (;;) {
    // Nobody may cut the chain's beginning in between, which removes links from the page.
    const reply = await runLua(redis, READ_PAGE, [keys.auditHead(), keys.audit()], [from, pageSize]);
    const [seq, hash, cutSeq, cutHash, page] = PAGE_REPLY.parse(reply);
    const links = page.map(([, fields]) => parseAuditLink(fields) ?? "damaged");
    yield { links, head: toAuditHead(seq, hash), cut: toAuditHead(cutSeq, cutHash) };
    const last = page.at(-1);
    if (last === undefined) return;
    from = `(${last[0]}`;
  }
}

const READ_PAGE = `
local head = redis.call('HMGET', KEYS[1], 'seq', 'hash', 'cutSeq', 'cutHash')
return {head[1], head[2], head[3], head[4], redis.call('XRANGE', KEYS[2], ARGV[1], '+', 'COUNT', ARGV[2])}`;

const TEXT = z.string().nullable();
const PAGE_REPLY = z.tuple([TEXT, TEXT, TEXT, TEXT, z.array(z.tuple([z.string(), z.array(z.string())]))]);

const FIELDS = ["seq", "at", "event", "prev", "hash"] as const;

/** Undefined for anything that Tandem does not write: a field too many, another order, a number written in another way. */
function parseAuditLink(fields: readonly string[]): AuditLink | undefined {
  if (fields.length !== 2 * FIELDS.length || FIELDS.some((name, place) => fields[2 * place] !== name)) return undefined;
  const [, seq = "", , at = "", , event = "", , prev = "", , hash = ""] = fields;
  const link = { seq: Number(seq), at: Number(at), event, prev, hash };
  return String(link.seq) === seq && String(link.at) === at ? link : undefined;
}
