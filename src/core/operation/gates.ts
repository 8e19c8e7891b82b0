import type { BrokenCall } from "../move/broken-call.ts";
import type { CancelOptions, TabletType } from "../options/options.ts";
import type { OperationRefusal } from "./outcomes.ts";
import { followedState, type Move, outageCall } from "../move/moves.ts";
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
} from "../move/phase.ts";
import type { Instant, Reading, Workflow } from "../readings/readings.ts";
import type { RescueFacts } from "./facts.ts";
import { blockedWrites, leadTo, shardsIn, type Sides } from "../move/blocked-writes.ts";
import { kindOf, type MoveKind, doReadsStay } from "../move/kind.ts";
import { servingHeals, unservedOf } from "../move/serving.ts";
import { suffixOf, trafficOf } from "../move/traffic.ts";
import { denialsIn, sidesOf, type Subject, type Wanted } from "./verdict.ts";

/** What stands in the way of an act now: a plain no, or something that passes by itself. */
export type Gate =
  | { readonly kind: "open" }
  | { readonly kind: "closed"; readonly reason: OperationRefusal }
  | { readonly kind: "wait"; readonly reason: "lag"; readonly lagSeconds: number; readonly limitSeconds: number }
  | { readonly kind: "wait"; readonly reason: "locked" };

/**
 * What stands between an operation and its call. Looks for what Vitess's dry run does not see: stopped streams, streams that never found a
 * source, a missing reverse workflow (docs/facts/switch-traffic.md#dry-run-misses). `maxLagSeconds` is the stricter of both settings.
 */
export function gateOf({ operation, types, subject }: Wanted, reading: Reading, maxLagSeconds: number): Gate {
  const { workflow } = reading;
  if (workflow === undefined) return closeGate("workflow-missing");
  if (reading.lockHolders.length > 0) return { kind: "wait", reason: "locked" };
  const traffic = trafficOf(reading, subject.tables, subject.sourceKeyspace, subject.move.targetKeyspace);
  const kind = kindOf(reading);
  const isTraffic = operation.verb === "switch" || operation.verb === "reverse";
  if (isTraffic && kind === "shards" && !types.includes("PRIMARY")) return closeGate("shards-go-together");
  switch (operation.verb) {
    case "switch":
      if (kind === "tenant" && traffic.writes === "none" && denialsIn(subject, reading).target !== "none")
        return closeGate("target-denies-writes");
      if (mirrorsDoNotFit(reading, subject, types)) return closeGate("mirror-rules-left");
      // A switch was cut off, before or after it moved the writes: the same switch again finishes it, whatever its streams look like.
      return traffic.writes === "none" && !isCutOver(workflow) ? switchGate(workflow, maxLagSeconds) : open();
    case "reverse":
      // The same for a reverse that was cut off, by analogy with the switch (docs/facts/switch-traffic.md#killed-after-journal).
      if (reading.reverse !== undefined && isCutOver(reading.reverse)) return open();
      if (traffic.reads === "none" && traffic.writes === "none") return closeGate("not-switched");
      if ((kind === "tenant" && types.includes("PRIMARY")) || doReadsStay(reading)) return closeGate("tenant-stays");
      return types.includes("PRIMARY") && traffic.writes !== "none" ? reverseGate(reading.reverse, maxLagSeconds) : open();
    case "complete":
      // A switch that was cut off looks switched; dropping the source's tables would then lose what they alone have.
      if (isCutOver(workflow) || (traffic.writes !== "none" && !isFrozen(workflow))) return closeGate("switch-unfinished");
      if (traffic.writes !== "all") return closeGate("not-switched");
      if (reading.servedUnread !== undefined) return closeGate("served-unread");
      return traffic.reads === "all" ? open() : closeGate("reads-left");
    case "cancel":
    // Before Vitess 18 nobody else asks: the streams of a switched workflow would go, and with them what finishes or reverses the switch.
    case "delete":
      if (traffic.writes !== "none") return isCleanUp(operation.options, kind) ? open() : closeGate("already-switched");
      if (reading.cancelWantsReadsBack === true && traffic.reads !== "none") return closeGate("reads-switched");
      // What it drops may be what a cell that cannot be read still sends applications to.
      if (reading.servedUnread !== undefined && !operation.options.keepData) return closeGate("served-unread");
      // Denied tables stay with the data, and of a move that is over nobody is offered to give writes back.
      if (operation.options.keepData && blockedWrites(sidesOf(subject), reading).denied.length > 0) return closeGate("writes-denied");
      // Rules that stay would go on sending reads to a target that is dropped, or that nothing keeps up to date any more.
      return operation.options.keepRoutingRules && traffic.reads !== "none" ? closeGate("already-switched") : open();
    default:
      return operation satisfies never;
  }
}

/** The one end that Vitess has for a move that goes shard by shard and is switched: the streams go, the tables and what routes them stay. */
function isCleanUp({ keepData, keepRoutingRules }: CancelOptions, kind: MoveKind): boolean {
  return kind === "shards" && keepData && keepRoutingRules;
}

/**
 * SwitchTraffic removes the mirror rules of the types that it switches, where each table has one for each of them; where only some do, it
 * fails with `wrong number of pre-existing mirror rules` (docs/facts/mirror-traffic.md#left-over-rules). Reads and writes are apart.
 */
function mirrorsDoNotFit({ rules }: Reading, { tables, sourceKeyspace }: Subject, types: readonly TabletType[]): boolean {
  const mirrored = new Set(rules.mirrors.map((rule) => rule.from));
  return [types.filter((type) => type !== "PRIMARY"), types.filter((type) => type === "PRIMARY")].some((group) => {
    const names = group.flatMap((type) => tables.map((table) => `${sourceKeyspace}.${table}${suffixOf(type)}`));
    const found = names.filter((name) => mirrored.has(name)).length;
    return found > 0 && found < names.length;
  });
}

/** The clock of vtctld's host and the store's need not agree to the second. */
const CLOCKS_DIFFER_MS = 5_000;

/** True while somebody holds the workflow's lock who may be alive: no old holder, and not the call of Tandem's own that is known to be dead. */
export function mayBeAlive({ at, lockHolders }: Pick<Reading, "at" | "lockHolders">, broken: BrokenCall | undefined): boolean {
  if (!isSwitching({ at, lockHolders })) return false;
  if (broken === undefined) return true;
  const isOurs = (since: Instant): boolean => since >= broken.startedAt - CLOCKS_DIFFER_MS && since <= broken.brokeAt + CLOCKS_DIFFER_MS;
  return !lockHolders.every(({ since }) => since !== undefined && isOurs(since));
}

/**
 * Tandem gives writes back to a side only while routing sends those of the denied tables there and no live switch could take them away
 * (docs/facts/denied-tables.md#giving-writes-back); after a finished switch only its own rules are right
 * (docs/facts/routing-and-serving.md#two-writers). Where some tables are switched and no stream carries the others after them, writes
 * at the source would be lost. If the move's workflow is gone, its reverse workflow tells whether the switch still counts.
 */
export function rescueGate(
  { side, denied, refreshOnly, ...subject }: Subject & Pick<RescueFacts, "side" | "denied" | "refreshOnly">,
  reading: Reading,
  broken: BrokenCall | undefined,
): Gate {
  const { workflow, reverse } = reading;
  if (shardsIn(reading) === undefined) return closeGate("workflow-missing");
  // That a tablet reads what the topology has is right at any time.
  if (refreshOnly === true) return open();
  if (denied.length === 0) return closeGate("nothing-denied");
  // What is saved and what is served lead to different sides: giving back at either would be wrong once the other counts.
  if (unservedOf(sidesOf(subject), reading)?.writes === true) return closeGate("serving-not-proven");
  if (mayBeAlive(reading, broken)) return closeGate("switch-alive");
  const isThere = leadTo(sidesOf(subject), side, denied, reading);
  if (side === "target") return isThere ? open() : closeGate("nothing-denied");
  if (!isThere) return closeGate("routed-to-target");
  const isSwitched = workflow === undefined ? reverse !== undefined && !isBack(reverse) : isFrozen(workflow);
  if (isSwitched) return closeGate("rules-lost");
  const { writes } = trafficOf(reading, subject.tables, subject.sourceKeyspace, subject.move.targetKeyspace);
  return writes === "none" || (workflow !== undefined && isRunning(workflow)) ? open() : closeGate("routed-to-target");
}

/**
 * What is saved is served by one operator's word only where applications cannot write now, and the saved rules and the denied tables prove
 * that they can then: reads that a canary left where they were are moved by votes. It takes no lock, and a switch that is alive does the same
 * next. `others`: what else it would change, where that is known.
 */
export function serveGate(sides: Sides, reading: Reading, others: readonly string[] = []): Gate {
  if (shardsIn(reading) === undefined) return closeGate("workflow-missing");
  if (reading.servedUnread !== undefined) return closeGate("served-unread");
  const unserved = unservedOf(sides, reading);
  if (unserved === undefined) return closeGate("nothing-denied");
  if (!unserved.writes || blockedWrites(sides, reading).denied.length === 0) return closeGate("serving-not-urgent");
  return others.length === 0 && servingHeals(sides, reading) ? open() : closeGate("serving-not-proven");
}

/**
 * Where whether a switch is alive cannot be read from a lock: true when the alarm has lasted longer than a switch does, or it is known whose
 * it was.
 */
export function isOverByTime(move: Pick<Move, "state">, now: Instant): boolean {
  const since = followedState(move)?.told.alarmSince;
  return outageCall(move, now) !== undefined || (since !== undefined && now - since >= A_SWITCH_LASTS_MS);
}

function switchGate(workflow: Workflow, maxLagSeconds: number): Gate {
  // Neither a start nor a switch gets out of this: only the rules of the finished switch do.
  if (isFrozen(workflow)) return closeGate("rules-lost");
  if (workflow.streams.some(hasError)) return closeGate("streams-not-running");
  const idle = workflow.streams.filter((stream) => stream.position === "");
  // Created without being started: what is missing is the start, and not a tablet to read from.
  if (idle.length > 0 && idle.every((stream) => stream.state === "Stopped")) return closeGate("streams-not-running");
  if (workflow.streams.length === 0 || idle.length > 0) return closeGate("stream-never-started");
  if (isCopying(workflow)) return closeGate("still-copying");
  // Vitess switches it if nobody wrote at the source since (docs/facts/streams-and-copy.md#stopped-after-copy). Its lag tells nothing.
  if (isStoppedAfterCopy(workflow)) return open();
  if (workflow.streams.some((stream) => stream.state !== "Running")) return closeGate("streams-not-running");
  return lagGate(workflow, maxLagSeconds);
}

function reverseGate(reverse: Workflow | undefined, maxLagSeconds: number): Gate {
  if (reverse === undefined || !isRunning(reverse)) return closeGate("no-reverse-workflow");
  return lagGate(reverse, maxLagSeconds);
}

function lagGate(workflow: Workflow, limitSeconds: number): Gate {
  if (workflow.lag.kind === "copying") return closeGate("still-copying");
  const lagSeconds = workflow.lag.value;
  return lagSeconds > limitSeconds ? { kind: "wait", reason: "lag", lagSeconds, limitSeconds } : open();
}

function open(): Gate {
  return { kind: "open" };
}

function closeGate(reason: OperationRefusal): Gate {
  return { kind: "closed", reason };
}
