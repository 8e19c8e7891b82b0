import type { Operation } from "../../src/core/announce/entries.ts";
import type { Explanation } from "../../src/core/explain/explain.ts";
import type { RescueFacts, WorkflowFacts } from "../../src/core/operation/request/facts.ts";
import type { Execution } from "../../src/core/operation/execution/executions.ts";
import type {
  Executable,
  OnWorkflow,
  OverrideFindings,
  RestoreRules,
  UnblockWrites,
  WorkflowOperation,
} from "../../src/core/operation/request/operations.ts";
import { DEFAULT_LIMITS } from "../../src/core/operation/request/policy.ts";
import type { MoveView } from "../../src/core/command/answers.ts";
import type { Followed, Move } from "../../src/core/move/moves.ts";
import type { ClusterName, Keyspace, TabletAlias, WorkflowName } from "../../src/core/vitess/names.ts";
import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS, SWITCH_DEFAULTS } from "../../src/core/options/options.ts";
import { toChannelId, toPersonId } from "../../src/core/people/people.ts";
import type { Instant, Reading, Stream, TableSize, Workflow } from "../../src/core/readings/readings.ts";
import type { Request } from "../../src/core/operation/request/requests.ts";
import type { Sample } from "../../src/core/copy/samples.ts";
import type { Known } from "../../src/core/situation/known.ts";
import { type Situation, deriveSituation } from "../../src/core/situation/situation.ts";
import type { VDiff } from "../../src/core/vdiff/vdiff.ts";
import type { Names } from "../../src/slack/text/people.ts";
import { keyspaceNamed, requestNamed, shardNamed, shardsNamed, tableNamed, tablesNamed } from "../names.ts";

export const ANA = toPersonId("U0ANA");
export const BEN = toPersonId("U0BEN");
export const CHO = toPersonId("U0CHO");

const PEOPLE: Readonly<Record<string, string>> = { U0ANA: "Ana", U0BEN: "Ben", U0CHO: "Cho" };
export const NAMES: Names = (id) => PEOPLE[id];

/** 22:14 on the evening of the demo. */
export const NOW = Date.parse("2026-11-20T22:14:00Z");

/** `22:14:30` → that moment of the evening. */
export function at(time: string): number {
  return Date.parse(`2026-11-20T${time.length === 5 ? `${time}:00` : time}Z`);
}

export const TABLES = tablesNamed("corder", "customer");
export const SIZES: readonly TableSize[] = [
  { table: tableNamed("corder"), rows: 1_500_000n, bytes: 150_000_000n },
  { table: tableNamed("customer"), rows: 800_000n, bytes: 170_000_000n },
];

export function move(changes: Partial<Move> = {}): Move {
  return {
    name: { cluster: "prod" as ClusterName, targetKeyspace: "customer" as Keyspace, workflow: "commerce2customer" as WorkflowName },
    sourceKeyspace: keyspaceNamed("commerce"),
    tables: TABLES,
    askedBy: ANA,
    askedAt: at("22:09"),
    channel: toChannelId("C0MOVES"),
    followers: [],
    ...followed(),
    ...changes,
  };
}

/** The state of a move that Tandem follows. */
export function followed(changes: Partial<Followed> = {}): Pick<Move, "state"> {
  return { state: { kind: "followed", told: { phase: "", error: "" }, ...changes } };
}

export function stream(changes: Partial<Stream> = {}): Stream {
  return {
    id: 5n,
    shard: shardNamed("0"),
    tablet: "zone1-0000000200" as TabletAlias,
    sourceKeyspace: keyspaceNamed("commerce"),
    sourceShard: shardNamed("0"),
    tables: TABLES,
    state: "Running",
    message: "",
    position: "a9cf3613:1-4120",
    rowsCopied: 2_300_000n,
    copyStates: [],
    ...changes,
  };
}

export function workflow(changes: Partial<Workflow> = {}): Workflow {
  return {
    name: "commerce2customer" as WorkflowName,
    type: "MoveTables",
    subType: "None",
    sourceKeyspace: keyspaceNamed("commerce"),
    sourceShards: shardsNamed("0"),
    targetKeyspace: "customer" as Keyspace,
    targetShards: shardsNamed("0"),
    lag: { kind: "seconds", value: 0 },
    streams: [stream()],
    targetDenied: [],
    logs: [],
    ...changes,
  };
}

const TARGET_DENIES = [{ keyspace: "customer" as Keyspace, shard: shardNamed("0"), tables: TABLES }];
const SOURCE_DENIES = [{ keyspace: "commerce" as Keyspace, shard: shardNamed("0"), tables: TABLES }];

export function reading(changes: Partial<Reading> = {}): Reading {
  return {
    at: NOW - 6000,
    workflow: workflow(),
    trafficState: "Reads Not Switched. Writes Not Switched",
    tableCopy: [],
    rules: { tables: [], shards: [], keyspaces: [], mirrors: [] },
    denied: TARGET_DENIES,
    sourceTables: TABLES,
    targetTables: TABLES,
    lockHolders: [],
    ...changes,
  };
}

/** Vitess's text of a last key: what the adapter returns, and what nobody may ever read in Slack. */
export function lastKey(value: number): string {
  return `fields:{name:"customer_id" type:INT64} rows:{lengths:${String(value).length} values:"${value}"}`;
}

export const COPYING = reading({
  workflow: workflow({
    lag: { kind: "copying" },
    streams: [
      stream({ state: "Copying", rowsCopied: 1_500_000n, copyStates: [{ table: tableNamed("customer"), lastPk: lastKey(271_828) }] }),
    ],
  }),
  tableCopy: [{ table: tableNamed("customer"), rowsCopied: 271_000n, rowsTotal: 800_000n, bytesCopied: 16_384n, bytesTotal: 170_000_000n }],
});

export const SWITCHED = reading({
  trafficState: "All Reads Switched. Writes Switched",
  denied: SOURCE_DENIES,
  workflow: workflow({ streams: [stream({ state: "Stopped", message: "FROZEN" })] }),
  reverse: workflow({ name: "commerce2customer_reverse" as WorkflowName }),
});

/** A copy that ran for a minute: keys change, and so do MySQL's statistics, by a thousand rows a second. */
export const MOVING: readonly Sample[] = [0, 1, 2, 3, 4, 5].map((n) => ({
  at: NOW - 60_000 + n * 10_000,
  done: 5_000,
  rowsCopied: 1_500_000n,
  tablesDone: 1,
  keys: `k${n}`,
  throttled: false,
  statistics: 211_000n + BigInt(n) * 10_000n,
  rowsDone: 1_711_000n + BigInt(n) * 10_000n,
}));

/** Everything known about a move. If no reading is given it runs; with `undefined` it was not read yet. */
interface Given extends Partial<Omit<Known, "reading">> {
  readonly reading?: Reading | undefined;
  readonly now?: Instant;
}

export function situationOf(given: Given = {}): Situation {
  const { now = NOW, reading: its, move: own = move(), ...live } = { reading: reading(), ...given };
  return deriveSituation({ move: own, ...live, ...(its === undefined ? {} : { reading: its }) }, DEFAULT_LIMITS, now);
}

export function view(given: Given & Partial<Omit<MoveView, "situation">> = {}): MoveView {
  const { samples = [], sizes = SIZES, earlier = [], ...known } = given;
  return { situation: situationOf(known), samples, sizes, earlier };
}

/** A clean VDiff of Tandem's own, recent enough for a switch. */
export const COMPARED = {
  vdiff: {
    uuid: "5c1e0000-2222-4333-8444-000000000000",
    startedBy: ANA,
    startedAt: at("22:10:19"),
    report: { verdict: "clean", completedAt: at("22:11") },
  },
} as const satisfies Partial<Followed>;

/** What thread lines keep of each verb. */
export const DEEDS = {
  switch: { verb: "switch", options: SWITCH_DEFAULTS },
  reverse: { verb: "reverse", options: SWITCH_DEFAULTS },
  complete: { verb: "complete", options: { ...COMPLETE_DEFAULTS, renameTables: true } },
  cancel: { verb: "cancel", options: CANCEL_DEFAULTS },
  delete: { verb: "delete", options: { ...CANCEL_DEFAULTS, keepData: true, keepRoutingRules: true } },
  override: { verb: "override", options: { step: "switch", findings: ["vdiff-missing"], reason: "compared by hand" } },
  rescue: { verb: "rescue", options: { tables: TABLES } },
  restore: { verb: "restore", options: { snapshot: "r-17", documents: ["tables", "shards"], shownAgainst: "5f3e" } },
} as const satisfies { [V in Operation["verb"]]: Extract<Operation, { verb: V }> };

/** The rules of a move whose traffic is at the source. */
export const RULES: Reading["rules"] = routedTo("commerce");

/** Every name of every table leads to this keyspace. */
export function routedTo(keyspace: string): Reading["rules"] {
  const tables = TABLES.flatMap((table) =>
    ["", "@replica", "@rdonly"].flatMap((type) =>
      ["", "commerce.", "customer."].map((prefix) => ({ from: `${prefix}${table}${type}`, to: [`${keyspace}.${table}`] })),
    ),
  );
  return { tables, shards: [], keyspaces: [], mirrors: [] };
}

export function facts(changes: Partial<WorkflowFacts> = {}): WorkflowFacts {
  return {
    sourceKeyspace: keyspaceNamed("commerce"),
    sourceShards: shardsNamed("0"),
    targetShards: shardsNamed("0"),
    tables: TABLES,
    trafficState: "Reads Not Switched. Writes Not Switched",
    streams: ["1 running"],
    identity: ["0/5"],
    rules: RULES,
    denied: tablesNamed("customer/0: corder, customer"),
    reverse: "absent",
    vdiff: { uuid: "5c1e0000-2222-4333-8444-000000000000", verdict: "clean" },
    ...changes,
  };
}

/** An operation on the move, with the facts of its request. */
export function on(operation: WorkflowOperation, changes: Partial<WorkflowFacts> = {}): OnWorkflow {
  return { kind: "workflow", operation, facts: facts(changes) };
}

const DENIED: RescueFacts = {
  side: "source",
  sourceKeyspace: keyspaceNamed("commerce"),
  sourceShards: shardsNamed("0"),
  targetShards: shardsNamed("0"),
  tables: TABLES,
  denied: TABLES,
};

/** Every operation that can be requested, one of each verb. */
export const PROPOSALS = {
  switch: on(DEEDS.switch),
  reverse: on(DEEDS.reverse, { trafficState: "All Reads Switched. Writes Switched", reverse: "running" }),
  complete: on(DEEDS.complete, {
    trafficState: "All Reads Switched. Writes Switched",
    reverse: "running",
    streams: ["1 frozen"],
    rules: routedTo("customer"),
  }),
  cancel: on(DEEDS.cancel),
  delete: on(DEEDS.delete),
  override: { kind: "override", terms: DEEDS.override.options },
  rescue: { kind: "rescue", facts: DENIED },
  restore: { kind: "restore", restore: DEEDS.restore.options },
} as const satisfies Record<Operation["verb"], OnWorkflow | OverrideFindings | RestoreRules | UnblockWrites>;

export function request(proposal: Request["proposal"] = PROPOSALS.switch, changes: Partial<Request> = {}): Request {
  return {
    id: requestNamed("q-1"),
    move: move().name,
    channel: toChannelId("C0MOVES"),
    askedAt: at("22:12"),
    askedBy: ANA,
    approveBy: at("22:45"),
    useForMs: 15 * 60_000,
    rule: { people: 2, requesterCounts: false },
    votes: [],
    state: { kind: "open" },
    proposal,
    digest: "3f9a0c11d2e4",
    shown: {
      lag: { kind: "seconds", value: 0 },
      vdiffCompletedAt: at("22:11"),
      sizes: SIZES,
      dryRun: [
        "Lock keyspace commerce",
        "Switch reads for tables [corder,customer] to keyspace customer for tablet types [REPLICA,RDONLY]",
      ],
    },
    ...changes,
  };
}

export const APPROVED = {
  votes: [
    { by: BEN, at: at("22:13"), kind: "approve", reason: "" },
    { by: CHO, at: at("22:14"), kind: "approve", reason: "" },
  ],
  state: { kind: "approved", at: at("22:14"), useBy: at("22:29") },
} as const satisfies Partial<Request>;

export const READS = { kind: "call", tabletTypes: ["REPLICA", "RDONLY"] } as const;
export const SOAK = { kind: "soak", ms: 300_000 } as const;
export const WRITES = { kind: "call", tabletTypes: ["PRIMARY"] } as const;

/** The states that a switch of everything passes through. */
export const STATES = {
  ready: { kind: "ready", left: [READS, SOAK, WRITES] },
  held: {
    kind: "held",
    left: [READS, SOAK, WRITES],
    hold: { since: at("22:14"), until: at("22:29"), reason: "lag", lagSeconds: 41, limitSeconds: 30 },
  },
  forWindow: {
    kind: "held",
    left: [READS, SOAK, WRITES],
    hold: { reason: "window", since: at("22:14"), until: at("23:15"), opens: at("23:00"), closes: at("23:50") },
  },
  callingReads: { kind: "calling", left: [READS, SOAK, WRITES], call: { before: "x", startedAt: at("22:14:01") } },
  soaking: { kind: "soaking", left: [SOAK, WRITES], until: at("22:19") },
  callingWrites: { kind: "calling", left: [WRITES], call: { before: "y", startedAt: at("22:19:01") } },
  broken: {
    kind: "calling",
    left: [WRITES],
    call: { before: "y", startedAt: at("22:19:01"), end: { at: at("22:19:20"), fault: { kind: "unreachable", text: "" } } },
  },
} as const satisfies Record<string, Execution["state"]>;

/** The call that has switched the reads. */
export const READS_DONE: Execution["done"] = [
  { tabletTypes: READS.tabletTypes, did: "step", startedAt: at("22:14:01"), endedAt: at("22:14:02") },
];

export function execution(proposal: Executable = PROPOSALS.switch, changes: Partial<Execution> = {}): Execution {
  return {
    id: "q-1",
    move: move().name,
    channel: toChannelId("C0MOVES"),
    proposal,
    startedBy: ANA,
    requestId: requestNamed("q-1"),
    createdAt: at("22:14"),
    useForMs: 15 * 60_000,
    useBy: at("22:29"),
    done: [],
    state: STATES.ready,
    ...changes,
  };
}

export const LOCKED: Explanation = {
  rule: "lock-held",
  meaning: "Another operation holds the workflow's lock.",
  stateLeft: "Nothing changed.",
  next: "try again in a minute",
  text: "failed to lock the customer/commerce2customer workflow: deadline exceeded",
};

export const CLEAN_VDIFF: VDiff = {
  uuid: "5c1e0000-2222-4333-8444-000000000000",
  shards: [{ shard: shardNamed("0"), state: "completed", lastError: "", startedAt: at("22:10:19"), completedAt: at("22:11") }],
  tables: [vdiffTable("corder", 1_500_000n), vdiffTable("customer", 800_000n)],
};

export function vdiffTable(table: string, rowsCompared: bigint, changes: Partial<VDiff["tables"][number]> = {}): VDiff["tables"][number] {
  return {
    shard: shardNamed("0"),
    table: tableNamed(table),
    state: "completed",
    rowsEstimated: 0n,
    rowsCompared,
    hasMismatch: false,
    matching: rowsCompared,
    mismatched: 0n,
    onlyInSource: 0n,
    onlyInTarget: 0n,
    ...changes,
  };
}
