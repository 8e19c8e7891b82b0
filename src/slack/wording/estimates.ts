import type { FinishedCopy } from "../../core/copy/finished.ts";
import { judgeEstimates } from "../../core/copy/finished.ts";

/** How often the estimates of earlier copies between the same keyspaces came true; undefined before there was one. */
export function sayEstimatesHeld(earlier: readonly FinishedCopy[]): string | undefined {
  const judged = judgeEstimates(earlier);
  if (judged === undefined) return undefined;
  const { of, held } = judged;
  if (of === 1) return `The last estimate here ${held === 1 ? "held" : "did not hold"}.`;
  return `The last ${of} estimates here held in ${held === 0 ? "none" : held}.`;
}
