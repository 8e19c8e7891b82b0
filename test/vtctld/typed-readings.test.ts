import { describe, expect, test } from "vitest";

import { formatTabletAlias } from "../../src/core/vitess/names.ts";
import { customer } from "./names.ts";
import { typedBefore } from "./typed-session.ts";
import { shardNamed, tablesNamed } from "../names.ts";

const primary = formatTabletAlias("zone1", 200);

const definitions = (...schemas: string[]): object => ({
  schema: { table_definitions: schemas.map((schema) => ({ name: "corder", type: "BASE TABLE", schema })) },
});
const replica = (uid: number): object => ({ alias: { cell: "zone1", uid }, type: "REPLICA" });
const at = (seconds: number): object => ({ seconds: String(seconds) });
const corder = (comment: string, next: number): string =>
  [
    "CREATE TABLE `corder` (",
    "  `order_id` bigint NOT NULL AUTO_INCREMENT,",
    `  \`customer_id\` bigint DEFAULT NULL COMMENT '${comment}',`,
    "  PRIMARY KEY (`order_id`,`customer_id`),",
    "  KEY `by_customer` (`customer_id`),",
    "  CONSTRAINT `belongs` FOREIGN KEY (`customer_id`) REFERENCES `customer` (`id`),",
    "  CONSTRAINT `other` FOREIGN KEY (`sku`) REFERENCES `vt_commerce`.`product` (`sku`)",
    `) ENGINE=InnoDB AUTO_INCREMENT=${next} DEFAULT CHARSET=utf8mb4`,
  ].join("\n");

describe("tablet controls", () => {
  test("of every shard and type, in the order of the shards", async () => {
    const { vitess } = await typedBefore({
      FindAllShardsInKeyspace: {
        shards: {
          "80-": { name: "80-", shard: { tablet_controls: [{ tablet_type: "RDONLY", cells: ["zone1"], frozen: true }] } },
          "-80": { name: "-80", shard: { tablet_controls: [{ tablet_type: "PRIMARY", denied_tables: ["product"] }] } },
        },
      },
    });
    expect(await vitess.tabletControls(customer)).toEqual([
      { shard: "-80", tabletType: "PRIMARY", cells: [], deniedTables: ["product"], frozen: false },
      { shard: "80-", tabletType: "RDONLY", cells: ["zone1"], deniedTables: [], frozen: true },
    ]);
  });
});

describe("table definitions", () => {
  test("primary key, foreign keys and AUTO_INCREMENT, whatever a comment says", async () => {
    const { vitess } = await typedBefore({
      GetSchema: definitions(
        corder("it''s PRIMARY KEY (`x`) REFERENCES `nobody`", 7),
        "CREATE TABLE `corder` (\n  `auto_increment` int COMMENT 'AUTO_INCREMENT'\n) ENGINE=InnoDB AUTO_INCREMENT=4",
      ),
    });
    expect(await vitess.tableSchemas(primary, tablesNamed("corder"))).toMatchObject([
      { table: "corder", primaryKey: ["order_id", "customer_id"], references: ["customer", "product"], autoIncrement: true },
      { table: "corder", primaryKey: [], references: [], autoIncrement: false },
    ]);
  });

  test("DDL changes the digest, an insert does not", async () => {
    const { vitess } = await typedBefore({ GetSchema: definitions(corder("a", 7), corder("a", 8), corder("b", 7)) });
    const [first, inserted, altered] = await vitess.tableSchemas(primary, []);
    expect(inserted?.digest).toBe(first?.digest);
    expect(altered?.digest).not.toBe(first?.digest);
    expect(first?.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test("a view is not a table", async () => {
    const { vitess } = await typedBefore({ GetSchema: { schema: { table_definitions: [{ name: "v", type: "VIEW", schema: "x" }] } } });
    expect(await vitess.tableSchemas(primary, [])).toEqual([]);
  });
});

describe("the VSchema", () => {
  test("names the sequence of each table that has one, and says whether tenants are separated", async () => {
    const { vitess } = await typedBefore({
      GetVSchema: {
        v_schema: {
          sharded: true,
          tables: { product: {}, customer: { auto_increment: { column: "id", sequence: "commerce.customer_seq" } } },
          multi_tenant_spec: { tenant_id_column_name: "tenant_id" },
        },
      },
    });
    expect(await vitess.vschema(customer)).toEqual({
      sharded: true,
      tables: ["customer", "product"],
      sequences: [{ table: "customer", column: "id", sequence: "commerce.customer_seq" }],
      entries: { customer: '{"auto_increment":{"column":"id","sequence":"commerce.customer_seq"}}', product: "{}" },
      shardingKeys: [],
      multiTenant: true,
    });
  });
});

describe("replication", () => {
  const running = { position: "MySQL56/x:1-4", source_host: "localhost", io_state: 3, sql_state: 3 };
  const statuses: readonly (readonly [string, object | undefined, object])[] = [
    ["runs", { ...running, replication_lag_seconds: 12 }, { replicating: true, lagSeconds: 12, lastError: "" }],
    ["has a lag that MySQL does not know", { ...running, replication_lag_unknown: true }, { replicating: true, lastError: "" }],
    ["is about to connect again", { ...running, io_state: 2 }, { replicating: true, lagSeconds: 0, lastError: "" }],
    [
      "cannot connect",
      { ...running, io_state: 2, last_io_error: "error connecting to source" },
      { replicating: false, lastError: "error connecting to source" },
    ],
    [
      "stopped at a row",
      { ...running, sql_state: 1, last_sql_error: "Duplicate entry '17' for key 'PRIMARY'" },
      { replicating: false, lastError: "Duplicate entry '…' for key 'PRIMARY'" },
    ],
    ["did not answer", undefined, { replicating: false, lastError: "the tablet did not tell its replication status" }],
  ];

  test.each(statuses)("a replica that %s", async (_, status, health) => {
    const { vitess } = await typedBefore({
      ShardReplicationPositions: {
        replication_statuses: {
          "zone1-0000000200": { position: "MySQL56/x:1-4" },
          ...(status === undefined ? {} : { "zone1-0000000201": status }),
        },
        tablet_map: { "zone1-0000000200": { alias: { cell: "zone1", uid: 200 }, type: "PRIMARY" }, "zone1-0000000201": replica(201) },
      },
    });
    expect(await vitess.replication(customer, shardNamed("0"))).toEqual([
      { tablet: "zone1-0000000201", shard: "0", type: "REPLICA", ...health },
    ]);
  });
});

describe("the throttler", () => {
  test("of a release before 21 is missing", async () => {
    const { vitess } = await typedBefore({ GetTablets: {} }, 20);
    expect(await vitess.throttlerStatus(primary)).toBeUndefined();
    expect(await vitess.throttlerCheck(primary, "vreplication")).toBeUndefined();
  });

  test("says why an app must wait, without row values", async () => {
    const { vitess, requests } = await typedBefore({
      CheckThrottler: {
        Check: { response_code: "THRESHOLD_EXCEEDED", error: "threshold exceeded", summary: "lag: sql: select 1 from secret" },
      },
      GetTablets: { tablets: [{ shard: "-80" }] },
    });
    expect(await vitess.throttlerCheck(primary, "vreplication")).toEqual({
      tablet: "zone1-0000000200",
      shard: "-80",
      ok: false,
      reason: "lag: sql: …",
    });
    expect(requests()[0]?.request).toEqual({
      tablet_alias: { cell: "zone1", uid: 200 },
      app_name: "vreplication",
      skip_request_heartbeats: true,
    });
  });
});

describe("schema changes", () => {
  test("are as far as their slowest shard, newest first", async () => {
    const { vitess } = await typedBefore({
      GetSchemaMigrations: {
        migrations: [
          { uuid: "b", keyspace: "customer", shard: "-80", table: "corder", status: "COMPLETE", completed_at: at(1_795_215_000) },
          { uuid: "b", keyspace: "customer", shard: "80-", table: "corder", status: "RUNNING" },
          { uuid: "a", keyspace: "customer", shard: "-80", table: "product", status: "COMPLETE", completed_at: at(1_795_214_000) },
          { uuid: "a", keyspace: "customer", shard: "80-", table: "product", status: "COMPLETE", completed_at: at(1_795_214_005) },
        ],
      },
    });
    expect(await vitess.schemaMigrations(customer)).toEqual([
      { uuid: "b", keyspace: "customer", table: "corder", status: "running" },
      { uuid: "a", keyspace: "customer", table: "product", status: "complete", completedAt: 1_795_214_005_000 },
    ]);
  });

  test("are unknown if vtctld lacks the call", async () => {
    const { vitess } = await typedBefore({});
    expect(await vitess.schemaMigrations(customer)).toBeUndefined();
  });
});
