import type { Connection } from "../redis/connection.ts";
import { DEFAULT_PREFIX, createKeys } from "../redis/keys.ts";
import type { AuditHead, AuditLink } from "../../core/announce/audit.ts";
import { Fault } from "../../operations/fault.ts";
import { CHAIN_START } from "./chain.ts";
import { type AuditVerdict, type BrokenAudit, type ChainCheck, beginChainCheck, breakAt } from "./check.ts";
import { readAudit } from "./read.ts";

export interface AuditWalk {
  readonly prefix?: string;
  /** Places of the chain noted elsewhere, which it must still have. */
  readonly anchors?: readonly AuditHead[];
  /** Gets the links in order, each after it was found intact. */
  readonly onLinks?: (links: readonly AuditLink[]) => Promise<void>;
  /** Gets, before any link, the last link that retention removed. Not called if it removed none. */
  readonly onCut?: (cut: AuditHead) => Promise<void>;
}

/** Walks the audit chain in Redis from its first link and checks it; see {@link beginChainCheck}. It only reads. */
export async function verifyAudit(redis: Connection, prefix: string = DEFAULT_PREFIX): Promise<AuditVerdict> {
  return walkAudit(redis, { prefix });
}

/**
 * {@link verifyAudit} with anchors, and for an export with the links. Stops at the first broken one. Throws a Fault `busy` if links
 * that it has not read yet are cut meanwhile.
 */
export async function walkAudit(
  redis: Connection,
  { prefix = DEFAULT_PREFIX, anchors = [], onLinks, onCut }: AuditWalk = {},
): Promise<AuditVerdict> {
  let check: ChainCheck | undefined;
  let end: AuditHead = CHAIN_START;
  for await (const { links, head, cut } of readAudit(redis, createKeys(prefix))) {
    if (check === undefined && cut.seq > 0) await onCut?.(cut);
    check ??= beginChainCheck(anchors, cut);
    // What was cut meanwhile has been checked before; if it was not, it is missing here.
    if (cut.seq > check.reached().seq) throw new Fault("busy", "the audit was cut while it was read; read it again");
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
  return (check ?? beginChainCheck(anchors)).finish(end);
}
