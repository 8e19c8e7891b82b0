import type { AuditEvent, MoveAudit } from "../../core/announce/audit.ts";
import type { Answer } from "../../core/command/answers.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { qualifyName } from "../../core/vitess/names.ts";
import { buildContext, buildSection } from "../blocks/build.ts";
import type { AnswerMessage, TextFile } from "../blocks/message.ts";
import { formatCsv } from "../text/csv.ts";
import { escape, markCode, toOneLine } from "../text/escape.ts";
import { moveTitle } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { type Names, namePerson } from "../text/people.ts";
import { formatIso, formatMoment } from "../text/times.ts";
import { nameEvidenceFile, sayDigest } from "../move/evidence.ts";
import type { OfKind } from "../wording/of-kind.ts";

const MOST_SHOWN = 15;

/** The newest entries of a move's audit, and whether the chain holds; all of them, or the evidence, as a file. */
export function renderAudit(
  { move, audit, csv, evidence }: OfKind<Answer, "audit">,
  { now, names }: { readonly now: Instant; readonly names?: Names },
): AnswerMessage {
  const { entries } = audit;
  const title = `Audit of ${moveTitle(move)}: ${entries.length === 0 ? "no entries" : formatCounted(entries.length, "entry", "entries")}`;
  const hidden = Math.max(0, entries.length - MOST_SHOWN);
  const wantsCsv = entries.length > 0 && (csv || hidden > 0);
  const file: TextFile | undefined =
    evidence !== undefined
      ? { name: nameEvidenceFile(move), content: evidence.content }
      : wantsCsv
        ? { name: `audit-${qualifyName(move)}.csv`, content: formatAuditCsv(audit) }
        : undefined;
  const lines = entries.slice(-MOST_SHOWN).toReversed();
  return {
    text: title,
    blocks: [
      buildSection(`*${title}*`, sayWhetherItHolds(audit)),
      ...lines.map(({ event, link }) => buildContext(`${formatMoment(link.at, now)} · ${sayEvent(event, names)}`)),
      ...(hidden > 0 ? [buildContext(`and ${formatCounted(hidden, "earlier entry", "earlier entries")}`)] : []),
      ...(evidence === undefined
        ? file === undefined
          ? []
          : [buildContext("All entries are in the file, in a direct message to you")]
        : [buildContext(`The evidence is in the file, in a direct message to you. ${sayDigest(evidence.digest)}`)]),
    ],
    ...(file === undefined ? {} : { file }),
  };
}

function sayWhetherItHolds({ broken, head, cut }: MoveAudit): string {
  const from = cut === undefined ? "" : ` from entry ${cut.seq + 1}, as older ones are not kept,`;
  return broken === undefined
    ? `The audit holds,${from} up to entry ${head.seq} of all moves.`
    : `The audit is broken at entry ${broken.seq}: ${escape(broken.problem)}. Entries from there on are not shown, and there is no evidence file. Tell whoever runs Tandem.`;
}

function sayEvent({ kind, by, facts }: AuditEvent, names: Names | undefined): string {
  const told = Object.entries(facts)
    .filter(([fact, value]) => !DIGESTS.has(fact) && value !== "")
    .map(([fact, value]) => `${escape(fact)} ${markCode(toOneLine(String(value)), 60)}`);
  const who = by === undefined ? "" : ` by ${namePerson(by, names)}`;
  return `*${escape(kind.replaceAll("-", " "))}*${who}${told.length === 0 ? "" : ` · ${told.join(", ")}`}`;
}

// Nobody compares these by eye in a list.
const DIGESTS: ReadonlySet<string> = new Set(["digest"]);

function formatAuditCsv({ entries }: MoveAudit): string {
  const rows = entries.map(({ event: { kind, by, facts }, link: { seq, at, hash } }) => [
    String(seq),
    formatIso(at),
    kind,
    by ?? "",
    JSON.stringify(facts),
    hash,
  ]);
  return formatCsv([["seq", "at", "kind", "by", "facts", "hash"], ...rows]);
}
