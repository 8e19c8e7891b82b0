import type { MoveName } from "../core/vitess/names.ts";
import type { Instant } from "../core/readings/readings.ts";

/**
 * The store has less than it confirmed: nothing at all, as after FLUSHALL or with an empty disk, or an older state, as after a power cut, a
 * failover or a restored backup. `moves`: those of which this process itself remembers something that is lost.
 */
export interface StoreLoss {
  readonly id: string;
  readonly kind: "emptied" | "older";
  /** When it was found, by the store's clock. */
  readonly at: Instant;
  readonly moves: readonly MoveName[];
}

/** Notices that the store has lost what it confirmed to the processes that still run; what ended with its process nobody remembers. */
export interface Losses {
  /** Looks. Returns each loss once to each process, whoever found it, and one that nobody has announced also to a process that starts. */
  find(): Promise<StoreLoss | undefined>;
  /** Notes that a loss is announced. Idempotent. */
  announced(loss: StoreLoss): Promise<void>;
  /** When the newest loss was found. After an outage of the store it first gives every process the time to look. */
  lastAt(): Promise<Instant | undefined>;
}
