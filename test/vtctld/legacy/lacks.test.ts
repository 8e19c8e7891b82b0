import { describe, expect, test } from "vitest";
import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS, SWITCH_DEFAULTS, VDIFF_DEFAULTS } from "../../../src/core/options/options.ts";
import { buildCommand } from "../../../src/vtctld/legacy/call/command-line.ts";
import { customer } from "../names.ts";
import type { Port } from "./replay.ts";
import { create, forward, move, playLegacyServer, uuid } from "./played-server.ts";
import { shardsNamed } from "../../names.ts";

const switching = (options: object) => (vitess: Port) => vitess.switchTraffic(move, { ...SWITCH_DEFAULTS, ...options }, forward);
const creating = (options: object) => (vitess: Port) => vitess.createMove(move, { ...create, ...options });
const diffing = (options: object) => (vitess: Port) => vitess.vdiffCreate(move, uuid, { ...VDIFF_DEFAULTS, ...options });
const { opened, seen, sent } = playLegacyServer();

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
    [
      "some shards at the end",
      19,
      17,
      (vitess) => vitess.complete(move, { ...COMPLETE_DEFAULTS, shards: shardsNamed("-80") }, { dryRun: false }),
    ],
    ["extra rows", 14, 13, diffing({ maxExtraRowsToCompare: 5n })],
    ["statistics", 18, 17, diffing({ updateTableStats: true })],
    ["sample rows", 19, 17, diffing({ maxReportSampleRows: 5n })],
    ["a time limit", 19, 17, diffing({ maxDiffDurationMs: 1000 })],
    ["two cells", 18, 17, diffing({ sourceCells: ["a", "b"] })],
    ["auto start", 21, 17, diffing({ autoStart: false })],
    ["VDiff resume", 14, 13, (vitess) => vitess.vdiffResume(move, uuid, [])],
    ["VDiff stop", 15, 14, (vitess) => vitess.vdiffStop(move, uuid, [])],
    ["VDiff delete", 15, 14, (vitess) => vitess.vdiffDelete(move, uuid)],
    ["stopping some shards", 22, 17, (vitess) => vitess.setRunning(move, "Stopped", shardsNamed("-80"))],
    ["update", 18, 17, (vitess) => vitess.updateWorkflow(move, { shards: [], onDdl: "STOP" })],
    ["mirroring", 21, 17, (vitess) => vitess.mirrorTraffic(move, { tabletTypes: ["REPLICA"], percent: 1 })],
    ["throttling an app", 18, 17, (vitess) => vitess.throttleApp(customer, "vreplication", 0.5, 0)],
    ["validating", 12, 11, (vitess) => vitess.validateKeyspace(customer, false)],
    ["shard rules", 15, 14, (vitess) => vitess.applyRules("shards", { tables: [], shards: [], keyspaces: [], mirrors: [] })],
    ["keyspace rules", 20, 17, (vitess) => vitess.applyRules("keyspaces", { tables: [], shards: [], keyspaces: [], mirrors: [] })],
  ];

  test.each(ROWS)("%s needs %i", async (_, since, last, call) => {
    const before = seen().length;
    const fault = await call(opened(last)).catch((error: unknown) => error);
    expect(fault).toMatchObject({
      name: "Fault",
      kind: "unsupported",
      message: expect.stringContaining(`needs Vitess ${since}; this cluster has ${last}`),
    });
    expect(seen().length).toBe(before);
  });

  test.each(ROWS.filter(([, since]) => since <= 17))("%s is sent to %i", async (_, since, __, call) => {
    const before = seen().length;
    await call(opened(since));
    expect(seen().length).toBeGreaterThan(before);
  });

  test("14's row limit would leave row streams open: 15 has it", async () => {
    const limited = diffing({ limit: 100n });
    await expect(limited(opened(14))).rejects.toMatchObject({ kind: "unsupported" });
    expect(await sent(15, limited)).toEqual([`VDiff --v2 --format=json --limit=100 customer.wf create ${uuid}`]);
    expect(await sent(12, limited)).toEqual(["VDiff -format=json -limit=100 customer.wf"]);
  });
});

test.each([12, 15])("a name that %i would read as an option is not sent as one", (major) => {
  expect(() => buildCommand(major, "MoveTables", { v1: true }, "commerce", "customer", "--all")).toThrow(
    "--all would be read as an option and not as a name",
  );
  expect(buildCommand(major, "VDiff", { source_shards: "-80" }, "customer.wf")).toHaveLength(3);
});
