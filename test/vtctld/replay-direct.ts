import { SWITCH_DEFAULTS } from "../../src/core/options/options.ts";
import { formatTabletAlias } from "../../src/core/vitess/names.ts";
import type { Replay } from "./replay.ts";
import { isBody, keyspace, of, strings, tabletType, text, type Body } from "./replay-words.ts";
import { shardNamed, shardsNamed, tablesNamed } from "../names.ts";

const AS_IT_IS = { cells: ["NULL"], tablet_types: [-1], tablet_selection_preference: "UNKNOWN", on_ddl: -1 };
const ODD = { none: "a direct call with fields that the port does not send" };

/** Calls recorded without the reference client: the command contains the request itself. */
export const OF_DIRECT_CALLS: Record<string, (body: Body) => Replay> = {
  GetKeyspaces: () => ({ call: (vitess) => vitess.keyspaces() }),
  GetCellInfoNames: () => ({ call: (vitess) => vitess.cells() }),
  GetRoutingRules: () => ({ call: (vitess) => vitess.rules() }),
  GetSrvVSchema: ({ cell }) =>
    cell === "zone1" ? { call: (vitess) => vitess.served() } : { none: "a cell that the cluster does not have" },
  GetSrvVSchemas: () => ({ none: "all cells at once: Tandem asks each of them" }),
  // Both say skip_rebuild: Tandem never saves rules without serving them.
  ApplyRoutingRules: () => ODD,
  RebuildVSchemaGraph: ({ cells = [] }) => ({ call: (vitess) => vitess.rebuildServing(strings(cells)) }),
  RefreshStateByShard({ keyspace: from, shard = "", ...rest }) {
    if (text(from ?? "") === "" || text(shard) === "" || Object.keys(rest).length > 0) return ODD;
    return { call: (vitess) => vitess.refreshShard(keyspace(text(from)), shardNamed(text(shard))) };
  },
  RefreshState({ tablet_alias: tablet }) {
    if (!isBody(tablet)) return ODD;
    return { call: (vitess) => vitess.refreshTablet(formatTabletAlias(text(tablet["cell"]), Number(tablet["uid"]))) };
  },
  GetFullStatus({ tablet_alias: tablet }) {
    if (!isBody(tablet)) return ODD;
    return { call: (vitess) => vitess.rowImage(formatTabletAlias(text(tablet["cell"]), Number(tablet["uid"]))) };
  },
  SetShardTabletControl({ keyspace: from, shard, denied_tables, remove }) {
    if (remove !== true) return { none: "a tablet control that is set" };
    return { call: (vitess) => vitess.allowTables(keyspace(text(from)), shardNamed(text(shard)), tablesNamed(...strings(denied_tables))) };
  },
  // Scripts that polled: without logs, spelled out where the default means the same.
  GetWorkflows: () => ({ none: "a default that is spelled out on the wire" }),
  WorkflowStatus: (body) => ({ call: (vitess) => vitess.workflowStatus(of(body["keyspace"], body["workflow"])) }),
  WorkflowUpdate({ keyspace: from, tablet_request: request }) {
    const { workflow, state, ...rest } = isBody(request) ? request : {};
    if ((state !== "Running" && state !== "Stopped") || JSON.stringify(rest) !== JSON.stringify(AS_IT_IS)) return ODD;
    return { call: (vitess) => vitess.setRunning(of(from, workflow), state) };
  },
  VDiffShow: ({ workflow, target_keyspace, arg }) =>
    arg === "" ? ODD : { call: (vitess) => vitess.vdiff(of(target_keyspace, workflow), text(arg)) },
  VDiffStop: ({ workflow, target_keyspace, uuid }) => ({
    call: (vitess) => vitess.vdiffStop(of(target_keyspace, workflow), text(uuid), []),
  }),
  VDiffDelete: ({ workflow, target_keyspace, arg }) => ({
    call: (vitess) => vitess.vdiffDelete(of(target_keyspace, workflow), text(arg)),
  }),
  WorkflowSwitchTraffic({
    keyspace: from,
    workflow,
    tablet_types,
    cells = [],
    max_replication_lag_allowed,
    enable_reverse_replication,
    timeout,
    dry_run,
    shards = [],
    force,
    ...rest
  }) {
    const types = strings(tablet_types).flatMap((type) => tabletType(type) ?? []);
    const durations =
      isBody(max_replication_lag_allowed) && isBody(timeout) ? [max_replication_lag_allowed, timeout].map(asMilliseconds) : [];
    const [maxReplicationLagAllowedMs, timeoutMs] = durations;
    if (types.length === 0 || maxReplicationLagAllowedMs === undefined || timeoutMs === undefined || Object.keys(rest).length > 0)
      return ODD;
    const enableReverseReplication = enable_reverse_replication === true;
    const options = {
      ...SWITCH_DEFAULTS,
      tabletTypes: types,
      cells: strings(cells),
      maxReplicationLagAllowedMs,
      timeoutMs,
      enableReverseReplication,
      shards: shardsNamed(...strings(shards)),
      force: force === true,
    };
    return { call: (vitess) => vitess.switchTraffic(of(from, workflow), options, { direction: "forward", dryRun: dry_run === true }) };
  },
  WorkflowMirrorTraffic({ keyspace: from, workflow, tablet_types, percent }) {
    if (from === undefined) return ODD;
    const types = strings(tablet_types).map(tabletType);
    const known = types.filter((type) => type !== undefined);
    if (known.length < types.length) return { none: "a tablet type that the port does not take" };
    return { call: (vitess) => vitess.mirrorTraffic(of(from, workflow), { tabletTypes: known, percent: Number(percent) }) };
  },
  MoveTablesCreate: () => ODD,
  VDiffCreate: () => ODD,
};

function asMilliseconds({ seconds = 0, nanos = 0 }: Body): number {
  return Number(seconds) * 1000 + Number(nanos) / 1_000_000;
}
