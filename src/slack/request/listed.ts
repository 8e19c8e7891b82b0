import type { TableName } from "../../core/vitess/names.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import type { TextFile } from "../blocks/message.ts";
import { markCode } from "../text/escape.ts";
import { formatCounted, sayTableEstimate } from "../text/numbers.ts";
import { FINDING_TITLES, SEVERITIES } from "../wording/preflight.ts";
import { VERB_WORDS } from "../wording/verbs.ts";
import { areNamedBelow } from "../wording/tables-after.ts";

/** Where a request is shown: as a message, with a file in its thread for whatever does not fit, or in a modal, which has more room. */
export type RequestPlace = "message" | "modal";

/** Characters of table names that fit beside everything else. If they do not fit, a file holds the whole list. */
const TABLES_FIT = { message: 2_400, modal: 8_400 } as const satisfies Record<RequestPlace, number>;
/** Characters of names per line, so that lines can be spread over paragraphs. */
const LINE = 700;

/** Says where the rest is. Tandem uploads it after the message, so no text claims that it is there already. */
export const REST = {
  message: "the whole list comes as a file in this thread; do not approve without it",
  modal: "the whole list comes as a file with the request's message; do not approve without it",
} as const satisfies Record<RequestPlace, string>;

/** Every table whose fate the request decides, if the sentence about them has no room for the names. */
export function listTableLines(request: Request, place: RequestPlace): readonly string[] {
  const tables = selectDecidedTables(request);
  if (!areNamedBelow(tables)) return [];
  const title = `*${formatCounted(tables.length, "table")}*: `;
  const all = tables.map((table) => markCode(table)).join(", ");
  if (all.length > TABLES_FIT[place]) return [`${title}${REST[place]}`];
  if (place === "message") return [`${title}${all}`];
  return [title.trim(), ...packLines(tables.map((table) => markCode(table)))];
}

/** Packs names, each whole, into as many lines as they need. */
function packLines(spans: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const span of spans) {
    const last = lines.at(-1);
    if (last === undefined || last.length + span.length + 2 > LINE) lines.push(span);
    else lines[lines.length - 1] = `${last}, ${span}`;
  }
  return lines;
}

/** The whole list for a message that has no room for it; undefined if everything fits. */
export function listFile(request: Request, isCut: boolean): TextFile | undefined {
  const tables = selectDecidedTables(request);
  const isLong = areNamedBelow(tables) && tables.map((table) => markCode(table)).join(", ").length > TABLES_FIT.message;
  if (!isLong && !isCut) return undefined;
  const { findings = [], sizes } = request.shown;
  const sized = tables.map((table) => {
    const size = sizes.find((one) => one.table === table);
    return size === undefined ? table : `${table}\t${sayTableEstimate(size)}`;
  });
  return {
    name: `${nameVerb(request.proposal)}-${request.move.workflow}.txt`,
    content: [
      `${VERB_WORDS[nameVerb(request.proposal)].vitess} of ${request.move.targetKeyspace}.${request.move.workflow}`,
      ...(sized.length === 0 ? [] : ["", formatCounted(sized.length, "table"), ...sized]),
      ...findings.flatMap((one) => ["", `${SEVERITIES[one.severity]}: ${FINDING_TITLES[one.code]}`, ...one.evidence, one.fix]),
      "",
    ].join("\n"),
  };
}

/** The tables that an operation at the end of a move drops, renames or keeps. */
function selectDecidedTables({ proposal }: Request): readonly TableName[] {
  if (proposal.kind !== "workflow") return [];
  const { verb } = proposal.operation;
  return verb === "complete" || verb === "cancel" || verb === "delete" ? proposal.facts.tables : [];
}
