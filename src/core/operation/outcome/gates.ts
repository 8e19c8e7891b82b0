import type { BrokenCall } from "../../move/broken-call.ts";
import type { CancelOptions } from "../../options/options.ts";
import type { OperationRefusal } from "./outcomes.ts";
import { findFollowed, type Move, findOutageCall } from "../../move/moves.ts";
import {
  A_SWITCH_LASTS_MS,
  hasError,
  isBack,
  isCopying,
  isCutOver,
  isFrozen,
  isRunning,
  isStoppedAfterCopy,
  isSwitching,
} from "../../move/phase.ts";
import type { Instant, Reading, Workflow } from "../../readings/readings.ts";
import type { RescueFacts } from "../request/facts.ts";
import { findBlockedWrites, areWritesRoutedToSide, findSideShards, type Sides } from "../../move/blocked-writes.ts";
import { deriveMoveKind, type MoveKind, doReadsStay } from "../../move/kind.ts";
import { servingHeals, findUnserved } from "../../move/serving.ts";
import { toRuleSuffix, deriveTraffic } from "../../move/traffic.ts";
import { findSubjectDenials, toSides, type Subject, type GoalOfCall } from "./verdict.ts";
import type { TabletType } from "../../options/kinds.ts";

/** What stands in the way of an operation now: a refusal, or something that passes by itself. */
export type Gate =
  | { readonly kind: "open" }
  | { readonly kind: "closed"; readonly reason: OperationRefusal }
  | { readonly kind: "wait"; readonly reason: "lag"; readonly lagSeconds: number; readonly limitSeconds: number }
  | { readonly kind: "wait"; readonly reason: "locked" };

/**
 * What stands between an operation and its call. Checks what Vitess's dry run misses: stopped streams, streams that never found a source, a
 * missing reverse workflow (docs/facts/switch-traffic.md#dry-run-misses). `maxLagSeconds` is the stricter of both settings.
 */
export function decideGate({ operation, types, subject }: GoalOfCall, reading: Reading, maxLagSeconds: number): Gate {
  const { workflow } = reading;
  if (workflow === undefined) return closeGate("workflow-missing");
  if (reading.lockHolders.length > 0) return { kind: "wait", reason: "locked" };
  const traffic = deriveTraffic(reading, subject.tables, subject.sourceKeyspace, subject.move.targetKeyspace);
  const kind = deriveMoveKind(reading);
  const isTraffic = operation.verb === "switch" || operation.verb === "reverse";
  if (isTraffic && kind === "shards" && !types.includes("PRIMARY")) return closeGate("shards-go-together");
  switch (operation.verb) {
    case "switch":
      if (kind === "tenant" && traffic.writes === "none" && findSubjectDenials(subject, reading).target !== "none")
        return closeGate("target-denies-writes");
      if (mirrorsDoNotFit(reading, subject, types)) return closeGate("mirror-rules-left");
      // If a switch was cut off, before or after it moved the writes, the same switch finishes it, whatever its streams look like.
      return traffic.writes === "none" && !isCutOver(workflow) ? switchGate(workflow, maxLagSeconds) : openGate();
    case "reverse":
      // Likewise for a reverse that was cut off, by analogy with the switch (docs/facts/switch-traffic.md#killed-after-journal).
      if (reading.reverse !== undefined && isCutOver(reading.reverse)) return openGate();
      if (traffic.reads === "none" && traffic.writes === "none") return closeGate("not-switched");
      if ((kind === "tenant" && types.includes("PRIMARY")) || doReadsStay(reading)) return closeGate("tenant-stays");
      return types.includes("PRIMARY") && traffic.writes !== "none" ? reverseGate(reading.reverse, maxLagSeconds) : openGate();
    case "complete":
      // A switch that was cut off looks switched; dropping the source's tables would then lose rows that only they have.
      if (isCutOver(workflow) || (traffic.writes !== "none" && !isFrozen(workflow))) return closeGate("switch-unfinished");
      if (traffic.writes !== "all") return closeGate("not-switched");
      if (reading.servedUnread !== undefined) return closeGate("served-unread");
      return traffic.reads === "all" ? openGate() : closeGate("reads-left");
    case "cancel":
    // Before Vitess 18 nothing else checks this: the streams would go, and with them what finishes or reverses the switch.
    case "delete":
      if (traffic.writes !== "none") return isCleanUp(operation.options, kind) ? openGate() : closeGate("already-switched");
      if (reading.cancelWantsReadsBack === true && traffic.reads !== "none") return closeGate("reads-switched");
      // A cell that cannot be read may still send applications to what this drops.
      if (reading.servedUnread !== undefined && !operation.options.keepData) return closeGate("served-unread");
      // Denied tables stay with the data, and nobody is offered a rescue once a move is over.
      if (operation.options.keepData && findBlockedWrites(toSides(subject), reading).denied.length > 0) return closeGate("writes-denied");
      // Rules that stay would keep sending reads to a target that is dropped or no longer kept up to date.
      return operation.options.keepRoutingRules && traffic.reads !== "none" ? closeGate("already-switched") : openGate();
    default:
      return operation satisfies never;
  }
}

/** The only way Vitess can end a switched shard-by-shard move: the streams go, the tables and the rules that route them stay. */
function isCleanUp({ keepData, keepRoutingRules }: CancelOptions, kind: MoveKind): boolean {
  return kind === "shards" && keepData && keepRoutingRules;
}

/**
 * SwitchTraffic removes the mirror rules of the types that it switches if each table has one for each type; if only some do, it fails with
 * `wrong number of pre-existing mirror rules` (docs/facts/mirror-traffic.md#left-over-rules). Reads and writes are checked apart.
 */
function mirrorsDoNotFit({ rules }: Reading, { tables, sourceKeyspace }: Subject, types: readonly TabletType[]): boolean {
  const mirrored = new Set(rules.mirrors.map((rule) => rule.from));
  return [types.filter((type) => type !== "PRIMARY"), types.filter((type) => type === "PRIMARY")].some((group) => {
    const names = group.flatMap((type) => tables.map((table) => `${sourceKeyspace}.${table}${toRuleSuffix(type)}`));
    const found = names.filter((name) => mirrored.has(name)).length;
    return found > 0 && found < names.length;
  });
}

/** How far the clocks of vtctld's host and the store may disagree. */
const CLOCKS_DIFFER_MS = 5_000;

/** True while somebody who may be alive holds the workflow's lock: neither an old holder nor Tandem's own call that is known to be dead. */
export function mayBeAlive({ at, lockHolders }: Pick<Reading, "at" | "lockHolders">, broken: BrokenCall | undefined): boolean {
  if (!isSwitching({ at, lockHolders })) return false;
  if (broken === undefined) return true;
  const isOurs = (since: Instant): boolean => since >= broken.startedAt - CLOCKS_DIFFER_MS && since <= broken.brokeAt + CLOCKS_DIFFER_MS;
  return !lockHolders.every(({ since }) => since !== undefined && isOurs(since));
}

/**
 * Tandem unblocks writes at a side only while routing sends the denied tables' writes there and no live switch could move them away
 * (docs/facts/denied-tables.md#giving-writes-back); after a finished switch only its own rules are right
 * (docs/facts/routing-and-serving.md#two-writers). If some tables are switched and no stream carries the others after them, writes at the
 * source would be lost. If the move's workflow is gone, its reverse workflow tells whether the switch still counts.
 */
export function decideRescueGate(
  { side, denied, refreshOnly, ...subject }: Subject & Pick<RescueFacts, "side" | "denied" | "refreshOnly">,
  reading: Reading,
  broken: BrokenCall | undefined,
): Gate {
  const { workflow, reverse } = reading;
  if (findSideShards(reading) === undefined) return closeGate("workflow-missing");
  // Having a tablet read what the topology says is right at any time.
  if (refreshOnly === true) return openGate();
  if (denied.length === 0) return closeGate("nothing-denied");
  // Saved and served rules lead to different sides: unblocking writes at either would be wrong once the other takes effect.
  if (findUnserved(toSides(subject), reading)?.writes === true) return closeGate("serving-not-proven");
  if (mayBeAlive(reading, broken)) return closeGate("switch-alive");
  const isThere = areWritesRoutedToSide(toSides(subject), side, denied, reading);
  if (side === "target") return isThere ? openGate() : closeGate("nothing-denied");
  if (!isThere) return closeGate("routed-to-target");
  const isSwitched = workflow === undefined ? reverse !== undefined && !isBack(reverse) : isFrozen(workflow);
  if (isSwitched) return closeGate("rules-lost");
  const { writes } = deriveTraffic(reading, subject.tables, subject.sourceKeyspace, subject.move.targetKeyspace);
  return writes === "none" || (workflow !== undefined && isRunning(workflow)) ? openGate() : closeGate("routed-to-target");
}

/**
 * One operator may have the saved rules served only if applications cannot write now, and the saved rules and the denied tables prove that
 * they can afterwards; moving reads that a canary left in place takes votes. It takes no lock: a live switch would do the same next.
 * `others`: what else it would change, where that is known. Behind broken glass it need not be urgent.
 */
export function serveGate(
  sides: Sides,
  reading: Reading,
  { others = [], isGlassBroken = false }: { readonly others?: readonly string[] | undefined; readonly isGlassBroken?: boolean } = {},
): Gate {
  if (findSideShards(reading) === undefined) return closeGate("workflow-missing");
  if (reading.servedUnread !== undefined) return closeGate("served-unread");
  const unserved = findUnserved(sides, reading);
  if (unserved === undefined) return closeGate("nothing-denied");
  if (!isGlassBroken && (!unserved.writes || findBlockedWrites(sides, reading).denied.length === 0)) return closeGate("serving-not-urgent");
  return others.length === 0 && servingHeals(sides, reading) ? openGate() : closeGate("serving-not-proven");
}

/**
 * True when a switch must be over although no lock shows it: the alarm has lasted longer than a switch does, or Tandem knows whose call
 * caused it.
 */
export function isOverByTime(move: Pick<Move, "state">, now: Instant): boolean {
  const since = findFollowed(move)?.told.alarmSince;
  return findOutageCall(move, now) !== undefined || (since !== undefined && now - since >= A_SWITCH_LASTS_MS);
}

function switchGate(workflow: Workflow, maxLagSeconds: number): Gate {
  // Neither a start nor a switch repairs this: only the rules of the finished switch do.
  if (isFrozen(workflow)) return closeGate("rules-lost");
  if (workflow.streams.some(hasError)) return closeGate("streams-not-running");
  const idle = workflow.streams.filter((stream) => stream.position === "");
  // Created but not started: it lacks a start, not a tablet to read from.
  if (idle.length > 0 && idle.every((stream) => stream.state === "Stopped")) return closeGate("streams-not-running");
  if (workflow.streams.length === 0 || idle.length > 0) return closeGate("stream-never-started");
  if (isCopying(workflow)) return closeGate("still-copying");
  // Vitess switches it if nobody wrote at the source since (docs/facts/streams-and-copy.md#stopped-after-copy). Its lag means nothing.
  if (isStoppedAfterCopy(workflow)) return openGate();
  if (workflow.streams.some((stream) => stream.state !== "Running")) return closeGate("streams-not-running");
  return decideLagGate(workflow, maxLagSeconds);
}

function reverseGate(reverse: Workflow | undefined, maxLagSeconds: number): Gate {
  if (reverse === undefined || !isRunning(reverse)) return closeGate("no-reverse-workflow");
  return decideLagGate(reverse, maxLagSeconds);
}

function decideLagGate(workflow: Workflow, limitSeconds: number): Gate {
  if (workflow.lag.kind === "copying") return closeGate("still-copying");
  const lagSeconds = workflow.lag.value;
  return lagSeconds > limitSeconds ? { kind: "wait", reason: "lag", lagSeconds, limitSeconds } : openGate();
}

function openGate(): Gate {
  return { kind: "open" };
}

function closeGate(reason: OperationRefusal): Gate {
  return { kind: "closed", reason };
}
