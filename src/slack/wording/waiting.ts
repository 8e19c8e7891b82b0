import type { Hold } from "../../core/operation/execution/executions.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { StepAhead } from "../../core/rules/turns.ts";
import { qualifyName } from "../../core/vitess/names.ts";
import type { Waiting } from "../../core/situation/waiting.ts";
import { markCode, escapeName } from "../text/escape.ts";
import { joinWithAnd } from "../text/lists.ts";
import { formatCounted } from "../text/numbers.ts";
import { type Names, namePerson } from "../text/people.ts";
import { formatMoment, formatMomentToTheSecond, formatSoon } from "../text/times.ts";
import { sayFreeze } from "./freezes.ts";
import { sayWhoHolds, nameLock } from "./locks.ts";
import type { OfKind, TakesAny } from "./of-kind.ts";
import { nameSavedStep, VERB_WORDS } from "./verbs.ts";
import type { TabletType } from "../../core/options/kinds.ts";

interface WaitingWords {
  /** Begins the first line about the move. */
  readonly title: string;
  /** A full sentence: who or what the move waits for, and until when. */
  readonly line: string;
  /** The same as a next step, not a full sentence. */
  readonly next: string;
}

type SayWaiting<K extends Waiting["kind"]> = (waiting: OfKind<Waiting, K>, now: Instant, people: Names | undefined) => WaitingWords;

const WAITING = {
  votes: ({ verb, approvals, needed, until, askedBy }, now, people) => ({
    title: `Waiting for ${formatCounted(Math.max(needed - approvals, 1), "approval")}`,
    line: `${namePerson(askedBy, people)} requested ${VERB_WORDS[verb].vitess}: ${approvals} of ${formatCounted(needed, "approval")}, approve by ${formatMoment(until, now)}.`,
    next: `approvers decide by ${formatMoment(until, now)}`,
  }),
  start: ({ verb, until }, now) => ({
    title: `About to begin ${VERB_WORDS[verb].vitess}`,
    line: `${VERB_WORDS[verb].vitess} is about to begin: Tandem checks first whether it may. If it has not begun by ${formatMoment(until, now)}, it changes nothing.`,
    next: `wait: ${VERB_WORDS[verb].vitess} is about to begin`,
  }),
  hold: ({ verb, hold }, now, people) =>
    hold.reason === "window"
      ? {
          title: `${VERB_WORDS[verb].vitess} awaits its window, ${formatMoment(hold.opens, now)}`,
          line: `${VERB_WORDS[verb].vitess} is approved. ${sayWhyHeld(hold, now, people)}`,
          next: `wait: it begins by itself at ${formatMoment(hold.opens, now)}, if everything is still as approved; or call it off`,
        }
      : {
          title: `${VERB_WORDS[verb].vitess} on hold`,
          line: holdWords(hold, now, people),
          next: `wait: it goes on by itself, or gives up at ${formatMoment(hold.until, now)}; or call it off`,
        },
  soak: ({ until }, now) => ({
    title: `Reads switched, soaking until ${formatSoon(until, now)}`,
    line: `The writes follow at ${formatSoon(until, now)}, unless somebody calls it off.`,
    next: `watch the applications' reads until ${formatSoon(until, now)}, then the writes follow; or call it off`,
  }),
  call: ({ verb, types, since }) => ({
    title: `${sayDoing(verb, types)} since ${formatMomentToTheSecond(since)}`,
    line: `${VERB_WORDS[verb].vitess}${sayForTypes(types)} was sent to Vitess at ${formatMomentToTheSecond(since)}.`,
    next: "wait for Vitess's answer",
  }),
  look: ({ verb, types, since, brokeAt }) => ({
    title: `Outcome of ${VERB_WORDS[verb].vitess} unknown`,
    line: `${sayBroken({ verb, types, startedAt: since, brokeAt })} Tandem is finding out what became of it.`,
    next: `wait: Tandem is finding out what became of ${VERB_WORDS[verb].vitess}`,
  }),
} as const satisfies { [K in Waiting["kind"]]: SayWaiting<K> };

/** Says on a line of its own who or what the move waits for. */
export function sayWaiting(waiting: Waiting, now: Instant, people?: Names): string {
  return say(waiting, now, people).line;
}

/** Whom or what it waits for, in a table: "2 approvals by 14:25". */
export function sayWhomItWaitsFor(waiting: Waiting, now: Instant, people?: Names): string {
  switch (waiting.kind) {
    case "votes":
      return `${formatCounted(Math.max(waiting.needed - waiting.approvals, 1), "approval")} by ${formatMoment(waiting.until, now)}`;
    case "hold":
      return sayReason(waiting.hold, now, people);
    case "soak":
      return `its soak, until ${formatMoment(waiting.until, now)}`;
    case "start":
    case "call":
    case "look":
      return "Vitess";
    default:
      return waiting satisfies never;
  }
}

/** The first words about a move that waits. */
export function titleWaiting(waiting: Waiting, now: Instant): string {
  return say(waiting, now, undefined).title;
}

/** The same as a next step. */
export function sayWaitingNext(waiting: Waiting, now: Instant): string {
  return say(waiting, now, undefined).next;
}

function say(waiting: Waiting, now: Instant, people: Names | undefined): WaitingWords {
  const words: TakesAny<Waiting, [Instant, Names | undefined], WaitingWords> = WAITING[waiting.kind];
  return words(waiting, now, people);
}

/** Describes a call whose answer Tandem will never get: when it was sent, for which traffic, and when the connection broke. */
export function sayBroken({ verb, types, startedAt, brokeAt }: Broken): string {
  return `Tandem sent ${VERB_WORDS[verb].vitess}${sayForTypes(types)} at ${formatMomentToTheSecond(startedAt)}, and the connection broke at ${formatMomentToTheSecond(brokeAt)}.`;
}

/** True if the call may have left tables denied on the side that routing leads to. */
export function isOfWrites({ verb, types }: Pick<Broken, "verb" | "types">): boolean {
  return (verb === "switch" || verb === "reverse") && (types.length === 0 || types.includes("PRIMARY"));
}

interface Broken {
  readonly verb: keyof typeof VERB_WORDS;
  readonly types: readonly TabletType[];
  readonly startedAt: Instant;
  readonly brokeAt: Instant;
}

/** What a call does: a switch of one side names the side. */
function sayDoing(verb: Broken["verb"], types: readonly TabletType[]): string {
  if (verb !== "switch" || types.length === 0) return VERB_WORDS[verb].doing;
  if (!types.includes("PRIMARY")) return "Switching reads";
  return types.length === 1 ? "Switching writes" : VERB_WORDS.switch.doing;
}

function sayForTypes(types: readonly TabletType[]): string {
  return types.length === 0 ? "" : ` for ${joinWithAnd(types.map((type) => type.toLowerCase()))}`;
}

/** Says why an operation waits, since when, and what happens then. */
export function holdWords(hold: Hold, now: Instant, people?: Names): string {
  return `Held since ${formatMoment(hold.since, now)}: ${sayWhyHeld(hold, now, people)}`;
}

/** The line that a hold begins with. `wasRequested`: people approved what is held. */
export function sayHeldFrom(hold: Hold, wasRequested: boolean, now: Instant, people?: Names): string {
  if (hold.reason === "window") return `Approved. ${sayWhyHeld(hold, now)} Any approver can call it off.`;
  return `${wasRequested ? "Approved, but held" : "Held"}: ${sayWhyHeld(hold, now, people)}`;
}

/** The same for a line whose own time is when the hold began. */
export function sayWhyHeld(hold: Hold, now: Instant, people?: Names): string {
  if (hold.reason === "window")
    return `It ${sayReason(hold, now)}. Everything is checked again then; if it has not begun by ${formatMoment(hold.until, now)}, it changes nothing.`;
  return `${sayReason(hold, now, people)}. Tries until ${formatMoment(hold.until, now)}, then gives up.`;
}

function sayReason(hold: Hold, now: Instant, people?: Names): string {
  switch (hold.reason) {
    case "lag":
      return `lag ${hold.lagSeconds} s, limit ${hold.limitSeconds} s`;
    case "locked":
      return hold.holder === undefined
        ? "another operation holds the workflow's lock, usually a VDiff that goes on to its next table"
        : sayWhoHolds(hold.holder, nameLock(hold.holder), now);
    case "dead-lock":
      return `the lock on keyspace ${markCode(hold.keyspace, 64)} has not been free since ${formatMoment(hold.since, now)}. A vtctld that died leaves one, and it lapses by itself`;
    case "rules-in-use":
      return hold.by === undefined
        ? "a step on another move of this cluster is under way, and both would write routing rules"
        : `waits for ${sayStepAhead(hold.by, now)}. Both write routing rules of this cluster, one at a time`;
    case "freeze":
      return sayFreeze(hold.freeze, now, people);
    case "window":
      return `waits for its window, which opens at ${formatMoment(hold.opens, now)}${hold.closes === undefined ? "" : ` and closes at ${formatMoment(hold.closes, now)}`}`;
    case "people-unknown":
      return sayPeopleUnread(hold.unreadSince, now);
    default:
      return hold satisfies never;
  }
}

/** Names a step that goes first, and since when: `SwitchTraffic of customer.other, under way since 14:02`. */
export function sayStepAhead({ move, verb, since }: StepAhead, now: Instant): string {
  return `${nameSavedStep(verb)} of ${escapeName(qualifyName(move))}, under way since ${formatMoment(since, now)}`;
}

/** Says that Tandem cannot tell who may vote, and since when. */
export function sayPeopleUnread(since: Instant | undefined, now: Instant): string {
  return since === undefined
    ? "who is in the approvers' groups has not been read from Slack yet"
    : `who is in the approvers' groups could not be read since ${formatMoment(since, now)}`;
}
