import type { Request } from "../../core/operation/requests.ts";
import { codeSpan, quoteText } from "../text/escape.ts";
import { joinWithAnd, names } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { ALARMS } from "../wording/alarms.ts";
import type { OtherMove, Outage } from "../../core/rules/restore.ts";

/** All of them are behind the button. */
const MOST_LINES = 12;
const MOST_MOVES = 8;

/** What a restore changes, rule by rule, and the moves that it would leave in a state that hurts; nothing for everything else. */
export function restoreLines({ proposal, shown }: Pick<Request, "proposal" | "shown">): readonly string[] {
  if (proposal.kind !== "restore") return [];
  return [
    ...(shown.outages ?? []).map(outageLine),
    ...othersLines(shown.others ?? [], proposal.restore.only === undefined),
    "*Difference*:",
    ...shown.dryRun.slice(0, MOST_LINES).map((line) => `• ${quoteText(line, 200)}`),
    ...(shown.dryRun.length > MOST_LINES ? [`and ${shown.dryRun.length - MOST_LINES} more, behind the button`] : []),
  ];
}

/** The other moves with rules that differ: each is named where its rules change. */
export function othersLines(others: readonly OtherMove[], whole: boolean): readonly string[] {
  if (others.length === 0) return [];
  const named = others.slice(0, MOST_MOVES).map(({ move, rules }) => `${formatCounted(rules, "rule")} of ${moveTitle(move)}`);
  const each = others.length > MOST_MOVES ? [...named, `those of ${others.length - MOST_MOVES} more moves`] : named;
  return whole
    ? [`*Warning*: it changes the rules of ${others.length === 1 ? "another move" : "other moves"} too: ${joinWithAnd(each)}.`]
    : [`${joinWithAnd(each)} differ from the snapshot as well and stay as they are. ${codeSpan("--whole")} would put them back too.`];
}

/** A running move that the rules do not fit: what would be so, or would still be so. */
export function outageLine({ move, alarm, tables, stays }: Outage): string {
  const what = ALARMS[alarm].title.replace("ALARM: ", "");
  if (stays === true) return `*Warning*: these rules do not mend ${moveTitle(move)} (${names(tables, 120)}). With them still: *${what}*.`;
  return `*Warning*: these rules do not fit the state of ${moveTitle(move)} (${names(tables, 120)}). With them: *${what}*.`;
}
