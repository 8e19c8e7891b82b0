import type { Act } from "./acts.ts";
import type { CancelOptions, RuleDocument, SwitchOptions, TabletType } from "../options.ts";
import type { Finding } from "./outcomes.ts";
import { isFrozen, isRunning } from "../state/phase.ts";
import type { Reading } from "../readings.ts";
import type { Seal } from "./requests.ts";
import { rulesText } from "../rules/change.ts";
import { type ActReading, isRestored } from "../rules/restore.ts";
import { type Denied, deniedOf, type Routing, routingOf, rulesNaming, type Share, shareInWords, trafficOf } from "../state/traffic.ts";

/** What a move is, as far as a verdict on it needs: the sealed facts that name it. */
export type Subject = Pick<Seal, "move" | "sourceKeyspace" | "sourceShards" | "targetShards" | "tables">;

/**
 * What a reading says of an act's goal.
 * - `done`: everything the act wants is so, by every sign that Vitess gives.
 * - `unfinished`: past the point of no return, with steps missing; only the same act again is right.
 * - `untouched`: nothing differs from the reading before.
 * - `between`: something changed, the goal is not reached, and it can still go either way.
 */
export type Verdict =
  | { readonly kind: "done" }
  | { readonly kind: "untouched" }
  | { readonly kind: "unfinished" | "between"; readonly findings: readonly Finding[] };

/** Judges a step of an act by a reading after it. `isUntouched`: {@link shapeOf} is what it was before. */
export function verdictOf(
  act: Act,
  tabletTypes: readonly TabletType[],
  subject: Subject,
  isUntouched: boolean,
  after: ActReading,
): Verdict {
  if (isDone(act, tabletTypes, subject, after)) return { kind: "done" };
  const findings = findingsOf(act, subject, after);
  // A switch that is half done stays so, whatever this call did to it. Tables that an end would drop can have been missing before.
  if (isEnding(act) && isUntouched) return { kind: "untouched" };
  if (isPastReturn(act, tabletTypes, subject, after)) return { kind: "unfinished", findings };
  if (isUntouched) return { kind: "untouched" };
  return { kind: "between", findings };
}

/** True when the act has nothing left to do: asked before the first call it means `already-so`. */
export function isDone(act: Act, tabletTypes: readonly TabletType[], subject: Subject, reading: ActReading): boolean {
  switch (act.verb) {
    case "switch":
      return isSwitched(subject, tabletTypes, act.options, reading);
    case "reverse":
      return isReversed(subject, tabletTypes, act.options.cells, reading);
    case "complete":
      return isEnded(subject, reading, act.options, "source");
    case "cancel":
    case "delete":
      return isEnded(subject, reading, act.options, "target");
    case "restore":
      return reading.restore !== undefined && isRestored(reading.restore, act.options.documents);
    case "rescue":
      return denied(subject, reading).source === "none";
    // Of an override Vitess knows nothing; the record is all of it.
    case "override":
      return true;
    default:
      return act satisfies never;
  }
}

/** Every fact about traffic and leftovers that a person must know when an act did not simply succeed. */
export function findingsOf(act: Act, subject: Subject, reading: ActReading): readonly Finding[] {
  if (act.verb === "restore") return restoreFindings(act.options.documents, reading);
  const found: readonly (Finding | false)[] = isEnding(act)
    ? endingFindings(act.verb, subject, reading)
    : trafficFindings(act, subject, reading);
  return found.filter((finding) => finding !== false);
}

type Ending = Extract<Act, { verb: "complete" | "cancel" | "delete" }>;

function isEnding(act: Act): act is Ending {
  return act.verb === "complete" || act.verb === "cancel" || act.verb === "delete";
}

function restoreFindings(documents: readonly RuleDocument[], { restore, lockHolders }: ActReading): readonly Finding[] {
  if (restore === undefined) return ["state-unreadable"];
  const found: readonly (Finding | false)[] = [
    !isRestored(restore, documents) && "rules-differ",
    lockHolders.length > 0 && "workflow-locked",
  ];
  return found.filter((finding) => finding !== false);
}

function trafficFindings(act: Act, subject: Subject, reading: Reading): readonly (Finding | false)[] {
  const traffic = trafficOf(reading, subject.tables, subject.sourceKeyspace, subject.move.targetKeyspace);
  const { source, target } = denied(subject, reading);
  const { workflow, reverse } = reading;
  const switched = traffic.writes === "all";
  const wantsReverse = act.verb === "switch" && act.options.enableReverseReplication;
  return [
    ({ all: "reads-switched", some: "reads-partly-switched", none: "reads-not-switched" } as const)[traffic.reads],
    ({ all: "writes-switched", some: "writes-partly-switched", none: "writes-not-switched" } as const)[traffic.writes],
    source !== "none" && target !== "none" && "both-sides-deny-writes",
    source === "none" && target === "none" && !deniesNothing(routingFor(subject, reading)) && "no-side-denies-writes",
    source !== "none" && target === "none" && !switched && "source-denies-writes",
    target !== "none" && source === "none" && switched && "target-denies-writes",
    workflow === undefined && "workflow-gone",
    switched && workflow !== undefined && !isFrozen(workflow) && "not-frozen",
    switched && wantsReverse && reverse === undefined && "reverse-missing",
    switched && wantsReverse && reverse !== undefined && !isRunning(reverse) && "reverse-not-running",
    !switched && workflow !== undefined && !isRunning(workflow) && "forward-not-running",
    reading.lockHolders.length > 0 && "workflow-locked",
  ];
}

function endingFindings(verb: Ending["verb"], subject: Subject, reading: Reading): readonly (Finding | false)[] {
  const keyspaces = [subject.sourceKeyspace, subject.move.targetKeyspace];
  return [
    reading.workflow !== undefined ? "workflow-left" : "workflow-gone",
    reading.reverse !== undefined && "reverse-left",
    rulesNaming(reading.rules.tables, subject.tables, keyspaces).length > 0 && "rules-left",
    verb === "complete" && left(subject, reading.sourceTables) && "source-tables-left",
    verb !== "complete" && left(subject, reading.targetTables) && "target-tables-left",
    reading.denied.some((one) => one.tables.some((table) => subject.tables.includes(table))) && "denied-tables-left",
    reading.lockHolders.length > 0 && "workflow-locked",
  ];
}

/**
 * A switch of writes has succeeded only when rules, traffic state, denied tables, FROZEN and the running reverse workflow all say so:
 * a vtctld killed after the journal leaves everything but the last two (vitess.md, 23.0.3 item 27).
 */
function isSwitched(
  subject: Subject,
  types: readonly TabletType[],
  { cells, enableReverseReplication }: Pick<SwitchOptions, "cells" | "enableReverseReplication">,
  reading: Reading,
): boolean {
  const { workflow, reverse } = reading;
  const routing = routingFor(subject, reading);
  if (workflow === undefined || !isRouted(reading, routing, types, cells, "all")) return false;
  if (!types.includes("PRIMARY")) return true;
  const { source, target } = denied(subject, reading);
  const isGuarded = deniesNothing(routing) || (source === "all" && target === "none");
  return isGuarded && isFrozen(workflow) && (!enableReverseReplication || (reverse !== undefined && isRunning(reverse)));
}

function isReversed(subject: Subject, types: readonly TabletType[], cells: readonly string[], reading: Reading): boolean {
  const { workflow } = reading;
  const routing = routingFor(subject, reading);
  if (workflow === undefined || !isRouted(reading, routing, types, cells, "none")) return false;
  if (!types.includes("PRIMARY")) return true;
  const { source, target } = denied(subject, reading);
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
  const keyspaces = [subject.sourceKeyspace, subject.move.targetKeyspace];
  if (!options.keepRoutingRules && rulesNaming(reading.rules.tables, subject.tables, keyspaces).length > 0) return false;
  const { source, target } = denied(subject, reading);
  // Whatever is at the source stays there.
  if (ignoresSource) return target === "none" && (side === "source" || options.keepData || !left(subject, reading.targetTables));
  // Vitess leaves the denied tables together with the data (vitess.md §2.4, keep_data). Those of the other side say that the move was
  // ended the other way round.
  if (options.keepData) return (side === "source" ? target : source) === "none";
  return source === "none" && target === "none" && !left(subject, side === "source" ? reading.sourceTables : reading.targetTables);
}

function isPastReturn(act: Act, types: readonly TabletType[], subject: Subject, reading: Reading): boolean {
  switch (act.verb) {
    case "switch":
      return types.includes("PRIMARY") && routedShare(subject, reading, "PRIMARY") !== "none";
    case "reverse":
      return types.includes("PRIMARY") && routedShare(subject, reading, "PRIMARY") !== "all";
    case "complete":
      return reading.workflow === undefined || !subject.tables.every((table) => reading.sourceTables.includes(table));
    case "cancel":
    case "delete":
      return reading.workflow === undefined || !subject.tables.every((table) => reading.targetTables.includes(table));
    // The same restore, or that of another snapshot, is right at any time.
    case "restore":
      return false;
    // A table that is allowed again harms nobody: there is no half of it that must be finished.
    case "override":
    case "rescue":
      return false;
    default:
      return act satisfies never;
  }
}

/** The parts of a reading that an act changes, as one comparable text. */
export function shapeOf(subject: Subject, reading: ActReading): string {
  if (reading.restore !== undefined) return rulesText(reading.restore.now);
  const traffic = trafficOf(reading, subject.tables, subject.sourceKeyspace, subject.move.targetKeyspace);
  const streams = [reading.workflow, reading.reverse].map((one) =>
    one?.streams.map((stream) => `${stream.id}:${stream.state}:${stream.message}`).toSorted(),
  );
  const rules = rulesNaming(reading.rules.tables, subject.tables, [subject.sourceKeyspace, subject.move.targetKeyspace]);
  const routes = rules.map((rule) => `${rule.from}>${rule.to.join("+")}`).toSorted();
  return JSON.stringify([traffic, denied(subject, reading), streams, routes, reading.sourceTables, reading.targetTables]);
}

function routingFor(subject: Subject, reading: Reading): Routing {
  return routingOf(reading, subject.tables, subject.sourceKeyspace, subject.move.targetKeyspace);
}

function routedShare(subject: Subject, reading: Reading, type: TabletType): Share {
  return routingFor(subject, reading).share(type);
}

/** The rules say so, and Vitess's own words do not contradict them. */
function isRouted(
  reading: Reading,
  routing: Routing,
  types: readonly TabletType[],
  cells: readonly string[],
  want: "all" | "none",
): boolean {
  const { trafficState } = reading;
  if (trafficState === undefined || !types.every((type) => routing.share(type) === want)) return false;
  // Of a move that goes shard by shard the words speak for all shards of the keyspace together.
  return routing.by === "shards" || types.every((type) => shareInWords(trafficState, type, cells) === want);
}

/** A multi-tenant move switches whole keyspaces: Vitess denies no table for it. */
function deniesNothing(routing: Routing): boolean {
  return routing.by === "keyspaces";
}

function denied(subject: Subject, reading: Reading): Denied {
  const { sourceShards, targetShards, sourceKeyspace, move } = subject;
  return deniedOf(reading, { sourceKeyspace, sourceShards, targetKeyspace: move.targetKeyspace, targetShards }, subject.tables);
}

function left(subject: Subject, tables: readonly string[]): boolean {
  return subject.tables.some((table) => tables.includes(table));
}
