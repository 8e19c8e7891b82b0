import { describe, expect, onTestFinished, test } from "vitest";
import { createCommerceCluster, type CommerceOptions } from "../../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import { productMove, switchAll } from "./test-moves.ts";
import { openWireClient, type WireClient } from "../../../practice/vtctld/rpc/wire-client.ts";

const RELEASES = [18, 19, 20, 21, 22, 23, 24] as const;
const unimplemented = 12;

async function vtctld(version: number, options: CommerceOptions = {}): Promise<{ client: WireClient; simulator: VtctldSimulator }> {
  const cluster = createCommerceCluster({ version, pace: { switchStepMs: 0 }, ...options });
  const simulator = await startVtctldSimulator({ cluster, clock: { start: Date.UTC(2026, 10, 21), speed: 0 } });
  const client = openWireClient(simulator.address);
  onTestFinished(async () => {
    client.close();
    await simulator.close();
  });
  return { client, simulator };
}

async function copied({ client, simulator }: Awaited<ReturnType<typeof vtctld>>, more: object = {}): Promise<void> {
  const { code, details } = await client.call("MoveTablesCreate", { ...productMove, ...more });
  expect(details).toBe("");
  expect(code).toBe(0);
  for (let second = 0; second < 4; second += 1) {
    simulator.clock.advance(1_000);
    await client.call("GetKeyspaces", {});
  }
}

describe("which calls a release has", () => {
  const FIRST: readonly (readonly [call: string, since: number])[] = [
    ["GetVersion", 14],
    ["GetTopologyPath", 15],
    ["UpdateThrottlerConfig", 16],
    ["WorkflowUpdate", 17],
    ["WorkflowStatus", 18],
    ["GetSchemaMigrations", 18],
    ["GetKeyspaceRoutingRules", 20],
    ["ApplyKeyspaceRoutingRules", 20],
    ["WorkflowMirrorTraffic", 21],
    ["GetMirrorRules", 21],
    ["CheckThrottler", 21],
    ["GetThrottlerStatus", 21],
    ["ValidatePermissionsKeyspace", 22],
  ];

  test.each(FIRST)("%s came with %i", async (call, since) => {
    const older = await vtctld(since - 1);
    expect(await older.client.call(call, {})).toMatchObject({
      code: unimplemented,
      details: `unknown method ${call} for service vtctlservice.Vtctld`,
    });
    const newer = await vtctld(since);
    expect((await newer.client.call(call, {})).code).not.toBe(unimplemented);
  });
});

function stream({ simulator }: { simulator: VtctldSimulator }): unknown {
  return simulator.state.streams("customer", "product")[0];
}

describe("which fields a release accepts", () => {
  test.each(RELEASES)("%i: an update without a state, an order and an on-ddl", async (version) => {
    const here = await vtctld(version);
    await copied(here, { on_ddl: "STOP", auto_start: false, tablet_selection_preference: "INORDER" });
    const request = { workflow: "product", cells: ["NULL"], tablet_types: [-1], config_overrides: { x: "1" } };
    await here.client.call("WorkflowUpdate", { keyspace: "customer", tablet_request: request });
    const wiped = { onDdl: "IGNORE", state: "Unknown", inOrder: false, options: { config: {} } };
    const kept = { onDdl: "STOP", state: "Stopped", options: { config: { x: "1" } } };
    expect(stream(here)).toMatchObject(version < 21 ? wiped : kept);
  });

  test.each(RELEASES)("%i: stopping one shard of two", async (version) => {
    const here = await vtctld(version, { customerRows: 10 });
    const sharded = { target_keyspace: "customer2", include_tables: ["customer"] };
    await copied(here, sharded);
    const request = { workflow: "product", cells: ["NULL"], tablet_types: [-1], tablet_selection_preference: "UNKNOWN", on_ddl: -1 };
    await here.client.call("WorkflowUpdate", { keyspace: "customer2", tablet_request: { ...request, state: "Stopped", shards: ["-80"] } });
    const states = here.simulator.state.streams("customer2", "product").map(({ state }) => state);
    expect(states).toEqual(version < 22 ? ["Stopped", "Stopped"] : ["Stopped", "Running"]);
  });

  test.each(RELEASES)("%i: settings of a workflow", async (version) => {
    const here = await vtctld(version);
    await copied(here, { workflow_options: { sharded_auto_increment_handling: "REMOVE", config: { x: "1" } } });
    const { options } = here.simulator.state.streams("customer", "product")[0] ?? {};
    expect(options?.config).toEqual(version < 21 ? {} : { x: "1" });
    expect(options?.shardedAutoIncrementHandling).toBe(version < 20 ? "LEAVE" : "REMOVE");
  });

  test.each(RELEASES)("%i: force", { timeout: 30_000 }, async (version) => {
    const here = await vtctld(version);
    await copied(here);
    here.simulator.state.setTabletAlive(201, false);
    const soon = setInterval(() => here.simulator.clock.advance(5_000), 5);
    const { code } = await here.client.call("WorkflowSwitchTraffic", { ...switchAll, tablet_types: ["REPLICA"], force: true });
    clearInterval(soon);
    expect(code).toBe(version < 21 ? 2 : 0);
  });
});

describe("which fields a release returns", () => {
  const FIELDS: readonly (readonly [path: string, since: number])[] = [
    ["max_v_replication_transaction_lag", 18],
    ["options", 20],
  ];
  const STREAM_FIELDS: readonly (readonly [field: string, since: number])[] = [
    ["throttler_status", 18],
    ["tablet_types", 19],
    ["cells", 19],
  ];

  test.each(RELEASES)("%i", async (version) => {
    const here = await vtctld(version);
    await copied(here);
    here.simulator.state.setLag("customer", "product", 7);
    const { response } = await here.client.call("GetWorkflows", { keyspace: "customer" });
    const [workflow]: Record<string, unknown>[] = Object(response).workflows;
    const streams: { streams: Record<string, unknown>[] } = Object(workflow?.["shard_streams"])["0/zone1-0000000200"];
    for (const [field, since] of FIELDS) expect(isTold(workflow?.[field]), field).toBe(version >= since);
    for (const [field, since] of STREAM_FIELDS) expect(isTold(streams.streams[0]?.[field]), field).toBe(version >= since);
  });

  test.each(RELEASES)("%i: a table being copied, while another is not", async (version) => {
    const here = await vtctld(version, { pace: { switchStepMs: 0, copyRowsPerSecond: 10 } });
    await copied(here, { include_tables: ["corder", "product"] });
    here.simulator.state.setCopied("customer", "product", "corder", Number.MAX_SAFE_INTEGER);
    const { response } = await here.client.call("WorkflowStatus", { keyspace: "customer", workflow: "product" });
    const tables: Record<string, { phase: string }> = Object(response).table_copy_state;
    const phases = Object.fromEntries(Object.entries(tables).map(([table, { phase }]) => [table, phase]));
    const older = Object.fromEntries(Object.keys(tables).map((table) => [table, "UNKNOWN"]));
    expect(phases).toEqual(version < 24 ? older : { corder: "NOT_STARTED", product: "NOT_STARTED" });
    // MySQL has counted at last.
    here.simulator.state.setStatistics("customer", "0", "corder", { rows: 500 });
    const { response: counted } = await here.client.call("WorkflowStatus", { keyspace: "customer", workflow: "product" });
    expect(Object(counted).table_copy_state.corder.phase).toBe(version < 24 ? "UNKNOWN" : "IN_PROGRESS");
  });

  test.each(RELEASES)("%i: an empty table next to one being copied, and nothing once the copy is done", async (version) => {
    const here = await vtctld(version, { customerRows: 0, corderRows: 20_000, pace: { switchStepMs: 0, copyRowsPerSecond: 10 } });
    await copied(here, { include_tables: ["customer", "corder"] });
    const read = async (): Promise<Record<string, { rows_percentage: number }>> =>
      Object((await here.client.call("WorkflowStatus", { keyspace: "customer", workflow: "product" })).response).table_copy_state;
    expect((await read())["customer"]?.rows_percentage).toBe(version >= 24 ? 100 : 0);
    for (const table of ["corder", "customer"]) here.simulator.state.setCopied("customer", "product", table, Number.MAX_SAFE_INTEGER);
    here.simulator.state.setPace({ copyRowsPerSecond: 1_000_000, postCopyMs: 0, betweenTablesMs: 0 });
    here.simulator.clock.advance(5_000);
    expect(await read()).toEqual({});
  });

  test.each(RELEASES)("%i: since when a tablet runs", async (version) => {
    const here = await vtctld(version);
    const { response } = await here.client.call("GetTablets", { keyspace: "commerce" });
    const tablets: { tablet_start_time: unknown }[] = Object(response).tablets;
    expect(tablets.map(({ tablet_start_time: at }) => isTold(at))).toEqual([version >= 24, version >= 24]);
  });
});

/** proto-loader fills in what was not sent. */
function isTold(value: unknown): boolean {
  return value !== null && value !== "0" && !(Array.isArray(value) && value.length === 0);
}

describe("what a release does and says", () => {
  test.each(RELEASES)("%i: create over a table that has rows", async (version) => {
    const here = await vtctld(version);
    here.simulator.sql.createTable({ keyspace: "customer", table: "product" }, { rows: 3 });
    const { details } = await here.client.call("MoveTablesCreate", productMove);
    const said = `${details} ${here.simulator.state.streams("customer", "product")[0]?.message ?? ""}`;
    expect(said).toContain(version >= 22 ? "non-empty tables found in target keyspace(customer): product" : "(errno 1062)");
  });

  test.each(RELEASES)("%i: create within one keyspace", async (version) => {
    const { client } = await vtctld(version);
    const { details } = await client.call("MoveTablesCreate", { ...productMove, target_keyspace: "commerce" });
    const full = "failed to validate that all target tables are empty: non-empty tables found in target keyspace(commerce): product";
    const refused = "source and target keyspace must be different for MoveTables workflows";
    expect(details).toBe(version >= 24 ? refused : version >= 22 ? full : "");
  });

  test.each(RELEASES)("%i: cancel after the reads are switched, and after all is", async (version) => {
    const here = await vtctld(version);
    await copied(here);
    await here.client.call("WorkflowSwitchTraffic", switchAll);
    const cancel = { keyspace: "customer", workflow: "product" };
    const all = await here.client.call("WorkflowDelete", cancel);
    const newer = "cannot delete workflow because you have already switched write traffic";
    const older = "cannot cancel workflow because you have already switched some or all read and write traffic";
    expect(all.details).toBe(version >= 22 ? newer : older);
    await here.client.call("WorkflowSwitchTraffic", { ...switchAll, direction: 1, tablet_types: ["PRIMARY"] });
    const reads = await here.client.call("WorkflowDelete", cancel);
    expect(reads.details).toBe(version >= 22 ? "" : older);
  });

  test.each(RELEASES)("%i: cancel if a denied table's entry is gone", async (version) => {
    const here = await vtctld(version);
    await copied(here);
    here.simulator.state.setDeniedTables("customer", "0", ["product"], false);
    const { details } = await here.client.call("WorkflowDelete", { keyspace: "customer", workflow: "product" });
    expect(details).toBe(version < 21 ? "cannot remove tables since one or more do not exist in the denylist" : "");
  });

  test.each(RELEASES)("%i: the state of a missing workflow", async (version) => {
    const { client } = await vtctld(version);
    const { details } = await client.call("WorkflowStatus", { keyspace: "customer", workflow: "gone" });
    const own = "no streams found in keyspace customer for gone";
    expect(details).toBe(version >= 24 ? `failed to get workflow state for customer.gone workflow: ${own}` : own);
  });

  test.each(RELEASES)("%i: the dry run of a switch of reads", async (version) => {
    const here = await vtctld(version);
    await copied(here);
    const request = { ...switchAll, tablet_types: ["REPLICA"], dry_run: true };
    const { response } = await here.client.call("WorkflowSwitchTraffic", request);
    const lines = String(Object(response).dry_run_results);
    expect(lines.includes("Lock keyspace customer")).toBe(version >= 24);
    expect(lines.includes("Mirroring 0.00 percent")).toBe(version >= 21 && version < 24);
    if (version < 21) return;
    here.simulator.state.mirror("customer", "product", ["REPLICA", "RDONLY"], 5);
    const mirrored = await here.client.call("WorkflowSwitchTraffic", request);
    expect(String(Object(mirrored.response).dry_run_results)).toContain("Mirroring 0.00 percent");
  });

  test.each(RELEASES)("%i: a timeout of half a second", async (version) => {
    const here = await vtctld(version);
    await copied(here);
    const request = { ...switchAll, timeout: { nanos: 500_000_000 }, tablet_types: ["REPLICA"] };
    const { code, response } = await here.client.call("WorkflowSwitchTraffic", request);
    expect(code).toBe(0);
    expect(Object(response).summary).toBe(version < 21 ? "SwitchTraffic was successful for workflow customer.product" : "");
  });

  test.each(RELEASES)("%i: the privileges that the reverse workflow needs", async (version) => {
    const here = await vtctld(version);
    await copied(here);
    here.simulator.state.setReverseRights("commerce", false);
    const { details } = await here.client.call("WorkflowSwitchTraffic", { ...switchAll, tablet_types: ["PRIMARY"] });
    expect(details.includes("failed to validate required vreplication metadata permissions")).toBe(version >= 21);
  });

  test.each([...RELEASES, 14])("%i: its tablets report no version number, except for a build that somebody gave one", async (version) => {
    const here = await vtctld(version);
    const told = async (uid: number): Promise<unknown> =>
      Object((await here.client.call("GetVersion", { tablet_alias: { cell: "zone1", uid } })).response).version;
    expect(await told(100)).toBe("{  -62135596800 }");
    here.simulator.state.setTabletVersion(201, "17.0.7");
    expect(await told(201)).toBe("17.0.7");
  });
});
