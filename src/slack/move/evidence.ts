import { type MoveName, qualifyName } from "../../core/vitess/names.ts";
import { markCode } from "../text/escape.ts";

/** The name of a move's evidence file. */
export function nameEvidenceFile(name: MoveName): string {
  return `evidence-${qualifyName(name)}.jsonl`;
}

/** What stands above the evidence file in the thread of a move that has ended. */
export function sayEvidenceAtEnd(digest: string): string {
  return `The evidence of this move, as far as Tandem has recorded it. ${sayDigest(digest)}`;
}

/** How to verify an evidence file with this digest. */
export function sayDigest(digest: string): string {
  return `Its digest is ${markCode(digest, 70)}; \`verify-evidence.mjs\` verifies the file without Tandem.`;
}
