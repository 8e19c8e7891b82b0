import type { TabletType } from "../options/options.ts";
import type { Instant } from "../readings/readings.ts";

/** A verb whose every step is recorded. People vote on it, but for a rescue and for a rollback that is one press. */
export type GuardedVerb = "switch" | "reverse" | "complete" | "cancel" | "delete" | "restore" | "override" | "rescue";

/** A call of Tandem's own whose end nobody will hear any more: its vtctld or its worker went away. */
export interface BrokenCall {
  readonly verb: GuardedVerb;
  readonly types: readonly TabletType[];
  readonly startedAt: Instant;
  /** When that was known. */
  readonly brokeAt: Instant;
  /** How long it was to wait for the writes to stop; absent where it does not wait, and in records of before. */
  readonly timeoutMs?: number;
  /** The execution that it belonged to. */
  readonly executionId: string;
  /** A later operation has come to its goal since: it explains nothing any more, unless it arrives. */
  readonly isPast?: true;
}

/** How long vtctld may be at work on a call that nobody listens to any more. What comes later, or lasts longer, is not that call. */
export const AT_WORK_FOR_MS = 30 * 60_000;
