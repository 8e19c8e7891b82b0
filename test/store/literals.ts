import { parseMoveId, tabletAlias } from "../../src/core/names.ts";
import type { MoveName } from "../../src/core/names.ts";
import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS, SWITCH_DEFAULTS } from "../../src/core/options.ts";
import type { EntryBody } from "../../src/core/entries.ts";
import type { Execution } from "../../src/core/acts/executions.ts";
import { explain } from "../../src/core/explain/explain.ts";
import type { Move } from "../../src/core/moves.ts";
import type { Outcome } from "../../src/core/acts/outcomes.ts";
import { channelId, personId } from "../../src/core/people.ts";
import type { Reading, Workflow } from "../../src/core/readings.ts";
import type { Request, Seal } from "../../src/core/acts/requests.ts";
import type { VDiff } from "../../src/core/vdiff/vdiff.ts";

export const ANA = personId("U0ANA");
export const BEN = personId("U0BEN");
export const CHO = personId("U0CHO");
export const MOVES = channelId("C0MOVES");
const INCIDENTS = channelId("C0INCIDENTS");
export const MOVE_ID = "local/customer.commerce2customer";

const NAME = named(MOVE_ID);
const CUSTOMER = NAME.targetKeyspace;
const COMMERCE = named("local/commerce.commerce2customer_reverse").targetKeyspace;
const AT = Date.parse("2026-03-03T09:00:00Z");

/** A move with every field that a move can have. */
export const FULL_MOVE: Move = {
  name: NAME,
  sourceKeyspace: "commerce",
  tables: ["customer", "corder"],
  askedBy: ANA,
  askedAt: AT,
  channel: MOVES,
  followers: [INCIDENTS],
  told: { phase: "copying", error: "", copyStartedAt: AT + 1_000, copyFinishedAt: AT + 60_000 },
  vdiff: { uuid: "6fbbd3c2-0b5d-4f2e-9f4d-7f4f3f6d3a10", startedBy: ANA, startedAt: AT + 70_000, reported: false },
  rollbackUntil: AT + 3_600_000,
  ended: { at: AT + 4_000_000, how: "completed" },
};

/** A move that is copying. */
export const MOVE: Move = {
  name: NAME,
  sourceKeyspace: "commerce",
  tables: ["customer", "corder"],
  askedBy: ANA,
  askedAt: AT,
  channel: MOVES,
  followers: [],
  told: { phase: "copying", error: "" },
};

const SEAL: Seal = {
  act: { verb: "switch", options: SWITCH_DEFAULTS },
  move: NAME,
  sourceKeyspace: "commerce",
  sourceShards: ["0"],
  targetShards: ["-80", "80-"],
  tables: ["customer", "corder"],
  trafficState: "Reads Not Switched. Writes Not Switched",
  streams: ["2 running"],
  reverse: "absent",
  vdiff: { uuid: "6fbbd3c2-0b5d-4f2e-9f4d-7f4f3f6d3a10", verdict: "clean" },
};

/** An open request that needs two people. */
export const REQUEST: Request = {
  id: "q-1",
  channel: MOVES,
  askedBy: ANA,
  askedAt: AT,
  approveBy: AT + 1_800_000,
  useForMs: 900_000,
  rule: { people: 2, requesterCounts: false },
  votes: [{ by: BEN, at: AT + 5_000, kind: "approve", reason: "" }],
  state: { kind: "open" },
  seal: SEAL,
  digest: "0f".repeat(32),
  shown: {
    lag: { kind: "seconds", value: 2 },
    vdiffCompletedAt: AT - 60_000,
    sizes: [{ table: "customer", rows: 9_007_199_254_740_993n, bytes: 68_719_476_736n }],
    dryRun: ["Lock keyspace commerce"],
  },
  used: false,
};

/** An execution with every field that one can have. */
export const FULL_EXECUTION: Execution = {
  id: "q-1",
  move: NAME,
  channel: MOVES,
  act: { verb: "switch", options: SWITCH_DEFAULTS },
  startedBy: ANA,
  requestId: "q-1",
  seal: SEAL,
  createdAt: AT,
  useBy: AT + 900_000,
  plan: [
    { kind: "call", tabletTypes: ["REPLICA", "RDONLY"] },
    { kind: "soak", ms: 300_000 },
    { kind: "call", tabletTypes: ["PRIMARY"] },
  ],
  step: 2,
  soakUntil: AT + 300_000,
  calls: [{ step: 0, before: "ab".repeat(32), startedAt: AT, endedAt: AT + 900, fault: { kind: "busy", text: "lock is held" } }],
  hold: { since: AT, until: AT + 900_000, reason: "lag", lagSeconds: 41, limitSeconds: 30 },
  outcome: { kind: "unfinished", at: AT, findings: ["reads-switched", "source-denies-writes"], fault: { kind: "timed-out", text: "" } },
  settled: false,
};

const WORKFLOW: Workflow = {
  name: NAME.workflow,
  type: "MoveTables",
  subType: "None",
  sourceKeyspace: COMMERCE,
  sourceShards: ["0"],
  targetKeyspace: CUSTOMER,
  targetShards: ["-80"],
  lag: { kind: "copying" },
  streams: [
    {
      id: 9_223_372_036_854_775_807n,
      shard: "-80",
      tablet: tabletAlias("zone1", 200),
      sourceKeyspace: COMMERCE,
      sourceShard: "0",
      tables: ["customer"],
      state: "Copying",
      message: "",
      position: "MySQL56/6e2f1a1c-0000-11ee-8c99-0242ac120002:1-76",
      rowsCopied: 40_000n,
      copyStates: [{ table: "customer", lastPk: "ab12" }],
      transactionAt: AT,
      updatedAt: AT,
      throttle: { component: "vreplication", at: AT },
    },
  ],
  targetDenied: [{ keyspace: CUSTOMER, shard: "-80", tables: ["customer"] }],
  logs: [{ streamId: 1n, type: "State Changed", state: "Copying", message: "", at: AT, count: 1n }],
};

export const READING: Reading = {
  at: AT,
  workflow: WORKFLOW,
  reverse: WORKFLOW,
  trafficState: "Reads Not Switched. Writes Not Switched",
  tableCopy: [{ table: "customer", rowsCopied: 0n, rowsTotal: 18_446_744_073_709_551_615n, bytesCopied: 1n, bytesTotal: 2n }],
  rules: {
    tables: [{ from: "customer@replica", to: ["commerce.customer"] }],
    shards: [{ fromKeyspace: "commerce", toKeyspace: "customer", shard: "-80" }],
    keyspaces: [{ fromKeyspace: "commerce", toKeyspace: "customer" }],
    mirrors: [{ from: "commerce.customer", to: "customer.customer", percent: 12.5 }],
  },
  denied: [{ keyspace: COMMERCE, shard: "0", tables: ["customer"] }],
  sourceTables: ["customer"],
  targetTables: [],
  lockHolders: [{ action: "SwitchTraffic", host: "vtctld-1", since: AT }],
};

const VDIFF: VDiff = {
  uuid: "6fbbd3c2-0b5d-4f2e-9f4d-7f4f3f6d3a10",
  shards: [{ shard: "-80", state: "completed", lastError: "", startedAt: AT, completedAt: AT + 1 }],
  tables: [
    {
      shard: "-80",
      table: "customer",
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
  { kind: "unknown", at: AT, findings: ["state-unreadable"] },
];

/** One thread line of nearly every kind. */
export const BODIES: readonly EntryBody[] = [
  { kind: "created", by: ANA, tables: ["customer"], sourceKeyspace: "commerce", snapshot: "r-1" },
  { kind: "create-failed", by: ANA, explanation: EXPLANATION },
  ...EXPLAINED.map((explanation): EntryBody => ({ kind: "stream-error", explanation })),
  { kind: "started", by: ANA },
  { kind: "stopped", by: ANA },
  { kind: "copy-finished", rows: 18_446_744_073_709_551_615n, tookMs: 1_000 },
  { kind: "alarm", alarm: "source-writes-denied", tables: ["customer"] },
  { kind: "vdiff-report", vdiff: VDIFF, verdict: { kind: "clean", rowsCompared: 5n, completedAt: AT }, tookMs: 9 },
  { kind: "vdiff-report", vdiff: VDIFF, verdict: { kind: "failed", errors: [{ shard: "-80", message: "gone" }] } },
  { kind: "vote", requestId: "q-1", by: BEN, vote: "reject", reason: "lag", approvals: 0, needed: 2 },
  { kind: "request-ended", requestId: "q-1", verb: "switch", how: "withdrawn", by: ANA, difference: [] },
  { kind: "held", executionId: "q-1", hold: { since: AT, until: AT, reason: "locked", lagSeconds: 0, limitSeconds: 30 } },
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
  { kind: "reads-switched", executionId: "q-1", soakUntil: AT, snapshot: "r-2" },
  { kind: "mirrored", by: ANA, percent: 2.5, tabletTypes: ["REPLICA"], snapshot: "r-2" },
  { kind: "gone" },
];

function named(id: string): MoveName {
  const name = parseMoveId(id);
  if (name === undefined) throw new Error(`${id} is not a move`);
  return name;
}
