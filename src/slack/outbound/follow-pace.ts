import type { Pace } from "./pace.ts";
import type { ShownCard } from "./shown.ts";

/** Slows a card down to the pace at which its channel follows. A new state never waits, because it may be an outage. */
export function keepFollowPace(pace: Pace, shown: ShownCard | undefined, wanted: ShownCard, everyMs: number): Pace {
  if (pace.kind === "skip" || shown === undefined || shown.state !== wanted.state) return pace;
  const restMs = everyMs - Math.max(wanted.at - shown.at, 0);
  return restMs > (pace.kind === "wait" ? pace.ms : 0) ? { kind: "wait", ms: restMs } : pace;
}
