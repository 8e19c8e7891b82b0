import { z } from "zod";
import type { AuditEvent, AuditHead, AuditLink, MoveAudit } from "../../core/announce/audit.ts";
import { toPersonId } from "../../core/people/people.ts";
import { isMoveId, type MoveId } from "../../core/vitess/names.ts";
import type { Connection } from "../redis/connection.ts";
import { GENESIS } from "./chain.ts";
import { walkAudit } from "./verify.ts";

const EVENT = z.object({
  kind: z.string(),
  moveId: z.string().optional(),
  by: z.string().optional(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

/**
 * Reads what the audit says about one move. It walks and checks the whole chain, because nothing else proves that no entry is missing:
 * some microseconds for each entry.
 */
export async function readAuditOfMove(redis: Connection, prefix: string, moveId: MoveId): Promise<MoveAudit> {
  const found: MoveAudit["entries"][number][] = [];
  const quoted = JSON.stringify(moveId);
  let head: AuditHead = { seq: 0, hash: GENESIS };
  const onLinks = async (links: readonly AuditLink[]): Promise<void> => {
    for (const link of links) {
      head = { seq: link.seq, hash: link.hash };
      const event = link.event.includes(quoted) ? parseEvent(link.event) : undefined;
      if (event?.moveId === moveId) found.push({ event, link });
    }
  };
  let cut: AuditHead | undefined;
  const onCut = async (at: AuditHead): Promise<void> => {
    cut = at;
  };
  const verdict = await walkAudit(redis, { prefix, onLinks, onCut });
  const begun = cut === undefined ? {} : { cut };
  return {
    entries: found,
    head,
    ...begun,
    ...(verdict.kind === "broken" ? { broken: { seq: verdict.seq, problem: verdict.problem } } : {}),
  };
}

function parseEvent(text: string): AuditEvent {
  const { kind, moveId, by, facts } = EVENT.parse(JSON.parse(text));
  return {
    kind,
    ...(moveId !== undefined && isMoveId(moveId) ? { moveId } : {}),
    ...(by === undefined ? {} : { by: toPersonId(by) }),
    facts,
  };
}
