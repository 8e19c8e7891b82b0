import type { Request } from "../../core/operation/requests.ts";
import { verbOf } from "../../core/operation/operations.ts";
import type { TextFile } from "../blocks/message.ts";
import { code } from "../text/escape.ts";
import { bytes, counted, short } from "../text/numbers.ts";
import { FINDING_TITLES, SEVERITIES } from "../wording/preflight.ts";
import { VERBS } from "../wording/verbs.ts";
import { areNamedBelow } from "../wording/tables-after.ts";

/** What one message has room for, beside all the rest of it. The whole is in the file then. */
const TABLES_FIT = 2_400;

/** Every table whose fate the request decides, where the sentence about them has no room for the names. */
export function tableLines(request: Request): readonly string[] {
  const tables = decidedTables(request);
  if (!areNamedBelow(tables)) return [];
  const all = tables.map((table) => code(table)).join(", ");
  return [
    `*${counted(tables.length, "table")}*: ${all.length <= TABLES_FIT ? all : "each of them is named in the file below, with its size"}`,
  ];
}

/** What the message has no room for, whole. Undefined where it has room for everything. */
export function listFile(request: Request, isCut: boolean): TextFile | undefined {
  const tables = decidedTables(request);
  const isLong = areNamedBelow(tables) && tables.map((table) => code(table)).join(", ").length > TABLES_FIT;
  if (!isLong && !isCut) return undefined;
  const { findings = [], sizes } = request.shown;
  const sized = tables.map((table) => {
    const size = sizes.find((one) => one.table === table);
    return size === undefined ? table : `${table}\tabout ${short(size.rows)} rows\t${bytes(size.bytes)}`;
  });
  return {
    name: `${verbOf(request.proposal)}-${request.move.workflow}.txt`,
    content: [
      `${VERBS[verbOf(request.proposal)].vitess} of ${request.move.targetKeyspace}.${request.move.workflow}`,
      ...(sized.length === 0 ? [] : ["", counted(sized.length, "table"), ...sized]),
      ...findings.flatMap((one) => ["", `${SEVERITIES[one.severity]}: ${FINDING_TITLES[one.code]}`, ...one.evidence, one.fix]),
      "",
    ].join("\n"),
  };
}

/** Of what ends a move: its tables are dropped, renamed or kept. */
function decidedTables({ proposal }: Request): readonly string[] {
  if (proposal.kind !== "workflow") return [];
  const { verb } = proposal.operation;
  return verb === "complete" || verb === "cancel" || verb === "delete" ? proposal.facts.tables : [];
}
