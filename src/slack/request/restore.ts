import type { Request } from "../../core/operation/requests.ts";
import { quoted } from "../text/escape.ts";
import { names } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import { ALARMS } from "../wording/alarms.ts";
import type { Outage } from "../../core/rules/restore.ts";

/** All of them are behind the button. */
const MOST_LINES = 12;

/** What a restore changes, rule by rule, and the moves that it would leave in a state that hurts; nothing for everything else. */
export function restoreLines({ proposal, shown }: Pick<Request, "proposal" | "shown">): readonly string[] {
  if (proposal.kind !== "restore") return [];
  return [
    ...(shown.outages ?? []).map(outageLine),
    "*Difference*:",
    ...shown.dryRun.slice(0, MOST_LINES).map((line) => `• ${quoted(line, 200)}`),
    ...(shown.dryRun.length > MOST_LINES ? [`and ${shown.dryRun.length - MOST_LINES} more, behind the button`] : []),
  ];
}

/** A running move that the rules do not fit: what would be so. */
export function outageLine({ move, alarm, tables }: Outage): string {
  const what = ALARMS[alarm].title.replace("ALARM: ", "");
  return `*Warning*: these rules do not fit the state of ${moveTitle(move)} (${names(tables, 120)}). With them: *${what}*.`;
}
