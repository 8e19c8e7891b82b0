import type { Execution } from "./executions.ts";
import { deniedStill, factsOf } from "./facts.ts";
import { factsDifference } from "./difference.ts";
import { type BrokenCall, type Gate, gateOf, rescueGate } from "./gates.ts";
import { typesOf } from "./operations.ts";
import type { Finding } from "./outcomes.ts";
import type { Seen } from "./sight.ts";
import { findingsOf, isDone, trafficFindings, type Verdict, verdictOf } from "./verdict.ts";
import { trafficMade } from "./executions.ts";
import type { Move } from "../moves.ts";
import type { TabletType } from "../options.ts";
import { isRestored } from "../rules/restore.ts";

type Run = Pick<Execution, "move" | "proposal" | "done">;

/** What a step's call led to, by a look after it. `before`: the digest of the shape right before. */
export function stepVerdict(run: Run, types: readonly TabletType[], before: string, seen: Seen): Verdict {
  const { proposal, move } = run;
  const isUntouched = seen.shape === before;
  if (proposal.kind === "workflow") {
    if (seen.look.kind !== "workflow") return { kind: "between", findings: [] };
    return verdictOf({ operation: proposal.operation, types, subject: { move, ...proposal.facts } }, isUntouched, seen.look.reading);
  }
  if (isStepDone(run, types, seen)) return { kind: "done" };
  return isUntouched ? { kind: "untouched" } : { kind: "between", findings: findingsIn(run, seen) };
}

/** True when a look shows that a step is there: of a workflow's traffic the types that it moves, of everything else the whole. */
export function isStepDone({ proposal, move }: Run, types: readonly TabletType[], { look }: Seen): boolean {
  switch (proposal.kind) {
    case "workflow":
      return (
        look.kind === "workflow" && isDone({ operation: proposal.operation, types, subject: { move, ...proposal.facts } }, look.reading)
      );
    case "restore":
      return look.kind === "rules" && look.restore !== undefined && isRestored(look.restore, proposal.restore.documents);
    // A table that is allowed again harms nobody: there is no half of it that must be finished.
    case "rescue":
      return look.kind === "workflow" && deniedStill({ move, ...proposal.facts }, look.reading).length === 0;
    default:
      return proposal satisfies never;
  }
}

/** True when everything that was wanted is there, not only the last step of it. */
export function isWholeGoal(run: Run, seen: Seen): boolean {
  return isStepDone(run, run.proposal.kind === "workflow" ? typesOf(run.proposal.operation) : [], seen);
}

/** Every fact that a person must know when it did not simply succeed. */
export function findingsIn({ proposal, move }: Run, { look }: Seen): readonly Finding[] {
  if (proposal.kind === "workflow") {
    return look.kind === "workflow" ? findingsOf(proposal.operation, { move, ...proposal.facts }, look.reading) : [];
  }
  if (proposal.kind === "rescue") {
    if (look.kind !== "workflow") return [];
    return trafficFindings(undefined, { move, ...proposal.facts }, look.reading).filter((finding) => finding !== false);
  }
  if (look.kind !== "rules" || look.restore === undefined) return ["state-unreadable"];
  const found: readonly (Finding | false)[] = [
    !isRestored(look.restore, proposal.restore.documents) && "rules-differ",
    look.lockHolders.length > 0 && "workflow-locked",
  ];
  return found.filter((finding) => finding !== false);
}

/** What stands between the next call and vtctld now. `broken`: a call of Tandem's own that is known to be dead, whose lock is no switch. */
export function gateNow(
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
  if (proposal.kind === "rescue") return rescueGate({ move, ...proposal.facts }, look.reading, at.broken);
  const { operation, facts } = proposal;
  const asked =
    operation.verb === "switch" || operation.verb === "reverse"
      ? operation.options.maxReplicationLagAllowedMs / 1_000
      : Number.POSITIVE_INFINITY;
  return gateOf({ operation, types, subject: { move, ...facts } }, look.reading, Math.min(asked, at.maxLagSeconds));
}

/** What is not as it was approved, or as the plan itself has made it; a rescue is about what is so now. */
export function differenceNow(run: Run, move: Pick<Move, "tables" | "state">, { look }: Seen): readonly string[] {
  const { proposal } = run;
  if (proposal.kind === "rescue") return [];
  if (proposal.kind === "restore") return look.kind === "rules" ? look.difference : [];
  if (look.kind !== "workflow") return [];
  const facts = factsOf(move, look.reading, look.vdiff);
  if (facts === undefined) return [];
  return factsDifference(proposal.facts, { move: run.move, facts, reading: look.reading }, trafficMade(run));
}
