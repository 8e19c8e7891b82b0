import type { Keyspace, TabletAlias, WorkflowName } from "../core/names.ts";
import type { CancelOptions, CompleteOptions, CreateOptions, SwitchOptions, VDiffOptions } from "../core/options.ts";
import type { DeniedTables, LockHolder, Rules, TableSize, Workflow, WorkflowStatus } from "../core/readings.ts";
import type { VDiff, VDiffListed } from "../core/vdiff.ts";

/** A workflow inside the cluster that a {@link Vitess} speaks to. */
export interface WorkflowIn {
  readonly targetKeyspace: Keyspace;
  readonly workflow: WorkflowName;
}

/** A tablet as the topology has it: not a proof of health. */
export interface Tablet {
  readonly alias: TabletAlias;
  readonly keyspace: Keyspace;
  readonly shard: string;
  /** PRIMARY, REPLICA, RDONLY, BACKUP, RESTORE, DRAINED, UNKNOWN (a stale primary), … */
  readonly type: string;
  readonly cell: string;
}

/** A keyspace's VSchema, as far as a move cares. */
export interface VSchema {
  readonly sharded: boolean;
  readonly tables: readonly string[];
}

/**
 * What Tandem asks of one Vitess cluster. Every method throws {@link Fault} and nothing else.
 * Reads have a deadline of 15 s each and are tried on the next address when one is unreachable.
 * Writes are sent once, to one address, and never retried in here: after a fault the caller reads.
 */
export interface Vitess {
  keyspaces(): Promise<readonly Keyspace[]>;
  cells(): Promise<readonly string[]>;
  tablets(keyspace: Keyspace): Promise<readonly Tablet[]>;
  /** Sizes of the named tables (all tables when empty) on one tablet; a table that is not there is left out. */
  tableSizes(tablet: TabletAlias, tables: readonly string[]): Promise<readonly TableSize[]>;
  /** Denied tables of one shard for PRIMARY; an empty list when it denies nothing. */
  deniedTables(keyspace: Keyspace, shard: string): Promise<DeniedTables>;
  vschema(keyspace: Keyspace): Promise<VSchema>;
  /** All workflows of a keyspace, stopped ones too; one answer carries them all (vitess.md, 23.0.3 item 29). */
  workflows(keyspace: Keyspace, options?: { readonly workflow?: WorkflowName; readonly logs?: boolean }): Promise<readonly Workflow[]>;
  workflowStatus(name: WorkflowIn): Promise<WorkflowStatus>;
  rules(): Promise<Rules>;
  /** Who holds the named lock of a workflow now; empty when nobody does. */
  lockHolders(name: WorkflowIn): Promise<readonly LockHolder[]>;
  /** The newest VDiff, or the one with this uuid; undefined when there is none. */
  vdiff(name: WorkflowIn, uuid?: string): Promise<VDiff | undefined>;
  vdiffs(name: WorkflowIn): Promise<readonly VDiffListed[]>;

  createMove(name: WorkflowIn, options: CreateOptions): Promise<void>;
  /** Keeps cells, tablet types, their order and on-ddl as they are (vitess.md §0.7). */
  setRunning(name: WorkflowIn, state: "Running" | "Stopped"): Promise<void>;
  vdiffCreate(name: WorkflowIn, uuid: string, options: VDiffOptions): Promise<void>;
  vdiffStop(name: WorkflowIn, uuid: string): Promise<void>;
  vdiffResume(name: WorkflowIn, uuid: string): Promise<void>;
  vdiffDelete(name: WorkflowIn, uuidOrAll: string): Promise<void>;
  /** An answer with an empty summary is a fault: Vitess did nothing (23.0.3 item 2). Returns dry-run lines, or none. */
  switchTraffic(name: WorkflowIn, options: SwitchOptions, run: SwitchRun): Promise<readonly string[]>;
  complete(name: WorkflowIn, options: CompleteOptions, run: { readonly dryRun: boolean }): Promise<readonly string[]>;
  deleteWorkflow(name: WorkflowIn, options: CancelOptions): Promise<void>;
}

/** How a switch is sent: `backward` is ReverseTraffic; a dry run changes nothing and answers with lines. */
export interface SwitchRun {
  readonly direction: "forward" | "backward";
  readonly dryRun: boolean;
}
