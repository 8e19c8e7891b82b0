import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS, SWITCH_DEFAULTS } from "../../src/core/options/options.ts";
import type { EntryBody } from "../../src/core/announce/entries.ts";
import type { Execution } from "../../src/core/operation/execution/executions.ts";
import { explain } from "../../src/core/explain/explain.ts";
import type { Move } from "../../src/core/move/moves.ts";
import type { Outcome } from "../../src/core/operation/outcome/outcomes.ts";
import { toChannelId, toPersonId } from "../../src/core/people/people.ts";
import type { Reading, Workflow } from "../../src/core/readings/readings.ts";
import type { OnWorkflow } from "../../src/core/operation/request/operations.ts";
import type { Request } from "../../src/core/operation/request/requests.ts";
import type { VDiff } from "../../src/core/vdiff/vdiff.ts";
import { keyspaceNamed, moveIdNamed, requestNamed, shardsNamed, shardNamed, tablesNamed, tableNamed } from "../names.ts";
import { formatTabletAlias, parseMoveId, type MoveName } from "../../src/core/vitess/names.ts";

export const ANA = toPersonId("U0ANA");
export const BEN = toPersonId("U0BEN");
export const CHO = toPersonId("U0CHO");
export const MOVES = toChannelId("C0MOVES");
const INCIDENTS = toChannelId("C0INCIDENTS");
export const MOVE_ID = moveIdNamed("local/customer.commerce2customer");

const NAME = named(MOVE_ID);
const CUSTOMER = NAME.targetKeyspace;
const COMMERCE = named("local/commerce.commerce2customer_reverse").targetKeyspace;
const AT = Date.parse("2026-03-03T09:00:00Z");

/** A followed move with every field that one can have. */
export const FULL_MOVE: Move = {
  name: NAME,
  sourceKeyspace: keyspaceNamed("commerce"),
  tables: tablesNamed("customer", "corder"),
  askedBy: ANA,
  askedAt: AT,
  adopted: true,
  channel: MOVES,
  followers: [INCIDENTS],
  inCharge: { by: BEN, at: AT + 95_000 },
  overrides: [
    { step: "switch", finding: "vdiff-missing", by: [BEN, CHO], reason: "by hand", at: AT, until: AT + 1, requestId: requestNamed("q-1") },
  ],
  state: {
    kind: "followed",
    told: {
      phase: "copying",
      error: "",
      alarmSince: AT,
      alarm: "source-writes-denied",
      copyStartedAt: AT + 1_000,
      copyFinishedAt: AT + 60_000,
    },
    creating: true,
    vdiff: {
      uuid: "6fbbd3c2-0b5d-4f2e-9f4d-7f4f3f6d3a10",
      startedBy: ANA,
      startedAt: AT + 70_000,
      report: { verdict: "clean", completedAt: AT + 80_000 },
    },
    touchedAt: AT + 90_000,
    editedAt: AT + 90_000,
    startedAt: AT + 90_000,
    stoppedBy: BEN,
    rollback: { kind: "armed", until: AT + 3_600_000 },
    unreadable: { since: AT, tries: 2, why: "No answer.", next: "Wait." },
    unheard: [{ verb: "switch", types: ["PRIMARY"], startedAt: AT, brokeAt: AT + 900, executionId: "q-1" }],
  },
};

/** A move that is copying. */
export const MOVE: Move = {
  name: NAME,
  sourceKeyspace: keyspaceNamed("commerce"),
  tables: tablesNamed("customer", "corder"),
  askedBy: ANA,
  askedAt: AT,
  channel: MOVES,
  followers: [],
  state: { kind: "followed", told: { phase: "copying", error: "" } },
};

const PROPOSAL: OnWorkflow = {
  kind: "workflow",
  operation: { verb: "switch", options: SWITCH_DEFAULTS },
  facts: {
    sourceKeyspace: keyspaceNamed("commerce"),
    sourceShards: shardsNamed("0"),
    targetShards: shardsNamed("-80", "80-"),
    tables: tablesNamed("customer", "corder"),
    trafficState: "Reads Not Switched. Writes Not Switched",
    streams: ["2 running"],
    identity: ["-80/1", "80-/1"],
    rules: { tables: [{ from: "customer@replica", to: ["commerce.customer"] }], shards: [], keyspaces: [], mirrors: [] },
    denied: tablesNamed("customer/-80: corder, customer"),
    reverse: "absent",
    vdiff: { uuid: "6fbbd3c2-0b5d-4f2e-9f4d-7f4f3f6d3a10", verdict: "clean" },
  },
};

/** An open request that needs two people. */
export const REQUEST: Request = {
  id: requestNamed("q-1"),
  move: NAME,
  channel: MOVES,
  askedBy: ANA,
  askedAt: AT,
  approveBy: AT + 1_800_000,
  useForMs: 900_000,
  rule: { people: 2, requesterCounts: false },
  votes: [{ by: BEN, at: AT + 5_000, kind: "approve", reason: "" }],
  state: { kind: "open" },
  proposal: PROPOSAL,
  digest: "0f".repeat(32),
  shown: {
    lag: { kind: "seconds", value: 2 },
    vdiffCompletedAt: AT - 60_000,
    sizes: [{ table: tableNamed("customer"), rows: 9_007_199_254_740_993n, bytes: 68_719_476_736n }],
    dryRun: ["Lock keyspace commerce"],
  },
};

/** An execution with every field that one can have, in the state with most of them. */
export const FULL_EXECUTION: Execution = {
  id: "q-1",
  move: NAME,
  channel: MOVES,
  proposal: PROPOSAL,
  startedBy: ANA,
  requestId: requestNamed("q-1"),
  createdAt: AT,
  useForMs: 900_000,
  useBy: AT + 900_000,
  done: [
    {
      tabletTypes: ["REPLICA", "RDONLY"],
      did: "step",
      snapshot: "r-2",
      startedAt: AT,
      endedAt: AT + 900,
      fault: { kind: "busy", text: "lock is held" },
    },
  ],
  state: {
    kind: "calling",
    left: [{ kind: "call", tabletTypes: ["PRIMARY"] }],
    call: { before: "ab".repeat(32), snapshot: "r-3", startedAt: AT, end: { at: AT + 900, fault: { kind: "timed-out", text: "" } } },
    callOff: { by: BEN, reason: "not now", at: AT },
  },
};

const WORKFLOW: Workflow = {
  name: NAME.workflow,
  type: "MoveTables",
  subType: "None",
  sourceKeyspace: COMMERCE,
  sourceShards: shardsNamed("0"),
  targetKeyspace: CUSTOMER,
  targetShards: shardsNamed("-80"),
  lag: { kind: "copying" },
  streams: [
    {
      id: 9_223_372_036_854_775_807n,
      shard: shardNamed("-80"),
      tablet: formatTabletAlias("zone1", 200),
      sourceKeyspace: COMMERCE,
      sourceShard: shardNamed("0"),
      tables: tablesNamed("customer"),
      state: "Copying",
      message: "",
      position: "MySQL56/6e2f1a1c-0000-11ee-8c99-0242ac120002:1-76",
      rowsCopied: 40_000n,
      copyStates: [{ table: tableNamed("customer"), lastPk: "ab12" }],
      transactionAt: AT,
      updatedAt: AT,
      throttle: { component: "vreplication", at: AT },
    },
  ],
  targetDenied: [{ keyspace: CUSTOMER, shard: shardNamed("-80"), tables: tablesNamed("customer") }],
  logs: [{ streamId: 1n, type: "State Changed", state: "Copying", message: "", at: AT, count: 1n }],
};

export const READING: Reading = {
  at: AT,
  workflow: WORKFLOW,
  reverse: WORKFLOW,
  trafficState: "Reads Not Switched. Writes Not Switched",
  tableCopy: [{ table: tableNamed("customer"), rowsCopied: 0n, rowsTotal: 18_446_744_073_709_551_615n, bytesCopied: 1n, bytesTotal: 2n }],
  rules: {
    tables: [{ from: "customer@replica", to: ["commerce.customer"] }],
    shards: [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: shardNamed("-80") }],
    keyspaces: [{ fromKeyspace: "commerce", toKeyspace: "customer" }],
    mirrors: [{ from: "commerce.customer", to: "customer.customer", percent: 12.5 }],
  },
  denied: [{ keyspace: COMMERCE, shard: shardNamed("0"), tables: tablesNamed("customer") }],
  sourceTables: tablesNamed("customer"),
  targetTables: [],
  lockHolders: [{ action: "SwitchTraffic", host: "vtctld-1", since: AT }],
};

const VDIFF: VDiff = {
  uuid: "6fbbd3c2-0b5d-4f2e-9f4d-7f4f3f6d3a10",
  shards: [{ shard: shardNamed("-80"), state: "completed", lastError: "", startedAt: AT, completedAt: AT + 1 }],
  tables: [
    {
      shard: shardNamed("-80"),
      table: tableNamed("customer"),
      state: "completed",
      rowsEstimated: 0n,
      rowsCompared: 5n,
      hasMismatch: false,
      matching: 5n,
      mismatched: 0n,
      onlyInSource: 0n,
      onlyInTarget: 0n,
    },
  ],
};

const EXPLANATION = { rule: "lock-held", meaning: "Somebody else works on it.", stateLeft: "Nothing changed.", next: "Wait.", text: "x" };
const EXPLAINED = [
  explain("failed to lock the customer/c2c workflow: x", "busy"),
  explain("cannot remove tables since one or more do not exist in the denylist", "refused"),
  explain("failed to update the routing rules: x", "refused"),
  explain("no tables to move", "refused"),
];

const OUTCOMES: readonly Outcome[] = [
  { kind: "succeeded", at: AT },
  { kind: "already-so", at: AT },
  { kind: "unfinished", at: AT, findings: ["reverse-missing"] },
  { kind: "refused", at: AT, reason: "state-changed", difference: ["tables: a → b"], fault: { kind: "refused", text: "no" } },
  { kind: "failed", at: AT },
  { kind: "called-off", at: AT, by: BEN, reason: "not now", readsSwitched: true },
  { kind: "unknown", at: AT, findings: ["state-unreadable"] },
];

/** One thread line of nearly every kind. */
export const BODIES: readonly EntryBody[] = [
  { kind: "created", by: ANA, tables: tablesNamed("customer"), sourceKeyspace: keyspaceNamed("commerce"), snapshot: "r-1" },
  { kind: "create-failed", by: ANA, explanation: EXPLANATION },
  ...EXPLAINED.map((explanation): EntryBody => ({ kind: "stream-error", explanation })),
  { kind: "stream-error", explanation: EXPLANATION, ofReverse: true },
  { kind: "started", by: ANA },
  { kind: "stopped", by: ANA },
  { kind: "copy-finished", rows: 18_446_744_073_709_551_615n, tookMs: 1_000 },
  { kind: "alarm", alarm: "source-writes-denied", tables: tablesNamed("customer") },
  { kind: "vdiff-report", vdiff: VDIFF, verdict: { kind: "clean", rowsCompared: 5n, completedAt: AT }, tookMs: 9 },
  { kind: "vdiff-report", vdiff: VDIFF, verdict: { kind: "failed", errors: [{ shard: "-80", message: "gone" }] } },
  {
    kind: "large-vdiff-report",
    vdiff: { uuid: "v-2", shards: [] },
    verdict: { kind: "different", rowsCompared: 5n, tables: tablesNamed("customer") },
    counts: { id: "c-1", rows: 64_000 },
    found: {
      completedAt: AT,
      compared: tablesNamed("customer"),
      different: [{ table: tableNamed("customer"), mismatched: 1n, onlyInSource: 0n, onlyInTarget: 2n }],
    },
  },
  { kind: "vote", requestId: requestNamed("q-1"), by: BEN, vote: "reject", reason: "lag", approvals: 0, needed: 2 },
  { kind: "vote", requestId: requestNamed("q-1"), by: BEN, vote: "approve", held: true, reason: "", approvals: 0, needed: 2 },
  { kind: "votes-lapsed", requestId: requestNamed("q-1"), people: [BEN] },
  { kind: "handed-over", by: BEN, from: ANA },
  {
    kind: "reminder",
    requestId: requestNamed("q-1"),
    verb: "switch",
    approvals: 1,
    needed: 2,
    approveBy: AT,
    calls: ["S0DBA"],
    callUntil: AT,
  },
  { kind: "request-ended", requestId: requestNamed("q-1"), verb: "switch", how: "withdrawn", by: ANA, difference: [] },
  { kind: "request-ended", requestId: requestNamed("q-1"), verb: "switch", how: "called-off", by: BEN, reason: "not now", difference: [] },
  { kind: "outside", what: "writes-switched", notBefore: AT, notAfter: AT, own: { verb: "switch", startedAt: AT } },
  { kind: "outside", what: "writes-switched", notBefore: AT, notAfter: AT, isUnsure: true },
  { kind: "store-older" },
  { kind: "sender-lost", executionId: "q-1", verb: "switch", startedAt: AT },
  { kind: "sender-lost", executionId: "q-1", verb: "reverse", startedAt: AT, shows: "at-work" },
  { kind: "held", executionId: "q-1", hold: { since: AT, until: AT, reason: "locked" } },
  ...OUTCOMES.map((outcome): EntryBody => ({
    kind: "outcome",
    executionId: "q-1",
    act: { verb: "complete", options: COMPLETE_DEFAULTS },
    by: ANA,
    outcome,
  })),
  {
    kind: "outcome",
    executionId: "q-2",
    act: { verb: "cancel", options: CANCEL_DEFAULTS },
    by: ANA,
    outcome: { kind: "failed", at: AT },
    explanation: EXPLANATION,
    rollbackUntil: AT,
    tookMs: 1,
  },
  {
    kind: "outcome",
    executionId: "q-3",
    act: { verb: "restore", options: { snapshot: "r-1", documents: ["tables", "shards"], shownAgainst: "ab12" } },
    by: ANA,
    outcome: { kind: "unfinished", at: AT, findings: ["rules-not-propagated", "rules-differ"] },
    snapshots: ["r-2", "r-3"],
  },
  {
    kind: "rules-changed",
    step: "mirror",
    snapshot: "r-2",
    changes: [
      { document: "tables", name: "product", is: "archive.product" },
      { document: "shards", name: "commerce/-80", was: "customer" },
    ],
    total: 41,
  },
  { kind: "rules-not-compared", step: "create", snapshot: "r-2" },
  {
    kind: "vschema-changed",
    step: "cancel",
    snapshot: "r-2",
    changes: [
      { keyspace: "customer", table: tableNamed("corder"), was: '{"type":"sequence"}' },
      { keyspace: "customer", table: tableNamed("customer"), was: '{"pinned":"00"}', is: "{}" },
    ],
  },
  { kind: "reads-switched", executionId: "q-1", soakUntil: AT, snapshot: "r-2" },
  { kind: "mirrored", by: ANA, percent: 2.5, tabletTypes: ["REPLICA"], snapshot: "r-2" },
  { kind: "gone" },
];

function named(id: string): MoveName {
  const name = parseMoveId(id);
  if (name === undefined) throw new Error(`${id} is not a move`);
  return name;
}
