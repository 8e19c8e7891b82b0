import type { Situation } from "./situation.ts";

/** How soon somebody has to look at a move: 0 is now. Lists show the smallest first. */
export function rankUrgency({ alarm, unreadable, waiting, phase }: Situation): number {
  if (phase.kind === "ended") return 9;
  if (alarm !== undefined) return 0;
  if (unreadable !== undefined) return 1;
  if (phase.kind === "error" || phase.kind === "stopped" || phase.kind === "waiting-for-source") return 2;
  if (waiting?.kind === "call" || waiting?.kind === "look" || phase.kind === "switching" || phase.kind === "ending") return 3;
  if (waiting !== undefined || phase.kind === "planned") return 4;
  if (phase.kind === "reads-switched" || phase.kind === "lagging" || phase.kind === "stopped-after-copy") return 5;
  if (phase.kind === "switched") return 6;
  if (phase.kind === "running" || phase.kind === "not-started") return 7;
  return 8;
}
