import type { AuditHead, AuditLink } from "../../core/announce/audit.ts";
import { callRedis, type Connection } from "../redis/connection.ts";
import type { Keys } from "../redis/keys.ts";
import { toAuditHead } from "./chain.ts";

const AUDIT_PAGE = 500;

/** A stretch of the chain, in order, and where the chain ended right before it was read. */
interface AuditPage {
  readonly links: readonly (AuditLink | "damaged")[];
  readonly head: AuditHead;
}

/**
 * Reads the whole chain in pages, with the links that are appended meanwhile. The last page is empty, so that its head is that of the last
 * link. It checks nothing.
 */
export async function* readAudit(redis: Connection, keys: Keys): AsyncGenerator<AuditPage, void> {
  let from = "-";
  for (;;) {
    const [seq, hash] = await callRedis(redis, () => redis.hmget(keys.auditHead(), "seq", "hash"));
    const page = await callRedis(redis, () => redis.xrange(keys.audit(), from, "+", "COUNT", AUDIT_PAGE));
    yield { links: page.map(([, fields]) => parseAuditLink(fields) ?? "damaged"), head: toAuditHead(seq, hash) };
    const last = page.at(-1);
    if (last === undefined) return;
    from = `(${last[0]}`;
  }
}

const FIELDS = ["seq", "at", "event", "prev", "hash"] as const;

/** Undefined for anything that Tandem does not write: a field too many, another order, a number written in another way. */
function parseAuditLink(fields: readonly string[]): AuditLink | undefined {
  if (fields.length !== 2 * FIELDS.length || FIELDS.some((name, place) => fields[2 * place] !== name)) return undefined;
  const [, seq = "", , at = "", , event = "", , prev = "", , hash = ""] = fields;
  const link = { seq: Number(seq), at: Number(at), event, prev, hash };
  return String(link.seq) === seq && String(link.at) === at ? link : undefined;
}
