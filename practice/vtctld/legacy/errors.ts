import { formatAlias, type TabletAlias } from "../cluster/cluster.ts";
import { VtctldError, statusCode, texts } from "../cluster/errors.ts";

/** A tablet's own error: the status has the bare text and the tablet's code, the logged text is gRPC's long form. */
export class TabletError extends VtctldError {
  readonly logged: string;
  constructor(details: string, code: "Unknown" | "DeadlineExceeded" = "Unknown") {
    super(details, code === "Unknown" ? statusCode.UNKNOWN : statusCode.DEADLINE_EXCEEDED);
    this.name = "TabletError";
    this.logged = `rpc error: code = ${code} desc = ${details}`;
  }
}

/** Errors of Vitess's own kinds, which a step's log line shows with their code: several errors in one, and an existing deny list. */
export class CodedError extends VtctldError {
  readonly kind: "UNKNOWN" | "INVALID_ARGUMENT";
  constructor(details: string, kind: "UNKNOWN" | "INVALID_ARGUMENT" = "UNKNOWN") {
    super(details);
    this.name = "CodedError";
    this.kind = kind;
  }
}

/** How the line of a failed step words its error. */
export function formatStepError(error: unknown): string {
  return error instanceof CodedError ? `Code: ${error.kind}\n${error.message}\n` : formatLoggedError(error);
}

/** What vtctld logs of an error. */
export function formatLoggedError(error: unknown): string {
  if (error instanceof TabletError) return error.logged;
  return error instanceof Error ? error.message : String(error);
}

/** A tablet wraps its error twice: the text appears two times. */
function createTabletError(call: string, tablet: TabletAlias, text: string): TabletError {
  return new TabletError(`TabletManager.${call} on ${formatAlias(tablet)} error: ${text}: ${text}`);
}

/** The texts of Vitess 12 and 14, each seen in the recordings; 11 and 15 to 17 by the facts. */
export const legacyTexts = {
  ...texts,
  keyspaceMissing: (keyspace: string) => texts.noNode(`/global/keyspaces/${keyspace}/Keyspace`),
  shardsMissing: (keyspace: string) => texts.noNode(`/global/keyspaces/${keyspace}/shards/`),
  vschemaMissing: (keyspace: string) => texts.noNode(`/global/keyspaces/${keyspace}/VSchema`),
  workflowMissing: (keyspace: string, workflow: string) => `workflow ${keyspace}.${workflow} does not exist`,
  workflowNotFound: (keyspace: string, workflow: string) => `workflow ${workflow} not found in keyspace ${keyspace}`,
  noStreamsForWorkflow: (keyspace: string, workflow: string) => `no streams found for workflow ${workflow} in keyspace ${keyspace}`,
  invalidName: (name: string) => `invalid format for <keyspace.workflow>: ${name}`,
  notStarted: (seconds: string) => `workflow did not start within ${seconds}`,
  dryRunUnsupported: (dashes: string, action: string) =>
    `${dashes}dry_run is only supported for SwitchTraffic, ReverseTraffic and Complete, not for ${action}`,
  readsNotSwitchedBack: (type: string) => `requesting reversal of SwitchReads for ${type}s but ${type} reads have not been switched`,
  copyInProgressEarly: "cannot switch traffic at this time, copy is still in progress for this workflow",
  notCancellable: "cannot cancel workflow because you have already switched some or all read and write traffic",
} as const;

/** 12 reads at most one row of the copy state, and fails on two tables that are still to be copied. */
export function copyCheckOverrun(tablet: TabletAlias, streamId: number): TabletError {
  const query = `select 1 from _vt.copy_state cs, _vt.vreplication vr where vr.id = cs.vrepl_id and vr.id = ${streamId}`;
  const text = `rpc error: code = Unknown desc = Row count exceeded 1 (errno 10001) (sqlstate HY000) during query: ${query}`;
  return createTabletError("ExecuteFetchAsDba", tablet, text);
}

/** The stream stopped before the position that is waited for. Ends in a blank if the stream has no message: Node clients read nothing. */
export function createStoppedError(tablet: TabletAlias, at: string, wanted: string, message: string): TabletError {
  return createTabletError(
    "VReplicationWaitForPos",
    tablet,
    `replication has stopped at ${at} before reaching position ${wanted}, message: ${message}`,
  );
}

/**
 * The catch-up timed out: chance decides which of two clocks ends first. 2, 3 and 30 s were seen to end as the bare deadline, 8 s in the
 * tablet's words.
 */
export function createCatchUpError(tablet: TabletAlias, wanted: string, last: string, seconds: number): TabletError {
  if (seconds < 5 || seconds >= 30) return new TabletError("context deadline exceeded", "DeadlineExceeded");
  const text =
    `error waiting for pos: ${wanted}, last pos: ${last}: context deadline exceeded, wait time: ${seconds}s: ` +
    "possibly no tablets are available to stream in the source keyspace for your cell and tablet_types setting";
  return createTabletError("VReplicationWaitForPos", tablet, text);
}

export { createTabletError };
