import { createHash } from "node:crypto";
import type { Instant } from "../../core/readings/readings.ts";
import type { AuditEvent, AuditHead, AuditLink } from "../../core/announce/audit.ts";

/** The `prev` of the first link. */
export const GENESIS = "0".repeat(64);

/** The place before the first link. */
export const CHAIN_START: AuditHead = { seq: 0, hash: GENESIS };

const CUT = "audit-cut";

/** What is recorded with a cut of the chain's beginning, up to and with this link. */
export function toCutEvent({ seq, hash }: AuditHead): AuditEvent {
  return { kind: CUT, facts: { seq, hash } };
}

/** Whether a link records exactly this cut. */
export function namesCut({ event }: AuditLink, cut: AuditHead): boolean {
  return event === serializeCanonically(toCutEvent(cut));
}

/** SHA-256 over the previous hash, the place in the chain, the time and the event. */
export function linkHash({ prev, seq, at, event }: Omit<AuditLink, "hash">): string {
  return createHash("sha256").update(`${prev}\n${seq}\n${at}\n${event}`).digest("hex");
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

function serializeCanonically({ kind, moveId, by, facts }: AuditEvent): string {
  const sorted = Object.fromEntries(Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({ kind, moveId, by, facts: sorted });
}
