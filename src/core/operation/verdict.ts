import type { CancelOptions, SwitchOptions, TabletType } from "../options/options.ts";
import type { MoveName } from "../vitess/names.ts";
import type { Finding } from "./outcomes.ts";
import { isFrozen, isRunning } from "../move/phase.ts";
import type { Reading } from "../readings/readings.ts";
import type { RescueFacts, WorkflowFacts } from "./facts.ts";
import type { WorkflowOperation } from "./operations.ts";
import { areRulesLeft, endingFindings, areTablesLeft } from "./ending-findings.ts";
import type { Sides } from "../move/blocked-writes.ts";
import { unservedOf } from "../move/serving.ts";
import { type Denied, denialsOf, type Routing, routingOf, type Share, shareInWords, trafficOf } from "../move/traffic.ts";
import { rulesNaming } from "../move/rules-of.ts";

/** What a move is, as far as a verdict on it needs: the approved facts that name it. */
export type Subject = { readonly move: MoveName } & Pick<
  WorkflowFacts & RescueFacts,
  "sourceKeyspace" | "sourceShards" | "targetShards" | "tables"
> &
  Pick<WorkflowFacts, "kind">;

/**
 * What a reading says of an operation's goal.
 * - `done`: everything that was wanted is so, by every sign that Vitess gives.
 * - `unfinished`: past the point of no return, with steps missing; only the same operation again is right.
 * - `untouched`: nothing differs from the reading before.
 * - `between`: something changed, the goal is not reached, and it can still go either way.
 */
export type Verdict =
  | { readonly kind: "done" }
  | { readonly kind: "untouched" }
  | { readonly kind: "unfinished" | "between"; readonly findings: readonly Finding[] };

/** An operation on a workflow, as far as it is judged: the types are those of one step, or of the whole plan. */
export interface Wanted {
  readonly operation: WorkflowOperation;
  readonly types: readonly TabletType[];
  readonly subject: Subject;
}

/** Judges what an operation wanted by a reading after it. `isUntouched`: {@link shapeOf} is what it was before. */
export function verdictOf(wanted: Wanted, isUntouched: boolean, after: Reading): Verdict {
  if (isDone(wanted, after)) return { kind: "done" };
  const { operation, subject } = wanted;
  const findings = findingsOf(operation, subject, after);
  // A switch that is half done stays so, whatever this call did to it. Tables that an end would drop can have been missing before.
  if (isEnding(operation) && isUntouched) return { kind: "untouched" };
  if (isPastReturn(wanted, after)) return { kind: "unfinished", findings };
  return isUntouched ? { kind: "untouched" } : { kind: "between", findings };
}

/** True when nothing is left to do: asked before the first call it means `already-so`. */
export function isDone({ operation, types, subject }: Wanted, reading: Reading): boolean {
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

/** Every fact about traffic and leftovers that a person must know when an operation did not simply succeed. */
export function findingsOf(operation: WorkflowOperation, subject: Subject, reading: Reading): readonly Finding[] {
  const found: readonly (Finding | false)[] = isEnding(operation)
    ? endingFindings(operation.verb, subject, reading)
    : trafficFindings(operation, subject, reading);
  return found.filter((finding) => finding !== false);
}

type Ending = Extract<WorkflowOperation, { verb: "complete" | "cancel" | "delete" }>;

function isEnding(operation: WorkflowOperation): operation is Ending {
  return operation.verb === "complete" || operation.verb === "cancel" || operation.verb === "delete";
}

/** The same for a rescue, which is about writes as well. */
export function trafficFindings(
  operation: WorkflowOperation | undefined,
  subject: Subject,
  reading: Reading,
): readonly (Finding | false)[] {
  const traffic = trafficOf(reading, subject.tables, subject.sourceKeyspace, subject.move.targetKeyspace);
  const { source, target } = denialsIn(subject, reading);
  const { workflow, reverse } = reading;
  const switched = traffic.writes === "all";
  const wantsReverse = operation?.verb === "switch" && operation.options.enableReverseReplication;
  return [
    ({ all: "reads-switched", some: "reads-partly-switched", none: "reads-not-switched" } as const)[traffic.reads],
    ({ all: "writes-switched", some: "writes-partly-switched", none: "writes-not-switched" } as const)[traffic.writes],
    source !== "none" && target !== "none" && "both-sides-deny-writes",
    source === "none" && target === "none" && !deniesNothing(routingFor(subject, reading)) && "no-side-denies-writes",
    source !== "none" && target === "none" && !switched && "source-denies-writes",
    target !== "none" && source === "none" && switched && "target-denies-writes",
    workflow === undefined && "workflow-gone",
    unservedOf(sidesOf(subject), reading) !== undefined && "rules-not-served",
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
  const routing = routingFor(subject, reading);
  if (workflow === undefined || !isRouted(reading, routing, { types, cells }, "all")) return false;
  if (!types.includes("PRIMARY")) return true;
  const { source, target } = denialsIn(subject, reading);
  const isGuarded = deniesNothing(routing) || (source === "all" && target === "none");
  return isGuarded && isFrozen(workflow) && (!enableReverseReplication || (reverse !== undefined && isRunning(reverse)));
}

function isReversed(subject: Subject, types: readonly TabletType[], cells: readonly string[], reading: Reading): boolean {
  const { workflow } = reading;
  const routing = routingFor(subject, reading);
  if (workflow === undefined || !isRouted(reading, routing, { types, cells }, "none")) return false;
  if (!types.includes("PRIMARY")) return true;
  const { source, target } = denialsIn(subject, reading);
  return (deniesNothing(routing) || (source === "none" && target === "all")) && isRunning(workflow);
}

/** Both workflows gone, and whatever the options did not ask to keep. `side` is the one whose tables the act drops. */
function isEnded(
  subject: Subject,
  reading: Reading,
  options: Pick<CancelOptions, "keepData" | "keepRoutingRules" | "ignoreSourceKeyspace">,
  side: "source" | "target",
): boolean {
  const { ignoreSourceKeyspace: ignoresSource } = options;
  if (reading.workflow !== undefined || (reading.reverse !== undefined && !ignoresSource)) return false;
  if (!options.keepRoutingRules && areRulesLeft(subject, reading)) return false;
  const { source, target } = denialsIn(subject, reading);
  // Cancelled, one tenant's rows go, and the tables stay with those of the others.
  const staysThere = options.keepData || (side === "target" && subject.kind === "tenant");
  // Whatever is at the source stays there.
  if (ignoresSource) return target === "none" && (side === "source" || staysThere || !areTablesLeft(subject, reading.targetTables));
  // What is switched is served by the target: the source is right to deny it still.
  if (subject.kind === "shards" && options.keepRoutingRules && options.keepData) return true;
  // With the data Vitess keeps the denied tables too (docs/facts/cancel-and-complete.md#keep-data). Denied tables at the other side mean
  // that the move was ended the other way round.
  if (options.keepData) return (side === "source" ? target : source) === "none";
  if (source !== "none" || target !== "none") return false;
  return staysThere || !areTablesLeft(subject, side === "source" ? reading.sourceTables : reading.targetTables);
}

function isPastReturn({ operation, types, subject }: Wanted, reading: Reading): boolean {
  switch (operation.verb) {
    case "switch":
      return types.includes("PRIMARY") && !isWhole(routingFor(subject, reading), "none");
    case "reverse":
      return types.includes("PRIMARY") && !isWhole(routingFor(subject, reading), "all");
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
export function shapeOf(subject: Subject, reading: Reading): string {
  const traffic = trafficOf(reading, subject.tables, subject.sourceKeyspace, subject.move.targetKeyspace);
  const streams = [reading.workflow, reading.reverse].map((one) =>
    one?.streams.map((stream) => `${stream.id}:${stream.state}:${stream.message}`).toSorted(),
  );
  const rules = rulesNaming(reading.rules.tables, subject.tables, [subject.sourceKeyspace, subject.move.targetKeyspace]);
  const unserved = unservedOf(sidesOf(subject), reading);
  const routes = rules.map((rule) => `${rule.from}>${rule.to.join("+")}`).toSorted();
  return JSON.stringify([
    traffic,
    denialsIn(subject, reading),
    streams,
    routes,
    reading.sourceTables,
    reading.targetTables,
    ...(unserved === undefined ? [] : [unserved]),
  ]);
}

function routingFor(subject: Subject, reading: Reading): Routing {
  return routingOf(reading, subject.tables, subject.sourceKeyspace, subject.move.targetKeyspace);
}

/** True when all writes go there by what is saved and by what every cell serves: rules are saved past the point of no return. */
function isWhole(routing: Routing, want: Share): boolean {
  return routing.share("PRIMARY") === want && routing.saved("PRIMARY") === want;
}

/** Every cell that was named serves it. */
function isRouted(
  reading: Reading,
  routing: Routing,
  { types, cells }: { readonly types: readonly TabletType[]; readonly cells: readonly string[] },
  want: "all" | "none",
): boolean {
  const { trafficState, served } = reading;
  // What is saved must say so as well: it is served with whatever is served next.
  const isThere = (type: TabletType): boolean =>
    routing.share(type, type === "PRIMARY" ? [] : cells) === want && routing.saved(type) === want;
  if (trafficState === undefined || !types.every(isThere)) return false;
  // The words mix both documents, and are believed only where what is served is not known.
  if (served !== undefined) return true;
  // Of a move that goes shard by shard the words speak for all shards of the keyspace together.
  return routing.by === "shards" || types.every((type) => shareInWords(trafficState, type, cells) === want);
}

/** A multi-tenant move switches whole keyspaces: Vitess denies no table for it. */
function deniesNothing(routing: Routing): boolean {
  return routing.by === "keyspaces";
}

/** Who denies writes to the tables of a move. */
export function denialsIn(subject: Subject, reading: Reading): Denied {
  return denialsOf(reading, sidesOf(subject), subject.tables);
}

/** The two sides of a move. */
export function sidesOf({ move, sourceKeyspace, sourceShards, targetShards, tables }: Subject): Sides {
  return { sourceKeyspace, sourceShards, targetKeyspace: move.targetKeyspace, targetShards, tables };
}
