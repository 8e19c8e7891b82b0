import { findWorkflowOperation, type Execution, findSubject } from "../../../../src/core/operation/execution/executions.ts";
import type { RulesLook, Seen, Sight, StrangeRules, WorkflowLook } from "../../../../src/core/operation/execution/sight.ts";
import { describeShape } from "../../../../src/core/operation/outcome/verdict.ts";
import { isBegun } from "../../../../src/core/operation/outcome/begun.ts";
import { formatRules, findUnexplainedChanges } from "../../../../src/core/rules/change.ts";
import { restoreLines } from "../../../../src/core/rules/restore.ts";
import { toRulesStep } from "../../../../src/core/operation/execution/rules-step.ts";
import type { Instant } from "../../../../src/core/readings/readings.ts";
import type { PersonId } from "../../../../src/core/people/people.ts";
import { standingIn } from "./people.ts";
import { holdersOf, readingOf, rulesOf, vdiffOf } from "./readings.ts";
import { nowOn, requestOf, type Harness } from "./harness.ts";
import { SAVED } from "./starts.ts";
import { shown, type World } from "./world.ts";

/** One look, and what was really true when it was taken. */
export interface Look {
  readonly at: Instant;
  readonly world: World;
  /** Who is known to be in the approvers' group; missing while that is unknown. */
  readonly members?: ReadonlySet<PersonId>;
}

const LOOKS = new WeakMap<Seen, Look>();

/** What was really true at the look that a sight came from. */
export function lookBehind(seen: Seen): Look {
  const found = LOOKS.get(seen);
  if (found === undefined) throw new Error("a sight that no look gave");
  return found;
}

/** Looks as `operations/carry-out/look.ts` does: at everything for a workflow, at the rules alone for a restore. */
export function takeLook(harness: Harness, execution: Execution): Sight {
  const { world } = harness.vitess;
  if (!world.readable) return { kind: "unreadable", fault: { kind: "unreachable", text: "vtctld does not answer" } };
  const { proposal, state } = execution;
  const rules = rulesOf(shown(world));
  const look = proposal.kind === "restore" ? rulesLook(harness, execution) : workflowLook(harness, execution);
  const subject = findSubject(execution);
  const strange = strangeRules(harness, execution);
  const seen: Seen = {
    look,
    shape: look.kind === "rules" || subject === undefined ? formatRules(rules) : describeShape(subject, look.reading),
    rules,
    standing: standingIn(harness.people, requestOf(harness, execution)),
    blocked: isLookedAt(execution, look) && world.blocked ? ["a schema change runs on corder"] : [],
    major: world.major,
    ...(strange === undefined ? {} : { strange }),
  };
  const { isKnown, members } = harness.people;
  LOOKS.set(seen, { at: nowOn(harness), world: shown(world), ...(isKnown ? { members: new Set(members) } : {}) });
  if (state.kind === "ended") throw new Error("nobody looks for what has ended");
  return { kind: "seen", seen };
}

function workflowLook({ vitess: { world } }: Harness, { proposal, state }: Execution): WorkflowLook {
  const vdiff = world.forward !== undefined && proposal.kind === "workflow" && state.kind !== "calling" ? vdiffOf(world) : undefined;
  return { kind: "workflow", reading: readingOf(world), ...(vdiff === undefined ? {} : { vdiff }) };
}

function rulesLook({ vitess: { world } }: Harness, { proposal }: Execution): RulesLook {
  const restore = { now: rulesOf(world), saved: rulesOf(SAVED) };
  const isAsShown = proposal.kind === "restore" && formatRules(restore.now, ["tables"]) === proposal.restore.shownAgainst;
  const difference = isAsShown ? [] : restoreLines(restore, ["tables"]);
  const rest = difference.length === 0 && !isAsShown ? ["the rules are other than those that were shown"] : difference;
  return { kind: "rules", at: world.now, lockHolders: holdersOf(world), restore, difference: rest };
}

/** Preflight runs again in the states from which a call goes, and not for a switch that only has to be finished. */
function isLookedAt(execution: Execution, look: Seen["look"]): boolean {
  const { state } = execution;
  const operation = findWorkflowOperation(execution);
  const subject = findSubject(execution);
  if (look.kind !== "workflow" || subject === undefined || (state.kind !== "ready" && state.kind !== "held")) return false;
  if (operation?.verb === "switch") return !isBegun({ reading: look.reading, subject });
  return operation?.verb === "complete";
}

function strangeRules({ vitess, snapshots }: Harness, execution: Execution): StrangeRules | undefined {
  const { state, proposal } = execution;
  if (state.kind !== "calling" || state.call.snapshot === undefined) return undefined;
  const before = snapshots.get(state.call.snapshot)?.rules;
  if (before === undefined) return { kind: "not-compared" };
  const saved = proposal.kind === "restore" ? rulesOf(SAVED) : undefined;
  const changes = findUnexplainedChanges(before, rulesOf(vitess.world), toRulesStep(execution, state.left[0].tabletTypes, saved));
  return changes.length === 0 ? undefined : { kind: "changed", changes, total: changes.length };
}
