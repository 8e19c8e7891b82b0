import type { Instant } from "../../core/readings.ts";
import type { Request } from "../../core/operation/requests.ts";
import { counted } from "../text/numbers.ts";
import type { Names } from "../text/people.ts";
import { findingLine } from "../wording/preflight.ts";

/** More than so many lines would push the buttons off the screen. */
const MOST = 6;

/** What preflight found, for the approvers: what was let pass and every warning a line each; notes are counted. */
export function foundLines({ shown, proposal }: Request, now: Instant, names: Names | undefined): readonly string[] {
  const { findings } = shown;
  if (findings === undefined) return [];
  const about = { now, ...(names === undefined ? {} : { names }) };
  // Of an override its findings are the matter itself; they are not overridden yet.
  const title = proposal.kind === "override" ? "*What stands in the way*" : "*Preflight*";
  const told = findings.filter((one) => one.severity !== "notice");
  const notes = findings.length - told.length;
  const left = told.length - MOST;
  if (findings.length === 0) return [`${title}: nothing found`];
  return [
    `${title}: ${[told.length === 0 ? "nothing in the way" : counted(told.length, "thing") + " to weigh", notes > 0 && counted(notes, "note")].filter((one) => one !== false).join(", ")}`,
    ...told.slice(0, MOST).map((one) => `• ${findingLine(one, about)}`),
    ...(left > 0 ? [`and ${left} more: see preflight`] : []),
  ];
}
