import { type CallEnd, type Execution, type OpenCall, findTrafficMade } from "./executions.ts";
import { findStillDenied, toFacts } from "../request/facts.ts";
import { describeFactsDifference } from "../request/difference.ts";
import { type Gate, decideGate, decideRescueGate, serveGate } from "../outcome/gates.ts";
import { listMovedTypes } from "../request/operations.ts";
import { type OutcomeFact, INTERRUPTED } from "../outcome/outcomes.ts";
import type { Seen } from "./sight.ts";
import { listOutcomeFacts, isDone, toSides, findTrafficFacts, type Verdict, reachVerdict } from "../outcome/verdict.ts";
import type { Move } from "../../move/moves.ts";
import { findUnserved } from "../../move/serving.ts";
import { isRestored } from "../../rules/restore.ts";
import type { BrokenCall } from "../../move/broken-call.ts";
import type { TabletType } from "../../options/kinds.ts";

type Run = Pick<Execution, "move" | "proposal" | "done" | "breakGlass">;

/** Judges what a step's call led to by a look after it. `before`: the digest of the shape right before the call. */
export function reachStepVerdict(
  run: Run,
  types: readonly TabletType[],
  { before, end }: Pick<OpenCall, "before" | "end">,
  seen: Seen,
): Verdict {
  const { proposal, move } = run;
  const isUntouched = seen.shape === before;
  if (proposal.kind === "rescue") return reachRescueVerdict(run, seen, end);
  if (proposal.kind === "workflow") {
    if (seen.look.kind !== "workflow") return { kind: "between", findings: [] };
    return reachVerdict({ operation: proposal.operation, types, subject: { move, ...proposal.facts } }, isUntouched, seen.look.reading);
  }
  if (isStepDone(run, types, seen)) return { kind: "done" };
  return isUntouched ? { kind: "untouched" } : { kind: "between", findings: listExecutionFacts(run, seen) };
}

/** True when a look shows that the workflow is not there. */
export function isGone({ look }: Seen): boolean {
  return look.kind === "workflow" && look.reading.workflow === undefined;
}

/** True when a look shows a step done: for a workflow's traffic the types that the step moves, for everything else the whole goal. */
export function isStepDone({ proposal, move, done }: Run, types: readonly TabletType[], { look }: Seen): boolean {
  switch (proposal.kind) {
    case "workflow":
      return (
        look.kind === "workflow" && isDone({ operation: proposal.operation, types, subject: { move, ...proposal.facts } }, look.reading)
      );
    case "restore":
      return look.kind === "rules" && look.restore !== undefined && isRestored(look.restore, proposal.restore.documents);
    // A table that is allowed again harms nobody, so a half-done rescue need not be finished.
    case "rescue":
      return areWritesUnblocked({ move, proposal }, { look }) && done.some(({ did }) => did === "step");
    default:
      return proposal satisfies never;
  }
}

/** True when a reading shows a rescue done; none shows what a tablet has read (docs/facts/denied-tables.md#record-and-tablet). */
export function areWritesUnblocked({ move, proposal }: Pick<Run, "move" | "proposal">, { look }: Pick<Seen, "look">): boolean {
  if (proposal.kind !== "rescue" || look.kind !== "workflow") return false;
  const { reading } = look;
  const subject = { move, ...proposal.facts };
  return proposal.facts.remedy === "serve"
    ? reading.servedUnread === undefined && findUnserved(toSides(subject), reading) === undefined
    : proposal.facts.refreshOnly === true || findStillDenied(subject, reading).length === 0;
}

/** A rescue is done when a look shows it and its own call heard that the tablets read the record. Repeating it does no harm. */
function reachRescueVerdict(run: Run, seen: Seen, end: CallEnd | undefined): Verdict {
  const isThere = areWritesUnblocked(run, seen);
  if (isThere && end !== undefined && end.fault === undefined) return { kind: "done" };
  const isUnknown = isThere && end?.fault !== undefined && end.fault.kind !== INTERRUPTED.kind;
  return isUnknown ? { kind: "between", findings: [...listExecutionFacts(run, seen), "tablets-not-told"] } : { kind: "untouched" };
}

/** True when the whole goal is reached, not only the last step. */
export function isWholeGoal(run: Run, seen: Seen): boolean {
  return isStepDone(run, run.proposal.kind === "workflow" ? listMovedTypes(run.proposal.operation) : [], seen);
}

/** Every fact that people must know when an execution did not simply succeed. */
export function listExecutionFacts({ proposal, move }: Run, { look }: Seen): readonly OutcomeFact[] {
  if (proposal.kind === "workflow") {
    return look.kind === "workflow" ? listOutcomeFacts(proposal.operation, { move, ...proposal.facts }, look.reading) : [];
  }
  if (proposal.kind === "rescue") {
    if (look.kind !== "workflow") return [];
    return findTrafficFacts(undefined, { move, ...proposal.facts }, look.reading).filter((finding) => finding !== false);
  }
  if (look.kind !== "rules" || look.restore === undefined) return ["state-unreadable"];
  const found: readonly (OutcomeFact | false)[] = [
    !isRestored(look.restore, proposal.restore.documents) && "rules-differ",
    look.lockHolders.length > 0 && "workflow-locked",
  ];
  return found.filter((finding) => finding !== false);
}

/** What stands between the next call and vtctld now. `broken`: Tandem's own call that is known to be dead, lock and all. */
export function decideGateNow(
  run: Run,
  types: readonly TabletType[],
  seen: Seen,
  at: { readonly maxLagSeconds: number; readonly broken: BrokenCall | undefined },
): Gate {
  const { proposal, move } = run;
  const { look } = seen;
  if (proposal.kind === "restore") {
    if (look.kind !== "rules" || look.restore === undefined) return { kind: "closed", reason: "snapshot-missing" };
    return look.lockHolders.length > 0 ? { kind: "wait", reason: "locked" } : { kind: "open" };
  }
  if (look.kind !== "workflow") return { kind: "closed", reason: "workflow-missing" };
  if (proposal.kind === "rescue") {
    const subject = { move, ...proposal.facts };
    return proposal.facts.remedy === "serve"
      ? serveGate(toSides(subject), look.reading, { others: look.othersUnserved, isGlassBroken: run.breakGlass !== undefined })
      : decideRescueGate(subject, look.reading, at.broken);
  }
  const { operation, facts } = proposal;
  const asked =
    operation.verb === "switch" || operation.verb === "reverse"
      ? operation.options.maxReplicationLagAllowedMs / 1_000
      : Number.POSITIVE_INFINITY;
  return decideGate({ operation, types, subject: { move, ...facts } }, look.reading, Math.min(asked, at.maxLagSeconds));
}

/** What differs from the approved facts and from what the plan itself has done. Empty for a rescue, which acts on what is true now. */
export function findDrift(run: Run, move: Pick<Move, "tables" | "state">, { look }: Seen): readonly string[] {
  const { proposal } = run;
  if (proposal.kind === "rescue") return [];
  if (proposal.kind === "restore") return look.kind === "rules" ? look.difference : [];
  if (look.kind !== "workflow") return [];
  const facts = toFacts(move, look.reading, look.vdiff);
  if (facts === undefined) return [];
  return describeFactsDifference(proposal.facts, { move: run.move, facts, reading: look.reading }, findTrafficMade(run));
}
