import type { SituationFacts } from "./facts.ts";
import type { NextStep } from "./next-step.ts";
import { type ButtonKey, findStepButton, findPressRefusal } from "./press.ts";
import { doReadsStay } from "../move/kind.ts";

export interface Button {
  readonly key: ButtonKey;
  /** This button does what the situation's text calls next. */
  readonly primary: boolean;
}

/** The buttons to offer: none that would be refused now, and at most one primary, the one that does what `next` says. */
export function chooseButtons(facts: SituationFacts, next: NextStep): readonly Button[] {
  const primary = findStepButton(next);
  return chooseButtonKeys(facts, next)
    .filter((key) => findPressRefusal(key, facts) === undefined)
    .map((key) => ({ key, primary: key === primary }));
}

function chooseButtonKeys(facts: SituationFacts, next: NextStep): readonly ButtonKey[] {
  const { waiting, unreadable, phase, alarm } = facts;
  if (phase.kind === "ended" || phase.kind === "planned") return [];
  if (next.kind !== "waiting" && alarm !== undefined) return chooseAlarmKeys(facts, findStepButton(next));
  if (waiting !== undefined) return chooseWaitingKeys(waiting.kind, facts);
  if (unreadable !== undefined) return ["diagnose"];
  const press = findStepButton(next);
  // Nothing else comes before it, not even the same switch again.
  if (press === "serveRules") return [press, "diagnose"];
  const keys = choosePhaseKeys(facts);
  if (next.kind !== "run-again" || press === undefined || keys.includes(press)) return keys;
  // The press already runs the same operation again, so leave out the second button for it.
  return [press, ...keys.filter((key) => key !== next.verb && key !== "rollBack")];
}

function chooseWaitingKeys(
  kind: NonNullable<SituationFacts["waiting"]>["kind"],
  { known: { reading, freeze } }: Pick<SituationFacts, "known">,
): readonly ButtonKey[] {
  switch (kind) {
    case "soak":
      return freeze !== undefined || (reading !== undefined && doReadsStay(reading))
        ? ["callOff", "details"]
        : ["callOff", "rollBackReads", "details"];
    case "start":
    case "hold":
      return ["callOff", "details"];
    // Votes have their own buttons on the request, and a call under way can only be waited for.
    case "votes":
    case "call":
    case "look":
      return ["details"];
    default:
      return kind satisfies never;
  }
}

/** A tenant's writes stay where they are: only its reads can go back, and the gate drops this button where they cannot. */
function chooseBackKey({ kind }: SituationFacts): ButtonKey {
  return kind === "tenant" ? "reverseReads" : "reverse";
}

/** Running the same operation again has to wait for the lock and for whatever request or execution is live. */
function chooseAlarmKeys({ alarm, waiting }: SituationFacts, press: ButtonKey | undefined): readonly ButtonKey[] {
  const isFree = alarm?.lockedBy === undefined && waiting === undefined;
  switch (alarm?.alarm) {
    case "source-writes-denied":
    case "both-sides-deny-writes":
      return isFree ? ["rescue", "switchAgain", "diagnose"] : ["rescue", "diagnose"];
    case "target-writes-denied":
      return isFree && alarm.broken?.verb === "reverse" ? ["rescue", "reverseAgain", "diagnose"] : ["rescue", "diagnose"];
    case "rules-not-served":
      return ["serveRules", "diagnose"];
    case "switched-not-finished":
      return isFree && press !== undefined ? [press, "diagnose"] : ["diagnose"];
    case "shared-target-denies-writes":
    case "tablets-not-told":
      return ["rescue", "diagnose"];
    default:
      return ["diagnose"];
  }
}

function choosePhaseKeys(facts: SituationFacts): readonly ButtonKey[] {
  const { phase, vdiff, reverseReplication, traffic, rollbackUntil, readsLeft } = facts;
  const compare: readonly ButtonKey[] = vdiff.kind === "running" ? [] : ["vdiff"];
  const go: readonly ButtonKey[] = vdiff.kind === "good" ? ["switch", ...compare] : compare;
  // The target does not follow the source, so reads are right only at the source.
  const fresher: readonly ButtonKey[] = traffic === undefined || traffic.reads === "none" ? [] : [chooseBackKey(facts)];
  switch (phase.kind) {
    case "creating":
    case "switching":
    case "ending":
      return ["details"];
    case "starting":
    case "copying":
      return ["details", "stop"];
    case "not-started":
      return ["start", "details"];
    case "waiting-for-source":
      return ["diagnose", "stop"];
    case "running":
      return [...go, "details", "stop"];
    case "lagging":
      return [...compare, "diagnose", "stop"];
    case "stopped":
      return [phase.cutOver ? "switchAgain" : "start", ...fresher, "diagnose"];
    case "stopped-after-copy":
      // Nothing compares such a copy, so people first have to override the missing VDiff.
      return facts.vdiffRequired ? [...fresher, "details", "diagnose"] : ["switch", ...fresher, "details"];
    case "error":
      return [...fresher, "diagnose", "stop", "start"];
    case "reads-switched":
      return [...(vdiff.kind === "good" ? (["switch"] as const) : compare), chooseBackKey(facts), "details"];
    case "switched": {
      const back: readonly ButtonKey[] = reverseReplication !== "running" ? [] : [rollbackUntil === undefined ? "reverse" : "rollBack"];
      return [readsLeft.length === 0 ? "complete" : "switchReads", ...back, "details"];
    }
    default:
      return ["diagnose"];
  }
}
