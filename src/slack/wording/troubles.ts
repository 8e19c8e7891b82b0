import type { Trouble } from "../../core/state/diagnosis.ts";
import type { Instant } from "../../core/readings.ts";
import { clipEnd, code, escape, named, oneLine, quoted } from "../text/escape.ts";
import { names } from "../text/lists.ts";
import { moment } from "../text/times.ts";
import { ALARMS } from "./alarms.ts";
import { holds } from "./locks.ts";
import type { OfKind, TakesAny } from "./of-kind.ts";

/** One trouble: what is wrong, in one line, and what to do about it. */
interface TroubleWords {
  readonly line: string;
  readonly next: string;
}

interface About {
  readonly source: string;
  readonly target: string;
  readonly now: Instant;
}

type Say<K extends Trouble["kind"]> = (trouble: OfKind<Trouble, K>, about: About) => TroubleWords;

const TROUBLES = {
  unreadable: ({ explanation }) => ({
    line: `Vitess could not be read: ${said(explanation.meaning)}${whose(explanation.text)}`,
    next: explanation.next,
  }),
  alarm: ({ alarm, tables }, { source, target }) => {
    const words = ALARMS[alarm];
    return { line: words.meaning({ tables: names(tables), source: named(source), target: named(target) }), next: words.next };
  },
  "old-lock": ({ holder }, { now }) => ({
    line: `${holds(holder, "the workflow's lock", now)}, longer than a switch lasts: its vtctld may be dead.`,
    next: "find out whether that vtctld runs; until the lock is gone, switch and cancel are blocked",
  }),
  "young-lock": ({ holder }, { now }) => ({
    line: `${holds(holder, "the workflow's lock", now)}: a switch may be under way, and the rest its doing.`,
    next: "wait; if it is not over three minutes after it began, diagnose again",
  }),
  "stream-error": ({ shard, explanation }) => ({
    line: `The stream of shard ${code(shard, 30)} is in error: ${said(explanation.meaning)}${explanation.text === "" ? "" : ` ${quoted(explanation.text, 160)}`}`,
    next: explanation.next,
  }),
  stopped: ({ shard, explanation, ofReverse }) => ({
    line: `The ${ofReverse === true ? "reverse workflow's stream in" : "stream of"} shard ${code(shard, 30)} is stopped${explanation === undefined ? ", and says not why: somebody stopped it." : `: ${said(explanation.meaning)}`}`,
    next: explanation?.next ?? STOPPED[ofReverse === true ? "reverse" : "forward"],
  }),
  "no-source": ({ shard }) => ({
    line: `The stream of shard ${code(shard, 30)} runs and has never found a tablet to read from.`,
    next: "look for a healthy tablet of the wanted type and cell at the source; if there will be none, change the workflow's tablet types or cells",
  }),
  "silent-tablets": ({ tablets }) => ({
    line: `${tablets.length === 1 ? "A tablet does" : "Tablets do"} not answer: ${names(tablets)}. A switch refreshes every tablet first, and would fail.`,
    next: "bring the tablet back, or have a Vitess DBA delete its record",
  }),
  stalled: ({ since }, { now }) => ({
    line: `Nothing was copied since ${moment(since, now)}.`,
    next: "look at throttling and at the source's tablet; a long index build also stands still",
  }),
  finding: ({ finding }) => ({ line: finding.evidence.map((one) => said(one)).join("; "), next: finding.fix }),
} as const satisfies { [K in Trouble["kind"]]: Say<K> };

const STOPPED = {
  forward: "find out who stopped it and why, then start the workflow",
  reverse: "find out who stopped it and why, and have a Vitess DBA start the reverse workflow; do not reverse before it runs",
} as const;

/** A trouble of any kind, in words. */
export function troubleWords(trouble: Trouble, about: About): TroubleWords {
  const say: TakesAny<Trouble, [About], TroubleWords> = TROUBLES[trouble.kind];
  return say(trouble, about);
}

/** The worst troubles, one a line, then the next step of the worst; or that nothing was found. */
export function troubleLines(troubles: readonly Trouble[], more: number, about: About): readonly string[] {
  const [worst] = troubles;
  if (worst === undefined) return ["Streams, lag, throttler, tablets, rules, denied tables and locks look as they should."];
  const lines = troubles.map((trouble, index) => `${index + 1}. ${troubleWords(trouble, about).line}`);
  const rest = more > 0 ? [`and ${more} more, in the detail`] : [];
  return [...lines, ...rest, `_next: ${said(troubleWords(worst, about).next)}_`];
}

/** The tablet that Vitess's words are about. */
function whose(text: string): string {
  const [tablet] = text.match(/\b[A-Za-z0-9_]+-\d{10}\b/) ?? [];
  return tablet === undefined ? "" : ` It is ${code(tablet, 60)}.`;
}

function said(text: string): string {
  return escape(clipEnd(oneLine(text), 400));
}
