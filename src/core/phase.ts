import type { Alarm } from "./entries.ts";
import type { Move } from "./moves.ts";
import type { Instant, Reading, Stream, Workflow } from "./readings.ts";
import { deniedOf, trafficOf } from "./traffic.ts";

/** Where a move stands, in the order in which a move passes through. Every phase has words in `slack/`. */
export type Phase =
  | { readonly kind: "creating" }
  | { readonly kind: "not-started" }
  | { readonly kind: "waiting-for-source" }
  | { readonly kind: "copying" }
  | { readonly kind: "running"; readonly lagSeconds: number }
  | { readonly kind: "lagging"; readonly lagSeconds: number }
  | { readonly kind: "stopped"; readonly message: string; readonly copied: boolean }
  | { readonly kind: "error"; readonly message: string }
  | { readonly kind: "reads-switched" }
  | { readonly kind: "switched" }
  | { readonly kind: "alarm"; readonly alarm: Alarm }
  | { readonly kind: "ended"; readonly how: NonNullable<Move["ended"]>["how"] };

/** The message that Vitess leaves on a stream whose writes were switched away. */
export const FROZEN = "FROZEN";

/** A switch with the default timeouts is over, or has cancelled itself, by then (vitess.md §0.8). */
const A_SWITCH_LASTS_MS = 3 * 60_000;

/** A throttle older than this is history (vitess.md §2.3). */
export const THROTTLE_IS_NEWS_MS = 60_000;

/** The phase of a move at its last reading. `maxLagSeconds` divides running from lagging. */
export function phaseOf(move: Move, reading: Reading | undefined, maxLagSeconds: number): Phase {
  if (move.ended !== undefined) return { kind: "ended", how: move.ended.how };
  if (reading === undefined) return { kind: "creating" };
  const alarm = alarmOf(move, reading);
  if (alarm !== undefined) return { kind: "alarm", alarm };
  const { workflow } = reading;
  if (workflow === undefined) return { kind: "creating" };

  const failed = workflow.streams.find(hasError);
  if (failed !== undefined) return { kind: "error", message: failed.message };
  const traffic = trafficOf(reading, move.tables, move.sourceKeyspace, move.name.targetKeyspace);
  if (traffic.writes === "all") return { kind: "switched" };
  return unswitchedPhase(workflow, traffic.reads !== "none", maxLagSeconds);
}

/** Shapes in which applications cannot write, or a rollback would lose writes (vitess.md, 23.0.3 items 4, 23–27). */
export function alarmOf(move: Move, reading: Reading): Alarm | undefined {
  const { workflow, reverse } = reading;
  if (workflow === undefined || isSwitching(reading)) return undefined;
  const denied = deniedOf(reading, workflow, move.tables);
  const { writes } = trafficOf(reading, move.tables, move.sourceKeyspace, move.name.targetKeyspace);
  if (denied.source !== "none" && denied.target !== "none") return "both-sides-deny-writes";
  if (denied.source !== "none" && writes === "none") return "source-writes-denied";
  const unfrozen = workflow.streams.some((stream) => stream.message !== FROZEN);
  const reverseStopped = reverse !== undefined && reverse.streams.some((stream) => stream.state !== "Running");
  if (writes === "all" && unfrozen && reverseStopped) return "switched-not-finished";
  if (writes === "all" && denied.source === "none" && denied.target === "none" && !isPartial(workflow)) return "no-side-denies-writes";
  return undefined;
}

/**
 * True while somebody holds the workflow's lock and has not held it long: denied tables at the source are the normal course of a
 * switch then. The lock of a vtctld that died stays for up to 24 hours (23.0.3 item 23): an old one excuses nothing.
 */
function isSwitching(reading: Reading): boolean {
  return reading.lockHolders.some(({ since }) => since !== undefined && reading.at - since < A_SWITCH_LASTS_MS);
}

/** Vitess calls a stream Error by the word in its message, whatever state is stored (vitess.md §0.4). */
export function hasError(stream: Stream): boolean {
  return stream.state === "Error" || stream.message.toLowerCase().includes("error");
}

/** The newest throttling of any stream that is recent enough to matter. */
export function recentThrottle(workflow: Workflow, now: Instant): { component: string; at: Instant } | undefined {
  const throttles = workflow.streams.flatMap((stream) => (stream.throttle === undefined ? [] : [stream.throttle]));
  const recent = throttles.filter((one) => one.component !== "" && now - one.at <= THROTTLE_IS_NEWS_MS);
  return recent.toSorted((a, b) => b.at - a.at)[0];
}

/** True while any stream has tables left to copy. */
export function isCopying(workflow: Workflow): boolean {
  return workflow.streams.some((stream) => stream.state === "Copying" || stream.copyStates.length > 0);
}

function unswitchedPhase(workflow: Workflow, readsSwitched: boolean, maxLagSeconds: number): Phase {
  const { streams } = workflow;
  if (streams.length === 0) return { kind: "creating" };
  const copying = isCopying(workflow);
  const stopped = streams.find((stream) => stream.state === "Stopped");
  if (stopped !== undefined) {
    const neverRan = streams.every((stream) => stream.position === "" && stream.copyStates.length === 0);
    return neverRan ? { kind: "not-started" } : { kind: "stopped", message: stopped.message, copied: !copying };
  }
  // A stream without a tablet to read from is `Running` for ever and never gets a position (23.0.3 item 9).
  if (streams.some((stream) => stream.position === "")) return { kind: "waiting-for-source" };
  if (copying) return { kind: "copying" };
  if (readsSwitched) return { kind: "reads-switched" };
  const lagSeconds = workflow.lag.kind === "seconds" ? workflow.lag.value : 0;
  return lagSeconds > maxLagSeconds ? { kind: "lagging", lagSeconds } : { kind: "running", lagSeconds };
}

function isPartial(workflow: Workflow): boolean {
  return workflow.subType === "Partial";
}
