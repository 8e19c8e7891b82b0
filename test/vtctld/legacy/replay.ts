import {
  CANCEL_DEFAULTS,
  COMPLETE_DEFAULTS,
  CREATE_DEFAULTS,
  SWITCH_DEFAULTS,
  VDIFF_DEFAULTS,
  type SwitchOptions,
} from "../../../src/core/options/options.ts";
import type { Vitess, WorkflowIn } from "../../../src/operations/ports.ts";
import { list, milliseconds } from "../command-line.ts";
import { wordsOf, type Words } from "./command-words.ts";
import { majorOf, type LegacyRecording } from "./recordings.ts";
import type { TabletType } from "../../../src/core/options/kinds.ts";
import { shardNamed, tablesNamed } from "../../names.ts";
import { isKeyspace, isWorkflowName, formatTabletAlias } from "../../../src/core/vitess/names.ts";

export type Port = Omit<Vitess, "version" | "addresses" | "connect" | "whileFresh" | "readsUntil">;
export type Replay = { readonly call: (vitess: Port) => Promise<unknown> } | { readonly none: string };

export const SOME_UUID = "11111111-2222-4333-8444-0000000000aa";

const TYPED_INSTEAD = { none: "read through the typed API" };
const REFUSED_HERE = { none: "a flag or an action that this release refuses" };
const NOT_AN_OPTION = { none: "a value that the port does not take" };
const NOT_A_COMMAND = { none: "help, an unknown command, or words that are no command line" };

/** What a recorded command means in terms of the port. */
export function replayOf(recording: LegacyRecording): Replay {
  const { args } = recording.request;
  if (args === undefined || recording.status.details === "unknown command") return NOT_A_COMMAND;
  if (args.includes("--")) return { none: "a lone -- that is for the client's own program" };
  const words = wordsOf(args);
  if ("h" in words.flags || "help" in words.flags) return NOT_A_COMMAND;
  if (recording.status.details.startsWith("flag provided but not defined") || "bogus" in words.flags) return REFUSED_HERE;
  return BY_COMMAND[words.command]?.(words, majorOf(recording.version)) ?? TYPED_INSTEAD;
}

const BY_COMMAND: Record<string, (words: Words, major: number) => Replay> = {
  movetables: ({ flags, rest }) => (flags["v1"] === "true" ? createV1(flags, rest) : moveTables(flags, rest)),
  workflow({ flags, rest: [subject = "", action = "", ...more] }, major) {
    const name = named(subject);
    if (Object.keys(flags).length > 0) return { none: "a dry run that the port does not have" };
    if (name === undefined || more.length > 0) return action === "listall" ? TYPED_INSTEAD : NOT_AN_OPTION;
    if (action === "start") return { call: (vitess) => vitess.setRunning(name, "Running") };
    if (action === "stop") return { call: (vitess) => vitess.setRunning(name, "Stopped") };
    if (action === "delete") return { call: (vitess) => vitess.deleteWorkflow(name, CANCEL_DEFAULTS) };
    if (action !== "show") return NOT_AN_OPTION;
    return major < 13 ? TYPED_INSTEAD : { call: (vitess) => vitess.workflows(name.targetKeyspace, { workflow: name.workflow }) };
  },
  switchreads({ flags, rest: [subject = "", ...more] }) {
    const types = typesIn(flags["tablet_types"] ?? "replica,rdonly");
    const name = named(subject);
    if (name === undefined || types === undefined || types.includes("PRIMARY") || more.length > 0) return NOT_AN_OPTION;
    const options = { ...SWITCH_DEFAULTS, v1: true, tabletTypes: types, cells: list(flags["cells"]) };
    return switching(name, options, { backward: flags["reverse"] === "true", dryRun: "dry_run" in flags });
  },
  switchwrites({ flags, rest: [subject = ""] }) {
    if ("cancel" in flags) return { none: "taking back half a switch by hand" };
    if ("reverse" in flags) return { none: "a reverse that does nothing: the reverse workflow is switched instead" };
    if ("timeout" in flags) return { none: "a timeout that this release does not heed" };
    const isReverse = subject.endsWith("_reverse");
    // Made on the original workflow, which is in the other keyspace.
    const name = named(isReverse ? `customer.${subject.slice(subject.indexOf(".") + 1, -"_reverse".length)}` : subject);
    if (name === undefined) return NOT_AN_OPTION;
    const timeoutMs = milliseconds(flags["filtered_replication_wait_time"] ?? "30s");
    return switching(
      name,
      { ...SWITCH_DEFAULTS, v1: true, tabletTypes: ["PRIMARY"], timeoutMs },
      { backward: isReverse, dryRun: "dry_run" in flags },
    );
  },
  dropsources({ flags, rest: [subject = ""] }) {
    const name = named(subject);
    if (name === undefined) return NOT_AN_OPTION;
    const options = { ...COMPLETE_DEFAULTS, v1: true, keepData: "keep_data" in flags, renameTables: "rename_tables" in flags };
    return { call: (vitess) => vitess.complete(name, options, { dryRun: "dry_run" in flags }) };
  },
  vdiff({ flags, rest: [subject = "", action, arg, ...more] }, major) {
    const name = named(subject);
    if (name === undefined || more.length > 0 || (flags["format"] ?? "json") !== "json") return NOT_AN_OPTION;
    const isSecond = "v2" in flags;
    if (isSecond) return vdiffV2(name, flags, action, arg);
    if (major >= 14) return { none: "a VDiff of the first kind, where there is the second" };
    if (action !== undefined) return NOT_AN_OPTION;
    return vdiffCreate(name, flags, SOME_UUID);
  },
};

function moveTables(flags: Words["flags"], [action = "", subject = "", ...more]: readonly string[]): Replay {
  const name = named(subject);
  if (name === undefined || more.length > 0) return NOT_AN_OPTION;
  const backward = action === "reversetraffic";
  if (action === "create") return createV2(flags, name);
  if (backward || action === "switchtraffic") {
    const types = flags["tablet_types"] === undefined ? SWITCH_DEFAULTS.tabletTypes : typesIn(flags["tablet_types"]);
    if (types === undefined) return NOT_AN_OPTION;
    const options = {
      ...SWITCH_DEFAULTS,
      tabletTypes: types,
      cells: list(flags["cells"]),
      timeoutMs: milliseconds(flags["timeout"] ?? "30s"),
      enableReverseReplication: flags["reverse_replication"] !== "false",
    };
    return switching(name, options, { backward, dryRun: "dry_run" in flags });
  }
  const data = { keepData: "keep_data" in flags, renameTables: "rename_tables" in flags };
  if (action === "complete")
    return { call: (vitess) => vitess.complete(name, { ...COMPLETE_DEFAULTS, ...data }, { dryRun: "dry_run" in flags }) };
  if (action === "cancel" && "dry_run" in flags) return REFUSED_HERE;
  if (action === "cancel") return { call: (vitess) => vitess.cancelMove(name, { ...CANCEL_DEFAULTS, keepData: data.keepData }) };
  if (action === "getstate" || action === "progress") return { call: (vitess) => vitess.workflowStatus(name) };
  return action === "show" ? TYPED_INSTEAD : NOT_AN_OPTION;
}

function createV2(flags: Words["flags"], name: WorkflowIn): Replay {
  const source = flags["source"];
  if ("timeout" in flags) return { none: "how long the command waits for its streams" };
  if ("dry_run" in flags) return REFUSED_HERE;
  if (source === undefined || !isKeyspace(source) || "all" in flags === "tables" in flags) return NOT_AN_OPTION;
  const types = typesIn(flags["tablet_types"] ?? "replica,primary");
  if (types === undefined || flags["tables"]?.startsWith("{") === true) return NOT_AN_OPTION;
  const options = {
    ...CREATE_DEFAULTS,
    sourceKeyspace: source,
    tables: tablesNamed(...list(flags["tables"])),
    allTables: "all" in flags,
    excludeTables: tablesNamed(...list(flags["exclude"])),
    cells: list(flags["cells"]),
    tabletTypes: types,
    tabletTypesInOrder: !("tablet_types" in flags),
    autoStart: flags["auto_start"] !== "false",
    stopAfterCopy: "stop_after_copy" in flags,
  };
  return { call: (vitess) => vitess.createMove(name, options) };
}

function createV1(flags: Words["flags"], [source = "", target = "", tables = "", ...more]: readonly string[]): Replay {
  const name = named(`${target}.${flags["workflow"] ?? ""}`);
  if (name === undefined || !isKeyspace(source) || tables === "" || "exclude" in flags || more.length > 0) return NOT_AN_OPTION;
  const options = { ...CREATE_DEFAULTS, v1: true, sourceKeyspace: source, tables: tablesNamed(...list(tables)) };
  return { call: (vitess) => vitess.createMove(name, options) };
}

function switching(name: WorkflowIn, options: SwitchOptions, { backward, dryRun }: { backward: boolean; dryRun: boolean }): Replay {
  return { call: (vitess) => vitess.switchTraffic(name, options, { direction: backward ? "backward" : "forward", dryRun }) };
}

function vdiffV2(name: WorkflowIn, flags: Words["flags"], action: string | undefined, arg: string | undefined): Replay {
  if (action === "create" && arg !== undefined) return vdiffCreate(name, flags, arg);
  if (action === "create" || action === undefined)
    return "limit" in flags ? { none: "a limit that leaves row streams open" } : vdiffCreate(name, flags, undefined);
  if (arg === undefined) return NOT_AN_OPTION;
  if (action === "show")
    return { call: (vitess) => (arg === "all" ? vitess.vdiffs(name) : vitess.vdiff(name, arg === "last" ? undefined : arg)) };
  if (action === "resume") return { call: (vitess) => vitess.vdiffResume(name, arg, []) };
  return REFUSED_HERE;
}

/** Without a uuid Tandem generates one, which the comparison leaves out. */
function vdiffCreate(name: WorkflowIn, flags: Words["flags"], uuid = SOME_UUID): Replay {
  const types = flags["tablet_types"] === undefined ? VDIFF_DEFAULTS.tabletTypes : typesIn(flags["tablet_types"]);
  if (types === undefined) return NOT_AN_OPTION;
  const options = {
    ...VDIFF_DEFAULTS,
    tables: tablesNamed(...list(flags["tables"])),
    tabletTypes: types,
    tabletTypesInOrder: flags["tablet_types"] === undefined,
    sourceCells: list(flags["source_cell"]),
    targetCells: list(flags["target_cell"]),
    limit: BigInt(flags["limit"] ?? VDIFF_DEFAULTS.limit),
    filteredReplicationWaitTimeMs: waits(flags["filtered_replication_wait_time"] ?? "30s"),
    onlyPks: "only_pks" in flags,
    debugQuery: "debug_query" in flags,
  };
  return { call: (vitess) => vitess.vdiffCreate(name, uuid, options) };
}

// The port counts in milliseconds, and a test of Vitess's used one nanosecond.
function waits(text: string): number {
  return text === "1ns" ? 0 : milliseconds(text);
}

function typesIn(text: string): readonly TabletType[] | undefined {
  const types = text.split(",").map((name) => (["PRIMARY", "REPLICA", "RDONLY"] as const).find((type) => type === name.toUpperCase()));
  const known = types.filter((type) => type !== undefined);
  return known.length === types.length ? known : undefined;
}

function named(subject: string): WorkflowIn | undefined {
  const [targetKeyspace = "", workflow = "", ...more] = subject.split(".");
  return isKeyspace(targetKeyspace) && isWorkflowName(workflow) && more.length === 0 ? { targetKeyspace, workflow } : undefined;
}

/** What a recorded typed call means in terms of the port. */
export function typedReplayOf({ method, request }: LegacyRecording): Replay {
  const rpc = method.slice(method.lastIndexOf("/") + 1);
  const from = textIn(request["keyspace"]);
  const keyspace = isKeyspace(from) ? from : undefined;
  if (rpc === "GetKeyspaces") return { call: (vitess) => vitess.keyspaces() };
  if (rpc === "GetCellInfoNames") return { call: (vitess) => vitess.cells() };
  if (rpc === "GetRoutingRules") return { call: (vitess) => vitess.rules() };
  if (rpc === "GetSchema") {
    const { cell, uid } = aliasIn(request["tablet_alias"]);
    const tables = Array.isArray(request["tables"]) ? request["tables"].map(String) : [];
    if (request["table_sizes_only"] !== true) return { none: "a schema without sizes" };
    return { call: (vitess) => vitess.tableSizes(formatTabletAlias(cell, uid), tablesNamed(...tables)) };
  }
  if (keyspace === undefined) return { none: "a call that the port does not make" };
  if (rpc === "GetTablets") return { call: (vitess) => vitess.tablets(keyspace) };
  if (rpc === "GetVSchema") return { call: (vitess) => vitess.vschema(keyspace) };
  if (rpc === "GetShard") return { call: (vitess) => vitess.deniedTables(keyspace, shardNamed(textIn(request["shard_name"]))) };
  if (rpc === "FindAllShardsInKeyspace") return { call: (vitess) => vitess.tabletControls(keyspace) };
  if (rpc === "ShardReplicationPositions") return { call: (vitess) => vitess.replication(keyspace, shardNamed(textIn(request["shard"]))) };
  if (rpc === "ValidateKeyspace") return { call: (vitess) => vitess.validateKeyspace(keyspace, false) };
  if (rpc === "GetWorkflows" && request["active_only"] === true) return { none: "active workflows only: a stopped move must not vanish" };
  if (rpc === "GetWorkflows") return { call: (vitess) => vitess.workflows(keyspace, { logs: true }) };
  return { none: "a call that the port does not make" };
}

function textIn(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function aliasIn(value: unknown): { cell: string; uid: number } {
  const { cell = "", uid = 0 } = (value ?? {}) as { cell?: string; uid?: number };
  return { cell, uid };
}
