import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openVitess } from "../../src/vtctld/open.ts";
import { answer, refusal } from "./answers.ts";
import { startGrpcServer, type GrpcServer, type Reply } from "./grpc-server.ts";
import { customer, move } from "./names.ts";

let reply: Readonly<Record<string, Reply>> = {};
let server: GrpcServer;
let opened: ReturnType<typeof openVitess>;

beforeAll(async () => {
  server = await startGrpcServer(({ method }) => reply[method] ?? refusal(12, `unknown method ${method}`));
  opened = openVitess({ addresses: [server.address], version: 23 });
});

afterAll(async () => {
  opened.close();
  await server.close();
});

const workflow = {
  name: "commerce2customer",
  source: { keyspace: "commerce", shards: ["0"] },
  target: { keyspace: "customer", shards: ["-80", "80-"] },
};

describe("64-bit numbers keep every digit", () => {
  test("in streams and in the copy", async () => {
    const origin = { keyspace: "commerce", shard: "0" };
    const numbers = { id: "9007199254740993", rows_copied: "9223372036854775807" };
    const stream = { ...numbers, shard: "0", tablet: { cell: "zone1", uid: 200 }, binlog_source: origin };
    reply = {
      GetWorkflows: answer("GetWorkflows", {
        workflows: [{ ...workflow, shard_streams: { "0/zone1-0000000200": { streams: [stream] } } }],
      }),
      WorkflowStatus: answer("WorkflowStatus", { traffic_state: "x", table_copy_state: { product: { bytes_total: "9007199254740993" } } }),
    };
    const [found] = await opened.vitess.workflows(customer);
    expect(found?.streams[0]).toMatchObject({ id: 9_007_199_254_740_993n, rowsCopied: 9_223_372_036_854_775_807n });
    expect((await opened.vitess.workflowStatus(move)).tableCopy).toEqual([
      { table: "product", rowsCopied: 0n, rowsTotal: 0n, bytesCopied: 0n, bytesTotal: 9_007_199_254_740_993n },
    ]);
  });

  test("in the counts of a VDiff report, which is not a JSON number in Tandem", async () => {
    reply = {
      VDiffShow: vdiffRow(
        '{"TableName": "product", "MatchingRows": 9007199254740993, "MismatchedRows": 0, "ExtraRowsSource": 0, "ExtraRowsTarget": 0}',
      ),
    };
    expect((await opened.vitess.vdiff(move))?.tables[0]?.matching).toBe(9_007_199_254_740_993n);
  });
});

describe("lag", () => {
  test.each([
    ["0", { kind: "seconds", value: 0 }],
    ["16", { kind: "seconds", value: 16 }],
    // amd64 and arm64 turn the same overflow into different extremes.
    ["-9223372036854775808", { kind: "copying" }],
    ["9223372036854775807", { kind: "copying" }],
  ])("%s is %o", async (raw, lag) => {
    reply = { GetWorkflows: answer("GetWorkflows", { workflows: [{ ...workflow, max_v_replication_transaction_lag: raw }] }) };
    expect((await opened.vitess.workflows(customer))[0]?.lag).toEqual(lag);
  });
});

test("tables that Vitess 24 lists as complete are done, and others next to them are still shown", async () => {
  const done = { rows_total: "5", rows_copied: "5", phase: "COMPLETE" };
  const going = { rows_total: "9", phase: "IN_PROGRESS" };
  reply = { WorkflowStatus: answer("WorkflowStatus", { table_copy_state: { product: done, corder: going } }) };
  expect((await opened.vitess.workflowStatus(move)).tableCopy.map(({ table }) => table)).toEqual(["corder", "product"]);
  reply = { WorkflowStatus: answer("WorkflowStatus", { table_copy_state: { product: done, corder: done } }) };
  expect((await opened.vitess.workflowStatus(move)).tableCopy).toEqual([]);
});

describe("rules", () => {
  test("of all four kinds are read", async () => {
    reply = {
      GetRoutingRules: answer("GetRoutingRules", {
        routing_rules: { rules: [{ from_table: "product@replica", to_tables: ["customer.product"] }] },
      }),
      GetShardRoutingRules: answer("GetShardRoutingRules", {
        shard_routing_rules: { rules: [{ from_keyspace: "customer", to_keyspace: "commerce", shard: "80-" }] },
      }),
      GetKeyspaceRoutingRules: answer("GetKeyspaceRoutingRules", {
        keyspace_routing_rules: { rules: [{ from_keyspace: "commerce", to_keyspace: "customer" }] },
      }),
      GetMirrorRules: answer("GetMirrorRules", {
        mirror_rules: { rules: [{ from_table: "commerce.product", to_table: "customer.product", percent: 12.5 }] },
      }),
    };
    expect(await opened.vitess.rules()).toEqual({
      tables: [{ from: "product@replica", to: ["customer.product"] }],
      shards: [{ fromKeyspace: "customer", toKeyspace: "commerce", shard: "80-" }],
      keyspaces: [{ fromKeyspace: "commerce", toKeyspace: "customer" }],
      mirrors: [{ from: "commerce.product", to: "customer.product", percent: 12.5 }],
    });
  });

  test("are empty if the version lacks them", async () => {
    reply = { GetRoutingRules: answer("GetRoutingRules", {}) };
    expect(await opened.vitess.rules()).toEqual({ tables: [], shards: [], keyspaces: [], mirrors: [] });
  });

  test("that cannot be read are a fault, not empty", async () => {
    reply = { GetRoutingRules: answer("GetRoutingRules", {}), GetMirrorRules: refusal(2, "topology is down") };
    await expect(opened.vitess.rules()).rejects.toMatchObject({ kind: "refused" });
  });
});

describe("lock holders", () => {
  const gone = refusal(2, "node doesn't exist: /vitess/global/internal/named_locks/customer/commerce2customer/locks/");

  test("nobody, if the folder does not exist", async () => {
    reply = { GetTopologyPath: gone };
    expect(await opened.vitess.lockHolders(move, "commerce")).toEqual([]);
  });

  test("any other failure is a fault: unknown is not nobody", async () => {
    reply = { GetTopologyPath: refusal(2, "error fetching connection to cell global") };
    await expect(opened.vitess.lockHolders(move, "commerce")).rejects.toMatchObject({ kind: "refused" });
  });

  test("a holder whose file cannot be parsed still holds", async () => {
    reply = { GetTopologyPath: answer("GetTopologyPath", { cell: { children: ["1"], data: "not JSON" } }) };
    expect(await opened.vitess.lockHolders(move, "commerce")).toEqual([{ action: "", host: "" }]);
  });
});

test("cells", async () => {
  reply = { GetCellInfoNames: answer("GetCellInfoNames", { names: ["zone1", "zone2"] }) };
  expect(await opened.vitess.cells()).toEqual(["zone1", "zone2"]);
});

describe("VDiff reports", () => {
  test("a column named like a count does not count", async () => {
    const sample = '[{"Row": {"MismatchedRows": "77", "note": "\\"MismatchedRows\\": 88"}}]';
    const report = `{"ExtraRowsSourceSample": ${sample}, "MatchingRows": 4, "MismatchedRows": 1, "ExtraRowsSource": 2, "ExtraRowsTarget": 3}`;
    reply = { VDiffShow: vdiffRow(report) };
    expect((await opened.vitess.vdiff(move))?.tables[0]).toMatchObject({
      matching: 4n,
      mismatched: 1n,
      onlyInSource: 2n,
      onlyInTarget: 3n,
    });
  });

  test("a report without a count is a fault: nothing unknown may look clean", async () => {
    reply = { VDiffShow: vdiffRow('{"TableName": "product", "MatchingRows": 4}') };
    await expect(opened.vitess.vdiff(move)).rejects.toMatchObject({
      kind: "unexpected",
      message: "Vitess sent a VDiff report without MismatchedRows",
    });
  });

  test("a row that is shorter than it says is a fault", async () => {
    const output = { fields: [{ name: "uuid" }], rows: [{ lengths: ["40"], values: Buffer.from("short") }] };
    reply = { VDiffShow: answer("VDiffShow", { tablet_responses: { "0": { output } } }) };
    await expect(opened.vitess.vdiff(move)).rejects.toMatchObject({ kind: "unexpected" });
  });

  test("if the shards' last ones differ, the newest counts, and the other shard is missing", async () => {
    const [older, newer] = ["11111111-2222-4333-8444-000000000001", "22222222-2222-4333-8444-000000000002"];
    const fields = ["vdiff_state", "table_name", "uuid", "started_at"].map((name) => ({ name }));
    const shard = (uuid: string, startedAt: string) => ({ output: { fields, rows: [rowOf(["completed", "product", uuid, startedAt])] } });
    const tablet_responses = { "-80": shard(older, "2026-11-20 22:44:52"), "80-": shard(newer, "2026-11-20 23:00:00") };
    reply = { VDiffShow: answer("VDiffShow", { tablet_responses }) };
    const vdiff = await opened.vitess.vdiff(move);
    expect(vdiff?.uuid).toBe(newer);
    expect(vdiff?.shards).toEqual([
      { shard: "-80", state: "absent", lastError: "" },
      { shard: "80-", state: "completed", lastError: "", startedAt: Date.UTC(2026, 10, 20, 23) },
    ]);
    expect(vdiff?.tables.map((table) => table.shard)).toEqual(["80-"]);
  });

  test("an unknown uuid is undefined; a missing workflow is not-found", async () => {
    reply = {
      VDiffShow: refusal(
        2,
        "rpc error: code = Unknown desc = TabletManager.VDiff on zone1-0000000200: no vdiff found for UUID 44444444 on tablet x",
      ),
    };
    expect(await opened.vitess.vdiff(move, "44444444")).toBeUndefined();
    reply = { VDiffShow: refusal(2, "no streams found in keyspace customer for commerce2customer") };
    await expect(opened.vitess.vdiff(move, "44444444")).rejects.toMatchObject({ kind: "not-found" });
  });
});

function vdiffRow(report: string): Reply {
  const cells = ["completed", "product", "44444444-2222-4333-8444-000000000001", report];
  const fields = ["vdiff_state", "table_name", "uuid", "report"].map((name) => ({ name }));
  return answer("VDiffShow", { tablet_responses: { "0": { output: { fields, rows: [rowOf(cells)] } } } });
}

function rowOf(cells: readonly string[]): object {
  return { lengths: cells.map((cell) => String(Buffer.byteLength(cell))), values: Buffer.from(cells.join("")) };
}
