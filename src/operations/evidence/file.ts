/** One part of an evidence file. */
export interface EvidencePart {
  readonly part: string;
  readonly body: unknown;
}

/** An evidence file; `digest` is the hash of its last line, which stands for all of it. */
export interface EvidenceFile {
  readonly content: string;
  readonly digest: string;
}

// Before the first part there is none.
const NO_HASH = "0".repeat(64);

/**
 * Writes parts as the lines of an evidence file, as `docs/evidence.md` describes it. Each line carries the hash of the line before, and its
 * own hash covers it to the byte; the last line counts the parts. 64-bit numbers are written as text.
 */
export function formatEvidence(parts: readonly EvidencePart[], digest: (text: string) => string): EvidenceFile {
  let [content, prev] = ["", NO_HASH];
  for (const [n, { part, body }] of [...parts, { part: "end", body: { parts: parts.length } }].entries()) {
    const covered = `{"n":${n},"part":${JSON.stringify(part)},"body":${toJson(body)},"prev":"${prev}"`;
    prev = digest(covered);
    content += `${covered},"hash":"${prev}"}\n`;
  }
  return { content, digest: prev };
}

function toJson(body: unknown): string {
  return JSON.stringify(body, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}
