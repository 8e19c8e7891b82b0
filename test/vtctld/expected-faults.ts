import type { FaultKind } from "../../src/core/explain/rule/fault-kinds.ts";
import type { Recording } from "./recordings.ts";

/** Texts of the recorded errors that came as UNKNOWN, by call (`*`: any) and a part of the text. Exactly one row must match each error. */
export const TEXTS: readonly (readonly [rpc: string, part: string, kind: FaultKind])[] = [
  ["*", "no streams found in keyspace", "not-found"],
  ["*", "node doesn't exist: /vitess/", "not-found"],
  ["WorkflowUpdate", "the nosuchwf workflow does not exist in the customer keyspace", "not-found"],
  ["*", "shard zz not found in keyspace customer", "not-found"],
  ["VDiffDelete", "no vdiff found for UUID", "not-found"],
  ["VDiffResume", "vdiff with UUID", "not-found"],
  ["*", "failed to lock the customer/", "busy"],
  ["MoveTablesCreate", "failed to validate that all target tables are empty", "refused"],
  ["MoveTablesCreate", "no tables to move", "refused"],
  ["MoveTablesCreate", "table(s) not found in source keyspace commerce", "refused"],
  ["MoveTablesCreate", "table product not found in vschema for keyspace customer2", "refused"],
  ["MoveTablesCreate", "already exists in keyspace customer on tablet", "refused"],
  ["MoveTablesCreate", "unable to perform time_zone conversions", "refused"],
  ["MoveTablesCreate", "running with the --super-read-only option", "refused"],
  ["*", "invalid request, no workflow provided", "refused"],
  ["*", "error in connecting to mysql db", "refused"],
  ["GetFullStatus", "TabletManager.FullStatus on zone1-0000000200: net.Dial", "refused"],
  ["GetSchema", "TabletManager.GetSchema on zone1-0000000200: net.Dial", "refused"],
  ["MoveTablesComplete", "cannot complete workflow because you have not yet switched all read and write traffic", "refused"],
  ["MoveTablesComplete", "vreplication streams are not frozen on tablet 100", "refused"],
  ["VDiffCreate", "invalid UUID provided", "refused"],
  ["VDiffCreate", "invalid VDiff run", "refused"],
  ["VDiffCreate", "not all streams are running in workflow", "refused"],
  ["VDiffCreate", "already exists on tablet zone1-0000000200", "refused"],
  ["*", "action argument", "refused"],
  ["VDiffResume", "no completed or stopped vdiff found for UUID", "refused"],
  ["WorkflowDelete", "cannot delete workflow because you have already switched write traffic", "refused"],
  ["UpdateThrottlerConfig", "--enable and --disable are mutually exclusive", "refused"],
  ["WorkflowMirrorTraffic", "wrong number of pre-existing mirror rules", "refused"],
  ["WorkflowMirrorTraffic", "traffic for workflow e2 at this time: traffic for those tablet types is switched", "refused"],
  ["WorkflowMirrorTraffic", "invalid keyspace name", "refused"],
  ["WorkflowSwitchTraffic", "cannot switch traffic for workflow", "refused"],
  ["WorkflowSwitchTraffic", "failed to sync up replication between the source and target", "refused"],
  ["WorkflowSwitchTraffic", "invalid request: requesting reversal of read traffic", "refused"],
  ["WorkflowSwitchTraffic", "invalid tablet type passed", "refused"],
  ["WorkflowSwitchTraffic", "no tablets were available to stream from in the customer keyspace", "refused"],
  ["WorkflowUpdate", "cannot start a workflow when it is frozen", "refused"],
  ["SetShardTabletControl", "deadline exceeded: /vitess/global/keyspaces/commerce/locks", "busy"],
  ["RefreshState", "requires a tablet alias", "refused"],
  ["RefreshStateByShard", "requires a", "refused"],
  ["RefreshState", "rpc error: code = DeadlineExceeded desc = latest balancer error", "refused"],
  ["WorkflowUpdate", "rpc error: code = DeadlineExceeded desc = latest balancer error", "refused"],
];

/** Statuses that the recorder's own client made, because vtctld did not answer: the network's doing. */
export const NOT_FROM_VTCTLD: Record<number, { readonly network: "hang" | "drop"; readonly kind: FaultKind }> = {
  1: { network: "hang", kind: "timed-out" },
  4: { network: "hang", kind: "timed-out" },
  14: { network: "drop", kind: "unreachable" },
};

/** The kind that a recorded error must get; throws if the table has no row for it, or more than one. */
export function expectedKind({ method, status, details_note }: Recording): FaultKind {
  const made = NOT_FROM_VTCTLD[status.code];
  if (made !== undefined) return made.kind;
  if (status.code === 7 || status.code === 16) return "denied";
  if (status.code !== 2) throw new Error(`no recorded error has code ${status.code}`);
  if (details_note !== undefined) return "unreadable";
  const rows = TEXTS.filter(([rpc, part]) => (rpc === "*" || rpc === method) && status.details.includes(part));
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`${rows.length} rows for ${method}: ${status.details}`);
  return row[2];
}
