import { type AlarmNow, type EndingVerb, findOpenEnding, isSeenWhileEnding } from "./alarm.ts";
import type { Known } from "./known.ts";
import { findLastingTrouble } from "./stream-trouble.ts";
import { findFollowed, type MoveEnd } from "../move/moves.ts";
import { nameVerb } from "../operation/request/operations.ts";
import type { Instant, Workflow } from "../readings/readings.ts";
import type { Alarm } from "../move/alarms.ts";
import { findAlarmShape, hasError, isCopying, isCutOver, isStoppedAfterCopy, findRecentThrottle } from "../move/phase.ts";
import { deriveTraffic } from "../move/traffic.ts";

/** Where a move stands, in the order it passes through. Every phase has words in `slack/`. */
export type Phase =
  /** Preflight stopped the create; people decide whether to go on. */
  | { readonly kind: "planned" }
  | { readonly kind: "creating" }
  | { readonly kind: "starting" }
  | { readonly kind: "not-started" }
  | { readonly kind: "waiting-for-source" }
  | { readonly kind: "copying" }
  | { readonly kind: "running"; readonly lagSeconds: number }
  /** `limitSeconds`: a switch waits while the lag is above this. */
  | { readonly kind: "lagging"; readonly lagSeconds: number; readonly limitSeconds: number }
  | { readonly kind: "stopped"; readonly message: string; readonly copied: boolean; readonly cutOver: boolean }
  /** It was created to stop once the copy was done, and has stopped: nothing follows the source. */
  | { readonly kind: "stopped-after-copy" }
  | { readonly kind: "error"; readonly message: string }
  /** Looks like an alarm but is a call in its course, Tandem's own or from elsewhere. `back`: traffic returns to the source. */
  | { readonly kind: "switching"; readonly writesMoved: boolean; readonly back: boolean }
  /** Tandem's own call is removing the workflow, part of which may already be gone. */
  | { readonly kind: "ending"; readonly verb: EndingVerb }
  | { readonly kind: "reads-switched" }
  | { readonly kind: "switched" }
  | { readonly kind: "alarm"; readonly alarm: Alarm }
  | { readonly kind: "ended"; readonly how: MoveEnd };

/** A stream finds its source within seconds if there is one. Until then its silence means nothing. */
const STARTING_LASTS_MS = 60_000;

/** The phase of a move at its last reading, given its alarm. `maxLagSeconds` divides running from lagging. */
export function derivePhase(known: Known, alarm: AlarmNow | undefined, maxLagSeconds: number): Phase {
  const { move, reading, execution } = known;
  if (move.state.kind === "ended") return { kind: "ended", how: move.state.how };
  if (move.state.kind === "planned") return { kind: "planned" };
  if (reading === undefined) return { kind: "creating" };
  if (alarm !== undefined && alarm.alarm !== "reverse-not-running") return { kind: "alarm", alarm: alarm.alarm };
  const { workflow } = reading;
  const shape = findAlarmShape(move, reading);
  const ending = findOpenEnding(known);
  if (ending !== undefined && (shape === undefined ? workflow === undefined : isSeenWhileEnding(known, shape)))
    return { kind: "ending", verb: ending };
  if (shape !== undefined) {
    const isBack = execution !== undefined && nameVerb(execution.proposal) === "reverse";
    return { kind: "switching", writesMoved: shape === "switched-not-finished", back: isBack };
  }
  if (workflow === undefined) return { kind: "creating" };

  const failed = workflow.streams.find(hasError);
  if (failed !== undefined) return { kind: "error", message: failed.message };
  const trouble = findLastingTrouble(findFollowed(move)?.trouble);
  const isTriedAgain = trouble !== undefined && trouble.ofReverse !== true && workflow.streams.every(({ state }) => state !== "Stopped");
  const traffic = deriveTraffic(reading, move.tables, move.sourceKeyspace, move.name.targetKeyspace);
  if (traffic.writes === "all") return { kind: "switched" };
  // A stream looks healthy between two errors; while it makes no progress it is still the same trouble.
  if (isTriedAgain) return { kind: "error", message: trouble.message };
  const moment = { at: reading.at, isNew: reading.at - move.askedAt < STARTING_LASTS_MS };
  return deriveUnswitchedPhase(workflow, moment, traffic.reads !== "none", maxLagSeconds);
}

interface Moment {
  readonly at: Instant;
  readonly isNew: boolean;
}

function deriveUnswitchedPhase(workflow: Workflow, { at, isNew }: Moment, readsSwitched: boolean, maxLagSeconds: number): Phase {
  const { streams } = workflow;
  if (streams.length === 0) return { kind: "creating" };
  const copying = isCopying(workflow);
  if (isStoppedAfterCopy(workflow)) return { kind: "stopped-after-copy" };
  const stopped = streams.find((stream) => stream.state === "Stopped");
  if (stopped !== undefined) {
    const neverRan = streams.every((stream) => stream.position === "" && stream.copyStates.length === 0);
    return neverRan
      ? { kind: "not-started" }
      : { kind: "stopped", message: stopped.message, copied: !copying, cutOver: isCutOver(workflow) };
  }
  // Without a tablet to read from a stream stays `Running` for ever, without a position (docs/facts/streams-and-copy.md#no-source-tablet).
  // Throttled before its first row it has none either, and reports that every second (docs/facts/throttler.md#old-value-stays).
  if (streams.some((stream) => stream.position === "") && findRecentThrottle(workflow, at) === undefined)
    return { kind: isNew ? "starting" : "waiting-for-source" };
  if (copying) return { kind: "copying" };
  if (readsSwitched) return { kind: "reads-switched" };
  const lagSeconds = workflow.lag.kind === "seconds" ? workflow.lag.value : 0;
  return lagSeconds > maxLagSeconds ? { kind: "lagging", lagSeconds, limitSeconds: maxLagSeconds } : { kind: "running", lagSeconds };
}
