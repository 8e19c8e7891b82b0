import type { Explanation } from "./explain.ts";
import { NOTHING_CHANGED, STATUS } from "./rule/rule.ts";
import type { LeftBehind } from "../move/left-behind.ts";

interface After {
  /** How long Tandem waited, if it was Tandem that gave up. */
  readonly waitedMs: number | undefined;
  /** What a look afterwards found; undefined when it found nothing for certain. */
  readonly left: LeftBehind | "nothing" | undefined;
}

/**
 * Explains a failed create by its rule, except where a look afterwards knows more: that Tandem's own limit cut the call off, which is no
 * tablet's fault, and what the create left behind.
 */
export function createExplained(explanation: Explanation, { waitedMs, left }: After): Explanation {
  const stateLeft = sayStateAfter(left, explanation);
  if (waitedMs === undefined) return { ...explanation, stateLeft };
  return {
    ...explanation,
    meaning: `Tandem stopped waiting for vtctld's answer after ${formatSeconds(waitedMs)}, its own limit (TANDEM_CREATE_WAIT, or policy.clocks.createWait of tandem.yaml, and a second for each table).`,
    stateLeft,
    retry: "after-looking",
    next: "Look at what is there; raise the limit if the move needs longer, then create it again.",
    step: STATUS,
  };
}

function sayStateAfter(left: After["left"], { stateLeft }: Explanation): string {
  if (left === "nothing") return stateLeft === NOTHING_CHANGED ? NOTHING_CHANGED : "Tandem looked afterwards: nothing of it is in Vitess.";
  return left === undefined ? stateLeft : "What it left in Vitess stands in the next line of the thread.";
}

function formatSeconds(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
