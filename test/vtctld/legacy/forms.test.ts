import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS, CREATE_DEFAULTS, SWITCH_DEFAULTS, VDIFF_DEFAULTS } from "../../../src/core/options/options.ts";
import { openCaller } from "../../../src/vtctld/channel/caller.ts";
import type { Caller } from "../../../src/vtctld/channel/caller.ts";
import { DEADLINES } from "../../../src/vtctld/channel/deadlines.ts";
import { commandLine } from "../../../src/vtctld/legacy/call/command-line.ts";
import { vdiffRunsInMemory } from "../../../src/vtctld/legacy/vdiff/memory.ts";
import { type LegacyVitess, legacyVitess } from "../../../src/vtctld/legacy/vitess.ts";
import { startGrpcServer } from "../grpc-server.ts";
import type { GrpcServer, Reply, SeenCall } from "../grpc-server.ts";
import { commerce, customer } from "../names.ts";
import type { Port } from "./replay.ts";
import { argsIn, events, oneWorkflow, prints } from "./server.ts";

const move = { targetKeyspace: customer, workflow: "wf" as Parameters<Port["workflowStatus"]>[0]["workflow"] };
const create = { ...CREATE_DEFAULTS, sourceKeyspace: commerce, tables: ["corder", "customer"] };
const forward = { direction: "forward", dryRun: false } as const;
const backward = { direction: "backward", dryRun: false } as const;
const uuid = "11111111-2222-4333-8444-0000000000aa";

const switching = (options: object) => (vitess: Port) => vitess.switchTraffic(move, { ...SWITCH_DEFAULTS, ...options }, forward);
const creating = (options: object) => (vitess: Port) => vitess.createMove(move, { ...create, ...options });
const diffing = (options: object) => (vitess: Port) => vitess.vdiffCreate(move, uuid, { ...VDIFF_DEFAULTS, ...options });
let server: GrpcServer;
let caller: Caller;
const toClose: LegacyVitess[] = [];
let reply: (args: readonly string[]) => Reply;

function answers(args: readonly string[]): Reply {
  if (args[0] === "VDiff") return prints("{}");
  if (args[0] === "Workflow") return prints("|     Tablet     | RowsAffected |\n| zone1-0000000200 |            1 |\n");
  if (args.some((word) => /^--?dry_run$/.test(word)))
    return prints("Dry Run results for X run at now\nParameters: y\n\nLock keyspace commerce\n\tmore of it\n");
  return prints("SwitchTraffic was successful for workflow customer.wf\n");
}

function play(call: SeenCall): Reply {
  if (call.method === "ExecuteVtctlCommand") return reply(argsIn(call));
  if (call.method === "GetWorkflows") return oneWorkflow("wf", "commerce", "customer");
  return { kind: "answer", message: Buffer.alloc(0) };
}

beforeAll(async () => {
  server = await startGrpcServer(play);
  caller = openCaller({ addresses: [server.address] });
});

beforeEach(() => {
  reply = answers;
});

afterEach(() => {
  for (const vitess of toClose.splice(0)) vitess.close();
});

afterAll(async () => {
  caller.close();
  await server.close();
});

/** The adapter of a release. It is closed after the test, or a VDiff in the background would go on calling during the next one. */
function opened(major: number): LegacyVitess {
  const vitess = legacyVitess(caller, DEADLINES, major, vdiffRunsInMemory());
  toClose.push(vitess);
  return vitess;
}

/** The commands that a call sends to a release, each as one line. */
async function sent(major: number, call: (vitess: Port) => Promise<unknown>): Promise<readonly string[]> {
  const before = server.seen.length;
  await call(opened(major));
  return server.seen.slice(before).flatMap((one) => (one.method === "ExecuteVtctlCommand" ? [argsIn(one).join(" ")] : []));
}

describe("each release gets its own form", () => {
  test.each([
    [11, "MoveTables -source=commerce -tables=corder,customer Create customer.wf"],
    [12, "MoveTables -source=commerce -tables=corder,customer Create customer.wf"],
    [13, "MoveTables -source=commerce -tables=corder,customer Create customer.wf"],
    [14, "MoveTables --source=commerce --tables=corder,customer Create customer.wf"],
    [15, "MoveTables --source=commerce --tables=corder,customer Create customer.wf"],
    [16, "MoveTables --source=commerce --tables=corder,customer --defer-secondary-keys Create customer.wf"],
    [17, "MoveTables --source=commerce --tables=corder,customer --defer-secondary-keys Create customer.wf"],
  ])("create on %i", async (major, line) => {
    expect(await sent(major, (vitess) => vitess.createMove(move, create))).toEqual([line]);
  });

  test.each([
    [11, "MoveTables -v1 -workflow=wf commerce customer corder,customer"],
    [12, "MoveTables -v1 -workflow=wf commerce customer corder,customer"],
    [14, "MoveTables --v1 --workflow=wf commerce customer corder,customer"],
    [15, "MoveTables --v1 --workflow=wf commerce customer corder,customer"],
    [16, "MoveTables --source=commerce --tables=corder,customer --defer-secondary-keys Create customer.wf"],
  ])("v1 create on %i", async (major, line) => {
    expect(await sent(major, (vitess) => vitess.createMove(move, { ...create, v1: true }))).toEqual([line]);
  });

  test.each([
    [11, ["SwitchReads -tablet_type=replica customer.wf", "SwitchReads -tablet_type=rdonly customer.wf", "SwitchWrites customer.wf"]],
    [12, ["SwitchReads customer.wf", "SwitchWrites customer.wf"]],
    [15, ["SwitchReads customer.wf", "SwitchWrites customer.wf"]],
    [16, ["MoveTables SwitchTraffic customer.wf"]],
  ])("v1 switch on %i", async (major, lines) => {
    expect(await sent(major, (vitess) => vitess.switchTraffic(move, { ...SWITCH_DEFAULTS, v1: true }, forward))).toEqual(lines);
  });

  test.each([
    [12, ["SwitchReads -reverse customer.wf", "SwitchWrites commerce.wf_reverse"]],
    [14, ["SwitchReads --reverse customer.wf", "SwitchWrites commerce.wf_reverse"]],
    [17, ["MoveTables ReverseTraffic customer.wf"]],
  ])("v1 reverse on %i", async (major, lines) => {
    expect(await sent(major, (vitess) => vitess.switchTraffic(move, { ...SWITCH_DEFAULTS, v1: true }, backward))).toEqual(lines);
  });

  test.each([
    [12, "SwitchWrites -filtered_replication_wait_time=1500ms customer.wf"],
    [14, "SwitchWrites --timeout=1500ms --filtered_replication_wait_time=1500ms customer.wf"],
  ])("the timeout of SwitchWrites on %i", async (major, line) => {
    const options = { ...SWITCH_DEFAULTS, v1: true, tabletTypes: ["PRIMARY"] as const, timeoutMs: 1500 };
    expect(await sent(major, (vitess) => vitess.switchTraffic(move, options, forward))).toEqual([line]);
  });

  test.each([
    [11, "MoveTables -tablet_types=master,replica SwitchTraffic customer.wf"],
    [12, "MoveTables -tablet_types=primary,replica SwitchTraffic customer.wf"],
    [17, "MoveTables --tablet_types=primary,replica SwitchTraffic customer.wf"],
  ])("the name of PRIMARY on %i", async (major, line) => {
    const options = { ...SWITCH_DEFAULTS, tabletTypes: ["PRIMARY", "REPLICA"] as const };
    expect(await sent(major, (vitess) => vitess.switchTraffic(move, options, forward))).toEqual([line]);
  });

  test("every option of a switch that 13 has", async () => {
    const options = {
      ...SWITCH_DEFAULTS,
      tabletTypes: ["RDONLY"] as const,
      cells: ["zone1", "zone2"],
      timeoutMs: 60_000,
      maxReplicationLagAllowedMs: 10_000,
      enableReverseReplication: false,
    };
    expect(await sent(13, (vitess) => vitess.switchTraffic(move, options, { ...forward, dryRun: true }))).toEqual([
      "MoveTables -tablet_types=rdonly -cells=zone1,zone2 -timeout=60s -max_replication_lag_allowed=10s -reverse_replication=false -dry_run SwitchTraffic customer.wf",
    ]);
  });

  test.each([
    [13, "DropSources -rename_tables customer.wf"],
    [15, "DropSources --rename_tables customer.wf"],
    [16, "MoveTables --rename_tables Complete customer.wf"],
  ])("DropSources on %i", async (major, line) => {
    const options = { ...COMPLETE_DEFAULTS, v1: true, renameTables: true };
    expect(await sent(major, (vitess) => vitess.complete(move, options, { dryRun: false }))).toEqual([line]);
  });

  test.each([
    [11, "VDiff -format=json -tables=corder customer.wf"],
    [13, "VDiff -format=json -tables=corder customer.wf"],
    [14, `VDiff --v2 --format=json --tables=corder customer.wf create ${uuid}`],
    [15, `VDiff --v2 --format=json --tables=corder customer.wf create ${uuid}`],
    [16, `VDiff --format=json --tables=corder customer.wf create ${uuid}`],
    [17, `VDiff --format=json --tables=corder customer.wf create ${uuid}`],
  ])("VDiff on %i", async (major, line) => {
    expect(await sent(major, (vitess) => vitess.vdiffCreate(move, uuid, { ...VDIFF_DEFAULTS, tables: ["corder"] }))).toEqual([line]);
  });

  test.each([
    [14, "VDiff --v2 --format=json customer.wf show last"],
    [15, "VDiff --v2 --format=json --verbose customer.wf show last"],
    [16, "VDiff --format=json --verbose customer.wf show last"],
  ])("VDiff show on %i", async (major, line) => {
    expect(await sent(major, (vitess) => vitess.vdiff(move))).toEqual([line]);
  });

  test.each([
    [11, "TopoCat -long -cell=global /keyspaces/commerce/locks/* /keyspaces/customer/locks/*"],
    [12, "TopoCat -long -cell=global /keyspaces/commerce/locks/* /keyspaces/customer/locks/*"],
    [14, "TopoCat --long --cell=global /keyspaces/commerce/locks/* /keyspaces/customer/locks/*"],
    [17, "TopoCat --long --cell=global /keyspaces/commerce/locks/* /keyspaces/customer/locks/*"],
  ])("who holds a keyspace's lock, on %i", async (major, line) => {
    expect(await sent(major, (vitess) => vitess.lockHolders(move, commerce))).toEqual([line]);
  });

  test("writes can be unblocked on 11 too, in its own words", async () => {
    expect(await sent(11, (vitess) => vitess.allowTables(commerce, "0", ["corder", "customer"]))).toEqual([
      "SetShardTabletControl -blacklisted_tables=corder,customer -remove commerce/0 master",
    ]);
    expect(await sent(12, (vitess) => vitess.allowTables(commerce, "0", ["corder"]))).toEqual([]);
    expect(server.seen.at(-1)?.method).toBe("SetShardTabletControl");
  });

  test("tablet types in another order than the default", async () => {
    const types = { tabletTypes: ["RDONLY", "REPLICA"] as const };
    const inOrder = await sent(14, (vitess) => vitess.createMove(move, { ...create, ...types }));
    expect(inOrder).toEqual([
      "MoveTables --source=commerce --tables=corder,customer --tablet_types=in_order:rdonly,replica Create customer.wf",
    ]);
    const anyOrder = await sent(12, (vitess) => vitess.createMove(move, { ...create, ...types, tabletTypesInOrder: false }));
    expect(anyOrder).toEqual(["MoveTables -source=commerce -tables=corder,customer -tablet_types=rdonly,replica Create customer.wf"]);
  });
});

describe("what a release lacks is refused before the call, with the release that has it", () => {
  const ROWS: readonly (readonly [what: string, since: number, last: number, call: (vitess: Port) => Promise<unknown>])[] = [
    ["a lag limit", 13, 12, switching({ maxReplicationLagAllowedMs: 10_000 })],
    ["sequences", 18, 17, switching({ initializeTargetSequences: true })],
    ["some shards of a switch", 19, 17, switching({ shards: ["-80"] })],
    ["force", 21, 17, switching({ force: true })],
    ["an order of tablet types", 14, 13, creating({ tabletTypes: ["RDONLY", "REPLICA"] })],
    ["a time zone", 14, 13, creating({ sourceTimeZone: "US/Pacific" })],
    ["no foreign keys", 14, 13, creating({ dropForeignKeys: true })],
    ["source shards", 15, 14, creating({ sourceShards: ["-80"] })],
    ["on-ddl", 16, 15, creating({ onDdl: "STOP" })],
    ["no routing rules", 18, 17, creating({ noRoutingRules: true })],
    ["atomic copy", 18, 17, creating({ atomicCopy: true })],
    ["another cluster", 18, 17, creating({ externalClusterName: "ext1" })],
    ["a tenant", 20, 17, creating({ tenantId: "7" })],
    ["auto increment", 21, 17, creating({ shardedAutoIncrement: "REPLACE" })],
    ["a global keyspace", 21, 17, creating({ globalKeyspace: "commerce" })],
    ["settings", 21, 17, creating({ configOverrides: { "vstream-packet-size": "1" } })],
    [
      "keeping rules at the end",
      14,
      13,
      (vitess) => vitess.complete(move, { ...COMPLETE_DEFAULTS, keepRoutingRules: true }, { dryRun: false }),
    ],
    ["keeping rules at cancel", 18, 17, (vitess) => vitess.cancelMove(move, { ...CANCEL_DEFAULTS, keepRoutingRules: true })],
    ["no source keyspace", 22, 17, (vitess) => vitess.cancelMove(move, { ...CANCEL_DEFAULTS, ignoreSourceKeyspace: true })],
    ["some shards at the end", 19, 17, (vitess) => vitess.complete(move, { ...COMPLETE_DEFAULTS, shards: ["-80"] }, { dryRun: false })],
    ["extra rows", 14, 13, diffing({ maxExtraRowsToCompare: 5n })],
    ["statistics", 18, 17, diffing({ updateTableStats: true })],
    ["sample rows", 19, 17, diffing({ maxReportSampleRows: 5n })],
    ["a time limit", 19, 17, diffing({ maxDiffDurationMs: 1000 })],
    ["two cells", 18, 17, diffing({ sourceCells: ["a", "b"] })],
    ["auto start", 21, 17, diffing({ autoStart: false })],
    ["VDiff resume", 14, 13, (vitess) => vitess.vdiffResume(move, uuid, [])],
    ["VDiff stop", 15, 14, (vitess) => vitess.vdiffStop(move, uuid, [])],
    ["VDiff delete", 15, 14, (vitess) => vitess.vdiffDelete(move, uuid)],
    ["stopping some shards", 22, 17, (vitess) => vitess.setRunning(move, "Stopped", ["-80"])],
    ["update", 18, 17, (vitess) => vitess.updateWorkflow(move, { shards: [], onDdl: "STOP" })],
    ["mirroring", 21, 17, (vitess) => vitess.mirrorTraffic(move, { tabletTypes: ["REPLICA"], percent: 1 })],
    ["throttling an app", 18, 17, (vitess) => vitess.throttleApp(customer, "vreplication", 0.5, 0)],
    ["validating", 12, 11, (vitess) => vitess.validateKeyspace(customer, false)],
    ["shard rules", 15, 14, (vitess) => vitess.applyRules("shards", { tables: [], shards: [], keyspaces: [], mirrors: [] })],
    ["keyspace rules", 20, 17, (vitess) => vitess.applyRules("keyspaces", { tables: [], shards: [], keyspaces: [], mirrors: [] })],
  ];

  test.each(ROWS)("%s needs %i", async (_, since, last, call) => {
    const before = server.seen.length;
    const fault = await call(opened(last)).catch((error: unknown) => error);
    expect(fault).toMatchObject({
      name: "Fault",
      kind: "unsupported",
      message: expect.stringContaining(`needs Vitess ${since}; this cluster has ${last}`),
    });
    expect(server.seen.length).toBe(before);
  });

  test.each(ROWS.filter(([, since]) => since <= 17))("%s is sent to %i", async (_, since, __, call) => {
    const before = server.seen.length;
    await call(opened(since));
    expect(server.seen.length).toBeGreaterThan(before);
  });

  test("14's row limit would leave row streams open: 15 has it", async () => {
    const limited = diffing({ limit: 100n });
    await expect(limited(opened(14))).rejects.toMatchObject({ kind: "unsupported" });
    expect(await sent(15, limited)).toEqual([`VDiff --v2 --format=json --limit=100 customer.wf create ${uuid}`]);
    expect(await sent(12, limited)).toEqual(["VDiff -format=json -limit=100 customer.wf"]);
  });
});

describe("answers that do not mean what they say", () => {
  test("a create whose streams need longer than half a minute succeeds: the workflow is there", async () => {
    reply = () => events([], 2, "workflow did not start within 30s");
    await expect(sent(12, (vitess) => vitess.createMove(move, create))).resolves.toHaveLength(1);
  });

  test("a create whose streams have errors does not succeed", async () => {
    reply = () => events([], 2, "errors starting workflow");
    await expect(sent(12, (vitess) => vitess.createMove(move, create))).rejects.toMatchObject({ kind: "refused" });
  });

  test("a start that changes no row of an existing workflow was not needed; of a missing workflow it fails", async () => {
    reply = () => prints("| zone1-0000000200 |            0 |\n");
    await expect(sent(12, (vitess) => vitess.setRunning(move, "Running"))).resolves.toHaveLength(1);
    const other = { ...move, workflow: "none" as typeof move.workflow };
    await expect(sent(12, (vitess) => vitess.setRunning(other, "Running"))).rejects.toMatchObject({ kind: "not-found" });
    await expect(sent(12, (vitess) => vitess.deleteWorkflow(other, CANCEL_DEFAULTS))).rejects.toMatchObject({ kind: "not-found" });
  });

  test("a reason that was lost on the way is in the last ERROR event", async () => {
    reply = () =>
      events(
        [
          { level: "ERROR", value: "first\n" },
          { level: "ERROR", value: "\nreplication has stopped, message: \n" },
        ],
        2,
        "ends in a blank ",
      );
    await expect(sent(12, (vitess) => vitess.switchTraffic(move, SWITCH_DEFAULTS, forward))).rejects.toMatchObject({
      kind: "refused",
      message: "replication has stopped, message:",
    });
  });

  test("vtctld's own wait differs from ours by what it waited for", async () => {
    const waited = "waitForCatchup failed: rpc error: code = DeadlineExceeded desc = context deadline exceeded";
    reply = () => events([{ level: "ERROR", value: waited }], 4, "context deadline exceeded");
    await expect(sent(12, (vitess) => vitess.switchTraffic(move, SWITCH_DEFAULTS, forward))).rejects.toMatchObject({
      kind: "refused",
      message: waited,
    });
  });

  test("a v1 switch whose first command fails does not run the second", async () => {
    const before = server.seen.length;
    reply = (args) => (args[0] === "SwitchReads" ? events([], 2, "no") : answers(args));
    await expect(sent(12, (vitess) => vitess.switchTraffic(move, { ...SWITCH_DEFAULTS, v1: true }, forward))).rejects.toMatchObject({
      kind: "refused",
    });
    expect(server.seen.slice(before).filter(({ method }) => method === "ExecuteVtctlCommand")).toHaveLength(1);
  });

  test("a vtctld that serves no commands gets an error that says what to enable", async () => {
    reply = () => events([], 12, "unknown service vtctlservice.Vtctl");
    await expect(sent(12, (vitess) => vitess.workflowStatus(move))).rejects.toMatchObject({
      kind: "unsupported",
      message: expect.stringContaining("grpc-vtctl"),
    });
  });

  test("a dry run is its lines, without header and tabs", async () => {
    const vitess = opened(12);
    expect(await vitess.switchTraffic(move, SWITCH_DEFAULTS, { ...forward, dryRun: true })).toEqual([
      "Lock keyspace commerce",
      "  more of it",
    ]);
  });
});

test.each([12, 15])("a name that %i would read as an option is not sent as one", (major) => {
  expect(() => commandLine(major, "MoveTables", { v1: true }, "commerce", "customer", "--all")).toThrow(
    "--all would be read as an option and not as a name",
  );
  expect(commandLine(major, "VDiff", { source_shards: "-80" }, "customer.wf")).toHaveLength(3);
});
