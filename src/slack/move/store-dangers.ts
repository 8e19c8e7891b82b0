import type { StoreDanger } from "../../core/announce/notices.ts";

/** What the operators are told of settings of Redis by which it may lose records. */
export const STORE_DANGERS = {
  evicts: {
    title: "Tandem's store may drop records",
    meaning:
      "Somebody changed Redis' `maxmemory-policy`: when its memory is full it now silently drops records, which may be votes or operations that are under way.",
    next: "set it back: `CONFIG SET maxmemory-policy noeviction`, and the same line in redis.conf. Until then no process of Tandem can start",
  },
  forgets: {
    title: "Tandem's store would forget votes when it restarts",
    meaning: "Somebody turned off Redis' append-only file: votes and operations that are under way are in its memory alone.",
    next: "turn it on: `CONFIG SET appendonly yes`, and the same line in redis.conf. Until then no process of Tandem can start",
  },
} as const satisfies Record<StoreDanger, { readonly title: string; readonly meaning: string; readonly next: string }>;
