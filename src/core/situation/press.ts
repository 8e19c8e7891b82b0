import type { SituationFacts } from "./facts.ts";
import type { NextStep } from "./next-step.ts";
import { findBrokenCall, type Move } from "../move/moves.ts";
import { decideGate, isOverByTime, decideRescueGate, serveGate } from "../operation/outcome/gates.ts";
import { listMovedTypes, type WorkflowOperation } from "../operation/request/operations.ts";
import { findWantedRescue } from "../operation/request/rescue-wanted.ts";
import type { OperationRefusal } from "../operation/outcome/outcomes.ts";
import { toSides, type Subject } from "../operation/outcome/verdict.ts";
import { COMPLETE_DEFAULTS, READ_TYPES, SWITCH_DEFAULTS } from "../options/options.ts";
import { isBegun } from "../operation/outcome/begun.ts";
import type { Reading } from "../readings/readings.ts";
import { findSideShards } from "../move/blocked-writes.ts";
import { isSwitching } from "../move/phase.ts";
import { type StartStopRefusal, startStopRefusal } from "../operation/outcome/start-stop.ts";
import { isPartial } from "../move/traffic.ts";
import { type VDiffRefusal, findVDiffRefusal } from "../operation/outcome/vdiff-refusal.ts";

/** What people can press on a move. Each key stands for a command, or opens that command's form. */
export type ButtonKey =
  | "callOff"
  | "complete"
  | "details"
  | "diagnose"
  | "rescue"
  | "serveRules"
  | "reverse"
  | "reverseReads"
  | "rollBack"
  | "rollBackReads"
  | "reverseAgain"
  | "start"
  | "stop"
  | "switch"
  | "switchAgain"
  | "switchReads"
  | "vdiff";

/** Why something cannot be done now. `partial-complete`: Vitess has no Complete for a move that goes shard by shard. */
export type NotNow = OperationRefusal | "partial-complete";

/** The button that does what a next step says, if there is one. */
export function findStepButton(next: NextStep): Exclude<ButtonKey, "stop"> | undefined {
  switch (next.kind) {
    case "start":
      return "start";
    case "run-vdiff":
      return "vdiff";
    case "request-switch":
      return next.what === "reads" ? "switchReads" : "switch";
    case "run-again":
      return next.verb === "switch" ? "switchAgain" : "reverseAgain";
    case "unblock":
    case "tell-tablets":
      return "rescue";
    case "serve-rules":
      return "serveRules";
    case "watch-then-end":
      return "complete";
    default:
      return undefined;
  }
}

const USUAL_SWITCH: WorkflowOperation = { verb: "switch", options: SWITCH_DEFAULTS };
const USUAL_REVERSE: WorkflowOperation = { verb: "reverse", options: SWITCH_DEFAULTS };
const USUAL_COMPLETE: WorkflowOperation = { verb: "complete", options: COMPLETE_DEFAULTS };

/** Why a press would be refused according to the last reading; the same rules decide about the command or the request. */
export function findPressRefusal(key: ButtonKey, facts: PressFacts): NotNow | StartStopRefusal | VDiffRefusal | undefined {
  const { reading } = facts.known;
  if (key === "vdiff") return reading?.workflow === undefined ? undefined : findVDiffRefusal(reading.workflow);
  if (key !== "start" && key !== "stop") return findGuardedRefusal(key, facts);
  return reading === undefined ? undefined : startStopRefusal(key, reading);
}

type PressFacts = Omit<SituationFacts, "rollbackUntil">;

/** Likewise for everything but a start and a stop, judged by the gates of operations. */
export function findGuardedRefusal(key: Exclude<ButtonKey, "start" | "stop">, facts: PressFacts): NotNow | undefined {
  const { reading } = facts.known;
  if (reading === undefined) return undefined;
  switch (key) {
    case "switch":
      return findOperationRefusal(USUAL_SWITCH, facts, reading);
    case "switchAgain":
      return findOperationRefusal(USUAL_SWITCH, facts, reading) ?? findMissingComparison(facts, reading);
    case "switchReads":
      return findOperationRefusal({ verb: "switch", options: { ...SWITCH_DEFAULTS, tabletTypes: facts.readsLeft } }, facts, reading);
    case "reverseReads":
      return findOperationRefusal({ verb: "reverse", options: { ...SWITCH_DEFAULTS, tabletTypes: READ_TYPES } }, facts, reading);
    case "reverse":
    case "reverseAgain":
    case "rollBack":
      return findOperationRefusal(USUAL_REVERSE, facts, reading);
    case "complete":
      return reading.workflow !== undefined && isPartial(reading.workflow)
        ? "partial-complete"
        : findOperationRefusal(USUAL_COMPLETE, facts, reading);
    case "rescue":
      return findRescueRefusal(facts, reading);
    case "serveRules":
      return serveRefusal(facts, reading);
    default:
      return undefined;
  }
}

function findOperationRefusal(
  operation: WorkflowOperation,
  { known }: Pick<SituationFacts, "known">,
  reading: Reading,
): NotNow | undefined {
  const subject = findSubjectInReading(known.move, reading);
  if (subject === undefined) return "workflow-missing";
  const gate = decideGate({ operation, types: listMovedTypes(operation), subject }, reading, Number.POSITIVE_INFINITY);
  if (gate.kind === "closed") return gate.reason;
  return gate.kind === "wait" && !isSwitching(reading) ? "workflow-locked" : undefined;
}

/** True when a step not begun yet needs a clean VDiff that it does not have. */
function findMissingComparison(
  { known, vdiff, vdiffRequired }: Pick<SituationFacts, "known" | "vdiff" | "vdiffRequired">,
  reading: Reading,
): NotNow | undefined {
  if (!vdiffRequired) return undefined;
  const subject = findSubjectInReading(known.move, reading);
  return vdiff.kind === "good" || (subject !== undefined && isBegun({ reading, subject })) ? undefined : "preflight-blocked";
}

function serveRefusal({ known: { move } }: Pick<SituationFacts, "known">, reading: Reading): NotNow | undefined {
  const subject = findSubjectInReading(move, reading);
  if (subject === undefined) return "workflow-missing";
  const gate = serveGate(toSides(subject), reading);
  return gate.kind === "closed" ? gate.reason : undefined;
}

function findRescueRefusal({ known: { move }, now }: Pick<SituationFacts, "known" | "now">, reading: Reading): NotNow | undefined {
  const subject = findSubjectInReading(move, reading);
  if (subject === undefined) return "workflow-missing";
  const wanted = { ...subject, ...findWantedRescue(move, toSides(subject), reading) };
  const gate = decideRescueGate(wanted, reading, findBrokenCall(move));
  if (gate.kind === "closed") return gate.reason;
  if (wanted.refreshOnly === true) return undefined;
  return reading.locksUnknown === true && !isOverByTime(move, now) ? "switch-alive" : undefined;
}

function findSubjectInReading({ name, tables, sourceKeyspace }: Move, reading: Reading): Subject | undefined {
  const shards = findSideShards(reading);
  return shards === undefined ? undefined : { move: name, tables, sourceKeyspace, ...shards };
}
