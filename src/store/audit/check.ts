import type { AuditHead, AuditLink } from "../../core/announce/audit.ts";
import { GENESIS, linkHash } from "./chain.ts";

/** Whether the chain is intact; if not, the first broken place and what is wrong there. */
export type AuditVerdict =
  | { readonly kind: "intact"; readonly links: number; readonly head: string }
  | { readonly kind: "broken"; readonly seq: number; readonly problem: string };

export type BrokenAudit = Extract<AuditVerdict, { readonly kind: "broken" }>;

/** The check of one chain, link by link. */
export interface ChainCheck {
  /** The next link. A broken verdict is final: check no further. */
  readonly add: (link: AuditLink) => BrokenAudit | undefined;
  /** The last link that was added, or the start. */
  readonly reached: () => AuditHead;
  /** All links are there; `head` is where the chain says that it ends. */
  readonly finish: (head: AuditHead) => AuditVerdict;
}

/**
 * Checks a chain from its first link on: every hash and every number, so it finds a link that was edited, removed, added or moved. A chain
 * that was rewritten whole, or cut off together with its head, shows only where it contradicts an anchor: a place in the chain noted
 * elsewhere.
 */
export function beginChainCheck(anchors: readonly AuditHead[]): ChainCheck {
  let [seq, prev] = [0, GENESIS];
  return {
    add(link) {
      seq += 1;
      if (link.seq !== seq) return breakAt(seq, `link ${link.seq} stands where link ${seq} belongs`);
      if (link.prev !== prev) return breakAt(seq, "it does not follow from the link before");
      if (linkHash(link) !== link.hash) return breakAt(seq, "its contents do not match its hash");
      if (anchors.some((anchor) => anchor.seq === seq && anchor.hash !== link.hash)) return breakAt(seq, "it differs from the anchor");
      prev = link.hash;
      return undefined;
    },
    reached: () => ({ seq, hash: prev }),
    finish(head) {
      if (head.seq !== seq || head.hash !== prev) return breakAt(seq + 1, "the end of the chain is missing");
      const beyond = anchors.find((anchor) => anchor.seq > seq || (anchor.seq === 0 && anchor.hash !== GENESIS));
      if (beyond !== undefined) return breakAt(seq + 1, `the end of the chain is missing: an anchor names entry ${beyond.seq}`);
      return { kind: "intact", links: seq, head: prev };
    },
  };
}

export function breakAt(seq: number, problem: string): BrokenAudit {
  return { kind: "broken", seq, problem };
}
