import type { Button } from "@slack/types";
import type { Operation, EntryBody } from "../../core/announce/entries.ts";
import type { Move } from "../../core/move/moves.ts";
import type { FaultNote, OutcomeFact, Outcome } from "../../core/operation/outcome/outcomes.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { clipText, escape, escapeName, toOneLine, quoteText } from "../text/escape.ts";
import { moveTitle } from "../text/move-name.ts";
import { type Names, namePerson } from "../text/people.ts";
import { sayDuration, formatMoment } from "../text/times.ts";
import { withoutGuesses, listExplainedLines } from "../wording/explained.ts";
import { OUTCOME_FACTS } from "../wording/findings.ts";
import type { OfKind, TakesAny } from "../wording/of-kind.ts";
import { OPERATION_REFUSALS } from "../wording/operation-refusals.ts";
import { toSentence } from "../text/sentences.ts";
import { nameReads, sayReadsStay, sayReadsStill } from "../wording/reads-left.ts";
import { VERB_WORDS } from "../wording/verbs.ts";
import { adviseAfterHalf, adviseAfterHalfNow, isDenialOfWrites } from "./after-half.ts";
import { MOVE_BUTTONS } from "./buttons.ts";
import { formatOperationLine } from "./operation-line.ts";
import { buildExplainedButtons } from "./explained-buttons.ts";
import { isOffered } from "./offered.ts";
import { AFTER_SUCCESS, listAftermath, saySucceeded } from "./succeeded.ts";

/** An outcome in words: the first line is complete by itself, the next step comes last. */
export interface OutcomeWords {
  readonly title: string;
  readonly lines: readonly string[];
  /** Ready to send: escaped, and truncated where the text is not Tandem's own. */
  readonly next: string;
  readonly buttons: readonly Button[];
}

type OutcomeBody = Pick<
  Extract<EntryBody, { kind: "outcome" }>,
  "act" | "outcome" | "explanation" | "rollbackUntil" | "readsLeft" | "tookMs" | "writesWaitedMs"
>;

type BodyWithOutcome<K extends Outcome["kind"]> = OutcomeBody & { readonly outcome: OfKind<Outcome, K> };
type SayOutcome<K extends Outcome["kind"]> = (body: BodyWithOutcome<K>, about: About) => OutcomeWords;

/** The situation when the outcome is announced, which may be a while after `at`. */
export interface OutcomeFacts {
  readonly situation: Situation;
  readonly at: Instant;
  readonly names?: Names;
}

type About = OutcomeFacts & { readonly move: Move };

const OUTCOME_WORDS = {
  succeeded: (body, about) => {
    const { move, at, situation } = about;
    const until = isOffered(MOVE_BUTTONS.rollBack(move.name), situation, at) ? (body.rollbackUntil ?? 0) : 0;
    const armed = until > at;
    const rollback = armed ? `Rollback is one press until ${formatMoment(until, at)}.` : "";
    const left = body.readsLeft ?? [];
    const { done, now: so, next } = saySucceeded(body.act, about, left.length === 0);
    const isLeft = left.length > 0 && situation.known.move.state.kind === "followed";
    return {
      title: `${done} · ${moveTitle(move.name)}`,
      lines: [
        ...(so === "" ? [] : [so]),
        ...listAftermath(body.act, about),
        ...(left.length === 0 ? [] : [toSentence(sayReadsStill(left, escapeName(move.sourceKeyspace)))]),
        sayTook(body),
        rollback,
      ],
      next: left.length === 0 ? next : `switch the ${nameReads(left)} as well`,
      buttons: [...(isLeft ? [MOVE_BUTTONS.switchReads(move.name, left)] : []), ...(armed ? [MOVE_BUTTONS.rollBack(move.name)] : [])],
    };
  },
  "already-so": ({ act }, { move }) => ({
    title: `Nothing to do, ${VERB_WORDS[act.verb].already} · ${moveTitle(move.name)}`,
    lines: ["A fresh look at Vitess showed the wanted state, so nothing was called."],
    next: AFTER_SUCCESS[act.verb],
    buttons: [],
  }),
  refused: ({ act, outcome, explanation }, { move }) => {
    const { why, next } = OPERATION_REFUSALS[outcome.reason];
    return {
      title: `${outcome.readsSwitched === true ? "Stopped after the reads" : "Not done"}: ${VERB_WORDS[act.verb].vitess} · ${moveTitle(move.name)}`,
      lines: [
        `Why: ${why}.`,
        ...sayReadsSwitched(outcome.readsSwitched),
        ...listDifferenceLines(outcome.difference),
        ...sayBecause(explanation, outcome.fault),
      ],
      next,
      buttons: [MOVE_BUTTONS.details(move.name)],
    };
  },
  failed: ({ act, outcome, explanation }, { move }) => ({
    title: `${VERB_WORDS[act.verb].vitess} failed ${outcome.readsSwitched === true ? "after the reads were switched" : "and changed nothing"} · ${moveTitle(move.name)}`,
    // A reading showed that nothing was changed.
    lines: [...sayReadsSwitched(outcome.readsSwitched), ...sayBecause(explanation && withoutGuesses(explanation), outcome.fault)],
    next: explanation?.next ?? "diagnose, then request it again",
    buttons: explanation === undefined ? [MOVE_BUTTONS.diagnose(move.name)] : buildFailedButtons(explanation, act, move),
  }),
  "called-off": ({ act, outcome, explanation }, { move, names: people }) => {
    const { readsSwitched, by, reason } = outcome;
    return {
      title: `Called off${readsSwitched === true ? " after the reads" : ""} by ${namePerson(by, people)}: ${VERB_WORDS[act.verb].vitess} · ${moveTitle(move.name)}`,
      lines: [
        `Reason: ${quoteText(reason)}`,
        readsSwitched === true ? sayReadsStay(move.name) : "Nothing was changed.",
        ...sayBecause(explanation && withoutGuesses(explanation), outcome.fault),
      ],
      next:
        readsSwitched === true ? "look at the card: switch the writes, or roll back the reads" : "request it again if it is still wanted",
      buttons: [MOVE_BUTTONS.details(move.name)],
    };
  },
  unfinished: ({ act, outcome, explanation }, { move }) => ({
    title: `${sayFelt(outcome.findings)}${VERB_WORDS[act.verb].unfinished} · ${moveTitle(move.name)}`,
    lines: [sayOutcomeFacts(outcome.findings), ...sayBecause(explainWhatIsLeft(explanation, outcome.findings), outcome.fault)],
    ...adviseAfterHalf(act.verb, outcome.findings, move.name),
  }),
  unknown: ({ act, outcome, explanation }, { move }) => ({
    title: `${sayFelt(outcome.findings)}Outcome of ${VERB_WORDS[act.verb].vitess} unknown · ${moveTitle(move.name)}`,
    lines: [sayOutcomeFacts(outcome.findings), ...sayBecause(explainWhatIsLeft(explanation, outcome.findings), outcome.fault)],
    ...adviseAfterHalf(act.verb, outcome.findings, move.name),
  }),
} as const satisfies { [K in Outcome["kind"]]: SayOutcome<K> };

/** Puts an outcome of any kind and verb into words. */
export function sayOutcome(body: OutcomeBody, facts: OutcomeFacts): OutcomeWords {
  const say: TakesAny<OutcomeBody, [About], OutcomeWords> = OUTCOME_WORDS[body.outcome.kind];
  const words = say(body, { ...facts, move: facts.situation.known.move });
  const isHalf = body.outcome.kind === "unfinished" || body.outcome.kind === "unknown";
  // An explanation may contain names.
  return {
    ...words,
    next: escape(clipText(toOneLine(words.next), 400)),
    ...(isHalf ? adviseAfterHalfNow(facts.situation, body.outcome.at) : {}),
  };
}

function sayTook({ tookMs, writesWaitedMs }: OutcomeBody): string {
  if (writesWaitedMs !== undefined) return `Writes waited at most ${sayDuration(writesWaitedMs)}.`;
  return tookMs === undefined ? "" : `Took ${sayDuration(tookMs)}.`;
}

/** What applications feel comes first. */
function sayFelt(findings: readonly OutcomeFact[]): string {
  return findings.some(isDenialOfWrites) ? "Applications cannot write. " : "";
}

function sayReadsSwitched(readsSwitched: boolean | undefined): readonly string[] {
  return readsSwitched === true ? ["An earlier part of this request had switched the reads."] : [];
}

function listDifferenceLines(difference: readonly string[]): readonly string[] {
  return difference.slice(0, 8).map((one) => `• ${quoteText(one, 300)}`);
}

function sayBecause(explanation: OutcomeBody["explanation"], fault: FaultNote | undefined): readonly string[] {
  if (explanation !== undefined) return listExplainedLines({ ...explanation, next: "" });
  if (fault === undefined) return [];
  return [fault.text === "" ? "Vitess gave a reason that was lost on the way." : quoteText(fault.text, 400)];
}

/** Drops guesses about all errors of this kind where a reading has found the answer. */
function explainWhatIsLeft(explanation: OutcomeBody["explanation"], findings: readonly OutcomeFact[]): OutcomeBody["explanation"] {
  const isRead = findings.length > 0 && !findings.includes("state-unreadable");
  if (explanation === undefined) return undefined;
  // The next step says whether repeating is safe.
  const { retry: _retry, ...unread } = explanation;
  return isRead ? withoutGuesses(explanation) : unread;
}

function sayOutcomeFacts(findings: readonly OutcomeFact[]): string {
  if (findings.length === 0) return "What Vitess says now does not show how far it got.";
  if (findings.every((finding) => finding === "state-unreadable")) return toSentence(OUTCOME_FACTS["state-unreadable"]);
  return `What Vitess says now: ${findings.map((finding) => OUTCOME_FACTS[finding]).join("; ")}.`;
}

function buildFailedButtons(explanation: NonNullable<OutcomeBody["explanation"]>, act: Operation, move: Move): readonly Button[] {
  const line = formatOperationLine(act, move.name);
  return buildExplainedButtons(explanation, { move: move.name, ...(line === undefined ? {} : { line }) });
}
