import type { Instant } from "../../core/readings/readings.ts";
import type { Refusal, Refused } from "../../core/operation/outcome/refusals.ts";
import { formatMoment } from "../text/times.ts";

export type RefusalOfVDiff = Extract<Refusal, `vdiff-${string}` | "no-vdiff">;

/** The names in a sentence about a VDiff that did not run. */
interface VDiffNames {
  /** The move, VDiff or table, formatted. */
  readonly it: string;
  /** The same as an argument of a line to paste. */
  readonly argument: string;
  /** `. It was compared at 14:02 UTC …`, or nothing. */
  readonly compared: string;
}

/** Why Tandem does not run or show a VDiff. */
export const VDIFF_REFUSALS = {
  "vdiff-while-copying": ({ it }) => ({
    text: `${it} is still copying. A VDiff during the copy would report differences that are not real. Wait until the copy is finished.`,
  }),
  "vdiff-running": ({ it }) => ({ text: `A VDiff is already running: ${it}. Wait for it, or stop it first.` }),
  "vdiff-not-running": ({ it, argument }) => ({
    text: `Not every stream of ${it} runs, so no VDiff was sent: it would start what was stopped or never started, or fail. Get them running first.`,
    example: `status ${argument}`,
  }),
  "vdiff-table-gone": ({ it }) => ({
    text: `${it} is missing at one side of the move, so no VDiff was sent: on some releases it crashes the target's primary over that. Look where the table went, or compare the others by --tables.`,
  }),
  "vdiff-after-switch": ({ it }) => ({
    text: `Writes of ${it} are switched, so its streams are frozen and a VDiff cannot run on it. Compare before the switch.`,
  }),
  "no-vdiff": ({ it, argument }) => ({
    text: `${it} has no VDiff, or none with this id. The list shows which there are.`,
    example: `vdiff show ${argument} all`,
  }),
  "vdiff-forgotten": ({ it, argument, compared }) => ({
    text: `Vitess has no VDiff of ${it} any more${compared}. Its report went to the thread; it is there if Slack took it.`,
    example: `vdiff create ${argument}`,
  }),
  "vdiff-not-kept": ({ it, argument, compared }) => ({
    text: `The report of the last VDiff of ${it} is no longer kept: it was a large one, whose counts Tandem keeps for 30 days${compared}. The verdict stands in its line in the thread under the card, with the report's files if Slack took them.`,
    example: `status ${argument}`,
  }),
} as const satisfies Record<RefusalOfVDiff, (about: VDiffNames) => { readonly text: string; readonly example?: string }>;

/** Says when Tandem last compared, if that is known. */
export function sayCompared(compared: Refused["compared"], now: Instant): string {
  if (compared === undefined) return "";
  const before = compared.beforeRollback ? ", before the rollback: compare again" : "";
  return `. It was compared at ${formatMoment(compared.at, now)}${before}`;
}
