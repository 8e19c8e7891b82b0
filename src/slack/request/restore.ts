import type { Request } from "../../core/operation/request/requests.ts";
import { markCode, quoteText } from "../text/escape.ts";
import { joinWithAnd, listNames } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { ALARMS } from "../wording/alarms.ts";
import type { OtherMove, Outage } from "../../core/rules/restore.ts";

/** The message shows this many; the button shows all of them. */
const MOST_LINES_SHOWN = 12;
const MOST_MOVES_NAMED = 8;

/** Lists the rules that a restore changes, and the moves that it would leave in a harmful state; empty for other proposals. */
export function restoreRequestLines({ proposal, shown }: Pick<Request, "proposal" | "shown">): readonly string[] {
  if (proposal.kind !== "restore") return [];
  return [
    ...(shown.outages ?? []).map(sayOutage),
    ...sayOtherMoves(shown.others ?? [], proposal.restore.only === undefined),
    "*Difference*:",
    ...shown.dryRun.slice(0, MOST_LINES_SHOWN).map((line) => `• ${quoteText(line, 200)}`),
    ...(shown.dryRun.length > MOST_LINES_SHOWN ? [`and ${shown.dryRun.length - MOST_LINES_SHOWN} more, behind the button`] : []),
  ];
}

/** Lists the other moves whose rules differ: each is named where its rules change. */
export function sayOtherMoves(others: readonly OtherMove[], whole: boolean): readonly string[] {
  if (others.length === 0) return [];
  const named = others.slice(0, MOST_MOVES_NAMED).map(({ move, rules }) => `${formatCounted(rules, "rule")} of ${moveTitle(move)}`);
  const each = others.length > MOST_MOVES_NAMED ? [...named, `those of ${others.length - MOST_MOVES_NAMED} more moves`] : named;
  return whole
    ? [`*Warning*: it changes the rules of ${others.length === 1 ? "another move" : "other moves"} too: ${joinWithAnd(each)}.`]
    : [`${joinWithAnd(each)} differ from the snapshot as well and stay as they are. ${markCode("--whole")} would put them back too.`];
}

/** Describes a running move that the rules do not fit: what would become, or stay, wrong. */
export function sayOutage({ move, alarm, tables, stays }: Outage): string {
  const what = ALARMS[alarm].title.replace(/:$/, "");
  if (stays === true)
    return `*Warning*: these rules do not repair ${moveTitle(move)} (${listNames(tables, 120)}). With them still: *${what}*.`;
  return `*Warning*: these rules do not fit the state of ${moveTitle(move)} (${listNames(tables, 120)}). With them: *${what}*.`;
}
