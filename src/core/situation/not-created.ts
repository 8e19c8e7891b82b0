import type { EntryBody } from "../announce/entries.ts";
import { type Explanation, explain } from "../explain/explain.ts";
import { WORDS } from "../explain/rule/rule.ts";
import type { Move } from "../move/moves.ts";
import { type Limits, waitForCreate } from "../operation/request/policy.ts";
import type { Reading } from "../readings/readings.ts";

/** A create may go on waiting for locks at vtctld after Tandem has stopped waiting for it. What is not there by then will not come. */
const AFTER_THE_WAIT_MS = 5 * 60_000;

/** True once a create whose response was lost can no longer create anything. */
export function isCreateOver({ askedAt, tables }: Move, { at }: Reading, limits: Limits): boolean {
  return at - askedAt > waitForCreate(limits, tables.length) + AFTER_THE_WAIT_MS;
}

// The rule for a lost response cannot know what this reading shows.
const NOT_THERE: Pick<Explanation, "stateLeft" | "retry" | "next" | "step"> = {
  stateLeft: "Vitess does not show the workflow.",
  retry: "yes",
  next: "Check the primary tablets of both keyspaces, then create it again.",
  step: WORDS,
};

/** What to announce about such a create. `major`: the release, if known. */
export function announceNotCreated({ askedBy }: Move, major: number | undefined): EntryBody {
  const unheard = explain("", "timed-out", { verb: "create", ...(major === undefined ? {} : { major }) });
  return { kind: "create-failed", by: askedBy, explanation: { ...unheard, ...NOT_THERE } };
}
