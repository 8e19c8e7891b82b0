import type { Connection } from "../redis/connection.ts";
import { DEFAULT_PREFIX, createKeys } from "../redis/keys.ts";
import type { AuditHead, AuditLink } from "../../core/announce/audit.ts";
import { type AuditVerdict, type BrokenAudit, beginChainCheck, breakAt } from "./check.ts";
import { readAudit } from "./read.ts";

export interface AuditWalk {
  readonly prefix?: string;
  /** Places of the chain noted elsewhere, which it must still have. */
  readonly anchors?: readonly AuditHead[];
  /** Gets the links in order, each after it was found intact. */
  readonly onLinks?: (links: readonly AuditLink[]) => Promise<void>;
}

/** Walks the audit chain in Redis from its first link and checks it; see {@link beginChainCheck}. It only reads. */
export async function verifyAudit(redis: Connection, prefix: string = DEFAULT_PREFIX): Promise<AuditVerdict> {
  return walkAudit(redis, { prefix });
}

/** {@link verifyAudit} with anchors, and for an export with the links. Stops at the first broken one. */
export async function walkAudit(
  redis: Connection,
  { prefix = DEFAULT_PREFIX, anchors = [], onLinks }: AuditWalk = {},
): Promise<AuditVerdict> {
  const check = beginChainCheck(anchors);
  let end: AuditHead = check.reached();
  for await (const { links, head } of readAudit(redis, createKeys(prefix))) {
    const intact: AuditLink[] = [];
    let broken: BrokenAudit | undefined;
    for (const link of links) {
      broken = link === "damaged" ? breakAt(check.reached().seq + 1, "it is not a link of the audit") : check.add(link);
      if (link === "damaged" || broken !== undefined) break;
      intact.push(link);
    }
    if (intact.length > 0) await onLinks?.(intact);
    if (broken !== undefined) return broken;
    end = head;
  }
  return check.finish(end);
}
