import type { Hold } from "../../core/operation/execution/executions.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { StepAhead } from "../../core/rules/turns.ts";
import { qualifyName } from "../../core/vitess/names.ts";
import type { Waiting } from "../../core/situation/waiting.ts";
import { markCode, escapeName } from "../text/escape.ts";
import { joinWithAnd } from "../text/lists.ts";
import { formatCounted, formatExact } from "../text/numbers.ts";
import { type Names, namePerson } from "../text/people.ts";
import { formatMoment, formatMomentToTheSecond, formatSoon } from "../text/times.ts";
import { sayWhoHolds, nameLock } from "./locks.ts";
import type { OfKind, TakesAny } from "./of-kind.ts";
import { nameSavedStep, VERB_WORDS } from "./verbs.ts";
import type { TabletType } from "../../core/options/kinds.ts";

interface WaitingWords {
  /** A full sentence: who or what the move waits for, and until when. */
  readonly line: string;
  /** The same as a next step, not a full sentence. */
  readonly next: string;
}

type SayWaiting<K extends Waiting["kind"]> = (waiting: OfKind<Waiting, K>, now: Instant, people: Names | undefined) => WaitingWords;

const WAITING = {
  votes: ({ verb, approvals, needed, until, askedBy }, now, people) => ({
    line: `${namePerson(askedBy, people)} asks for ${VERB_WORDS[verb].vitess}: ${approvals} of ${formatCounted(needed, "approval")}, approve by ${formatMoment(until, now)}.`,
    next: `approvers decide on ${VERB_WORDS[verb].vitess}: ${formatCounted(needed, "approval")} needed, ${formatExact(approvals)} so far, until ${formatMoment(until, now)}`,
  }),
  start: ({ verb, until }, now) => ({
    line: `${VERB_WORDS[verb].vitess} is about to begin: Tandem looks first whether it may. Use by ${formatMoment(until, now)}, else it changes nothing.`,
    next: `wait: ${VERB_WORDS[verb].vitess} is about to begin`,
  }),
  hold: ({ hold }, now) => ({
    line: holdWords(hold, now),
    next: `wait: it goes on by itself, or gives up at ${formatMoment(hold.until, now)}; or call it off`,
  }),
  soak: ({ until }, now) => ({
    line: `Reads are switched. Soak until ${formatSoon(until, now)}, then writes.`,
    next: `watch the applications' reads until ${formatSoon(until, now)}, then the writes follow; or call it off`,
  }),
  call: ({ verb, types, since }) => ({
    line: `${VERB_WORDS[verb].vitess} is running${sayForTypes(types)}. It is on its way to Vitess since ${formatMomentToTheSecond(since)}.`,
    next: `wait: ${VERB_WORDS[verb].vitess} is on its way to Vitess since ${formatMomentToTheSecond(since)}${types.length === 0 ? "" : `,${sayForTypes(types)}`}`,
  }),
  look: ({ verb, types, since, brokeAt }) => ({
    line: `${sayBroken({ verb, types, startedAt: since, brokeAt })} Tandem looks what became of it.`,
    next: `wait: the connection broke at ${formatMomentToTheSecond(brokeAt)}, and Tandem looks what became of ${VERB_WORDS[verb].vitess}`,
  }),
} as const satisfies { [K in Waiting["kind"]]: SayWaiting<K> };

/** Says on a line of its own who or what the move waits for. */
export function sayWaiting(waiting: Waiting, now: Instant, people?: Names): string {
  return say(waiting, now, people).line;
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

function sayForTypes(types: readonly TabletType[]): string {
  return types.length === 0 ? "" : ` for ${joinWithAnd(types.map((type) => type.toLowerCase()))}`;
}

/** Says why an operation waits, since when, and what happens then. */
export function holdWords(hold: Hold, now: Instant): string {
  return `Held since ${formatMoment(hold.since, now)}: ${sayWhyHeld(hold, now)}`;
}

/** The same for a line whose own time is when the hold began. */
export function sayWhyHeld(hold: Hold, now: Instant): string {
  return `${sayReason(hold, now)}. Tries until ${formatMoment(hold.until, now)}, then gives up.`;
}

function sayReason(hold: Hold, now: Instant): string {
  switch (hold.reason) {
    case "lag":
      return `lag ${hold.lagSeconds} s, limit ${hold.limitSeconds} s`;
    case "locked":
      return hold.holder === undefined
        ? "another operation holds the workflow's lock, usually a VDiff between two tables"
        : sayWhoHolds(hold.holder, nameLock(hold.holder), now);
    case "dead-lock":
      return `the lock on keyspace ${markCode(hold.keyspace, 64)} has not been free since ${formatMoment(hold.since, now)}. A vtctld that died leaves one, and it lapses by itself`;
    case "rules-in-use":
      return hold.by === undefined
        ? "a step on another move of this cluster is under way, and both would write routing rules"
        : `waits for ${sayStepAhead(hold.by, now)}. Both write routing rules of this cluster, one at a time`;
    case "people-unknown":
      return sayPeopleUnread(hold.unreadSince, now);
    default:
      return hold satisfies never;
  }
}

/** Names a step that goes first, and since when: `SwitchTraffic of customer.other, since 14:02`. */
export function sayStepAhead({ move, verb, since }: StepAhead, now: Instant): string {
  return `${nameSavedStep(verb)} of ${escapeName(qualifyName(move))}, since ${formatMoment(since, now)}`;
}

/** Says that Tandem cannot tell who may vote, and since when. */
export function sayPeopleUnread(since: Instant | undefined, now: Instant): string {
  return since === undefined
    ? "who is in the approvers' groups has not been read from Slack yet"
    : `who is in the approvers' groups could not be read since ${formatMoment(since, now)}`;
}
