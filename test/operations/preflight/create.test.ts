import { expect, test } from "vitest";
import { CREATE_DEFAULTS, type CreateOptions } from "../../../src/core/options/options.ts";
import { createMove, planCreateOnly } from "../../../src/operations/moves/create-move.ts";
import { ASKER, COMMERCE } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { type Harness, move } from "../harness.ts";
import { codes } from "./codes.ts";
import { moveIdNamed, tablesNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();
const PRODUCT: CreateOptions = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed("product") };
const PRODUCTS = move("prod/customer.products");

test("create --dry-run shows what would be created, and creates nothing", () =>
  withHarness(async (harness) => {
    const before = harness.simulator.calls().filter((call) => call.method === "MoveTablesCreate").length;
    const answer = await planCreateOnly(harness.deps, move("prod/customer2.sharded"), { ...PRODUCT, tables: tablesNamed("customer") });
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
  ["blocking missing-vschema", { tables: tablesNamed("product") }, (state) => state.setVSchemaTable("customer2", "product", undefined)],
  ["blocking no-source-tablet", { tabletTypes: ["RDONLY"] }, () => undefined],
  ["blocking leftover-controls", {}, (state) => state.setDeniedTables("customer2", "-80", ["product"], true)],
  ["blocking disk-nearly-full", {}, (state) => state.setMetric("customer2", "mysqld-datadir-used-ratio", 0.95)],
  ["warning foreign-keys", {}, (state) => state.setTableMade("commerce", "product", { references: ["brand"] })],
  ["warning auto-increment", {}, (state) => state.setTableMade("commerce", "product", { autoIncrement: true })],
  ["warning null-sharding-key", { tables: tablesNamed("corder") }, () => undefined],
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
    const answer = await planCreateOnly(harness.deps, move("prod/customer.views"), { ...PRODUCT, tables: tablesNamed("product", "cheap") });
    expect(answer).toMatchObject({ kind: "refused", reason: "view-not-moved", subject: "cheap" });
  }));

test("a create goes on despite warnings, and its answer and its thread name them", () =>
  withHarness(async (harness) => {
    harness.simulator.state.addTablet({ keyspace: "customer", shard: "0", uid: 202, type: "BACKUP" });
    const answer = await createMove(harness.deps, PRODUCTS, PRODUCT, ASKER);
    expect(answer).toMatchObject({ kind: "receipt", doing: "created" });
    const [created] = await harness.records.entries(moveIdNamed("prod/customer.products"), 0);
    expect(created?.body).toMatchObject({ kind: "created", findings: [{ code: "tablets-in-backup", severity: "warning" }] });
  }));
