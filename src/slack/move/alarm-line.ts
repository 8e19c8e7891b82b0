import { sayNext } from "../wording/next-line.ts";
import type { KnownBlock } from "@slack/types";
import type { EntryBody } from "../../core/announce/entries.ts";
import type { MoveName, Keyspace, TableName } from "../../core/vitess/names.ts";
import type { Move } from "../../core/move/moves.ts";
import type { NoticeBody } from "../../core/announce/notices.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Situation } from "../../core/situation/situation.ts";
import type { Alarm } from "../../core/move/alarms.ts";
import { buildActions, buildSection } from "../blocks/build.ts";
import { escapeName } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import { ALARMS, titleAlarm } from "../wording/alarms.ts";
import { LASTING_WORDS } from "../wording/lasting.ts";
import { listExplainedLines } from "../wording/explained.ts";
import { sayNextStep } from "../wording/next.ts";
import type { OfKind } from "../wording/of-kind.ts";
import { sayBroken } from "../wording/waiting.ts";
import { MOVE_BUTTONS, buildSituationButtons } from "./buttons.ts";

/** An alarm in a thread or in the operators' channel: its first line and what follows it. */
export interface AlarmSaid {
  readonly line: string;
  /** What applications notice, and Tandem's own call that caused it. */
  readonly meaning: readonly (string | undefined)[];
  /** The next step, and the buttons for it. */
  readonly under: readonly KnownBlock[];
}

interface AlarmOf {
  readonly move: MoveName;
  readonly sourceKeyspace: Keyspace;
  readonly alarm: Alarm;
  readonly tables: readonly TableName[];
}

/** Puts an alarm into words. The next step and its buttons come from the situation, so an alarm that is over offers nothing. */
export function sayAlarm({ move, sourceKeyspace, alarm, tables }: AlarmOf, situation: Situation | undefined): AlarmSaid {
  const about = { tables: listNames(tables), source: escapeName(sourceKeyspace), target: escapeName(move.targetKeyspace) };
  const now = situation?.alarm?.alarm === alarm ? situation : undefined;
  const broken = now?.alarm?.broken;
  return {
    line: `*${titleAlarm(alarm, tables)} · ${moveTitle(move)}*`,
    meaning: [ALARMS[alarm].meaning(about), ...sayReverseCause(now), broken === undefined ? undefined : sayBroken(broken)],
    under:
      now === undefined
        ? [buildSection(sayNext("look at the card, which says how it is now")), ...buildActions(MOVE_BUTTONS.diagnose(move))]
        : [buildSection(sayNext(sayNextStep(now))), ...buildActions(...buildSituationButtons(now))],
  };
}

/** Says why the reverse workflow does not run, if that is the alarm; quotes Vitess's error, which the next step refers to. */
export function sayReverseCause(situation: Situation | undefined): readonly string[] {
  const error = situation?.alarm?.alarm === "reverse-not-running" ? situation.reverseError : undefined;
  return error === undefined ? [] : listExplainedLines({ ...error, next: "" });
}

/** The line of an alarm in the move's thread; it is broadcast to the channel. */
export function sayAlarmEntry(
  { alarm, tables }: OfKind<EntryBody, "alarm">,
  situation: Situation,
): { readonly line: string; readonly more: readonly KnownBlock[]; readonly broadcast: true } {
  const { name, sourceKeyspace } = situation.known.move;
  const { line, meaning, under } = sayAlarm({ move: name, sourceKeyspace, alarm, tables }, situation);
  return { line, more: [buildSection(...meaning), ...under], broadcast: true };
}

/** The line in the move's thread of a trouble that must not last. */
export function sayLastingEntry(
  { cause, ...facts }: Pick<OfKind<NoticeBody, "lasting">, "cause" | "since" | "lagSeconds">,
  { name, sourceKeyspace }: Pick<Move, "name" | "sourceKeyspace">,
  at: Instant,
): { readonly line: string; readonly more: readonly KnownBlock[] } {
  const words = LASTING_WORDS[cause];
  const about = { ...facts, source: sourceKeyspace, now: at };
  return {
    line: `${words.title}. ${words.meaning(about)}`,
    more: [buildSection(sayNext(words.next(about))), ...buildActions(MOVE_BUTTONS.diagnose(name))],
  };
}
