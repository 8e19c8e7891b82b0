import type { Alarm } from "./alarms.ts";
import { findFollowed, type Move } from "./moves.ts";
import { isFelt } from "./unrefreshed.ts";
import type { Instant, Reading, Stream, Workflow } from "../readings/readings.ts";
import { findBlockedWrites, findSides } from "./blocked-writes.ts";
import { findUnserved } from "./serving.ts";
import { findDenials, deriveRouting } from "./traffic.ts";

/** The message that Vitess leaves on a stream whose writes were switched away. */
export const FROZEN = "FROZEN";

/** The message on a stream that a switch has stopped but not yet frozen. */
const CUT_OVER = "stopped for cutover";

/** A switch with default timeouts rarely lasts longer; at worst it takes 5.5 min (docs/facts/locks-and-deadlines.md#longest-switch). */
export const A_SWITCH_LASTS_MS = 3 * 60_000;

/** An older throttle value is stale (docs/facts/throttler.md#old-value-stays). */
export const THROTTLE_IS_NEWS_MS = 60_000;

/**
 * The shapes in which applications cannot write (docs/facts/denied-tables.md#healthy-shape), or a rollback would lose writes
 * (docs/facts/switch-traffic.md#killed-after-journal). They come and go during a switch: the situation says whether one is an alarm.
 */
export function findAlarmShape(move: Move, reading: Reading): Alarm | undefined {
  const { workflow } = reading;
  if (workflow === undefined) return findLostShape(move, reading);
  const denied = findDenials(reading, workflow, move.tables);
  const routing = deriveRouting(reading, move.tables, move.sourceKeyspace, move.name.targetKeyspace);
  const writes = routing.share("PRIMARY");
  const sides = { ...workflow, tables: move.tables };
  // First of all: applications do not meet the saved rules, so unblocking writes by them would be wrong.
  if (findUnserved(sides, reading)?.writes === true && findBlockedWrites(sides, reading).denied.length > 0) return "rules-not-served";
  // Past the journal writes must not be unblocked: only the switch's own rules are right (docs/facts/routing-and-serving.md#two-writers).
  if (writes === "none" && isFrozen(workflow)) return "rules-lost";
  // Once routing leads to the target the source is right to deny: unblocking its writes would help nobody.
  if (denied.source !== "none" && denied.target !== "none" && writes === "none") return "both-sides-deny-writes";
  if (denied.source !== "none" && writes === "none") return "source-writes-denied";
  // Somebody can route some tables back by editing rules: the target is right to deny those.
  const blocked = findBlockedWrites(sides, reading);
  if (blocked.side === "target" && blocked.denied.length > 0)
    return writes === "none" ? "shared-target-denies-writes" : "target-writes-denied";
  const notTold = findFollowed(move)?.notTold;
  // What is certainly denied comes before what may be.
  if (
    blocked.denied.length === 0 &&
    notTold !== undefined &&
    isFelt(notTold, { ...sides, targetKeyspace: move.name.targetKeyspace }, reading)
  )
    return "tablets-not-told";
  if (writes !== "all" && isFrozen(workflow)) return "rules-lost";
  if (writes !== "none" && !isFrozen(workflow)) return "switched-not-finished";
  // Denied tables guard only a table-by-table move from beginning to end.
  if (writes === "all" && denied.source === "none" && routing.by === "tables" && reading.sourceGone !== true)
    return "no-side-denies-writes";
  return undefined;
}

/**
 * The shapes of a move whose workflow is gone while its reverse workflow is there: a failed ReverseTraffic leaves this
 * (docs/facts/switch-traffic.md#reverse-deletes-forward), while Complete removes both. What applications feel comes before the record.
 */
function findLostShape(move: Move, reading: Reading): Alarm | undefined {
  const { reverse } = reading;
  const sides = findSides(move, reading);
  if (reverse === undefined || sides === undefined) return undefined;
  const { side, denied } = findBlockedWrites(sides, reading);
  const writes = deriveRouting(reading, move.tables, move.sourceKeyspace, move.name.targetKeyspace).share("PRIMARY");
  if (denied.length === 0) return writes === "none" ? undefined : "workflow-lost";
  if (findUnserved(sides, reading)?.writes === true) return "rules-not-served";
  if (side === "target") return "target-writes-denied";
  // The switch counts until the reverse ends: the source is right to deny, and the rules are wrong.
  if (!isBack(reverse)) return "rules-lost";
  return writes === "none" ? "source-writes-denied" : "workflow-lost";
}

/** True when a reverse has stopped writes on every stream of the reverse workflow, finished or not: the source has them all. */
export function isBack(reverse: Workflow): boolean {
  return isFrozen(reverse) || isCutOver(reverse);
}

/**
 * True while somebody holds the workflow's lock, and nobody for long: denied tables at the source are then the normal course of a switch. A
 * dead vtctld's lock stays for up to 24 hours (docs/facts/locks-and-deadlines.md#dead-vtctlds-lock), and Vitess also lists whoever waits
 * behind it: one old holder means that no switch is alive, however young the others are. `since` is by the clock of vtctld's host, `at` by
 * the store's: a clock that is off by more than this hides no alarm.
 */
export function isSwitching({ at, lockHolders }: Pick<Reading, "at" | "lockHolders">): boolean {
  return lockHolders.length > 0 && lockHolders.every(({ since }) => since !== undefined && Math.abs(at - since) < A_SWITCH_LASTS_MS);
}

/** True when the reverse workflow of a finished switch does not carry writes back, so that a rollback would lose them. */
export function isReverseBroken({ workflow, reverse }: Reading): boolean {
  return workflow !== undefined && isFrozen(workflow) && reverse !== undefined && !isRunning(reverse);
}

/** Vitess shows a stream as Error if its message has that word, whatever state is stored (docs/facts/streams-and-copy.md#error-by-word). */
export function hasError(stream: Stream): boolean {
  return stream.state === "Error" || stream.message.toLowerCase().includes("error");
}

/** True when every stream has a position, is Running, and shows no error: a stream that found no tablet to read from is Running as well. */
export function isRunning(workflow: Workflow): boolean {
  return (
    workflow.streams.length > 0 &&
    workflow.streams.every((stream) => stream.state === "Running" && stream.position !== "" && !hasError(stream))
  );
}

/** True when a finished switch has moved writes away from every stream. */
export function isFrozen(workflow: Workflow): boolean {
  return workflow.streams.length > 0 && workflow.streams.every((stream) => stream.message === FROZEN);
}

/** The message of a stream created to stop once it has copied everything. Starting it does nothing: it stops again at once. */
const STOPPED_AFTER_COPY = "Stopped after copy.";

/** True when every stream created to stop after the copy has done so and no table is left to copy. */
export function isStoppedAfterCopy(workflow: Workflow): boolean {
  const stopped = workflow.streams.filter(({ state }) => state === "Stopped");
  return stopped.length > 0 && !isCopying(workflow) && stopped.every(({ message }) => message === STOPPED_AFTER_COPY);
}

/** A switch stopped a stream and did not finish: a start would overwrite new rows (docs/facts/switch-traffic.md#killed-after-journal). */
export function isCutOver(workflow: Workflow): boolean {
  return workflow.streams.some((stream) => stream.message === CUT_OVER);
}

/** The newest throttle of any stream that is recent enough to matter. */
export function findRecentThrottle(workflow: Workflow, now: Instant): { component: string; at: Instant } | undefined {
  const throttles = workflow.streams.flatMap((stream) => (stream.throttle === undefined ? [] : [stream.throttle]));
  const recent = throttles.filter((one) => one.component !== "" && now - one.at <= THROTTLE_IS_NEWS_MS);
  return recent.toSorted((a, b) => b.at - a.at)[0];
}

/** True while any stream has tables left to copy. */
export function isCopying(workflow: Workflow): boolean {
  return workflow.streams.some((stream) => stream.state === "Copying" || stream.copyStates.length > 0);
}

/** True while an atomic copy, of all tables from one snapshot, is not done. */
export function isAtomicCopying(workflow: Workflow): boolean {
  return workflow.subType === "AtomicCopy" && isCopying(workflow);
}
