import { describe, expect, test } from "vitest";

import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS, CREATE_DEFAULTS, SWITCH_DEFAULTS, VDIFF_DEFAULTS } from "../../src/core/options/options.ts";
import type { TypedVitess } from "../../src/vtctld/typed/vitess.ts";
import { commerce, customer, move } from "./names.ts";
import { typedBefore } from "./typed-session.ts";
import { shardsNamed, shardNamed } from "../names.ts";

type Call = (vitess: TypedVitess) => Promise<unknown>;

const uuid = "44444444-2222-4333-8444-000000000001";
const forward = { direction: "forward", dryRun: false } as const;
const noRules = { tables: [], shards: [], keyspaces: [], mirrors: [] };

const create =
  (more: object): Call =>
  (vitess) =>
    vitess.createMove(move, { ...CREATE_DEFAULTS, sourceKeyspace: commerce, ...more });
const switched =
  (more: object): Call =>
  (vitess) =>
    vitess.switchTraffic(move, { ...SWITCH_DEFAULTS, ...more }, forward);
const completed =
  (more: object): Call =>
  (vitess) =>
    vitess.complete(move, { ...COMPLETE_DEFAULTS, ...more }, { dryRun: false });
const cancelled =
  (more: object): Call =>
  (vitess) =>
    vitess.cancelMove(move, { ...CANCEL_DEFAULTS, ...more });
const updated =
  (more: object): Call =>
  (vitess) =>
    vitess.updateWorkflow(move, { shards: [], ...more });
const diffed =
  (more: object): Call =>
  (vitess) =>
    vitess.vdiffCreate(move, uuid, { ...VDIFF_DEFAULTS, ...more });

/** Answers that are enough for every call here. */
const enough = {
  MoveTablesCreate: {},
  WorkflowSwitchTraffic: { summary: "SwitchTraffic was successful for workflow customer.commerce2customer" },
  MoveTablesComplete: {},
  WorkflowDelete: {},
  WorkflowUpdate: {},
  WorkflowMirrorTraffic: {},
  VDiffCreate: {},
  VDiffStop: {},
  VDiffResume: {},
  ApplyShardRoutingRules: {},
  ApplyKeyspaceRoutingRules: {},
  UpdateThrottlerConfig: {},
};

/** Options without a recording: what each puts on the wire, by the names of the wire contract. */
const ON_THE_WIRE: readonly (readonly [what: string, call: Call, fields: object])[] = [
  ["atomic copy", create({ allTables: true, atomicCopy: true }), { all_tables: true, atomic_copy: true }],
  ["dropping foreign keys", create({ dropForeignKeys: true }), { drop_foreign_keys: true }],
  ["an external cluster", create({ externalClusterName: "old" }), { external_cluster_name: "old" }],
  [
    "a tenant, on some shards",
    create({ tenantId: "17", targetShards: ["-80"] }),
    { workflow_options: { tenant_id: "17", shards: ["-80"], sharded_auto_increment_handling: "REMOVE" } },
  ],
  [
    "sequences in a global keyspace",
    create({ shardedAutoIncrement: "REPLACE", globalKeyspace: "lookup" }),
    { workflow_options: { sharded_auto_increment_handling: "REPLACE", global_keyspace: "lookup" } },
  ],
  ["AUTO_INCREMENT that stays", create({ shardedAutoIncrement: "LEAVE" }), { workflow_options: {} }],
  [
    "config overrides",
    create({ configOverrides: { vreplication_net_read_timeout: "600", "relay-log-max-size": "1" } }),
    {
      workflow_options: {
        sharded_auto_increment_handling: "REMOVE",
        config: { "vreplication-net-read-timeout": "600", relay_log_max_size: "1" },
      },
    },
  ],
  ["source shards", create({ sourceShards: ["-80"] }), { source_shards: ["-80"] }],
  ["a switch by force, of some shards", switched({ force: true, shards: ["-80"] }), { force: true, shards: ["-80"] }],
  ["a switch that sets sequences", switched({ initializeTargetSequences: true }), { initialize_target_sequences: true }],
  [
    "complete without the source",
    completed({ ignoreSourceKeyspace: true, shards: ["0"], keepRoutingRules: true }),
    { ignore_source_keyspace: true, shards: ["0"], keep_routing_rules: true },
  ],
  [
    "cancel without the source, in small batches",
    cancelled({ ignoreSourceKeyspace: true, deleteBatchSize: 50n, shards: ["0"] }),
    { ignore_source_keyspace: true, delete_batch_size: "50", shards: ["0"] },
  ],
  [
    "an update of some shards: what is left out is sent as the sentinel of leaving it",
    updated({ shards: ["-80"], onDdl: "STOP" }),
    {
      tablet_request: {
        workflow: "commerce2customer",
        cells: ["NULL"],
        tablet_types: [-1],
        tablet_selection_preference: "UNKNOWN",
        on_ddl: "STOP",
        shards: ["-80"],
      },
    },
  ],
  [
    "an update of the tablet types' order alone",
    updated({ tabletTypesInOrder: false }),
    {
      tablet_request: {
        workflow: "commerce2customer",
        cells: ["NULL"],
        tablet_types: [-1],
        tablet_selection_preference: "ANY",
        on_ddl: -1,
      },
    },
  ],
  [
    "no mirroring any more",
    (vitess) => vitess.mirrorTraffic(move, { tabletTypes: ["REPLICA"], percent: 0 }),
    { tablet_types: ["REPLICA"] },
  ],
  ["a VDiff stopped on one shard", (vitess) => vitess.vdiffStop(move, uuid, shardsNamed("-80")), { uuid, target_shards: ["-80"] }],
  ["a VDiff resumed on one shard", (vitess) => vitess.vdiffResume(move, uuid, shardsNamed("80-")), { uuid, target_shards: ["80-"] }],
  ["a VDiff of at most an hour", diffed({ maxDiffDurationMs: 3_600_000 }), { max_diff_duration: { seconds: "3600" } }],
  [
    "shard rules",
    (vitess) =>
      vitess.applyRules("shards", { ...noRules, shards: [{ fromKeyspace: commerce, toKeyspace: customer, shard: shardNamed("-80") }] }),
    { shard_routing_rules: { rules: [{ from_keyspace: "commerce", to_keyspace: "customer", shard: "-80" }] } },
  ],
  [
    "keyspace rules",
    (vitess) => vitess.applyRules("keyspaces", { ...noRules, keyspaces: [{ fromKeyspace: commerce, toKeyspace: customer }] }),
    { keyspace_routing_rules: { rules: [{ from_keyspace: "commerce", to_keyspace: "customer" }] } },
  ],
  [
    "an app held back by half, and nothing else of the throttler's settings",
    (vitess) => vitess.throttleApp(customer, "vreplication", 0.5, Date.UTC(2026, 10, 21, 4, 0, 0, 250)),
    {
      keyspace: "customer",
      throttled_app: { name: "vreplication", ratio: 0.5, expires_at: { seconds: "1795233600", nanoseconds: 250_000_000 } },
    },
  ],
];

describe("each option is on the wire under its name", () => {
  test.each(ON_THE_WIRE)("%s", async (_, call, fields) => {
    const { vitess, requests } = await typedBefore(enough);
    await call(vitess);
    expect(requests()).toHaveLength(1);
    expect(requests()[0]?.request).toMatchObject(fields);
    const options = Reflect.get(Object(requests()[0]?.request), "workflow_options");
    expect(options).toEqual(Reflect.get(fields, "workflow_options") ?? options);
  });

  test("an update has only its sentinels and what it changes", async () => {
    const { vitess, requests } = await typedBefore(enough);
    await vitess.updateWorkflow(move, { shards: [], cells: ["zone2"] });
    expect(requests()[0]?.request).toEqual({
      keyspace: "customer",
      tablet_request: {
        workflow: "commerce2customer",
        cells: ["zone2"],
        tablet_types: [-1],
        tablet_selection_preference: "UNKNOWN",
        on_ddl: -1,
      },
    });
  });

  test("before 21 an update without a state would change the state, so it gets its sentinel as well", async () => {
    const { vitess, requests } = await typedBefore(enough, 20);
    await vitess.updateWorkflow(move, { shards: [], onDdl: "EXEC" });
    expect(requests()[0]?.request).toMatchObject({ tablet_request: { state: -1, on_ddl: "EXEC" } });
  });

  test("config overrides have underscores before 23", async () => {
    const { vitess, requests } = await typedBefore(enough, 22);
    await vitess.updateWorkflow(move, { shards: [], configOverrides: { "vreplication-retry-delay": "10s" } });
    expect(requests()[0]?.request).toMatchObject({ tablet_request: { config_overrides: { vreplication_retry_delay: "10s" } } });
  });

  test("the setting of the insert workers has dashes in every release", async () => {
    const { vitess, requests } = await typedBefore(enough, 22);
    await vitess.updateWorkflow(move, { shards: [], configOverrides: { vreplication_parallel_insert_workers: "4" } });
    expect(requests()[0]?.request).toMatchObject({ tablet_request: { config_overrides: { "vreplication-parallel-insert-workers": "4" } } });
  });
});

/** Options by the first release that has them. */
const SINCE: readonly (readonly [what: string, since: number, call: Call])[] = [
  ["shards in a switch", 19, switched({ shards: ["-80"] })],
  ["shards in complete", 19, completed({ shards: ["-80"] })],
  ["shards in cancel", 19, cancelled({ shards: ["-80"] })],
  ["a longest duration of a VDiff", 19, diffed({ maxDiffDurationMs: 1000 })],
  ["a tenant", 20, create({ tenantId: "17" })],
  ["target shards in create", 20, create({ targetShards: ["-80"] })],
  ["a global keyspace", 21, create({ globalKeyspace: "lookup" })],
  ["sequences for AUTO_INCREMENT", 21, create({ shardedAutoIncrement: "REPLACE" })],
  ["config overrides in create", 21, create({ configOverrides: { vreplication_retry_delay: "10s" } })],
  ["config overrides in update", 21, updated({ configOverrides: { vreplication_retry_delay: "10s" } })],
  ["a switch by force", 21, switched({ force: true })],
  ["shards in VDiff stop", 21, (vitess) => vitess.vdiffStop(move, uuid, shardsNamed("-80"))],
  ["shards in VDiff resume", 21, (vitess) => vitess.vdiffResume(move, uuid, shardsNamed("-80"))],
  ["a length of column values", 21, diffed({ rowDiffColumnTruncateAt: 64n })],
  ["a VDiff that is not started", 21, diffed({ autoStart: false })],
  ["shards in update", 22, updated({ shards: ["-80"] })],
  ["complete without the source keyspace", 22, completed({ ignoreSourceKeyspace: true })],
  ["cancel without the source keyspace", 22, cancelled({ ignoreSourceKeyspace: true })],
  ["a delete batch size", 22, cancelled({ deleteBatchSize: 50n })],
];

describe("what a release lacks is refused before the call, and sent to the release that has it", () => {
  test.each(SINCE)("%s: since %i", async (_, since, call) => {
    const older = await typedBefore(enough, since - 1);
    await expect(call(older.vitess)).rejects.toMatchObject({
      name: "Fault",
      kind: "unsupported",
      message: expect.stringMatching(new RegExp(` needs? Vitess ${since}; this cluster has ${since - 1}$`)),
    });
    expect(older.requests()).toEqual([]);
    const newer = await typedBefore(enough, since);
    await call(newer.vitess);
    expect(newer.requests()).toHaveLength(1);
  });

  test("the defaults of the reference client are sent to every release", async () => {
    const { vitess, requests } = await typedBefore(enough, 18);
    for (const call of [create({}), switched({}), completed({}), cancelled({}), diffed({ maxReportSampleRows: 1n })]) await call(vitess);
    expect(requests()).toHaveLength(5);
  });

  test("a missing call says since when it exists", async () => {
    const { vitess } = await typedBefore({}, 20);
    await expect(vitess.mirrorTraffic(move, { tabletTypes: ["REPLICA"], percent: 1 })).rejects.toMatchObject({
      kind: "unsupported",
      message: "WorkflowMirrorTraffic needs Vitess 21",
    });
  });
});
