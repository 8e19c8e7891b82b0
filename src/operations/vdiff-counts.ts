import type { VDiffTable } from "../core/vdiff/vdiff.ts";

/** The counts of large VDiffs, by table and shard, apart from the thread lines that refer to them. They expire after 30 days. */
export interface VDiffCounts {
  /** Keeps them under a new id, piece by piece: they are whole once it is returned. */
  save(rows: readonly VDiffTable[]): Promise<string>;
  /** In the order in which they were saved; undefined once they have expired. */
  get(id: string): Promise<readonly VDiffTable[] | undefined>;
}
