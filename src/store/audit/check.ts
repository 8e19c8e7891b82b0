import type { AuditHead, AuditLink } from "../../core/announce/audit.ts";
import { CHAIN_START, GENESIS, linkHash, namesCut } from "./chain.ts";

/** Whether the chain is intact; if not, the first broken place and what is wrong there. */
export type AuditVerdict =
  /** `links`: the number of the last one. `cut`: the last one that retention removed. */
  | { readonly kind: "intact"; readonly links: number; readonly head: string; readonly cut?: AuditHead }
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
 * elsewhere. `cut`: the last link that retention removed, by the chain's own word; one of the links that are left must say so too.
 */
export function beginChainCheck(anchors: readonly AuditHead[], cut: AuditHead = CHAIN_START): ChainCheck {
  let [seq, prev] = [cut.seq, cut.hash];
  let isCutSaid = cut.seq === 0 && cut.hash === GENESIS;
  return {
    add(link) {
      seq += 1;
      if (link.seq !== seq) return breakAt(seq, `link ${link.seq} stands where link ${seq} belongs`);
      if (link.prev !== prev) return breakAt(seq, "it does not follow from the link before");
      if (linkHash(link) !== link.hash) return breakAt(seq, "its contents do not match its hash");
      if (anchors.some((anchor) => anchor.seq === seq && anchor.hash !== link.hash)) return breakAt(seq, "it differs from the anchor");
      prev = link.hash;
      isCutSaid ||= namesCut(link, cut);
      return undefined;
    },
    reached: () => ({ seq, hash: prev }),
    finish(head) {
      if (head.seq !== seq || head.hash !== prev) return breakAt(seq + 1, "the end of the chain is missing");
      if (!isCutSaid) return breakAt(cut.seq + 1, "the beginning of the chain is missing, and no entry says that it was cut");
      const early = anchors.find((anchor) => anchor.seq > 0 && anchor.seq < cut.seq);
      if (early !== undefined) return breakAt(early.seq, `it was cut, so the anchor cannot be compared; take one from ${cut.seq} on`);
      if (anchors.some((anchor) => anchor.seq === cut.seq && anchor.hash !== cut.hash))
        return breakAt(cut.seq, "it differs from the anchor");
      const beyond = anchors.find((anchor) => anchor.seq > seq);
      if (beyond !== undefined) return breakAt(seq + 1, `the end of the chain is missing: an anchor names entry ${beyond.seq}`);
      return { kind: "intact", links: seq, head: prev, ...(cut.seq === 0 ? {} : { cut }) };
    },
  };
}

export function breakAt(seq: number, problem: string): BrokenAudit {
  return { kind: "broken", seq, problem };
}
