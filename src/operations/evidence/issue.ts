import type { MoveAudit } from "../../core/announce/audit.ts";
import type { PersonId } from "../../core/people/people.ts";
import { type MoveName, moveId } from "../../core/vitess/names.ts";
import type { VerbDeps } from "../deps.ts";
import { gatherEvidence } from "./evidence.ts";
import { type EvidenceFile, formatEvidence } from "./file.ts";

type IssueDeps = Pick<VerbDeps, "digest"> & {
  readonly records: Pick<
    VerbDeps["records"],
    "now" | "moves" | "requests" | "executions" | "entries" | "reading" | "vdiffCounts" | "audit"
  >;
};

/**
 * Makes the evidence file of a move and records its digest in the audit. Undefined if the audit says nothing about the move or does not
 * hold. `by`: who asked for it; absent for the file that Tandem makes at the move's end. Run again it makes another file.
 */
export async function issueEvidence(deps: IssueDeps, name: MoveName, audit: MoveAudit, by?: PersonId): Promise<EvidenceFile | undefined> {
  if (audit.broken !== undefined || audit.entries.length === 0) return undefined;
  const file = formatEvidence(await gatherEvidence(deps, name, audit), (text) => deps.digest(text));
  await deps.records.audit({ kind: "evidence", moveId: moveId(name), ...(by === undefined ? {} : { by }), facts: { digest: file.digest } });
  return file;
}
