import { COMPLETE_DEFAULTS, CREATE_DEFAULTS, SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import type { CancelFacts } from "../../../src/core/preflight/cancel.ts";
import type { CompleteFacts } from "../../../src/core/preflight/complete.ts";
import type { CreateFacts } from "../../../src/core/preflight/create.ts";
import type { ClusterFacts, TabletFact, ThrottlerFact } from "../../../src/core/preflight/facts/facts.ts";
import { type Sampled, toSeen } from "../../../src/core/preflight/facts/looked.ts";
import type { MysqlFacts } from "../../../src/core/preflight/cluster/mysql.ts";
import type { ReverseFacts } from "../../../src/core/preflight/reverse.ts";
import type { SwitchFacts } from "../../../src/core/preflight/switch.ts";
import { UNSHARDED } from "../moments.ts";
import { keyspaceNamed, shardNamed, tablesNamed, tableNamed } from "../../names.ts";

/** 22:14 on the evening of the demo. */
export const NOW = Date.parse("2026-11-20T22:14:00Z");
export const HOUR = 60 * 60_000;

/** A place that was checked, with this result. */
export function at<T>(where: string, value: T): Sampled<T> {
  return { of: 1, looked: [{ where, look: toSeen(value) }] };
}

const NOWHERE: Sampled<never> = { of: 0, looked: [] };

export function tablet(alias: string, shard: string, type: string, cell = "zone1"): TabletFact {
  return { alias, shard: shardNamed(shard), type, cell };
}

export const THROTTLER: ThrottlerFact = { enabled: false, metrics: [], throttledApps: [] };

const TABLES = tablesNamed("corder", "customer");
const SOURCE_TABLETS = [tablet("zone1-0000000100", "0", "PRIMARY"), tablet("zone1-0000000101", "0", "REPLICA")];
const TARGET_TABLETS = [tablet("zone1-0000000200", "0", "PRIMARY"), tablet("zone1-0000000201", "0", "REPLICA")];

/** A cluster without any problem, and with spare disk space. */
export const CLUSTER: ClusterFacts = {
  source: keyspaceNamed("commerce"),
  target: "customer",
  tables: TABLES,
  version: toSeen({ dialect: "typed", major: 23, tablets: ["23.0.3"], from: "probed" }),
  cells: toSeen(["zone1"]),
  sourceTablets: toSeen(SOURCE_TABLETS),
  targetTablets: toSeen(TARGET_TABLETS),
  sourceControls: toSeen([]),
  targetControls: toSeen([]),
  answering: at("customer/0 zone1-0000000200", {
    tablet: "zone1-0000000200",
    type: "PRIMARY",
    place: "customer/0",
    answers: true,
  }),
  rules: toSeen(18),
  migrations: toSeen([]),
  workflows: NOWHERE,
  replication: at("commerce/0", [{ tablet: "zone1-0000000101", type: "REPLICA", lagSeconds: 0, replicating: true, lastError: "" }]),
  throttlers: at("customer/0 zone1-0000000200", {
    ...THROTTLER,
    metrics: [{ name: "self/mysqld-datadir-used-ratio", value: 0.41, error: "" }],
  }),
  throttlerChecks: at("customer/0 zone1-0000000200", { ok: true, reason: "" }),
};

const SIZES = [
  { table: tableNamed("corder"), rows: 1_500_000n, bytes: 152_780_800n },
  { table: tableNamed("customer"), rows: 800_000n, bytes: 168_525_824n },
];
const VSCHEMA = { sharded: false, tables: TABLES, sequences: [], entries: {} };
const SCHEMAS = TABLES.map((table) => ({ table, primaryKey: ["id"], references: [], autoIncrement: false }));

const STRICT = ["STRICT_TRANS_TABLES", "NO_ZERO_DATE"];

export const MYSQL: MysqlFacts = {
  rowImages: at("commerce/0 zone1-0000000100 (PRIMARY)", { tablet: "zone1-0000000100", image: "FULL" }),
  sourceSettings: toSeen({ tablet: "zone1-0000000100", sqlMode: STRICT, trustsFunctionCreators: false }),
  targetSettings: toSeen({ tablet: "zone1-0000000200", sqlMode: STRICT, trustsFunctionCreators: false }),
  beside: toSeen([{ kind: "function", name: "add_tax", tables: [] }]),
};

export const CREATE: CreateFacts = {
  ...CLUSTER,
  ...MYSQL,
  workflow: "commerce2customer",
  options: { ...CREATE_DEFAULTS, sourceKeyspace: keyspaceNamed("commerce"), tables: TABLES },
  sizes: SIZES,
  targetSizes: toSeen([]),
  sourceVSchema: toSeen(VSCHEMA),
  targetVSchema: toSeen(VSCHEMA),
  schemas: toSeen(SCHEMAS),
  maxLagSeconds: 30,
  now: NOW,
};

/** The recorded move, copied and running, with a clean VDiff from an hour ago. */
export const SWITCH: SwitchFacts = {
  ...CLUSTER,
  ...MYSQL,
  subject: UNSHARDED.subject,
  reading: UNSHARDED.copied,
  options: SWITCH_DEFAULTS,
  sizes: toSeen(SIZES),
  targetSizes: toSeen(SIZES),
  sourceVSchema: toSeen(VSCHEMA),
  targetVSchema: toSeen(VSCHEMA),
  sequences: toSeen([]),
  vdiff: toSeen({
    uuid: "5c1e0000-2222-4333-8444-000000000000",
    verdict: { kind: "clean", rowsCompared: 2_300_000n, completedAt: NOW - HOUR },
    completedAt: NOW - HOUR,
  }),
  ddlMet: toSeen([]),
  maxLagSeconds: 30,
  vdiffMaxAgeMs: 24 * HOUR,
  vdiffIsRequired: true,
  now: NOW,
};

/** The recorded move, switched, with a reverse workflow that runs. */
export const COMPLETE: CompleteFacts = {
  ...CLUSTER,
  subject: UNSHARDED.subject,
  reading: UNSHARDED.switched,
  options: { ...COMPLETE_DEFAULTS, renameTables: true },
  sizes: toSeen(SIZES),
  schemas: toSeen(SCHEMAS),
  beside: MYSQL.beside,
  sequences: toSeen([]),
  reverseVDiff: toSeen(undefined),
  maxLagSeconds: 30,
  now: NOW,
};

export const CANCEL: CancelFacts = {
  ...CLUSTER,
  subject: UNSHARDED.subject,
  reading: UNSHARDED.copied,
  options: { keepData: false },
  targetVSchema: toSeen(VSCHEMA),
};

export const REVERSE: ReverseFacts = { ...CLUSTER, reading: UNSHARDED.switched, options: SWITCH_DEFAULTS, maxLagSeconds: 30, now: NOW };
