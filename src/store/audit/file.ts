import type { AuditHead, AuditLink } from "../../core/announce/audit.ts";
import { type AuditVerdict, type BrokenAudit, beginChainCheck, breakAt } from "./check.ts";

// An export is a file of JSON lines: this one, one if the beginning was cut, one for each link, and one that names the last link.
// `docs/audit.md` describes it.
const FIRST_LINE = '{"format":"tandem-audit/1"}\n';

/** The first line of an export. */
export function formatExportStart(): string {
  return FIRST_LINE;
}

/** The second line of an export whose beginning was cut: the last link that retention removed. */
export function formatExportCut({ seq, hash }: AuditHead): string {
  return `${JSON.stringify({ begin: { seq, hash } })}\n`;
}

/** One line for each link. */
export function formatExportLinks(links: readonly AuditLink[]): string {
  return links.map(formatLink).join("");
}

/** The last line: without it the export was cut off. */
export function formatExportEnd({ seq, hash }: AuditHead): string {
  return `${JSON.stringify({ end: { seq, hash } })}\n`;
}

function formatLink({ seq, at, event, prev, hash }: AuditLink): string {
  return `${JSON.stringify({ seq, at, event, prev, hash })}\n`;
}

/**
 * Checks an export without Redis. Each line must be, to the byte, what Tandem writes; then as for the chain in Redis. Whoever rewrites all
 * of a file can make it consistent again: only an anchor shows that.
 */
export async function verifyExport(chunks: AsyncIterable<string>, anchors: readonly AuditHead[] = []): Promise<AuditVerdict> {
  let check = beginChainCheck(anchors);
  const place = (): number => check.reached().seq + 1;
  let state: "start" | "begin" | "links" | { readonly end: AuditHead } = "start";
  for await (const line of readEachLine(chunks)) {
    if (typeof state === "object") return breakAt(place(), "the file goes on after its end");
    if (state === "start") {
      if (line !== FIRST_LINE) return breakAt(place(), "the file does not begin as an export of Tandem's audit");
      state = "begin";
      continue;
    }
    const cut = state === "begin" ? parseCut(line) : undefined;
    state = "links";
    if (cut !== undefined) {
      check = beginChainCheck(anchors, cut);
      continue;
    }
    const read = readLine(line, place());
    if ("kind" in read) return read;
    if ("end" in read) state = read;
    else {
      const broken = check.add(read);
      if (broken !== undefined) return broken;
    }
  }
  return typeof state === "object" ? check.finish(state.end) : breakAt(place(), "the end of the file is missing");
}

/** Undefined for any other line. */
function parseCut(line: string): AuditHead | undefined {
  const named = Object(parseObject(line)["begin"]);
  const cut = { seq: Number(named.seq), hash: String(named.hash) };
  return cut.seq > 0 && formatExportCut(cut) === line ? cut : undefined;
}

function readLine(line: string, place: number): AuditLink | { readonly end: AuditHead } | BrokenAudit {
  const record = parseObject(line);
  const link: AuditLink = {
    seq: Number(record["seq"]),
    at: Number(record["at"]),
    event: String(record["event"]),
    prev: String(record["prev"]),
    hash: String(record["hash"]),
  };
  if (formatLink(link) === line) return link;
  const named = Object(record["end"]);
  const end = { seq: Number(named.seq), hash: String(named.hash) };
  return formatExportEnd(end) === line ? { end } : breakAt(place, "its line is not as Tandem writes it");
}

/** Anything that is not a JSON object has no fields. */
function parseObject(line: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(line));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {};
  }
}

/** Each line with its newline; what follows the last newline is a line without one. */
async function* readEachLine(chunks: AsyncIterable<string>): AsyncGenerator<string, void> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield `${line}\n`;
  }
  if (rest !== "") yield rest;
}
