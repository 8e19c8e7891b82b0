import type { Button } from "@slack/types";
import type { MoveView } from "../../core/command/answers.ts";
import { findBrokenCall, type Unreadable } from "../../core/move/moves.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { ACTIONS } from "../actions.ts";
import { buildActions, buildButton, buildContext, type OptionalLine, buildSection } from "../blocks/build.ts";
import type { Message } from "../blocks/message.ts";
import { clipText, escape, escapeName, toOneLine } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { type Names, namePerson } from "../text/people.ts";
import { sayDuration, formatMoment, formatMomentToTheSecond } from "../text/times.ts";
import { ALARMS } from "../wording/alarms.ts";
import { sayWhoHolds, nameLock } from "../wording/locks.ts";
import { sayNextStep } from "../wording/next.ts";
import { sayPhase } from "../wording/phases.ts";
import { sayLastMoment } from "../wording/tenant.ts";
import { sayBroken, sayWaiting } from "../wording/waiting.ts";
import { sayReverseCause } from "./alarm-line.ts";
import { MOVE_BUTTONS, buildSituationButtons } from "./buttons.ts";
import { sayPercent } from "./bar.ts";
import { type CopyWords, copyWords } from "./copying.ts";
import type { BrokenCall } from "../../core/move/broken-call.ts";

/** What a card shows beside the move's situation. */
export interface CardFacts {
  /** True for a card outside the move's own channel, which has no buttons that change anything. */
  readonly forFollower: boolean;
  /** A link to the move's thread, for followers. */
  readonly threadUrl?: string;
  readonly names?: Names;
}

/** Beyond this age the card shows a reading's age as a fact of its own: Vitess has not answered since. */
const STALE_AFTER_MS = 3 * 60_000;

/** Renders the one message of a move in a channel. Its first line alone gives status and workflow. */
export function renderCard(view: MoveView, facts: CardFacts): Message {
  const { situation } = view;
  const { phase, known, unreadable } = situation;
  const copy = phase.kind === "copying" ? copyWords(view) : undefined;
  const words = sayPhase(situation, facts.names);
  const status = copyStatus(words.status, copy);
  if (unreadable !== undefined) return renderUnreadableCard(situation, facts, unreadable, status);
  const title = `${moveTitle(known.move.name)} · ${status}`;
  const body = copy === undefined ? [words.detail, ...listPhaseLines(situation)] : copy.lines;
  return {
    text: title,
    blocks: [
      buildSection(`*${title}*`, sayOrigin(situation, facts), ...body, sayWhatWaits(situation, facts)),
      buildContext(`${sayAge(situation)} · next: ${isStalled(situation, copy) ? LOOK_AT_STALL : sayNextStep(situation)}`),
      ...buildActions(...buildCardButtons(situation, copy, facts)),
    ],
  };
}

/** The last reading may be wrong by now, so the card offers nothing that relies on it. */
function renderUnreadableCard(situation: Situation, facts: CardFacts, { since, why }: Unreadable, status: string): Message {
  const { known, now } = situation;
  const { move, reading } = known;
  const title = `${moveTitle(move.name)} · cannot be read since ${formatMoment(since, now)} · last known: ${status}`;
  const read = reading === undefined ? "not read yet" : `last read ${formatMoment(reading.at, now)}`;
  return {
    text: title,
    blocks: [
      buildSection(
        `*${title}*`,
        sayOrigin(situation, facts),
        // Why a reading failed says nothing about a call that was sent.
        !hasSent(situation) && escape(clipText(toOneLine(why), 500)),
        ...listAlarmLines(situation),
        situation.alarm === undefined && `Tables: ${listNames(move.tables)}`,
        sayWhatWaits(situation, facts),
        situation.waiting === undefined && situation.alarm === undefined && sayBrokenCall(situation),
      ),
      buildContext(`${read} · next: ${sayNextStep(situation)}`),
      ...buildActions(
        ...(facts.forFollower ? [MOVE_BUTTONS.diagnose(move.name), MOVE_BUTTONS.unfollow(move.name)] : buildSituationButtons(situation)),
      ),
    ],
  };
}

const LOOK_AT_STALL = "look at throttling, replica lag and load at the source; if nothing explains it, diagnose";

function copyStatus(status: string, copy: CopyWords | undefined): string {
  if (copy === undefined) return status;
  if (copy.stalledMs !== undefined) return `stalled · no sign of a row in ${sayDuration(copy.stalledMs)}`;
  const { percent, tables, tablesDone } = copy.progress;
  return `${status} · ${percent === undefined ? `${tablesDone} of ${formatCounted(tables.length, "table")} done` : sayPercent(percent)}`;
}

/** Only the samples distinguish a stalled copy from a running one; whoever the move waits for takes precedence. */
function isStalled({ next }: Situation, copy: CopyWords | undefined): boolean {
  return copy?.stalledMs !== undefined && next.kind === "wait" && next.what === "copy";
}

function sayOrigin({ known: { move }, now }: Situation, { names: people }: CardFacts): string {
  const way = `${escapeName(move.sourceKeyspace)} → ${escapeName(move.name.targetKeyspace)}`;
  return `${way} · ${escapeName(move.name.cluster)} · started by ${namePerson(move.askedBy, people)} ${formatMoment(move.askedAt, now)}`;
}

function listPhaseLines(situation: Situation): readonly OptionalLine[] {
  const { phase, known, alarm, rollbackUntil, now } = situation;
  if (alarm !== undefined) return listAlarmLines(situation);
  return [
    phase.kind !== "ended" && `Tables: ${listNames(known.move.tables)}`,
    rollbackUntil !== undefined && `Rollback is one press until ${formatMoment(rollbackUntil, now)}.`,
  ];
}

/** Says what is wrong, since when, which of Tandem's own calls caused it, and who holds the lock. */
function listAlarmLines(situation: Situation): readonly OptionalLine[] {
  const { alarm, known, now } = situation;
  const { move } = known;
  if (alarm === undefined) return [];
  const { since, broken, lockedBy, tables } = alarm;
  const about = { tables: listNames(tables), source: escapeName(move.sourceKeyspace), target: escapeName(move.name.targetKeyspace) };
  return [
    ALARMS[alarm.alarm].meaning(about),
    ...sayReverseCause(situation),
    since !== undefined && `Seen since ${formatMomentToTheSecond(since)}.`,
    broken !== undefined && sayBroken(broken),
    lockedBy !== undefined && `${sayWhoHolds(lockedBy, nameLock(lockedBy), now)}.`,
  ];
}

/** Tandem's last call, if it broke off and Vitess has not been read since. */
function findBrokenSince({ known: { move, reading } }: Situation): BrokenCall | undefined {
  const broken = findBrokenCall(move);
  return broken !== undefined && broken.brokeAt >= (reading?.at ?? 0) ? broken : undefined;
}

function sayBrokenCall(situation: Situation): string | undefined {
  const broken = findBrokenSince(situation);
  return broken === undefined ? undefined : sayBroken(broken);
}

/** True while a call of Tandem's is in flight or its result has not been read. */
function hasSent(situation: Situation): boolean {
  const { waiting } = situation;
  return waiting?.kind === "call" || waiting?.kind === "look" || findBrokenSince(situation) !== undefined;
}

function sayWhatWaits({ waiting, now, kind, known, phase }: Situation, { names: people }: CardFacts): string | undefined {
  if (waiting === undefined) return undefined;
  // A reading from before the soak does not show it yet.
  const isLast = kind === "tenant" && waiting.kind === "soak" && phase.kind !== "reads-switched";
  return `${sayWaiting(waiting, now, people)}${isLast ? ` ${sayLastMoment(known.reading)}` : ""}`;
}

/** Says at what time Vitess was read. An age in words would be wrong a minute later; a time stays true. */
function sayAge({ known: { move, reading }, phase, now }: Situation): string {
  if (move.state.kind === "ended") return `ended ${formatMoment(move.state.at, now)}`;
  if (reading === undefined) return "not read yet";
  if (now - reading.at > STALE_AFTER_MS)
    return `last read ${formatMoment(reading.at, now)}, ${sayDuration(now - reading.at)} old: no answer from Vitess has come since`;
  return `read ${phase.kind === "copying" ? formatMomentToTheSecond(reading.at) : formatMoment(reading.at, now)}`;
}

function buildCardButtons(situation: Situation, copy: CopyWords | undefined, facts: CardFacts): readonly (Button | false | undefined)[] {
  const { name } = situation.known.move;
  if (facts.forFollower) {
    const thread = facts.threadUrl === undefined ? undefined : buildButton("Thread", ACTIONS.open, "", { url: facts.threadUrl });
    // Vitess has nothing to show of a deleted workflow.
    return [thread, situation.phase.kind !== "ended" && MOVE_BUTTONS.details(name), MOVE_BUTTONS.unfollow(name)];
  }
  if (isStalled(situation, copy)) return [MOVE_BUTTONS.diagnose(name), MOVE_BUTTONS[situation.stopIsFinal ? "stopForGood" : "stop"](name)];
  return buildSituationButtons(situation);
}
