import { isKeyspace, isWorkflowName, tabletAlias } from "../../src/core/names.ts";
import type { Keyspace, WorkflowName } from "../../src/core/names.ts";
import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS, CREATE_DEFAULTS, SWITCH_DEFAULTS, VDIFF_DEFAULTS } from "../../src/core/options.ts";
import type { OnDdl, TabletType } from "../../src/core/options.ts";
import type { Vitess, WorkflowIn } from "../../src/operations/ports.ts";
import { list, milliseconds, parseCommandLine } from "./command-line.ts";
import type { CommandLine } from "./command-line.ts";
import type { Recording } from "./recordings.ts";

/** The call of the port that says the same as a recorded command, or the reason why there is none. */
export type Replay = { readonly call: (vitess: Vitess) => Promise<unknown> } | { readonly none: string };

/** What a recorded command line means in terms of the port. The options come from the words that were typed, never from the recorded request. */
export function replayOf(recording: Recording): Replay {
  const line = parseCommandLine(recording.cmd);
  if (line !== undefined && !isWorkflowName(line.flags.get("workflow") ?? "none"))
    return { none: "a workflow name that Tandem does not take" };
  if (line !== undefined) return OF_COMMANDS[recording.method]?.(line, recording) ?? { none: "the port has no such call" };
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
  GetShard({ words: [, name = ""] }) {
    const [from = "", shard = ""] = name.split("/");
    return { call: (vitess) => vitess.deniedTables(keyspace(from), shard) };
  },
  GetVSchema: ({ words: [, name] }) => ({ call: (vitess) => vitess.vschema(keyspace(name)) }),
  GetSchema({ words: [, alias = ""], flags }) {
    if (!flags.has("table-sizes-only")) return { none: "a schema without sizes" };
    const [cell = "", uid = ""] = alias.split("-");
    return { call: (vitess) => vitess.tableSizes(tabletAlias(cell, Number(uid)), list(flags.get("tables"))) };
  },
  GetTopologyPath({ words: [, path = ""] }) {
    const [, from, workflow] = /^\/global\/internal\/named_locks\/(\w+)\/(\w+)\/locks(?:\/\d+)?$/.exec(path) ?? [];
    if (workflow === undefined) return { none: "a path of the topology that is not a workflow's lock" };
    return { call: (vitess) => vitess.lockHolders({ targetKeyspace: keyspace(from), workflow: workflowName(workflow) }) };
  },
  GetWorkflows({ words, flags }) {
    const [command, word] = words;
    if (command === "GetWorkflows") {
      if (!flags.has("show-all")) return { none: "active workflows only: a stopped move must not vanish" };
      return { call: (vitess) => vitess.workflows(keyspace(word), { logs: true }) };
    }
    if (word === "list") return { call: (vitess) => vitess.workflows(keyspace(flags.get("keyspace")), { logs: true }) };
    const { targetKeyspace, workflow } = named(flags);
    // `show` asks for logs; `start` looks first, without.
    return { call: (vitess) => vitess.workflows(targetKeyspace, { workflow, logs: word === "show" }) };
  },
  WorkflowStatus: ({ flags }) => ({ call: (vitess) => vitess.workflowStatus(named(flags)) }),
  VDiffShow({ words: [, action = "", arg = ""], flags }) {
    // `create --wait` asks for the VDiff it made.
    const uuid = action === "create" || arg !== "last" ? arg : undefined;
    return { call: (vitess) => (uuid === "all" ? vitess.vdiffs(named(flags)) : vitess.vdiff(named(flags), uuid)) };
  },
  MoveTablesCreate({ flags }) {
    const { targetKeyspace, workflow } = named(flags);
    const options = {
      ...CREATE_DEFAULTS,
      sourceKeyspace: keyspace(flags.get("source-keyspace")),
      tables: list(flags.get("tables")),
      allTables: yes(flags, "all-tables", CREATE_DEFAULTS.allTables),
      excludeTables: list(flags.get("exclude-tables")),
      sourceShards: list(flags.get("source-shards")),
      cells: list(flags.get("cells")),
      tabletTypes: flags.has("tablet-types") ? tabletTypes(flags.get("tablet-types")) : CREATE_DEFAULTS.tabletTypes,
      onDdl: onDdl(flags.get("on-ddl")),
      sourceTimeZone: flags.get("source-time-zone") ?? "",
      autoStart: yes(flags, "auto-start", CREATE_DEFAULTS.autoStart),
      stopAfterCopy: yes(flags, "stop-after-copy", CREATE_DEFAULTS.stopAfterCopy),
      deferSecondaryKeys: yes(flags, "defer-secondary-keys", CREATE_DEFAULTS.deferSecondaryKeys),
      noRoutingRules: yes(flags, "no-routing-rules", CREATE_DEFAULTS.noRoutingRules),
    };
    return { call: (vitess) => vitess.createMove({ targetKeyspace, workflow }, options) };
  },
  WorkflowUpdate({ words: [, action], flags }) {
    if (action === "start") return { call: (vitess) => vitess.setRunning(named(flags), "Running") };
    if (action === "stop") return { call: (vitess) => vitess.setRunning(named(flags), "Stopped") };
    return { none: "an update of other settings" };
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
  WorkflowDelete({ flags }) {
    const options = { ...CANCEL_DEFAULTS, keepData: flags.has("keep-data"), keepRoutingRules: flags.has("keep-routing-rules") };
    return { call: (vitess) => vitess.deleteWorkflow(named(flags), options) };
  },
  VDiffCreate({ words: [, , typed], flags }, recording) {
    if (flags.has("wait")) return { none: "waiting is the client's affair" };
    const options = {
      ...VDIFF_DEFAULTS,
      tables: list(flags.get("tables")),
      limit: BigInt(flags.get("limit") ?? VDIFF_DEFAULTS.limit),
      debugQuery: flags.has("debug-query"),
      onlyPks: flags.has("only-pks"),
      updateTableStats: flags.has("update-table-stats"),
      maxExtraRowsToCompare: BigInt(flags.get("max-extra-rows-to-compare") ?? VDIFF_DEFAULTS.maxExtraRowsToCompare),
      maxReportSampleRows: BigInt(flags.get("max-report-sample-rows") ?? VDIFF_DEFAULTS.maxReportSampleRows),
      rowDiffColumnTruncateAt: BigInt(flags.get("row-diff-column-truncate-at") ?? VDIFF_DEFAULTS.rowDiffColumnTruncateAt),
      autoStart: yes(flags, "auto-start", VDIFF_DEFAULTS.autoStart),
    };
    // Without a uuid the client makes one up; Tandem makes its own, and it has to be the same here.
    const uuid = typed ?? text(recording.request["uuid"]);
    return { call: (vitess) => vitess.vdiffCreate(named(flags), uuid, options) };
  },
  VDiffStop: ({ words: [, , uuid = ""], flags }) => ({ call: (vitess) => vitess.vdiffStop(named(flags), uuid) }),
  VDiffResume: ({ words: [, , uuid = ""], flags }) => ({ call: (vitess) => vitess.vdiffResume(named(flags), uuid) }),
  VDiffDelete: ({ words: [, , uuid = ""], flags }) => ({ call: (vitess) => vitess.vdiffDelete(named(flags), uuid) }),
};

type Body = Readonly<Record<string, unknown>>;

const AS_IT_IS = { cells: ["NULL"], tablet_types: [-1], tablet_selection_preference: "UNKNOWN", on_ddl: -1 };
const ODD = { none: "a direct call with fields that the port does not send" };

const OF_DIRECT_CALLS: Record<string, (body: Body) => Replay> = {
  GetKeyspaces: () => ({ call: (vitess) => vitess.keyspaces() }),
  WorkflowStatus: (body) => ({ call: (vitess) => vitess.workflowStatus(of(body["keyspace"], body["workflow"])) }),
  WorkflowUpdate({ keyspace: from, tablet_request: request }) {
    const { workflow, state, ...rest } = isBody(request) ? request : {};
    if ((state !== "Running" && state !== "Stopped") || JSON.stringify(rest) !== JSON.stringify(AS_IT_IS)) return ODD;
    return { call: (vitess) => vitess.setRunning(of(from, workflow), state) };
  },
  VDiffShow: ({ workflow, target_keyspace, arg }) =>
    arg === "" ? ODD : { call: (vitess) => vitess.vdiff(of(target_keyspace, workflow), text(arg)) },
  VDiffStop: ({ workflow, target_keyspace, uuid }) => ({ call: (vitess) => vitess.vdiffStop(of(target_keyspace, workflow), text(uuid)) }),
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
    };
    return { call: (vitess) => vitess.switchTraffic(of(from, workflow), options, { direction: "forward", dryRun: dry_run === true }) };
  },
  MoveTablesCreate: () => ODD,
  VDiffCreate: () => ODD,
};

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

function asMilliseconds({ seconds = 0, nanos = 0 }: Body): number {
  return Number(seconds) * 1000 + Number(nanos) / 1_000_000;
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new Error("not a text");
  return value;
}

function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null;
}

function of(from: unknown, workflow: unknown): WorkflowIn {
  return { targetKeyspace: keyspace(text(from)), workflow: workflowName(text(workflow)) };
}

function named(flags: ReadonlyMap<string, string>): WorkflowIn {
  return of(flags.get("target-keyspace") ?? flags.get("keyspace"), flags.get("workflow"));
}

function keyspace(name = ""): Keyspace {
  if (!isKeyspace(name)) throw new Error(`not a keyspace: ${name}`);
  return name;
}

function workflowName(name: string): WorkflowName {
  if (!isWorkflowName(name)) throw new Error(`not a workflow: ${name}`);
  return name;
}

function yes(flags: ReadonlyMap<string, string>, name: string, otherwise: boolean): boolean {
  const value = flags.get(name);
  return value === undefined ? otherwise : value === "true";
}

function tabletType(name: string): TabletType | undefined {
  return (["PRIMARY", "REPLICA", "RDONLY"] as const).find((type) => type === name.toUpperCase());
}

function tabletTypes(names: string | undefined): readonly TabletType[] {
  return list(names).flatMap((type) => tabletType(type) ?? []);
}

function onDdl(name = "IGNORE"): OnDdl {
  const found = (["IGNORE", "STOP", "EXEC", "EXEC_IGNORE"] as const).find((action) => action === name.toUpperCase());
  if (found === undefined) throw new Error(`not an on-ddl action: ${name}`);
  return found;
}
