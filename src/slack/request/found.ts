import type { Instant } from "../../core/readings/readings.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { formatCounted } from "../text/numbers.ts";
import type { Names } from "../text/people.ts";
import { type RequestPlace, REST } from "./listed.ts";
import { sayFinding } from "../wording/preflight.ts";

/** Characters for all findings together: the rest of a request's message needs room as well. */
const FIT = { message: 2_800, modal: 5_600 } as const satisfies Record<RequestPlace, number>;
/** The most characters of one line that fit into a paragraph. */
const LONGEST_PARAGRAPH = 2_900;

/** Preflight's findings as lines of a request; `isCut`: the rest is in the request's file. */
export interface FoundLines {
  readonly lines: readonly string[];
  readonly isCut: boolean;
}

/** Preflight's findings for the approvers: what was overridden, every warning and every note, with all evidence. */
export function listFoundLines({ shown, proposal }: Request, place: RequestPlace, now: Instant, names: Names | undefined): FoundLines {
  const { findings } = shown;
  if (findings === undefined) return { lines: [], isCut: false };
  const about = { now, ...(names === undefined ? {} : { names }) };
  // The findings are what an override is about; they are not overridden yet.
  const title = proposal.kind === "override" ? "*What stands in the way*" : "*Preflight*";
  if (findings.length === 0) return { lines: [`${title}: nothing found`], isCut: false };
  const told = findings.filter((one) => one.severity !== "notice");
  const notes = findings.filter((one) => one.severity === "notice");
  const all = [...told, ...notes].map((one) => `• ${sayFinding(one, { ...about, whole: true })}`);
  const kept = takeFindingLines(all, FIT[place]);
  const count = [
    told.length === 0 ? "nothing in the way" : formatCounted(told.length, "thing") + " to weigh",
    notes.length > 0 && formatCounted(notes.length, "note"),
  ];
  return {
    lines: [
      `${title}: ${count.filter((one) => one !== false).join(", ")}`,
      ...kept,
      ...(kept.length < all.length ? [`${formatCounted(all.length - kept.length, "finding")} more: ${REST[place]}`] : []),
    ],
    isCut: kept.length < all.length,
  };
}

function takeFindingLines(lines: readonly string[], room: number): readonly string[] {
  let length = 0;
  const end = lines.findIndex((line) => (length += line.length + 1) > room || line.length > LONGEST_PARAGRAPH);
  return end < 0 ? lines : lines.slice(0, end);
}
