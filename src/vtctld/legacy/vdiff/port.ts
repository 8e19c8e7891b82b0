import type { Shard } from "../../../core/vitess/names.ts";
import type { VDiffOptions } from "../../../core/options/options.ts";
import type { VDiff, VDiffListed } from "../../../core/vdiff/vdiff.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";

/** The VDiff part of the port; these releases have two kinds of VDiff. */
export interface VDiffPort {
  /** Without a uuid shows the newest; undefined if there is none. */
  show(name: WorkflowIn, uuid: string | undefined): Promise<VDiff | undefined>;
  list(name: WorkflowIn): Promise<readonly VDiffListed[]>;
  create(name: WorkflowIn, uuid: string, options: VDiffOptions): Promise<void>;
  stop(name: WorkflowIn, uuid: string, shards: readonly Shard[]): Promise<void>;
  resume(name: WorkflowIn, uuid: string, shards: readonly Shard[]): Promise<void>;
  delete(name: WorkflowIn, uuidOrAll: string): Promise<void>;
}
