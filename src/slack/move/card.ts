import type { Button } from "@slack/types";
import type { MoveView } from "../../core/command/answers.ts";
import { findBrokenCall, type Unreadable } from "../../core/move/moves.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { ACTIONS } from "../actions.ts";
import { actions, button, contextBlock, type OptionalLine, section } from "../blocks/build.ts";
import type { Message } from "../blocks/message.ts";
import { clipText, escape, nameInSentence, toOneLine } from "../text/escape.ts";
import { names } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { type Names, namePerson } from "../text/people.ts";
import { sayDuration, formatMoment, momentToTheSecond } from "../text/times.ts";
import { ALARMS } from "../wording/alarms.ts";
import { sayWhoHolds, lockNamed } from "../wording/locks.ts";
import { nextWords } from "../wording/next.ts";
import { sayPhase } from "../wording/phases.ts";
import { sayLastMoment } from "../wording/tenant.ts";
import { brokenWords, waitingLine } from "../wording/waiting.ts";
import { sayReverseCause } from "./alarm-line.ts";
import { MOVE_BUTTONS, situationButtons } from "./buttons.ts";
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
  if (unreadable !== undefined) return unreadableCard(situation, facts, unreadable, status);
  const title = `${moveTitle(known.move.name)} · ${status}`;
  const body = copy === undefined ? [words.detail, ...phaseLines(situation)] : copy.lines;
  return {
    text: title,
    blocks: [
      section(`*${title}*`, sayOrigin(situation, facts), ...body, waitingText(situation, facts)),
      contextBlock(`${sayAge(situation)} · next: ${isStalled(situation, copy) ? LOOK_AT_STALL : nextWords(situation)}`),
      ...actions(...cardButtons(situation, copy, facts)),
    ],
  };
}

/** The last reading may be wrong by now, so the card offers nothing that relies on it. */
function unreadableCard(situation: Situation, facts: CardFacts, { since, why }: Unreadable, status: string): Message {
  const { known, now } = situation;
  const { move, reading } = known;
  const title = `${moveTitle(move.name)} · cannot be read since ${formatMoment(since, now)} · last known: ${status}`;
  const read = reading === undefined ? "not read yet" : `last read ${formatMoment(reading.at, now)}`;
  return {
    text: title,
    blocks: [
      section(
        `*${title}*`,
        sayOrigin(situation, facts),
        // Why a reading failed says nothing about a call that was sent.
        !hasSent(situation) && escape(clipText(toOneLine(why), 500)),
        ...alarmLines(situation),
        situation.alarm === undefined && `Tables: ${names(move.tables)}`,
        waitingText(situation, facts),
        situation.waiting === undefined && situation.alarm === undefined && brokenLine(situation),
      ),
      contextBlock(`${read} · next: ${nextWords(situation)}`),
      ...actions(
        ...(facts.forFollower ? [MOVE_BUTTONS.diagnose(move.name), MOVE_BUTTONS.unfollow(move.name)] : situationButtons(situation)),
      ),
    ],
  };
}

const LOOK_AT_STALL = "look at throttling, replica lag and load at the source; if nothing explains it, diagnose";

function copyStatus(status: string, copy: CopyWords | undefined): string {
  if (copy === undefined) return status;
  if (copy.stalledMs !== undefined) return `stalled · no sign of a row in ${sayDuration(copy.stalledMs)}`;
  const { tables, tablesDone } = copy.progress;
  return `${status} · ${tablesDone} of ${formatCounted(tables.length, "table")} done`;
}

/** Only the samples distinguish a stalled copy from a running one; whoever the move waits for takes precedence. */
function isStalled({ next }: Situation, copy: CopyWords | undefined): boolean {
  return copy?.stalledMs !== undefined && next.kind === "wait" && next.what === "copy";
}

function sayOrigin({ known: { move }, now }: Situation, { names: people }: CardFacts): string {
  const way = `${nameInSentence(move.sourceKeyspace)} → ${nameInSentence(move.name.targetKeyspace)}`;
  return `${way} · ${nameInSentence(move.name.cluster)} · started by ${namePerson(move.askedBy, people)} ${formatMoment(move.askedAt, now)}`;
}

function phaseLines(situation: Situation): readonly OptionalLine[] {
  const { phase, known, alarm, rollbackUntil, now } = situation;
  if (alarm !== undefined) return alarmLines(situation);
  return [
    phase.kind !== "ended" && `Tables: ${names(known.move.tables)}`,
    rollbackUntil !== undefined && `Rollback is one press until ${formatMoment(rollbackUntil, now)}.`,
  ];
}

/** Says what is wrong, since when, which of Tandem's own calls caused it, and who holds the lock. */
function alarmLines(situation: Situation): readonly OptionalLine[] {
  const { alarm, known, now } = situation;
  const { move } = known;
  if (alarm === undefined) return [];
  const { since, broken, lockedBy, tables } = alarm;
  const about = { tables: names(tables), source: nameInSentence(move.sourceKeyspace), target: nameInSentence(move.name.targetKeyspace) };
  return [
    ALARMS[alarm.alarm].meaning(about),
    ...sayReverseCause(situation),
    since !== undefined && `Seen since ${momentToTheSecond(since)}.`,
    broken !== undefined && brokenWords(broken),
    lockedBy !== undefined && `${sayWhoHolds(lockedBy, lockNamed(lockedBy), now)}.`,
  ];
}

/** Tandem's last call, if it broke off and Vitess has not been read since. */
function brokenSince({ known: { move, reading } }: Situation): BrokenCall | undefined {
  const broken = findBrokenCall(move);
  return broken !== undefined && broken.brokeAt >= (reading?.at ?? 0) ? broken : undefined;
}

function brokenLine(situation: Situation): string | undefined {
  const broken = brokenSince(situation);
  return broken === undefined ? undefined : brokenWords(broken);
}

/** True while a call of Tandem's is in flight or its result has not been read. */
function hasSent(situation: Situation): boolean {
  const { waiting } = situation;
  return waiting?.kind === "call" || waiting?.kind === "look" || brokenSince(situation) !== undefined;
}

function waitingText({ waiting, now, kind, known, phase }: Situation, { names: people }: CardFacts): string | undefined {
  if (waiting === undefined) return undefined;
  // A reading from before the soak does not show it yet.
  const isLast = kind === "tenant" && waiting.kind === "soak" && phase.kind !== "reads-switched";
  return `${waitingLine(waiting, now, people)}${isLast ? ` ${sayLastMoment(known.reading)}` : ""}`;
}

/** Says at what time Vitess was read. An age in words would be wrong a minute later; a time stays true. */
function sayAge({ known: { move, reading }, phase, now }: Situation): string {
  if (move.state.kind === "ended") return `ended ${formatMoment(move.state.at, now)}`;
  if (reading === undefined) return "not read yet";
  if (now - reading.at > STALE_AFTER_MS)
    return `last read ${formatMoment(reading.at, now)}, ${sayDuration(now - reading.at)} old: no answer from Vitess has come since`;
  return `read ${phase.kind === "copying" ? momentToTheSecond(reading.at) : formatMoment(reading.at, now)}`;
}

function cardButtons(situation: Situation, copy: CopyWords | undefined, facts: CardFacts): readonly (Button | false | undefined)[] {
  const { name } = situation.known.move;
  if (facts.forFollower) {
    const thread = facts.threadUrl === undefined ? undefined : button("Thread", ACTIONS.open, "", { url: facts.threadUrl });
    // Vitess has nothing to show of a deleted workflow.
    return [thread, situation.phase.kind !== "ended" && MOVE_BUTTONS.details(name), MOVE_BUTTONS.unfollow(name)];
  }
  if (isStalled(situation, copy)) return [MOVE_BUTTONS.diagnose(name), MOVE_BUTTONS[situation.stopIsFinal ? "stopForGood" : "stop"](name)];
  return situationButtons(situation);
}
