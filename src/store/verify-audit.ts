import { callRedis, type Connection } from "./redis/connection.ts";
import { GENESIS, linkHash } from "./audit.ts";
import { DEFAULT_PREFIX, createKeys } from "./redis/keys.ts";

/** Whether the chain is intact; if not, the first broken place and what is wrong there. */
export type AuditVerdict =
  | { readonly kind: "intact"; readonly links: number; readonly head: string }
  | { readonly kind: "broken"; readonly seq: number; readonly problem: string };

const AUDIT_PAGE = 500;

/**
 * Walks the audit chain from its first link and recomputes every hash, so it finds a link that was edited, removed, added or moved. If
 * somebody cut off the tail and changed the stored head to match, only comparing `head` with one noted elsewhere shows it.
 */
export async function verifyAudit(redis: Connection, prefix: string = DEFAULT_PREFIX): Promise<AuditVerdict> {
  const keys = createKeys(prefix);
  let [prev, seq, from] = [GENESIS, 0, "-"];
  for (;;) {
    const page = await callRedis(redis, () => redis.xrange(keys.audit(), from, "+", "COUNT", AUDIT_PAGE));
    for (const [, fields] of page) {
      const link = parseAuditLink(fields);
      seq += 1;
      if (link.seq !== seq) return { kind: "broken", seq, problem: `link ${link.seq} stands where link ${seq} belongs` };
      if (link.prev !== prev) return { kind: "broken", seq, problem: "it does not follow from the link before" };
      if (linkHash(link) !== link.hash) return { kind: "broken", seq, problem: "its contents do not match its hash" };
      prev = link.hash;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < AUDIT_PAGE) break;
    from = `(${last[0]}`;
  }
  const head = (await callRedis(redis, () => redis.hget(keys.auditHead(), "hash"))) ?? GENESIS;
  if (head !== prev) return { kind: "broken", seq: seq + 1, problem: "the end of the chain is missing" };
  return { kind: "intact", links: seq, head };
}

function parseAuditLink(fields: readonly string[]): { seq: number; at: number; event: string; prev: string; hash: string } {
  const named = new Map<string, string>();
  for (let place = 0; place + 1 < fields.length; place += 2) named.set(fields[place] ?? "", fields[place + 1] ?? "");
  const text = (name: string): string => named.get(name) ?? "";
  return { seq: Number(text("seq")), at: Number(text("at")), event: text("event"), prev: text("prev"), hash: text("hash") };
}
