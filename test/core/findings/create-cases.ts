import type { FindingCode } from "../../../src/core/findings/finding.ts";
import { toSeen } from "../../../src/core/preflight/facts/looked.ts";
import { type Case, create } from "../preflight/cases.ts";
import { at, CREATE, tablet, THROTTLER } from "../preflight/healthy.ts";
import { CONTROL, other, SHARDED } from "./given.ts";
import { tableNamed, tablesNamed } from "../../names.ts";

/** What preflight finds before a create. */
export const CREATE_CASES = {
  "auto-increment": create(
    {
      targetVSchema: toSeen(SHARDED),
      schemas: toSeen([{ table: tableNamed("corder"), primaryKey: ["id"], references: [], autoIncrement: true }]),
    },
    "warning",
    ["corder: AUTO_INCREMENT and no sequence at the target", "with REMOVE, an INSERT without an id will fail after the switch"],
    {
      targetVSchema: toSeen({ ...SHARDED, sequences: [{ table: tableNamed("corder"), sequence: "corder_seq" }] }),
      schemas: toSeen([{ table: tableNamed("corder"), primaryKey: ["id"], references: [], autoIncrement: true }]),
    },
  ),
  "disk-nearly-full": create(
    {
      throttlers: at("customer/0 zone1-0000000200", {
        ...THROTTLER,
        metrics: [{ name: "self/mysqld-datadir-used-ratio", value: 0.93, error: "" }],
      }),
    },
    "blocking",
    ["about 321.3 MB to copy, by MySQL's estimate and without indexes", "customer/0 zone1-0000000200: 93% of the disk is used"],
  ),
  "disk-unknown": create(
    { throttlers: { of: 0, looked: [] } },
    "notice",
    [
      "about 321.3 MB to copy, by MySQL's estimate and without indexes",
      "free disk at the target: unknown (Vitess 22 and later measure it where the throttler does)",
    ],
    {
      throttlers: at("customer/0 zone1-0000000200", {
        ...THROTTLER,
        metrics: [{ name: "self/mysqld-datadir-used-ratio", value: 0.8, error: "" }],
      }),
    },
  ),
  "foreign-keys": create(
    {
      schemas: toSeen([
        { table: tableNamed("corder"), primaryKey: ["id"], references: tablesNamed("customer", "product"), autoIncrement: false },
      ]),
    },
    "warning",
    ["corder refers to product, which is not moved", "corder refers to customer"],
    {
      schemas: toSeen([{ table: tableNamed("corder"), primaryKey: ["id"], references: tablesNamed("customer"), autoIncrement: false }]),
      options: { ...CREATE.options, atomicCopy: true },
    },
  ),
  "leftover-controls": create({ sourceControls: toSeen([CONTROL]) }, "blocking", ["commerce/0 RDONLY denies corder"], {
    sourceControls: toSeen([{ ...CONTROL, deniedTables: ["product"] }]),
  }),
  "missing-vschema": create(
    { targetVSchema: toSeen({ ...SHARDED, tables: tablesNamed("corder") }) },
    "blocking",
    ["customer is sharded, and its VSchema does not have customer"],
    { targetVSchema: toSeen({ ...SHARDED, sharded: false, tables: [] }) },
  ),
  "no-primary": create({ targetTablets: toSeen([tablet("zone1-0000000201", "0", "REPLICA")]) }, "blocking", ["customer/0 has no primary"]),
  "no-primary-key": create(
    { schemas: toSeen([{ table: tableNamed("corder"), primaryKey: [], references: [], autoIncrement: false }]) },
    "warning",
    ["no primary key: corder"],
  ),
  "no-source-tablet": create(
    { options: { ...CREATE.options, tabletTypes: ["RDONLY"] } },
    "blocking",
    ["commerce/0: no RDONLY in zone1; there is PRIMARY in zone1, REPLICA in zone1"],
    { options: { ...CREATE.options, tabletTypes: ["RDONLY", "PRIMARY"] } },
  ),
  "not-copied": create(
    {
      beside: toSeen([
        { kind: "trigger", name: "corder_log", tables: tablesNamed("corder") },
        { kind: "view", name: "open_orders", tables: tablesNamed("corder", "customer") },
        { kind: "function", name: "add_tax", tables: [] },
      ]),
    },
    "warning",
    [
      "corder: trigger corder_log",
      "view open_orders reads corder, customer",
      "commerce has stored routines too: function add_tax",
      "triggers, views and routines stay at commerce: what they do is not done at customer",
      "zone1-0000000200: log_bin_trust_function_creators is OFF, so without SUPER making a trigger fails there (errno 1419)",
    ],
  ),
  "null-sharding-key": create(
    {
      targetVSchema: toSeen({ ...SHARDED, shardingKeys: [{ table: tableNamed("corder"), columns: ["customer_id"] }] }),
      schemas: toSeen([
        { table: tableNamed("corder"), primaryKey: ["id"], references: [], autoIncrement: false, nullable: ["customer_id", "sku"] },
      ]),
    },
    "warning",
    ["corder: customer_id may be NULL, and says in which shard a row is"],
    {
      targetVSchema: toSeen({ ...SHARDED, shardingKeys: [{ table: tableNamed("corder"), columns: ["customer_id"] }] }),
      schemas: toSeen([{ table: tableNamed("corder"), primaryKey: ["id"], references: [], autoIncrement: false, nullable: ["sku"] }]),
    },
  ),
  "on-ddl-exec": create(
    { options: { ...CREATE.options, onDdl: "EXEC" } },
    "warning",
    [
      "--on-ddl EXEC: a DROP or ALTER of a moved table at the source is run at the target too",
      "a statement that fails there stops the stream with an error",
    ],
    { options: { ...CREATE.options, onDdl: "STOP" } },
  ),
  "row-image": create(
    { rowImages: at("commerce/0 zone1-0000000101 (REPLICA)", { tablet: "zone1-0000000101", image: "MINIMAL" }) },
    "blocking",
    ["commerce/0 zone1-0000000101 (REPLICA): binlog_row_image is MINIMAL"],
  ),
  "table-in-other-workflow": create(
    { workflows: at("customer2", [other("elsewhere", "customer2", "MoveTables", ["corder"])]) },
    "blocking",
    ["customer2.elsewhere (MoveTables) has corder"],
    { workflows: at("customer", [other("commerce2customer", "customer", "MoveTables", ["corder"])]) },
  ),
  "target-has-rows": create(
    { targetSizes: toSeen([{ table: tableNamed("corder"), rows: 7n, bytes: 700n }]) },
    "blocking",
    ["customer.corder: about 7 rows", "MySQL's estimate; Vitess counts exactly and refuses tables with rows"],
    { targetSizes: toSeen([{ table: tableNamed("corder"), rows: 0n, bytes: 16_384n }]) },
  ),
  "unknown-cell": create(
    { options: { ...CREATE.options, cells: ["zone9"] } },
    "warning",
    ["no cell is called zone9", "the cells are zone1"],
    { options: { ...CREATE.options, cells: ["zone1"] } },
  ),
} as const satisfies Partial<Record<FindingCode, Case>>;
