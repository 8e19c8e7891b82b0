import {
  createDrift,
  type Cluster,
  type Keyspace,
  type Pace,
  type Shard,
  type Table,
  type Tablet,
  type TabletType,
  type Timestamp,
} from "./cluster.ts";
import { createLocks } from "./locks.ts";

/** Sizes and speeds of the recorded cluster; everything can be set. */
export interface CommerceOptions {
  /** Release of vtctld and of every tablet; 23 if missing. */
  version?: number;
  customerRows?: number;
  corderRows?: number;
  /** MySQL's estimates, which are off by some percent. */
  estimates?: {
    customer?: { rows: number; bytes: number };
    corder?: { rows: number; bytes: number };
    product?: { rows: number; bytes: number };
  };
  statistics?: Cluster["statistics"];
  /** How long copying customer and corder into one keyspace takes; their rows determine the speed. */
  copySeconds?: number;
  pace?: Partial<Pace>;
  /** Applications' writes a second in `commerce`. */
  writesPerSecond?: number;
}

const usualPace: Pace = {
  copyRowsPerSecond: 300_000,
  postCopyMs: 400,
  betweenTablesMs: 200,
  streamStartMs: 200,
  vdiffRowsPerSecond: 400_000,
  vdiffStartMs: 500,
  switchStepMs: 20,
  keyspaceLockOutlivesMs: 0,
};

const termStart: Timestamp = { seconds: 1_795_212_050, nanoseconds: 27_701_999 };

/** The cluster of the recordings: commerce/0 with customer, corder and product; customer/0 and customer2/-80,80- empty; cell zone1. */
export function createCommerceCluster(options: CommerceOptions = {}): Cluster {
  const customerRows = options.customerRows ?? 800_000;
  const corderRows = options.corderRows ?? 1_500_000;
  const estimates = options.estimates ?? {};
  const tables = [
    createPresetTable("customer", customerRows, 168_525_824, {
      statistics: estimates.customer ?? { rows: Math.round(customerRows * 0.987_616_25), bytes: 168_525_824 },
      columns: ["id", "name", "email", "city", "notes", "created_at"],
      secondaryKeys: true,
    }),
    createPresetTable("corder", corderRows, 152_780_800, {
      statistics: estimates.corder ?? { rows: Math.round(corderRows * 0.993_906_67), bytes: 152_780_800 },
      primaryKey: "order_id",
      columns: ["order_id", "customer_id", "sku", "price"],
      secondaryKeys: true,
    }),
    createPresetTable("product", 5, 16_384, {
      statistics: estimates.product ?? {},
      primaryKey: "sku",
      columns: ["sku", "description", "price"],
    }),
  ];
  const copySeconds = options.copySeconds ?? 8;
  const commerce = createUnsharded("commerce", 100, "a9cf3613-e52d-11f1-98e3-02fc00000001", 4098, tables, {
    seconds: 1_795_212_049,
    nanoseconds: 588_365_988,
  });
  commerce.writesPerSecond = options.writesPerSecond ?? 0;
  const customer = createUnsharded("customer", 200, "b9577d7c-e52d-11f1-a1b4-02fc00000001", 3950, []);
  const customer2: Keyspace = {
    ...createEmptyKeyspace("customer2"),
    sharded: true,
    vschema: {
      vindexes: new Map([["hash", { type: "hash" }]]),
      tables: new Map([
        ["corder", { columnVindexes: [{ column: "customer_id", name: "hash" }] }],
        ["customer", { columnVindexes: [{ column: "id", name: "hash" }] }],
      ]),
    },
    shards: new Map([
      [
        "-80",
        {
          ...createShard("-80", 300, "bf21337a-e52d-11f1-91c4-02fc00000001", 300, { seconds: 1_795_212_050, nanoseconds: 374_735_386 }),
          keyRange: { end: "80" },
        },
      ],
      [
        "80-",
        {
          ...createShard("80-", 400, "c10ce912-e52d-11f1-9cbe-02fc00000001", 300, { seconds: 1_795_212_050, nanoseconds: 547_041_680 }),
          keyRange: { start: "80" },
        },
      ],
    ]),
  };
  const pace = { ...usualPace, copyRowsPerSecond: Math.max(1, Math.round((customerRows + corderRows) / copySeconds)), ...options.pace };
  const tablets = [
    createTablet(commerce, "0", 100, "PRIMARY"),
    createTablet(commerce, "0", 101, "REPLICA"),
    createTablet(customer, "0", 200, "PRIMARY"),
    createTablet(customer, "0", 201, "REPLICA"),
    createTablet(customer2, "-80", 300, "PRIMARY"),
    createTablet(customer2, "80-", 400, "PRIMARY"),
  ];
  return {
    ...createCluster([commerce, customer, customer2], tablets, pace, options.statistics ?? "cached"),
    version: options.version ?? 23,
  };
}

/** The same cluster with a second pair of keyspaces: billing with `select`, and ledger, which is empty (recordings/v23.0.3/two-moves). */
export function addLedger(commerce: Cluster): Cluster {
  const table = createPresetTable("select", 3, 16_384, { primaryKey: "id", columns: ["id", "order"] });
  const billing = createUnsharded("billing", 500, "13acdd72-ecc6-11f1-862d-02fc00000001", 10_300, [table]);
  billing.vschema.tables.clear();
  const ledger = createUnsharded("ledger", 600, "1e51fdbe-ecc6-11f1-94f9-02fc00000001", 11_400, []);
  for (const one of [billing, ledger]) commerce.keyspaces.set(one.name, one);
  commerce.tablets.push(createTablet(billing, "0", 500, "PRIMARY"), createTablet(ledger, "0", 600, "PRIMARY"));
  return commerce;
}

/** Many unsharded keyspaces `ks001`, `ks002` … each with tables of its own names, a primary and a replica. */
export function createBigCluster(options: {
  keyspaces: number;
  tablesPerKeyspace: number;
  rowsPerTable?: number;
  pace?: Partial<Pace>;
}): Cluster {
  const rows = options.rowsPerTable ?? 10_000;
  const keyspaces: Keyspace[] = [];
  const tablets: Tablet[] = [];
  for (let index = 1; index <= options.keyspaces; index += 1) {
    const name = `ks${String(index).padStart(3, "0")}`;
    const tables = Array.from({ length: options.tablesPerKeyspace }, (_, at) =>
      createPresetTable(`${name}_table${at + 1}`, rows, rows * 100, {}),
    );
    const uid = 1000 + index * 10;
    const keyspace = createUnsharded(name, uid, `00000000-0000-11f1-8000-${String(index).padStart(12, "0")}`, 100, tables);
    keyspaces.push(keyspace);
    tablets.push(createTablet(keyspace, "0", uid, "PRIMARY"), createTablet(keyspace, "0", uid + 1, "REPLICA"));
  }
  return createCluster(keyspaces, tablets, { ...usualPace, ...options.pace }, "cached");
}

function createCluster(keyspaces: readonly Keyspace[], tablets: Tablet[], pace: Pace, statistics: Cluster["statistics"]): Cluster {
  return {
    version: 23,
    cells: ["zone1"],
    keyspaces: new Map(keyspaces.map((keyspace) => [keyspace.name, keyspace])),
    tablets,
    routingRules: new Map(),
    routingRulesVersion: 0,
    shardRoutingRules: [],
    keyspaceRoutingRules: [],
    mirrorRules: [],
    serving: new Map(),
    unbuilt: new Set(),
    locks: createLocks(),
    statistics,
    pace,
    vdiffTableOrder: [],
    lastAdvance: 0,
  };
}

function createEmptyKeyspace(name: string): Keyspace {
  return {
    name,
    sharded: false,
    shards: new Map(),
    vschema: { vindexes: new Map(), tables: new Map() },
    writesPerSecond: 0,
    writesCarry: 0,
  };
}

function createUnsharded(name: string, uid: number, uuid: string, sequence: number, tables: readonly Table[], start = termStart): Keyspace {
  const shard = createShard("0", uid, uuid, sequence, start);
  for (const table of tables) shard.tables.set(table.name, table);
  const keyspace = createEmptyKeyspace(name);
  keyspace.shards.set("0", shard);
  for (const table of tables) keyspace.vschema.tables.set(table.name, { columnVindexes: [] });
  return keyspace;
}

function createShard(name: string, uid: number, uuid: string, sequence: number, start: Timestamp): Shard {
  return {
    name,
    primary: { cell: "zone1", uid },
    primaryTermStart: start,
    isPrimaryServing: true,
    deniedTables: [],
    tables: new Map(),
    gtid: { uuid, sequence },
    streams: [],
    vdiffs: [],
    nextId: { stream: 1, log: 1, vdiff: 1 },
    journals: new Set(),
  };
}

function createPresetTable(name: string, rows: number, bytes: number, more: Partial<Table>): Table {
  return { name, rows, bytes, statistics: {}, primaryKey: "id", columns: ["id"], secondaryKeys: false, drift: createDrift(), ...more };
}

function createTablet(keyspace: Keyspace, shard: string, uid: number, type: TabletType): Tablet {
  const start = keyspace.shards.get(shard)?.primaryTermStart;
  return {
    alias: { cell: "zone1", uid },
    keyspace: keyspace.name,
    shard,
    type,
    alive: true,
    hostname: "localhost",
    ...(type === "PRIMARY" && start !== undefined ? { primaryTermStart: start } : {}),
  };
}
