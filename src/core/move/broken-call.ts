import type { Instant } from "../readings/readings.ts";
import type { TabletType } from "../options/kinds.ts";

/** A verb whose every step is recorded. People vote on all of them except a rescue and a one-press rollback. */
export type GuardedVerb = "switch" | "reverse" | "complete" | "cancel" | "delete" | "restore" | "override" | "rescue";

/** A call of Tandem's whose end nobody will hear any more: its vtctld or its worker died. */
export interface BrokenCall {
  readonly verb: GuardedVerb;
  readonly types: readonly TabletType[];
  readonly startedAt: Instant;
  /** When Tandem found that out. */
  readonly brokeAt: Instant;
  /** How long the call was to wait for writes to stop; absent if it does not wait, and missing in records of older releases. */
  readonly timeoutMs?: number;
  /** The execution that the call belonged to. */
  readonly executionId: string;
  /** A later operation has reached its goal since: the call explains nothing any more, unless it arrives late. */
  readonly isPast?: true;
}

/** How long vtctld may keep working on an abandoned call. Whatever comes later, or lasts longer, is not that call. */
export const AT_WORK_FOR_MS = 30 * 60_000;
