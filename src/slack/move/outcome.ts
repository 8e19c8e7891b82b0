import type { Button } from "@slack/types";
import type { Act, GuardedVerb } from "../../core/acts/acts.ts";
import type { EntryBody } from "../../core/entries.ts";
import type { Move } from "../../core/moves.ts";
import type { FaultNote, Finding, Outcome } from "../../core/acts/outcomes.ts";
import type { Instant } from "../../core/readings.ts";
import { clipEnd, code, escape, named, oneLine, quoted } from "../text/escape.ts";
import { names } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import { duration, moment } from "../text/times.ts";
import { ACT_REFUSALS } from "../wording/act-refusals.ts";
import { besideReading, explainedLines } from "../wording/explained.ts";
import { FINDINGS } from "../wording/findings.ts";
import type { OfKind, TakesAny } from "../wording/of-kind.ts";
import { STEPS } from "../wording/preflight.ts";
import { deleteWords, sourceTablesWords, targetTablesWords } from "../wording/tables-after.ts";
import { VERBS } from "../wording/verbs.ts";
import { actLine } from "./act-line.ts";
import { MOVE_BUTTONS } from "./buttons.ts";
import { explainedButtons } from "./explained-buttons.ts";

/** An outcome in words: the first line says it all, the next step stands last. */
export interface OutcomeWords {
  readonly title: string;
  readonly lines: readonly string[];
  readonly next: string;
  readonly buttons: readonly Button[];
}

type OutcomeBody = Pick<Extract<EntryBody, { kind: "outcome" }>, "act" | "outcome" | "explanation" | "rollbackUntil" | "tookMs">;

type Of<K extends Outcome["kind"]> = OutcomeBody & { readonly outcome: OfKind<Outcome, K> };
type Say<K extends Outcome["kind"]> = (body: Of<K>, move: Move, now: Instant) => OutcomeWords;

const OUTCOMES = {
  succeeded: (body, move, now) => {
    const took = body.tookMs === undefined ? "" : ` Took ${duration(body.tookMs)}.`;
    const armed = body.rollbackUntil !== undefined && body.rollbackUntil > now;
    const rollback = armed && body.rollbackUntil !== undefined ? `Rollback is one press until ${moment(body.rollbackUntil, now)}.` : "";
    const { done, now: so, next } = succeeded(body.act, move);
    return {
      title: `${done}: ${moveTitle(move.name)} ${so}`,
      lines: [...aftermath(body.act, move), `${rollback}${took}`.trim()],
      next,
      buttons: armed ? [MOVE_BUTTONS.rollBack(move.name)] : [],
    };
  },
  "already-so": ({ act }, move) => ({
    title: `Nothing to do: ${moveTitle(move.name)} is ${VERBS[act.verb].already}`,
    lines: ["A fresh look at Vitess showed the wanted state, so nothing was called."],
    next: AFTER[act.verb],
    buttons: [],
  }),
  refused: ({ act, outcome, explanation }, move) => {
    const { why, next } = ACT_REFUSALS[outcome.reason];
    return {
      title: `${outcome.readsSwitched === true ? "Stopped after the reads" : "Not done"}: ${VERBS[act.verb].vitess} of ${moveTitle(move.name)}, because ${why}`,
      lines: [...readsLine(outcome.readsSwitched), ...differenceLines(outcome.difference), ...because(explanation, outcome.fault)],
      next,
      buttons: [MOVE_BUTTONS.details(move.name)],
    };
  },
  failed: ({ act, outcome, explanation }, move) => ({
    title: `${VERBS[act.verb].vitess} failed ${outcome.readsSwitched === true ? "after the reads were switched" : "and changed nothing"}: ${moveTitle(move.name)}`,
    // That nothing was changed is what a reading showed.
    lines: [...readsLine(outcome.readsSwitched), ...because(explanation && besideReading(explanation), outcome.fault)],
    next: explanation?.next ?? "diagnose, then ask again",
    buttons: explanation === undefined ? [MOVE_BUTTONS.diagnose(move.name)] : failedButtons(explanation, act, move),
  }),
  unfinished: ({ act, outcome, explanation }, move) => ({
    title: `${VERBS[act.verb].unfinished}: ${moveTitle(move.name)}`,
    lines: [findingLine(outcome.findings), ...because(whatIsLeft(explanation, outcome.findings), outcome.fault)],
    next: againWords(act.verb, outcome.findings),
    buttons: again(act.verb, move),
  }),
  unknown: ({ act, outcome, explanation }, move) => ({
    title: `Outcome of ${VERBS[act.verb].vitess} not known: ${moveTitle(move.name)}`,
    lines: [findingLine(outcome.findings), ...because(whatIsLeft(explanation, outcome.findings), outcome.fault)],
    next: againWords(act.verb, outcome.findings),
    buttons: again(act.verb, move),
  }),
} as const satisfies { [K in Outcome["kind"]]: Say<K> };

/** Puts an outcome of any kind and verb into words. */
export function outcomeWords(body: OutcomeBody, move: Move, now: Instant): OutcomeWords {
  const say: TakesAny<OutcomeBody, [Move, Instant], OutcomeWords> = OUTCOMES[body.outcome.kind];
  return say(body, move, now);
}

const AFTER = {
  switch: "watch the applications, then complete or reverse",
  reverse: "find out what was wrong at the target before the next switch",
  complete: "nothing is left to do",
  cancel: "nothing is left to do",
  override: "ask for the step now: the override lapses",
  delete: "nothing is left to do",
  restore: "watch the applications, and the cards of the moves whose tables it routes",
  rescue: "find out whether vtctld is well again, then run the same switch again once nobody holds the workflow's lock",
} as const satisfies Record<GuardedVerb, string>;

function succeeded(act: Act, move: Move): { readonly done: string; readonly now: string; readonly next: string } {
  const target = named(move.name.targetKeyspace);
  const source = named(move.sourceKeyspace);
  if (act.verb === "complete") return { done: "Completed", now: `lives in ${target}`, next: AFTER.complete };
  if (act.verb === "override")
    return {
      done: VERBS.override.done,
      now: `may pass ${names(act.options.findings)} at ${STEPS[act.options.step]}`,
      next: AFTER.override,
    };
  if (act.verb === "rescue") return { done: VERBS.rescue.done, now: `takes writes at ${source} again`, next: AFTER.rescue };
  if (act.verb === "restore") {
    const so = `and everything else in ${named(move.name.cluster)} route as in snapshot ${code(act.options.snapshot, 40)}`;
    return { done: VERBS.restore.done, now: so, next: AFTER.restore };
  }
  if (act.verb === "delete") return { done: VERBS.delete.done, now: `stays in ${source}`, next: AFTER.delete };
  if (act.verb === "cancel") return { done: "Cancelled", now: `stays in ${source}`, next: AFTER.cancel };
  const writes = act.options.tabletTypes.includes("PRIMARY");
  const where = act.verb === "switch" ? target : source;
  const what = writes ? "serves from" : "serves reads from";
  const next = act.verb === "switch" ? afterSwitch(writes, act.options.enableReverseReplication) : AFTER[act.verb];
  return { done: writes ? VERBS[act.verb].done : `${VERBS[act.verb].done} (reads)`, now: `${what} ${where}`, next };
}

function afterSwitch(writes: boolean, wayBack: boolean): string {
  if (!writes) return "watch the applications, then switch writes";
  return wayBack ? AFTER.switch : "watch the applications, then complete";
}

function aftermath(act: Act, move: Move): readonly string[] {
  const { tables } = move;
  if (act.verb === "complete") {
    const rules = act.options.keepRoutingRules ? "Routing rules stay." : "Routing rules and both workflows are gone.";
    return [`${sourceTablesWords(act.options, tables, named(move.sourceKeyspace), true)}.`, rules];
  }
  if (act.verb === "restore") return [];
  if (act.verb === "override") return [`Reason: ${quoted(act.options.reason)}`];
  if (act.verb === "delete") return [`${deleteWords(act.options, tables, named(move.name.targetKeyspace), true)}.`];
  if (act.verb === "cancel") return [`${targetTablesWords(act.options, tables, named(move.name.targetKeyspace), true)}.`];
  if (act.verb === "rescue") return [`Applications can write to ${names(act.options.tables)} again.`];
  if (!act.options.tabletTypes.includes("PRIMARY")) return [];
  return [REPLICATION[act.verb][act.options.enableReverseReplication ? "on" : "off"]];
}

const REPLICATION = {
  switch: { on: "The reverse workflow runs.", off: "No reverse workflow was asked for: there is no way back without losing writes." },
  reverse: {
    on: "The workflow replicates from the source to the target again.",
    off: "No replication to the target was asked for: the target does not follow any more.",
  },
} as const;

function readsLine(readsSwitched: boolean | undefined): readonly string[] {
  return readsSwitched === true ? ["An earlier part of this request had switched the reads."] : [];
}

function differenceLines(difference: readonly string[]): readonly string[] {
  return difference.slice(0, 8).map((one) => `• ${quoted(one, 300)}`);
}

function because(explanation: OutcomeBody["explanation"], fault: FaultNote | undefined): readonly string[] {
  if (explanation !== undefined) return explainedLines({ ...explanation, next: "" });
  if (fault === undefined) return [];
  return [fault.text === "" ? "Vitess gave a reason that was lost on the way." : quoted(fault.text, 400)];
}

/** What a reading has found is not said again as a guess about every error of this kind. */
function whatIsLeft(explanation: OutcomeBody["explanation"], findings: readonly Finding[]): OutcomeBody["explanation"] {
  const isRead = findings.length > 0 && !findings.includes("state-unreadable");
  if (explanation === undefined) return undefined;
  // Whether the same again is safe is for the next step to say.
  const { retry: _retry, ...unread } = explanation;
  return isRead ? besideReading(explanation) : unread;
}

function findingLine(findings: readonly Finding[]): string {
  if (findings.length === 0) return "What Vitess says now does not tell how far it came.";
  return `What Vitess says now: ${findings.map((finding) => FINDINGS[finding]).join("; ")}.`;
}

/** What is safe after an act that did not come to its end. Repeating is, only while there is a workflow to repeat it on. */
function againWords(verb: GuardedVerb, findings: readonly Finding[]): string {
  const found = (...any: readonly Finding[]): boolean => any.some((one) => findings.includes(one));
  if (findings.length === 0 || found("state-unreadable")) return "look at the workflow once Vitess answers, before anything is repeated";
  if (found("rules-not-propagated"))
    return "run vtctldclient RebuildVSchemaGraph, which sends the rules to every cell; then look at the rules";
  if (verb === "restore") return "look at the rules, then ask for the restore again: it shows what still differs";
  if (found("workflow-gone"))
    return "the workflow is gone, so this cannot be repeated; have a Vitess DBA look at rules, tables and workflows of both keyspaces";
  // Repeating it without a running reverse workflow breaks the forward one (vitess.md, 23.0.3 item 3).
  if (verb === "reverse" && found("reverse-missing", "reverse-not-running"))
    return "do not repeat it; have a Vitess DBA look at workflows and routing of both keyspaces";
  const wait = found("workflow-locked") ? " once the workflow's lock is gone" : "";
  // Before the journal: nothing is lost by starting over, and applications must not wait for that.
  if (verb === "switch" && found("writes-not-switched") && found("source-denies-writes", "both-sides-deny-writes"))
    return `give writes back, which Tandem offers here if the alarm is still there in three minutes; then the same SwitchTraffic again${wait}`;
  return `run the same ${VERBS[verb].vitess} again${wait}; it takes up where it stopped`;
}

function failedButtons(explanation: NonNullable<OutcomeBody["explanation"]>, act: Act, move: Move): readonly Button[] {
  const line = actLine(act, move.name);
  return explainedButtons(explanation, { move: move.name, ...(line === undefined ? {} : { line }) });
}

function again(verb: GuardedVerb, move: Move): readonly Button[] {
  return verb === "switch" ? [MOVE_BUTTONS.runAgain(move.name), MOVE_BUTTONS.diagnose(move.name)] : [MOVE_BUTTONS.diagnose(move.name)];
}

/** A next step as the last line: Tandem's own words, but an explanation may hold names. */
export function nextLine(next: string): string {
  return `next: ${escape(clipEnd(oneLine(next), 400))}`;
}
