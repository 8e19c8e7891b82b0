import type { AuditKeeping } from "../../core/announce/audit.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { notifyChannel } from "../announce/notify.ts";
import type { VerbDeps } from "../deps.ts";

interface KeepDeps {
  readonly jobs: Pick<VerbDeps["jobs"], "ask">;
  readonly records: Pick<VerbDeps["records"], "now" | "auditHead" | "cutAudit" | "notices">;
  readonly auditKeeping: AuditKeeping;
}

const ONE_DAY_MS = 24 * 60 * 60_000;

/**
 * Posts the audit's anchor once in each day of UTC, and removes what is older than the audit is kept, in whole days. Run again it does
 * nothing more. Throws a Fault `unexpected`, after the anchor, if there is something to remove and the chain does not hold.
 */
export async function keepAudit({ records, jobs, auditKeeping: { anchors, keepDays } }: KeepDeps): Promise<void> {
  const today = startOfDay(await records.now());
  if (anchors !== undefined) {
    const id = `audit-anchor:${new Date(today).toISOString().slice(0, 10)}`;
    const head = await records.auditHead();
    if (head.seq > 0) await notifyChannel({ records, jobs }, anchors, id, { kind: "audit-anchor", at: await records.now(), ...head });
  }
  if (keepDays !== undefined) await records.cutAudit(today - keepDays * ONE_DAY_MS);
}

function startOfDay(now: Instant): Instant {
  return now - (now % ONE_DAY_MS);
}
