import type { Answer } from "../../core/command/answers.ts";
import type { PersonId } from "../../core/people/people.ts";
import type { Refused } from "../../core/operation/outcome/refusals.ts";
import { type MoveName, moveId, qualifyName } from "../../core/vitess/names.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { readRoster } from "../people/roster.ts";
import { refuse } from "../refusals.ts";
import { issueEvidence } from "./issue.ts";

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
  const audit = await deps.records.auditOf(moveId(move));
  const answer = { kind: "audit", move, audit, csv } as const;
  const file = evidence ? await issueEvidence(deps, move, audit, by) : undefined;
  return file === undefined ? answer : { ...answer, evidence: file };
}

async function refuseOthers({ records, policy }: VerbDeps, name: MoveName, by: PersonId): Promise<Refused | undefined> {
  const { operators, approvers } = policy(name.cluster);
  const membership = (await readRoster(records, [...operators, ...approvers])).membershipOf(by);
  if (membership === "member" || (await records.moves.get(moveId(name)))?.askedBy === by) return undefined;
  return membership === "unknown" ? refuse("people-unknown", qualifyName(name)) : refuse("audit-not-allowed", qualifyName(name));
}
