import {
  CANCEL_DEFAULTS,
  COMPLETE_DEFAULTS,
  CREATE_DEFAULTS,
  MIRROR_DEFAULTS,
  SWITCH_DEFAULTS,
  VDIFF_DEFAULTS,
} from "../../src/core/options/options.ts";
import type { TypedVitess } from "../../src/vtctld/typed/vitess.ts";
import { list, milliseconds, parseCommandLine, type CommandLine } from "./command-line.ts";
import type { Recording } from "./recordings.ts";
import { OF_DIRECT_CALLS } from "./replay-direct.ts";
import { alias, keyspace, named, onDdl, shardOfKeyspace, tabletType, tabletTypes, text, workflowName, yes } from "./replay-words.ts";
import { shardsNamed, tablesNamed } from "../names.ts";
import { isWorkflowName } from "../../src/core/vitess/names.ts";

/** The method of the port equivalent to a recorded command, or the reason why there is none. */
export type Replay = { readonly call: (vitess: TypedVitess) => Promise<unknown> } | { readonly none: string };

/** What a recorded command line means in terms of the port. The options come from the words that were typed, never from the recorded request. */
export function replayOf(recording: Recording): Replay {
  const line = parseCommandLine(recording.cmd);
  // Tandem runs six statements of its own, none of which was recorded: golden.test.ts checks their fields against a recorded one.
  if (recording.method === "ExecuteFetchAsDBA") return { none: "a statement that Tandem does not run" };
  if (line !== undefined && !isWorkflowName(line.flags.get("workflow") ?? "none"))
    return { none: "a workflow name that Tandem does not take" };
  if (line !== undefined) return OF_COMMANDS[recording.method]?.(line, recording) ?? { none: "the port has no such call" };
  // A script that polled; only its request says which call it made and about what.
  if (/^poll \d+: (?:WorkflowStatus|GetWorkflows)$/.test(recording.cmd))
    return OF_DIRECT_CALLS[recording.method]?.(recording.request) ?? { none: "the port has no such call" };
  const [, body = ""] = /^grpc \w+ (\{.*\})(?: --.*)?$/.exec(recording.cmd) ?? [];
  if (body === "") return { none: "a note in place of a command line" };
  return OF_DIRECT_CALLS[recording.method]?.(JSON.parse(body)) ?? { none: "the port has no such call" };
}

const OF_COMMANDS: Record<string, (line: CommandLine, recording: Recording) => Replay> = {
  GetKeyspaces: () => ({ call: (vitess) => vitess.keyspaces() }),
  GetRoutingRules: () => ({ call: (vitess) => vitess.rules() }),
  GetMirrorRules: () => ({ call: (vitess) => vitess.rules() }),
  GetTablets: ({ flags }) =>
    flags.has("keyspace")
      ? { call: (vitess) => vitess.tablets(keyspace(flags.get("keyspace"))) }
      : { none: "tablets of all keyspaces at once" },
  GetShard({ words: [, name] }) {
    const of = shardOfKeyspace(name);
    return { call: (vitess) => vitess.deniedTables(of.keyspace, of.shard) };
  },
  FindAllShardsInKeyspace: ({ words: [, name] }) => ({ call: (vitess) => vitess.tabletControls(keyspace(name)) }),
  ShardReplicationPositions({ words: [, name] }) {
    const of = shardOfKeyspace(name);
    return { call: (vitess) => vitess.replication(of.keyspace, of.shard) };
  },
  GetFullStatus: ({ words: [, tablet] }) => ({ call: (vitess) => vitess.rowImage(alias(tablet)) }),
  PingTablet: ({ words: [, tablet] }) => ({ call: (vitess) => vitess.answers(alias(tablet)) }),
  GetThrottlerStatus: ({ words: [, tablet] }) => ({ call: (vitess) => vitess.throttlerStatus(alias(tablet)) }),
  CheckThrottler: ({ words: [, tablet], flags }) => ({
    call: (vitess) => vitess.throttlerCheck(alias(tablet), flags.get("app-name") ?? ""),
  }),
  UpdateThrottlerConfig({ words: [, name], flags }, { request }) {
    const app = flags.get("throttle-app") ?? flags.get("unthrottle-app");
    if (app === undefined) return { none: "the throttler's other settings" };
    // The client counts from its own clock: the end of the rule comes from what it sent.
    const ends = Reflect.get(Object(request["throttled_app"]), "expires_at");
    const { seconds = "0", nanoseconds = 0 }: { seconds?: string; nanoseconds?: number } = Object(ends);
    const at = Number(seconds) * 1000 + Math.floor(nanoseconds / 1e6);
    const ratio = Number(flags.get("throttle-app-ratio") ?? 0);
    return { call: (vitess) => vitess.throttleApp(keyspace(name), app, ratio, at) };
  },
  ValidateKeyspace: ({ words: [, name], flags }) => ({
    call: (vitess) => vitess.validateKeyspace(keyspace(name), flags.has("ping-tablets")),
  }),
  ApplyRoutingRules({ flags }) {
    // The file held `{"rules": []}`.
    const { rules }: { rules: { from_table: string; to_tables: string[] }[] } = JSON.parse(flags.get("rules") ?? '{"rules":[]}');
    const tables = rules.map((rule) => ({ from: rule.from_table, to: rule.to_tables }));
    return { call: (vitess) => vitess.applyRules("tables", { tables, shards: [], keyspaces: [], mirrors: [] }) };
  },
  RefreshStateByShard({ words: [, name] }) {
    const of = shardOfKeyspace(name);
    return { call: (vitess) => vitess.refreshShard(of.keyspace, of.shard) };
  },
  SetShardTabletControl({ words: [, name, type], flags }) {
    if (type !== "primary" || !flags.has("remove")) return { none: "a tablet control that is set" };
    const of = shardOfKeyspace(name);
    return { call: (vitess) => vitess.allowTables(of.keyspace, of.shard, tablesNamed(...list(flags.get("denied-tables")))) };
  },
  WorkflowMirrorTraffic({ flags }) {
    const types = flags.get("tablet-types");
    const options = {
      tabletTypes: types === undefined ? MIRROR_DEFAULTS.tabletTypes : tabletTypes(types),
      percent: Number(flags.get("percent") ?? MIRROR_DEFAULTS.percent),
    };
    return { call: (vitess) => vitess.mirrorTraffic(named(flags), options) };
  },
  GetVSchema: ({ words: [, name] }) => ({ call: (vitess) => vitess.vschema(keyspace(name)) }),
  GetSchema({ words: [, tablet], flags }) {
    if (!flags.has("table-sizes-only")) return { none: "a schema without sizes" };
    return { call: (vitess) => vitess.tableSizes(alias(tablet), tablesNamed(...list(flags.get("tables")))) };
  },
  GetTopologyPath({ words: [, path = ""] }) {
    const [, from, workflow] = /^\/global\/internal\/named_locks\/(\w+)\/(\w+)\/locks(?:\/\d+)?$/.exec(path) ?? [];
    if (workflow === undefined) return { none: "a path of the topology that is not a workflow's lock" };
    return { call: (vitess) => vitess.lockHolders({ targetKeyspace: keyspace(from), workflow: workflowName(workflow) }, "") };
  },
  GetWorkflows({ words, flags }) {
    const [command, word] = words;
    if (command === "GetWorkflows") {
      if (!flags.has("show-all")) return { none: "active workflows only: a stopped move must not vanish" };
      return { call: (vitess) => vitess.workflows(keyspace(word), { logs: flags.get("include-logs") !== "false" }) };
    }
    if (word === "list") return { call: (vitess) => vitess.workflows(keyspace(flags.get("keyspace")), { logs: true }) };
    const { targetKeyspace, workflow } = named(flags);
    // `show` requests logs; `start` looks first, without.
    return { call: (vitess) => vitess.workflows(targetKeyspace, { workflow, logs: word === "show" }) };
  },
  WorkflowStatus: ({ flags }) => ({ call: (vitess) => vitess.workflowStatus(named(flags)) }),
  VDiffShow({ words: [, action = "", arg = ""], flags }) {
    // `create --wait` queries the VDiff it made.
    const uuid = action === "create" || arg !== "last" ? arg : undefined;
    return { call: (vitess) => (uuid === "all" ? vitess.vdiffs(named(flags)) : vitess.vdiff(named(flags), uuid)) };
  },
  MoveTablesCreate({ flags }) {
    const { targetKeyspace, workflow } = named(flags);
    const options = {
      ...CREATE_DEFAULTS,
      sourceKeyspace: keyspace(flags.get("source-keyspace")),
      tables: tablesNamed(...list(flags.get("tables"))),
      allTables: yes(flags, "all-tables", CREATE_DEFAULTS.allTables),
      excludeTables: tablesNamed(...list(flags.get("exclude-tables"))),
      sourceShards: shardsNamed(...list(flags.get("source-shards"))),
      cells: list(flags.get("cells")),
      tabletTypes: flags.has("tablet-types") ? tabletTypes(flags.get("tablet-types")) : CREATE_DEFAULTS.tabletTypes,
      onDdl: onDdl(flags.get("on-ddl")),
      sourceTimeZone: flags.get("source-time-zone") ?? "",
      autoStart: yes(flags, "auto-start", CREATE_DEFAULTS.autoStart),
      stopAfterCopy: yes(flags, "stop-after-copy", CREATE_DEFAULTS.stopAfterCopy),
      deferSecondaryKeys: yes(flags, "defer-secondary-keys", CREATE_DEFAULTS.deferSecondaryKeys),
      noRoutingRules: yes(flags, "no-routing-rules", CREATE_DEFAULTS.noRoutingRules),
      configOverrides: overrides(flags),
    };
    return { call: (vitess) => vitess.createMove({ targetKeyspace, workflow }, options) };
  },
  WorkflowUpdate({ words: [, action], flags }) {
    if (action === "start") return { call: (vitess) => vitess.setRunning(named(flags), "Running") };
    if (action === "stop") return { call: (vitess) => vitess.setRunning(named(flags), "Stopped") };
    const options = {
      shards: [],
      ...(flags.has("cells") ? { cells: list(flags.get("cells")) } : {}),
      ...(flags.has("tablet-types") ? { tabletTypes: tabletTypes(flags.get("tablet-types")) } : {}),
      ...(flags.has("tablet-types-in-order") ? { tabletTypesInOrder: yes(flags, "tablet-types-in-order", false) } : {}),
      ...(flags.has("on-ddl") ? { onDdl: onDdl(flags.get("on-ddl")) } : {}),
      ...(flags.has("config-overrides") ? { configOverrides: overrides(flags) } : {}),
    };
    return { call: (vitess) => vitess.updateWorkflow(named(flags), options) };
  },
  WorkflowSwitchTraffic({ words: [, action], flags }) {
    const types = flags.get("tablet-types");
    if (list(types).some((type) => tabletType(type) === undefined)) return { none: "a tablet type that the port does not take" };
    const options = {
      ...SWITCH_DEFAULTS,
      tabletTypes: types === undefined ? SWITCH_DEFAULTS.tabletTypes : tabletTypes(types),
      timeoutMs: milliseconds(flags.get("timeout") ?? "30s"),
      maxReplicationLagAllowedMs: milliseconds(flags.get("max-replication-lag-allowed") ?? "30s"),
      enableReverseReplication: yes(flags, "enable-reverse-replication", SWITCH_DEFAULTS.enableReverseReplication),
    };
    const direction = action === "reversetraffic" ? "backward" : "forward";
    return { call: (vitess) => vitess.switchTraffic(named(flags), options, { direction, dryRun: flags.has("dry-run") }) };
  },
  MoveTablesComplete({ flags }) {
    const options = { ...COMPLETE_DEFAULTS, renameTables: flags.has("rename-tables"), keepData: flags.has("keep-data") };
    return { call: (vitess) => vitess.complete(named(flags), options, { dryRun: flags.has("dry-run") }) };
  },
  WorkflowDelete({ words: [command], flags }) {
    const options = { ...CANCEL_DEFAULTS, keepData: flags.has("keep-data"), keepRoutingRules: flags.has("keep-routing-rules") };
    return {
      call: (vitess) => (command === "Workflow" ? vitess.deleteWorkflow(named(flags), options) : vitess.cancelMove(named(flags), options)),
    };
  },
  VDiffCreate({ words: [, , typed], flags }, recording) {
    if (flags.has("wait")) return { none: "waiting is the client's affair" };
    const options = {
      ...VDIFF_DEFAULTS,
      tables: tablesNamed(...list(flags.get("tables"))),
      limit: BigInt(flags.get("limit") ?? VDIFF_DEFAULTS.limit),
      debugQuery: flags.has("debug-query"),
      onlyPks: flags.has("only-pks"),
      updateTableStats: flags.has("update-table-stats"),
      maxExtraRowsToCompare: BigInt(flags.get("max-extra-rows-to-compare") ?? VDIFF_DEFAULTS.maxExtraRowsToCompare),
      maxReportSampleRows: BigInt(flags.get("max-report-sample-rows") ?? VDIFF_DEFAULTS.maxReportSampleRows),
      rowDiffColumnTruncateAt: BigInt(flags.get("row-diff-column-truncate-at") ?? VDIFF_DEFAULTS.rowDiffColumnTruncateAt),
      autoStart: yes(flags, "auto-start", VDIFF_DEFAULTS.autoStart),
    };
    // Without a uuid the client generates one; Tandem generates its own, and it has to be the same here.
    const uuid = typed ?? text(recording.request["uuid"]);
    return { call: (vitess) => vitess.vdiffCreate(named(flags), uuid, options) };
  },
  VDiffStop: ({ words: [, , uuid = ""], flags }) => ({ call: (vitess) => vitess.vdiffStop(named(flags), uuid, []) }),
  VDiffResume: ({ words: [, , uuid = ""], flags }) => ({ call: (vitess) => vitess.vdiffResume(named(flags), uuid, []) }),
  VDiffDelete: ({ words: [, , uuid = ""], flags }) => ({ call: (vitess) => vitess.vdiffDelete(named(flags), uuid) }),
};

function overrides(flags: CommandLine["flags"]): Readonly<Record<string, string>> {
  return Object.fromEntries(list(flags.get("config-overrides")).map((pair) => pair.split("=", 2)));
}
