import type { Shard } from "../../core/vitess/names.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { isRefusedNow } from "../../core/situation/advice.ts";
import { findFollowed } from "../../core/move/moves.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { clipText, markCode, escape, escapeName, toOneLine, quoteText } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { formatCounted } from "../text/numbers.ts";
import { type Names, namePerson } from "../text/people.ts";
import { formatMoment, formatMomentToTheSecond } from "../text/times.ts";
import { type AlarmNames, type AlarmWords, ALARMS, titleAlarm } from "./alarms.ts";
import { sayWhoHolds, nameLock } from "./locks.ts";
import { sayNext } from "./next-line.ts";
import { sayNextStep } from "./next.ts";
import type { OfKind, TakesAny } from "./of-kind.ts";
import { sayUnderWay } from "./phases.ts";
import { nameReads, sayReadsStill } from "./reads-left.ts";
import { VERB_WORDS } from "./verbs.ts";
import { sayBroken, isOfWrites } from "./waiting.ts";
import type { Trouble } from "../../core/announce/trouble.ts";

/** One trouble: what is wrong, in one line, and what to do. */
interface TroubleWords {
  readonly line: string;
  /** Ready to send: text from Vitess is escaped. */
  readonly next: string;
}

interface TroubleContext {
  readonly source: string;
  readonly target: string;
  readonly now: Instant;
  /** Absent if Vitess could not be read. */
  readonly situation?: Situation;
  readonly people?: Names;
}

type SayTrouble<K extends Trouble["kind"]> = (trouble: OfKind<Trouble, K>, about: TroubleContext) => TroubleWords;

const TROUBLES = {
  unreadable: ({ explanation, broken, lastKnown }, about) => ({
    line: [
      ...(lastKnown === undefined ? [] : [sayLastKnown(lastKnown, about)]),
      ...(broken === undefined ? [] : [`${isOfWrites(broken) ? "Applications may be unable to write. " : ""}${sayBroken(broken)}`]),
      `Vitess could not be read: ${sayVitess(explanation.meaning)}${findTablet(explanation.text)}`,
    ].join(" "),
    next: sayVitess(explanation.next),
  }),
  alarm: ({ alarm, tables }, { source, target, situation }) => ({
    line: sayAlarmSentence(ALARMS[alarm], { tables: listNames(tables), source: escapeName(source), target: escapeName(target) }),
    next: situation?.alarm?.alarm === alarm ? sayNextStep(situation) : "look at the move's card, which says what to do",
  }),
  "old-lock": ({ holder }, { now }) => ({
    line: `${sayWhoHolds(holder, nameLock(holder), now)}, longer than a switch lasts: its vtctld may be dead.`,
    next: "find out whether that vtctld runs; until the lock is gone, switch and cancel are blocked",
  }),
  "young-lock": ({ holder }, { now, situation }) => {
    const held = sayWhoHolds(holder, nameLock(holder), now);
    const broken = situation?.alarm?.broken;
    if (broken !== undefined)
      return {
        line: `${held}: it is that of ${VERB_WORDS[broken.verb].vitess}, whose connection broke at ${formatMomentToTheSecond(broken.brokeAt)}.`,
        next: "wait until it has lapsed",
      };
    return {
      line: `${held}: a switch may be under way, and the rest its doing.`,
      next: "wait; if it is not over three minutes after it began, diagnose again",
    };
  },
  "dead-lock": ({ holder }, { now, situation }) => {
    const meanwhile = situation === undefined || isRefusedNow("start", situation) ? "" : "; start and stop work meanwhile";
    return {
      line: `${sayWhoHolds(holder, nameLock(holder), now)}: Tandem's own call, whose connection broke. It is left over.`,
      next: `until the lock is gone, switch and cancel are blocked${meanwhile}`,
    };
  },
  "stream-error": ({ shard, explanation, ofReverse }, about) => ({
    line: `${nameStream(shard, ofReverse)} is in error: ${sayVitess(explanation.meaning)}${explanation.text === "" ? "" : ` ${quoteText(explanation.text, 160)}`}`,
    next: ofReverse === true ? sayVitess(explanation.next) : adviseUnlessRefused(sayVitess(explanation.next), about),
  }),
  stopped: ({ shard, explanation, ofReverse, neverRan }, about) => {
    if (neverRan === true)
      return { line: "The workflow was created and not started: nothing is copied yet.", next: adviseUnlessRefused("start it", about) };
    const stream = `${nameStream(shard, ofReverse)} is stopped`;
    if (explanation !== undefined) {
      const next = ofReverse === true ? STOPPED.reverse : adviseUnlessRefused(sayVitess(explanation.next), about);
      return { line: `${stream}: ${sayVitess(explanation.meaning)}`, next };
    }
    const by = ofReverse === true ? undefined : nameStopper(about);
    if (by !== undefined)
      return { line: `${stream}: ${by} stopped it.`, next: adviseUnlessRefused(`ask ${by} why, then start the workflow`, about) };
    const next = ofReverse === true ? STOPPED.reverse : adviseUnlessRefused(STOPPED.forward, about);
    return { line: `${stream}, and does not say why: somebody stopped it.`, next };
  },
  "error-comes-back": ({ since, times, explanation }, about) => ({
    line: `A stream is in error again and again, ${formatCounted(times, "time")} since ${formatMoment(since, about.now)}, and gets no further: ${sayVitess(explanation.meaning)}${explanation.text === "" ? "" : ` ${quoteText(explanation.text, 160)}`}`,
    next: adviseUnlessRefused(sayVitess(explanation.next), about),
  }),
  "stopped-after-copy": ({ kind }, { situation }) => ({
    line: "It stopped when the copy was finished, as it was created to: nothing follows the source.",
    next: situation?.phase.kind === kind ? sayNextStep(situation) : "switch it, or cancel it and create it again without --stop-after-copy",
  }),
  "reads-left": ({ types }, { source }) => ({
    line: `Writes are switched, and ${sayReadsStill(types, escapeName(source))}.`,
    next: `switch the ${nameReads(types)} as well`,
  }),
  "no-source": ({ shard }) => ({
    line: `The stream of shard ${markCode(shard, 30)} runs and has never found a tablet to read from.`,
    next: "look for a healthy tablet of the wanted type and cell at the source; if there will be none, change the workflow's tablet types or cells",
  }),
  "silent-tablets": ({ tablets }) => ({
    line: `${tablets.length === 1 ? "A tablet does" : "Tablets do"} not answer: ${listNames(tablets)}. A switch refreshes every tablet first, and would fail.`,
    next: "bring the tablet back, or have a Vitess DBA delete its record",
  }),
  stalled: ({ since }, { now }) => ({
    line: `Nothing has been copied since ${formatMoment(since, now)}.`,
    next: "look at throttling and at the source's tablet; a long index build also stands still",
  }),
  finding: ({ finding }) => ({ line: finding.evidence.map((one) => sayVitess(one)).join("; "), next: sayVitess(finding.fix) }),
} as const satisfies { [K in Trouble["kind"]]: SayTrouble<K> };

type LastKnown = NonNullable<OfKind<Trouble, "unreadable">["lastKnown"]>;

function sayLastKnown({ alarm, tables, at }: LastKnown, { source, target, now }: TroubleContext): string {
  const { meaning } = ALARMS[alarm];
  const about = { tables: listNames(tables), source: escapeName(source), target: escapeName(target) };
  return `Last known, at ${formatMoment(at, now)}: ${titleAlarm(alarm, tables)}. ${meaning(about)}`;
}

function sayAlarmSentence({ felt = "", meaning }: AlarmWords, about: AlarmNames): string {
  return `${felt}${meaning(about)}`;
}

const STOPPED = {
  forward: "find out who stopped it and why, then start the workflow",
  reverse: "find out who stopped it and why, and have a Vitess DBA start the reverse workflow; do not reverse before it runs",
} as const;

function nameStream(shard: Shard, ofReverse: true | undefined): string {
  return `The ${ofReverse === true ? "reverse workflow's stream in" : "stream of"} shard ${markCode(shard, 30)}`;
}

/** Advises people to start the workflow, or, if Tandem would refuse that now, gives the situation's next step. */
function adviseUnlessRefused(next: string, { situation }: TroubleContext): string {
  return situation !== undefined && isRefusedNow("start", situation) ? sayNextStep(situation) : next;
}

/** The person who had Tandem stop the streams, if Tandem did. */
function nameStopper({ situation, people }: TroubleContext): string | undefined {
  const by = situation === undefined ? undefined : findFollowed(situation.known.move)?.stoppedBy;
  return by === undefined ? undefined : namePerson(by, people);
}

/** Puts any kind of trouble into words. */
export function sayTrouble(trouble: Trouble, about: TroubleContext): TroubleWords {
  const say: TakesAny<Trouble, [TroubleContext], TroubleWords> = TROUBLES[trouble.kind];
  return say(trouble, about);
}

/** The worst troubles, one per line, then the next step for the worst; without any, what Tandem checked. */
export function listTroubleLines(troubles: readonly Trouble[], more: number, about: TroubleContext): readonly string[] {
  const [worst] = troubles;
  const now = sayUnderWay(about.situation)?.detail;
  if (worst === undefined)
    return [...(now === undefined ? [] : [now]), "Looked at: streams, lag, throttler, tablets, rules, denied tables and locks."];
  const lines = troubles.map((trouble, index) => `${index + 1}. ${sayTrouble(trouble, about).line}`);
  const rest = more > 0 ? [`and ${more} more, in the details`] : [];
  return [...lines, ...rest, sayNext(sayTrouble(worst, about).next)];
}

/** Says how much is wrong. What a switch does along the way is not a trouble, but the words must not sound healthy either. */
export function sayTroublesFound(count: number, situation: Situation | undefined): string {
  if (count > 0) return formatCounted(count, "thing");
  return sayUnderWay(situation)?.status ?? "nothing was found";
}

/** Finds the tablet that Vitess's text mentions. */
function findTablet(text: string): string {
  const [tablet] = text.match(/\b[A-Za-z0-9_]+-\d{10}\b/) ?? [];
  return tablet === undefined ? "" : ` It is ${markCode(tablet, 60)}.`;
}

function sayVitess(text: string): string {
  return escape(clipText(toOneLine(text), 400));
}
