import type { Answer } from "../../core/command/answers.ts";
import type { PersonId } from "../../core/people/people.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import { type MoveName, moveId, qualifyName } from "../../core/vitess/names.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { readRoster } from "../people/roster.ts";
import { refuse } from "../refusals.ts";
import { gatherEvidence } from "./evidence.ts";
import { formatEvidence } from "./file.ts";

interface Wanted {
  readonly evidence: boolean;
  readonly csv: boolean;
}

/**
 * What the audit says about a move, also about one that has ended. Operators, approvers and whoever began the move may see it. An evidence
 * file is an entry of the audit itself, with its digest; no file is made of an audit that does not hold. Run again it makes another file.
 */
export async function showAudit(deps: VerbDeps, move: MoveName, { evidence, csv }: Wanted, { by }: Asker): Promise<Answer> {
  const refusal = await refuseOthers(deps, move, by);
  if (refusal !== undefined) return refusal;
  const mine = moveId(move);
  const audit = await deps.records.auditOf(mine);
  const answer = { kind: "audit", move, audit, csv } as const;
  if (!evidence || audit.broken !== undefined || audit.entries.length === 0) return answer;
  const file = formatEvidence(await gatherEvidence(deps, move, audit), (text) => deps.digest(text));
  await deps.records.audit({ kind: "evidence", moveId: mine, by, facts: { digest: file.digest } });
  return { ...answer, evidence: file };
}

async function refuseOthers({ records, policy }: VerbDeps, name: MoveName, by: PersonId): Promise<Refused | undefined> {
  const { operators, approvers } = policy(name.cluster);
  const membership = (await readRoster(records, [...operators, ...approvers])).membershipOf(by);
  if (membership === "member" || (await records.moves.get(moveId(name)))?.askedBy === by) return undefined;
  return membership === "unknown" ? refuse("people-unknown", qualifyName(name)) : refuse("audit-not-allowed", qualifyName(name));
}
