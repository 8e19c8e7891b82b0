import { endsMove } from "../../core/announce/move-after.ts";
import type { Entry } from "../../core/announce/entries.ts";
import { type MoveName, moveId } from "../../core/vitess/names.ts";
import { issueEvidence } from "../../operations/evidence/issue.ts";
import { nameEvidenceFile, sayEvidenceAtEnd } from "../move/evidence.ts";
import type { PublisherDeps } from "./publisher.ts";
import type { Attachment } from "./upload.ts";

/** The evidence of a move, for the line with which the move ends; nothing for any other line. */
export async function attachEvidence(deps: PublisherDeps, name: MoveName, { body }: Entry): Promise<readonly Attachment[]> {
  if (!isLast(body)) return [];
  const audit = await deps.records.auditOf(moveId(name));
  const file = await issueEvidence(deps, name, audit);
  if (file === undefined) {
    deps.log.error({ move: moveId(name), broken: audit.broken }, "There is no evidence of a move that has ended");
    return [];
  }
  const title = nameEvidenceFile(name);
  return [{ name: title, title, content: file.content, says: sayEvidenceAtEnd(file.digest) }];
}

function isLast(body: Entry["body"]): boolean {
  if (body.kind === "gone") return true;
  return body.kind === "outcome" && endsMove(body.act, body.outcome);
}
