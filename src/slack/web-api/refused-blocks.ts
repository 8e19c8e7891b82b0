import type { YoungKind } from "../blocks/twin.ts";

const DAY_MS = 24 * 3_600_000;

/** Which young blocks this workspace refuses. One for each process; a restart learns them anew, at the cost of one refused call. */
export interface RefusedBlocks {
  has(kind: YoungKind): boolean;
  /** Remembers for a day that these are refused. */
  add(kinds: readonly YoungKind[]): void;
}

export function rememberRefusedBlocks(now: () => number = Date.now): RefusedBlocks {
  const until = new Map<YoungKind, number>();
  return {
    has: (kind) => (until.get(kind) ?? 0) > now(),
    add(kinds) {
      for (const kind of kinds) until.set(kind, now() + DAY_MS);
    },
  };
}
