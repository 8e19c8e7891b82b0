import type { MoveView } from "../../core/command/answers.ts";
import { findBrokenCall } from "../../core/move/moves.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { ACTIONS } from "../actions.ts";
import {
  buildActions,
  buildButton,
  buildContext,
  buildFields,
  type CardElement,
  type OptionalLine,
  buildSection,
} from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { clipText, escape, escapeName, toOneLine } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { type Names, namePerson } from "../text/people.ts";
import { sayDuration, formatMoment, formatMomentToTheSecond } from "../text/times.ts";
import { ALARMS } from "../wording/alarms.ts";
import { LASTING_WORDS } from "../wording/lasting.ts";
import { pickFreezeToSay, sayFreezeLine } from "../wording/freezes.ts";
import { sayWhoHolds, nameLock } from "../wording/locks.ts";
import { sayNext } from "../wording/next-line.ts";
import { sayNextStep } from "../wording/next.ts";
import { sayPhase } from "../wording/phases.ts";
import { sayLastMoment } from "../wording/tenant.ts";
import { sayBroken, sayWaiting } from "../wording/waiting.ts";
import { sayReverseCause } from "./alarm-line.ts";
import { listRaisedLines } from "./raised-lines.ts";
import { MOVE_BUTTONS, buildCardElements } from "./buttons.ts";
import { sayHeadline, sayLastKnownState } from "./headline.ts";
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

/** Renders the one message of a move in a channel. Its first line alone gives the state and the workflow. */
export function renderCard(view: MoveView, facts: CardFacts): Message {
  const { situation } = view;
  const title = sayHeadline(view, facts.names);
  const copy = sayCopy(view);
  const isStalled = isCopyStalled(situation, copy);
  return {
    text: toNotification(title),
    blocks: [
      buildSection(`*${title}*`, sayWay(situation), ...listBody(view, copy, facts), ...listRaisedLines(situation, facts.names)),
      ...buildFields(...(copy?.facts ?? [])),
      buildSection(sayNextOf(situation, isStalled)),
      ...buildActions(...chooseCardButtons(situation, isStalled, facts)),
      buildContext(
        `${sayAge(situation)} · started by ${namePerson(situation.known.move.askedBy, facts.names)} ${formatMoment(situation.known.move.askedAt, situation.now)}${sayInCharge(situation, facts.names)}`,
      ),
    ],
  };
}

/** The next step in a line, wherever people ask for it. */
export function sayWhatNext(view: MoveView): string {
  return sayNextOf(view.situation, isCopyStalled(view.situation, sayCopy(view)));
}

function sayNextOf(situation: Situation, isStalled: boolean): string {
  return sayNext(isStalled ? LASTING_WORDS.stalled.next() : sayNextStep(situation));
}

/** How far the copy is, if there is one that can be read. */
function sayCopy(view: MoveView): CopyWords | undefined {
  const { phase, unreadable } = view.situation;
  return phase.kind === "copying" && unreadable === undefined ? copyWords(view) : undefined;
}

function isCopyStalled({ next }: Situation, copy: CopyWords | undefined): boolean {
  return copy?.stalledMs !== undefined && next.kind === "wait" && next.what === "copy";
}

function listBody(view: MoveView, copy: CopyWords | undefined, facts: CardFacts): readonly OptionalLine[] {
  const { situation } = view;
  const { alarm, unreadable, waiting, known, phase, rollbackUntil, now } = situation;
  const { move } = known;
  const waits = sayWhatWaits(situation, facts);
  const frozen = sayFrozen(situation, facts);
  if (unreadable !== undefined) {
    return [
      alarm === undefined
        ? `Last known: ${sayLastKnownState(view, facts.names)}.`
        : `No answer from Vitess since ${formatMoment(unreadable.since, now)}: this is the last known state.`,
      // Why a reading failed says nothing about a call that was sent.
      !hasSent(situation) && escape(clipText(toOneLine(unreadable.why), 500)),
      ...listAlarmLines(situation),
      alarm === undefined && `Tables: ${listNames(move.tables)}`,
      waits,
      frozen,
      waiting === undefined && alarm === undefined && sayBrokenCall(situation),
    ];
  }
  // The alarm says of itself which call broke off.
  if (alarm !== undefined)
    return [...listAlarmLines(situation), !(waiting?.kind === "look" && alarm.broken !== undefined) && waits, frozen];
  const { status, detail } = sayPhase(situation, facts.names);
  const isNotSent = waiting?.kind === "votes" || waiting?.kind === "start" || waiting?.kind === "hold";
  return [
    // Once a call is out, the last reading is of before it.
    isNotSent && `${copy?.state ?? status}.`,
    ...(copy?.lines ?? [detail]),
    (waiting === undefined || isNotSent) &&
      phase.kind === "running" &&
      situation.lagSeconds !== undefined &&
      `Lag ${situation.lagSeconds} s`,
    copy === undefined && phase.kind !== "ended" && `Tables: ${listNames(move.tables)}`,
    rollbackUntil !== undefined && `Rollback is one press until ${formatMoment(rollbackUntil, now)}.`,
    waits,
    frozen,
  ];
}

function sayFrozen(situation: Situation, { names }: CardFacts): string | undefined {
  const freeze = pickFreezeToSay(situation);
  return freeze === undefined ? undefined : sayFreezeLine(freeze, situation.now, names);
}

function sayWay({ known: { move } }: Situation): string {
  return `${escapeName(move.sourceKeyspace)} → ${escapeName(move.name.targetKeyspace)} · ${escapeName(move.name.cluster)}`;
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

function sayInCharge({ known: { move }, now }: Situation, names: Names | undefined): string {
  const { inCharge } = move;
  return inCharge === undefined ? "" : ` · in charge: ${namePerson(inCharge.by, names)} since ${formatMoment(inCharge.at, now)}`;
}

/** Says at what time Vitess was read. An age in words would be wrong a minute later; a time stays true. */
export function sayAge({ known: { move, reading }, phase, now }: Situation): string {
  if (move.state.kind === "ended") return `Ended ${formatMoment(move.state.at, now)}`;
  if (reading === undefined) return "Not read yet";
  if (now - reading.at > STALE_AFTER_MS)
    return `Last read ${formatMoment(reading.at, now)}, ${sayDuration(now - reading.at)} old: no answer from Vitess has come since`;
  return `Read ${phase.kind === "copying" ? formatMomentToTheSecond(reading.at) : formatMoment(reading.at, now)}`;
}

/** Followers get no button that changes anything. */
function chooseCardButtons(situation: Situation, isStalled: boolean, facts: CardFacts): readonly (CardElement | false | undefined)[] {
  const { name } = situation.known.move;
  if (facts.forFollower) {
    if (situation.unreadable !== undefined) return [MOVE_BUTTONS.diagnose(name), MOVE_BUTTONS.unfollow(name)];
    const thread = facts.threadUrl === undefined ? undefined : buildButton("Thread", ACTIONS.open, "", { url: facts.threadUrl });
    // Vitess has nothing to show of a deleted workflow.
    return [thread, situation.phase.kind !== "ended" && MOVE_BUTTONS.details(name), MOVE_BUTTONS.unfollow(name)];
  }
  if (isStalled) return [MOVE_BUTTONS.diagnose(name), MOVE_BUTTONS[situation.stopIsFinal ? "stopForGood" : "stop"](name)];
  return buildCardElements(situation);
}
