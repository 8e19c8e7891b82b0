import { moveId } from "../../core/names.ts";
import type { Move } from "../../core/moves.ts";
import type { Instant } from "../../core/readings.ts";
import type { Records } from "../../operations/records.ts";

/** When a move's newest VDiff ended without a difference. A report never changes, so each is read once in a process. */
export interface CleanVDiffs {
  /** Undefined while it runs, and when it did not end clean. */
  since(move: Move): Promise<Instant | undefined>;
}

const MOST_KEPT = 1_000;

/** A report names every table of every shard; a card that is drawn every five seconds must not read all of them each time. */
export function openCleanVDiffs(records: Pick<Records, "entries">): CleanVDiffs {
  const known = new Map<string, Instant | undefined>();
  return {
    async since({ name, vdiff }) {
      if (vdiff?.reported !== true) return undefined;
      const id = moveId(name);
      const key = `${id} ${vdiff.uuid}`;
      if (known.has(key)) return known.get(key);
      const entries = await records.entries(id, 0);
      const report = entries.findLast(({ body }) => body.kind === "vdiff-report" && body.vdiff.uuid === vdiff.uuid)?.body;
      if (report?.kind !== "vdiff-report") return undefined;
      const since = report.verdict.kind === "clean" ? report.verdict.completedAt : undefined;
      if (known.size >= MOST_KEPT) known.clear();
      known.set(key, since);
      return since;
    },
  };
}
