import type { CancelOptions, SwitchOptions } from "../../options/options.ts";
import type { MoveName } from "../../vitess/names.ts";
import type { OutcomeFact } from "./outcomes.ts";
import { isFrozen, isRunning } from "../../move/phase.ts";
import type { Reading } from "../../readings/readings.ts";
import type { RescueFacts, WorkflowFacts } from "../request/facts.ts";
import type { WorkflowOperation } from "../request/operations.ts";
import { areRulesLeft, findEndingFacts, areTablesLeft } from "./ending-findings.ts";
import type { Sides } from "../../move/blocked-writes.ts";
import { findUnserved } from "../../move/serving.ts";
import { type Denied, findDenials, type Routing, deriveRouting, type Share, parseShare, deriveTraffic } from "../../move/traffic.ts";
import { selectRulesNaming } from "../../move/rules-of.ts";
import type { TabletType } from "../../options/kinds.ts";

/** The approved facts that identify a move, as far as a verdict needs them. */
export type Subject = { readonly move: MoveName } & Pick<
  WorkflowFacts & RescueFacts,
  "sourceKeyspace" | "sourceShards" | "targetShards" | "tables"
> &
  Pick<WorkflowFacts, "kind">;

/**
 * What a reading says about an operation's goal.
 * - `done`: every sign that Vitess gives shows the goal reached.
 * - `unfinished`: past the point of no return, with steps missing; only repeating the operation is right.
 * - `untouched`: nothing differs from the reading before.
 * - `between`: something changed, the goal is not reached, and it can still go either way.
 */
export type Verdict =
  | { readonly kind: "done" }
  | { readonly kind: "untouched" }
  | { readonly kind: "unfinished" | "between"; readonly findings: readonly OutcomeFact[] };

/** The operation to judge; `types` are those of one step or of the whole plan. */
export interface GoalOfCall {
  readonly operation: WorkflowOperation;
  readonly types: readonly TabletType[];
  readonly subject: Subject;
}

/** Judges an operation's goal by a reading taken after its call. `isUntouched`: {@link describeShape} is the same as before. */
export function reachVerdict(wanted: GoalOfCall, isUntouched: boolean, after: Reading): Verdict {
  if (isDone(wanted, after)) return { kind: "done" };
  const { operation, subject } = wanted;
  const findings = listOutcomeFacts(operation, subject, after);
  // Tables that an end would drop may have been missing before it; a half-done switch is unfinished whatever this call did.
  if (isEndingOperation(operation) && isUntouched) return { kind: "untouched" };
  if (isPastReturn(wanted, after)) return { kind: "unfinished", findings };
  return isUntouched ? { kind: "untouched" } : { kind: "between", findings };
}

/** True when nothing is left to do; before the first call that means `already-so`. */
export function isDone({ operation, types, subject }: GoalOfCall, reading: Reading): boolean {
  switch (operation.verb) {
    case "switch":
      return isSwitched(subject, types, operation.options, reading);
    case "reverse":
      return isReversed(subject, types, operation.options.cells, reading);
    case "complete":
      return isEnded(subject, reading, operation.options, "source");
    case "cancel":
    case "delete":
      return isEnded(subject, reading, operation.options, "target");
    default:
      return operation satisfies never;
  }
}

/** Every fact about traffic and leftovers that people must know when an operation did not simply succeed. */
export function listOutcomeFacts(operation: WorkflowOperation, subject: Subject, reading: Reading): readonly OutcomeFact[] {
  const found: readonly (OutcomeFact | false)[] = isEndingOperation(operation)
    ? findEndingFacts(operation.verb, subject, reading)
    : findTrafficFacts(operation, subject, reading);
  return found.filter((finding) => finding !== false);
}

type Ending = Extract<WorkflowOperation, { verb: "complete" | "cancel" | "delete" }>;

function isEndingOperation(operation: WorkflowOperation): operation is Ending {
  return operation.verb === "complete" || operation.verb === "cancel" || operation.verb === "delete";
}

/** Likewise without an operation: for a rescue, which is about writes as well. */
export function findTrafficFacts(
  operation: WorkflowOperation | undefined,
  subject: Subject,
  reading: Reading,
): readonly (OutcomeFact | false)[] {
  const traffic = deriveTraffic(reading, subject.tables, subject.sourceKeyspace, subject.move.targetKeyspace);
  const { source, target } = findSubjectDenials(subject, reading);
  const { workflow, reverse } = reading;
  const switched = traffic.writes === "all";
  const wantsReverse = operation?.verb === "switch" && operation.options.enableReverseReplication;
  return [
    ({ all: "reads-switched", some: "reads-partly-switched", none: "reads-not-switched" } as const)[traffic.reads],
    ({ all: "writes-switched", some: "writes-partly-switched", none: "writes-not-switched" } as const)[traffic.writes],
    source !== "none" && target !== "none" && "both-sides-deny-writes",
    source === "none" && target === "none" && !deniesNothing(deriveSubjectRouting(subject, reading)) && "no-side-denies-writes",
    source !== "none" && target === "none" && !switched && "source-denies-writes",
    target !== "none" && source === "none" && switched && "target-denies-writes",
    workflow === undefined && "workflow-gone",
    findUnserved(toSides(subject), reading) !== undefined && "rules-not-served",
    reading.servedUnread !== undefined && "served-unread",
    switched && workflow !== undefined && !isFrozen(workflow) && "not-frozen",
    switched && wantsReverse && reverse === undefined && "reverse-missing",
    switched && wantsReverse && reverse !== undefined && !isRunning(reverse) && "reverse-not-running",
    !switched && workflow !== undefined && !isRunning(workflow) && "forward-not-running",
    reading.lockHolders.length > 0 && "workflow-locked",
  ];
}

/**
 * A switch of writes has succeeded only when rules, traffic state, denied tables, FROZEN and the running reverse workflow all say so: a
 * vtctld killed after the journal leaves everything but the last two (docs/facts/switch-traffic.md#killed-after-journal).
 */
function isSwitched(
  subject: Subject,
  types: readonly TabletType[],
  { cells, enableReverseReplication }: Pick<SwitchOptions, "cells" | "enableReverseReplication">,
  reading: Reading,
): boolean {
  const { workflow, reverse } = reading;
  const routing = deriveSubjectRouting(subject, reading);
  if (workflow === undefined || !isRouted(reading, routing, { types, cells }, "all")) return false;
  if (!types.includes("PRIMARY")) return true;
  const { source, target } = findSubjectDenials(subject, reading);
  const isGuarded = deniesNothing(routing) || (source === "all" && target === "none");
  return isGuarded && isFrozen(workflow) && (!enableReverseReplication || (reverse !== undefined && isRunning(reverse)));
}

function isReversed(subject: Subject, types: readonly TabletType[], cells: readonly string[], reading: Reading): boolean {
  const { workflow } = reading;
  const routing = deriveSubjectRouting(subject, reading);
  if (workflow === undefined || !isRouted(reading, routing, { types, cells }, "none")) return false;
  if (!types.includes("PRIMARY")) return true;
  const { source, target } = findSubjectDenials(subject, reading);
  return (deniesNothing(routing) || (source === "none" && target === "all")) && isRunning(workflow);
}

/** True when both workflows are gone, and all that the options do not keep. `side` is the one whose tables the operation drops. */
function isEnded(
  subject: Subject,
  reading: Reading,
  options: Pick<CancelOptions, "keepData" | "keepRoutingRules" | "ignoreSourceKeyspace">,
  side: "source" | "target",
): boolean {
  const { ignoreSourceKeyspace: ignoresSource } = options;
  if (reading.workflow !== undefined || (reading.reverse !== undefined && !ignoresSource)) return false;
  if (!options.keepRoutingRules && areRulesLeft(subject, reading)) return false;
  const { source, target } = findSubjectDenials(subject, reading);
  // Cancelling one tenant's move deletes that tenant's rows; the tables stay with the rows of the others.
  const staysThere = options.keepData || (side === "target" && subject.kind === "tenant");
  // Everything at the source stays.
  if (ignoresSource) return target === "none" && (side === "source" || staysThere || !areTablesLeft(subject, reading.targetTables));
  // The target serves what is switched, so the source is right to go on denying it.
  if (subject.kind === "shards" && options.keepRoutingRules && options.keepData) return true;
  // If Vitess keeps the data it keeps the denied tables too (docs/facts/cancel-and-complete.md#keep-data). Denied tables at the other side
  // mean that the move was ended the other way round.
  if (options.keepData) return (side === "source" ? target : source) === "none";
  if (source !== "none" || target !== "none") return false;
  return staysThere || !areTablesLeft(subject, side === "source" ? reading.sourceTables : reading.targetTables);
}

function isPastReturn({ operation, types, subject }: GoalOfCall, reading: Reading): boolean {
  switch (operation.verb) {
    case "switch":
      return types.includes("PRIMARY") && !isWhole(deriveSubjectRouting(subject, reading), "none");
    case "reverse":
      return types.includes("PRIMARY") && !isWhole(deriveSubjectRouting(subject, reading), "all");
    case "complete":
      return reading.workflow === undefined || !subject.tables.every((table) => reading.sourceTables.includes(table));
    case "cancel":
    case "delete":
      return reading.workflow === undefined || !subject.tables.every((table) => reading.targetTables.includes(table));
    default:
      return operation satisfies never;
  }
}

/** The parts of a reading that an operation changes, as one comparable text. */
export function describeShape(subject: Subject, reading: Reading): string {
  const traffic = deriveTraffic(reading, subject.tables, subject.sourceKeyspace, subject.move.targetKeyspace);
  const streams = [reading.workflow, reading.reverse].map((one) =>
    one?.streams.map((stream) => `${stream.id}:${stream.state}:${stream.message}`).toSorted(),
  );
  const rules = selectRulesNaming(reading.rules.tables, subject.tables, [subject.sourceKeyspace, subject.move.targetKeyspace]);
  const unserved = findUnserved(toSides(subject), reading);
  const routes = rules.map((rule) => `${rule.from}>${rule.to.join("+")}`).toSorted();
  return JSON.stringify([
    traffic,
    findSubjectDenials(subject, reading),
    streams,
    routes,
    reading.sourceTables,
    reading.targetTables,
    ...(unserved === undefined ? [] : [unserved]),
  ]);
}

function deriveSubjectRouting(subject: Subject, reading: Reading): Routing {
  return deriveRouting(reading, subject.tables, subject.sourceKeyspace, subject.move.targetKeyspace);
}

/** True when the saved rules and every cell give this share of writes: Vitess saves rules past the point of no return. */
function isWhole(routing: Routing, want: Share): boolean {
  return routing.share("PRIMARY") === want && routing.saved("PRIMARY") === want;
}

/** True when every named cell serves it. */
function isRouted(
  reading: Reading,
  routing: Routing,
  { types, cells }: { readonly types: readonly TabletType[]; readonly cells: readonly string[] },
  want: "all" | "none",
): boolean {
  const { trafficState, served } = reading;
  // The saved rules must agree: whatever is served next serves them as well.
  const isThere = (type: TabletType): boolean =>
    routing.share(type, type === "PRIMARY" ? [] : cells) === want && routing.saved(type) === want;
  if (trafficState === undefined || !types.every(isThere)) return false;
  // Vitess's words mix both documents, so they count only where what is served is unknown.
  if (served !== undefined) return true;
  // For a shard-by-shard move Vitess's words describe all shards of the keyspace together.
  return routing.by === "shards" || types.every((type) => parseShare(trafficState, type, cells) === want);
}

/** A multi-tenant move switches whole keyspaces: Vitess denies no table for it. */
function deniesNothing(routing: Routing): boolean {
  return routing.by === "keyspaces";
}

/** Which side denies writes to the tables of a move. */
export function findSubjectDenials(subject: Subject, reading: Reading): Denied {
  return findDenials(reading, toSides(subject), subject.tables);
}

export function toSides({ move, sourceKeyspace, sourceShards, targetShards, tables }: Subject): Sides {
  return { sourceKeyspace, sourceShards, targetKeyspace: move.targetKeyspace, targetShards, tables };
}
