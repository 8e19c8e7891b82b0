import { expect, test } from "vitest";
import type { Answer } from "../../../src/core/command/answers.ts";
import { CREATE_DEFAULTS, type CreateOptions, SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import type { FindingCode } from "../../../src/core/findings/finding.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { createMove, planCreateOnly } from "../../../src/operations/moves/create-move.ts";
import { Fault } from "../../../src/operations/fault.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import { diagnose } from "../../../src/operations/moves/diagnose.ts";
import { showPreflight } from "../../../src/operations/requests/show-preflight.ts";
import {
  approved,
  ASKER,
  carriedOut,
  COMMERCE,
  COMPLETE,
  disarm,
  done,
  followed,
  outcomeOf,
  REVERSE,
  SWITCH,
  SWITCH_AT_ONCE,
} from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { move, type Harness, under } from "../harness.ts";

const withHarness = harnessesWithRunningMove();
const PRODUCT: CreateOptions = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: ["product"] };
const PRODUCTS = move("prod/customer.products");

function codes(answer: Answer): readonly string[] {
  if (answer.kind !== "preflight" && answer.kind !== "planned-create") throw new Error(JSON.stringify(answer));
  return answer.findings.map((one) => `${one.severity} ${one.code}`);
}

/** The findings for a switch with this problem in the cluster. */
async function withTrouble(harness: Harness, trouble: (state: Harness["simulator"]["state"]) => void): Promise<readonly string[]> {
  trouble(harness.simulator.state);
  return codes(await showPreflight(harness.deps, await followed(harness), "switch"));
}

test("in a healthy move only the missing VDiff blocks a switch, if a VDiff is required", () =>
  withHarness(async (harness) => {
    const deps = under(harness.deps, { limits: { vdiffRequired: true } });
    const answer = await showPreflight(deps, await followed(harness), "switch");
    expect(answer).toMatchObject({ kind: "preflight", step: "switch", stopped: false });
    expect(codes(answer)).toEqual(["blocking vdiff-missing"]);
    expect(await requestOperation(deps, await followed(harness), SWITCH, { ...ASKER, id: "r1" })).toMatchObject({
      kind: "preflight",
      stopped: true,
    });
    expect(await harness.records.requests.get("r1")).toBeUndefined();
    // Vitess's dry run locks tables for a moment, so it is skipped for a switch that is stopped anyway.
    expect(harness.simulator.calls().map((call) => call.method)).not.toContain("WorkflowSwitchTraffic");
  }));

test("approvers see the findings that do not stop the switch", () =>
  withHarness(async (harness) => {
    harness.simulator.state.addTablet({ keyspace: "customer", shard: "0", uid: 202, type: "BACKUP" });
    expect(await requestOperation(harness.deps, await followed(harness), SWITCH, { ...ASKER, id: "r1" })).toMatchObject({
      kind: "receipt",
    });
    const findings = (await harness.records.requests.get("r1"))?.shown.findings ?? [];
    expect(findings.map((one) => one.code)).toEqual(["vdiff-missing", "tablets-in-backup"]);
    expect(findings[1]?.evidence).toEqual(["zone1-0000000202 is BACKUP"]);
  }));

test("a moved table that was dropped at the source stops the switch, in preflight and diagnosis, even after a clean VDiff", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH, "r1");
    harness.simulator.sql.dropTable({ keyspace: "commerce", table: "corder" });
    const gone = "table corder is not at the source any more: commerce has none of this name";
    const shown = await showPreflight(harness.deps, await followed(harness), "switch");
    expect(codes(shown)).toContain("blocking source-table-gone");
    const told = await diagnose(harness.deps, await followed(harness), { ...ASKER, id: "d1" });
    expect(JSON.stringify(told, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))).toContain(gone);
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({
      kind: "refused",
      reason: "preflight-blocked",
      difference: [gone, expect.any(String)],
    });
    expect(await requestOperation(harness.deps, await followed(harness), SWITCH, { ...ASKER, id: "r2" })).toMatchObject({ stopped: true });
  }));

/** A source that serves rdonly reads, and a target that does not. */
function rdonlyAtSourceAlone({ state }: Harness["simulator"]): void {
  state.addTablet({ keyspace: "commerce", shard: "0", uid: 102, type: "RDONLY" });
}

test("a switch of reads to a keyspace without tablets of that type is not requested, and the type and the cell are named", () =>
  withHarness(async (harness) => {
    rdonlyAtSourceAlone(harness.simulator);
    const answer = await requestOperation(harness.deps, await followed(harness), SWITCH, { ...ASKER, id: "r1" });
    if (answer.kind !== "preflight") throw new Error(answer.kind);
    expect(answer.stopped).toBe(true);
    expect(answer.findings[0]).toMatchObject({
      code: "types-not-served",
      severity: "blocking",
      evidence: [
        "customer/0 has no RDONLY tablet in cell zone1; at commerce zone1-0000000102 serves these reads",
        "Vitess does not look at this: every such read would fail after the switch",
      ],
      fix: "Bring up such tablets at customer, or leave their reads where they are for now (--tablet-types primary,replica): Complete wants them switched in the end.",
    });
    const others = { verb: "switch", options: { ...SWITCH_DEFAULTS, tabletTypes: ["PRIMARY", "REPLICA"] } } as const;
    expect(await requestOperation(harness.deps, await followed(harness), others, { ...ASKER, id: "r2" })).toMatchObject({
      kind: "receipt",
    });
  }));

test("tablets of a type in another cell do not serve this cell's reads", () =>
  withHarness(async (harness) => {
    rdonlyAtSourceAlone(harness.simulator);
    harness.simulator.state.addTablet({ keyspace: "customer", shard: "0", uid: 202, type: "RDONLY", cell: "zone2" });
    const shown = await showPreflight(harness.deps, await followed(harness), "switch");
    expect(codes(shown)).toContain("blocking types-not-served");
    harness.simulator.state.addTablet({ keyspace: "customer", shard: "0", uid: 203, type: "RDONLY" });
    expect(codes(await showPreflight(harness.deps, await followed(harness), "switch"))).not.toContain("blocking types-not-served");
  }));

test("if the last tablet of a type goes away after the approval, the reads are not switched", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH, "r1");
    harness.simulator.state.deleteTablet(201);
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({
      kind: "refused",
      reason: "preflight-blocked",
      difference: [expect.stringContaining("customer/0 has no REPLICA tablet in cell zone1"), expect.any(String)],
    });
    const sent = harness.simulator.calls().filter((call) => call.method === "WorkflowSwitchTraffic");
    expect(sent.map((call) => call.request["dry_run"])).toEqual([true]);
  }));

const TROUBLES: readonly (readonly [FindingCode, (state: Harness["simulator"]["state"]) => void])[] = [
  ["tablets-in-backup", (state) => state.setTabletType(101, "RESTORE")],
  ["not-replicating", (state) => state.setReplication(101, { running: false })],
  ["replica-lag", (state) => state.setReplication(101, { running: true, lagSeconds: 55 })],
  ["leftover-controls", (state) => state.leaveTabletControl("commerce", "0", { tabletType: "RDONLY", deniedTables: ["corder"] })],
  ["source-denies-writes", (state) => state.setDeniedTables("commerce", "0", ["corder"], true)],
  ["schema-change-running", (state) => state.runMigration("commerce", { table: "corder" })],
  ["lag", (state) => state.setLag("customer", "commerce2customer", 41)],
  ["throttled", (state) => state.throttle("customer", "commerce2customer", "vplayer")],
  ["workflow-locked", (state) => state.holdWorkflowLock("customer", "commerce2customer", "VDiff")],
];

test.each(TROUBLES)("%s is found in the cluster", (code, trouble) =>
  withHarness(async (harness) => {
    expect((await withTrouble(harness, trouble)).map((one) => one.split(" ")[1])).toContain(code);
  }),
);

test("tablets of several releases are found in the cluster", () =>
  withHarness(async (harness) => {
    const version = async () => ({ ...(await harness.vitess.version()), tablets: ["22.0.3", "23.0.3"] });
    const deps = { ...harness.deps, vitess: () => ({ ...harness.vitess, version }) };
    expect(codes(await showPreflight(deps, await followed(harness), "switch"))).toContain("warning mixed-versions");
  }));

test("privileges that the reverse workflow lacks are found by Vitess's dry run, with their fix", () =>
  withHarness(async (harness) => {
    harness.simulator.state.setReverseRights("commerce", false);
    const answer = await requestOperation(harness.deps, await followed(harness), SWITCH, { ...ASKER, id: "r1" });
    expect(codes(answer)).toEqual(["blocking reverse-rights", "warning vdiff-missing"]);
  }));

test("a reverse request shows the findings, and is never stopped by them", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH_AT_ONCE, "r1");
    await disarm(harness);
    harness.simulator.state.setReplication(201, { running: false });
    expect(await requestOperation(harness.deps, await followed(harness), REVERSE, { ...ASKER, id: "r2" })).toMatchObject({
      kind: "receipt",
    });
    expect((await harness.records.requests.get("r2"))?.shown.findings?.map((one) => `${one.severity} ${one.code}`)).toEqual([
      "warning not-replicating",
    ]);
  }));

test("a complete says what becomes of the tables, and is stopped if somebody still reads them", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH_AT_ONCE, "r1");
    const shown = await showPreflight(harness.deps, await followed(harness), "complete");
    expect(codes(shown)).toEqual(["notice rollback-open", "notice drops-tables"]);
    harness.simulator.state.runMigration("commerce", { table: "corder" });
    expect(codes(await requestOperation(harness.deps, await followed(harness), COMPLETE, { ...ASKER, id: "r2" }))[0]).toBe(
      "blocking schema-change-running",
    );
  }));

test("a sequence that was not set past the ids in use is reported before the switch, and after it before Complete", () =>
  withHarness(async (harness) => {
    const { state, sql } = harness.simulator;
    state.setVSchemaTable("customer", "corder", {
      columnVindexes: [],
      autoIncrement: { column: "order_id", sequence: "commerce.corder_seq" },
    });
    state.setSequence("commerce", "corder_seq", 1);
    sql.insertRows({ keyspace: "commerce", table: "corder" }, [{ order_id: "1" }]);
    const evidence = async (step: "switch" | "complete"): Promise<string> => {
      const shown = await showPreflight(harness.deps, await followed(harness), step);
      if (shown.kind !== "preflight") throw new Error(shown.kind);
      return shown.findings.flatMap((one) => (one.code === "sequences" ? one.evidence : [])).join("; ");
    };
    const behind = /^corder takes its ids from commerce\.corder_seq: next_id is 1, not past the highest id now, \d+/;
    expect(await evidence("switch")).toMatch(behind);
    await done(harness, SWITCH_AT_ONCE, "r1");
    expect(await evidence("complete")).toMatch(behind);
    state.setSequence("commerce", "corder_seq", 10_000_000);
    expect(await evidence("complete")).toBe("");
  }));

test("a problem that starts after the approval stops the switch right before its call", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH, "r1");
    harness.simulator.state.runMigration("commerce", { table: "corder" });
    await carriedOut(harness.deps, "r1");
    const outcome = await outcomeOf(harness, "r1");
    expect(outcome).toMatchObject({
      kind: "refused",
      reason: "preflight-blocked",
      difference: [expect.stringContaining("commerce.corder: schema change")],
    });
    const sent = harness.simulator.calls().filter((call) => call.method === "WorkflowSwitchTraffic");
    // Only the dry run of the request.
    expect(sent.map((call) => call.request["dry_run"])).toEqual([true]);
  }));

function away(): Promise<never> {
  return Promise.reject(new Fault("timed-out", "no answer in 15 s"));
}

test("a check that cannot be made stops nothing, and is reported", () =>
  withHarness(async (harness) => {
    const vitess: Vitess = {
      ...harness.vitess,
      tabletControls: away,
      replication: away,
      schemaMigrations: () => Promise.resolve(undefined),
    };
    const answer = await showPreflight({ ...harness.deps, vitess: () => vitess }, await followed(harness), "switch");
    if (answer.kind !== "preflight") throw new Error(answer.kind);
    expect(answer.findings.filter((one) => one.code === "could-not-look").map((one) => one.evidence)).toEqual([
      [
        "tablet controls of commerce: no answer in 15 s",
        "tablet controls of customer: no answer in 15 s",
        "replication of commerce/0: no answer in 15 s",
      ],
      ["schema changes: this version of Vitess does not tell"],
    ]);
    const deps = { ...harness.deps, vitess: () => vitess };
    expect(await requestOperation(deps, await followed(harness), SWITCH, { ...ASKER, id: "r1" })).toMatchObject({ kind: "receipt" });
  }));

test("sixteen shards of a keyspace with forty are checked, and the report says so", () =>
  withHarness(async (harness) => {
    const asked: string[] = [];
    const sourceShards = Array.from({ length: 40 }, (_, index) => `s${index}`);
    const vitess: Vitess = {
      ...harness.vitess,
      workflows: async (keyspace, options) => (await harness.vitess.workflows(keyspace, options)).map((one) => ({ ...one, sourceShards })),
      tablets: async (keyspace) => {
        const tablets = await harness.vitess.tablets(keyspace);
        return keyspace === COMMERCE ? sourceShards.flatMap((shard) => tablets.map((one) => ({ ...one, shard }))) : tablets;
      },
      deniedTables: (keyspace, shard) => Promise.resolve({ keyspace, shard, tables: [] }),
      replication: (_keyspace, shard) => {
        asked.push(shard);
        return Promise.resolve([]);
      },
    };
    const answer = await showPreflight({ ...harness.deps, vitess: () => vitess }, await followed(harness), "switch");
    if (answer.kind !== "preflight") throw new Error(answer.kind);
    expect(asked).toHaveLength(16);
    expect(answer.findings.find((one) => one.severity === "notice")?.evidence).toContain("replication: looked at 16 of 40");
  }));

test("create --dry-run shows what would be created, and creates nothing", () =>
  withHarness(async (harness) => {
    const before = harness.simulator.calls().filter((call) => call.method === "MoveTablesCreate").length;
    const answer = await planCreateOnly(harness.deps, move("prod/customer2.sharded"), { ...PRODUCT, tables: ["customer"] });
    expect(answer).toMatchObject({
      kind: "planned-create",
      plan: {
        sourceKeyspace: "commerce",
        targetKeyspace: "customer2",
        streams: [
          { from: "0", to: "-80" },
          { from: "0", to: "80-" },
        ],
        routingRules: 9,
        deniedOn: ["-80", "80-"],
      },
    });
    // The same table is already moving to customer.
    expect(codes(answer)).toContain("blocking table-in-other-workflow");
    expect(harness.simulator.calls().filter((call) => call.method === "MoveTablesCreate")).toHaveLength(before);
  }));

const CREATE_TROUBLES: readonly (readonly [string, Partial<CreateOptions>, (state: Harness["simulator"]["state"]) => void])[] = [
  ["blocking missing-vschema", { tables: ["product"] }, (state) => state.setVSchemaTable("customer2", "product", undefined)],
  ["blocking no-source-tablet", { tabletTypes: ["RDONLY"] }, () => undefined],
  ["blocking leftover-controls", {}, (state) => state.setDeniedTables("customer2", "-80", ["product"], true)],
  ["blocking disk-nearly-full", {}, (state) => state.setMetric("customer2", "mysqld-datadir-used-ratio", 0.95)],
  ["warning foreign-keys", {}, (state) => state.setTableMade("commerce", "product", { references: ["brand"] })],
  ["warning auto-increment", {}, (state) => state.setTableMade("commerce", "product", { autoIncrement: true })],
  ["warning null-sharding-key", { tables: ["corder"] }, () => undefined],
  ["warning not-copied", {}, (state) => state.addBeside("commerce", { kind: "view", name: "cheap", table: "product" })],
  ["warning not-copied", {}, (state) => state.addBeside("commerce", { kind: "trigger", name: "log_price", table: "product" })],
  ["blocking row-image", {}, (state) => state.setRowImage(101, "MINIMAL")],
  ["warning row-image", {}, (state) => state.setRowImage(101, "NOBLOB")],
  ["warning sql-mode-differs", {}, (state) => state.setMysqlSettings("customer2", { sqlMode: "ANSI_QUOTES" })],
  ["warning on-ddl-exec", { onDdl: "EXEC" }, () => undefined],
  ["warning unknown-cell", { cells: ["zone7"] }, () => undefined],
];

test.each(CREATE_TROUBLES)("%s is found before a create", (finding, options, trouble) =>
  withHarness(async (harness) => {
    harness.simulator.state.setVSchemaTable("customer2", "product", { columnVindexes: [{ column: "sku", name: "hash" }] });
    trouble(harness.simulator.state);
    expect(codes(await planCreateOnly(harness.deps, move("prod/customer2.products"), { ...PRODUCT, ...options }))).toContain(finding);
  }),
);

test("a view named as a table to move is refused as a view", () =>
  withHarness(async (harness) => {
    harness.simulator.state.addBeside("commerce", { kind: "view", name: "cheap", table: "product" });
    const answer = await planCreateOnly(harness.deps, move("prod/customer.views"), { ...PRODUCT, tables: ["product", "cheap"] });
    expect(answer).toMatchObject({ kind: "refused", reason: "view-not-moved", subject: "cheap" });
  }));

test("a create goes on despite warnings, and its answer and its thread name them", () =>
  withHarness(async (harness) => {
    harness.simulator.state.addTablet({ keyspace: "customer", shard: "0", uid: 202, type: "BACKUP" });
    const answer = await createMove(harness.deps, PRODUCTS, PRODUCT, ASKER);
    expect(answer).toMatchObject({ kind: "receipt", doing: "created" });
    const [created] = await harness.records.entries("prod/customer.products", 0);
    expect(created?.body).toMatchObject({ kind: "created", findings: [{ code: "tablets-in-backup", severity: "warning" }] });
  }));

test("a switch of named cells says which cells it leaves out", () =>
  withHarness(async (harness) => {
    const act = { verb: "switch", options: { ...SWITCH_DEFAULTS, cells: ["zone9"] } } as const;
    expect(await requestOperation(harness.deps, await followed(harness), act, { ...ASKER, id: "r1" })).toMatchObject({ kind: "receipt" });
    const findings = (await harness.records.requests.get("r1"))?.shown.findings ?? [];
    expect(findings.map((one) => one.code)).toEqual(["vdiff-missing", "unknown-cell", "cells-not-covered"]);
  }));
