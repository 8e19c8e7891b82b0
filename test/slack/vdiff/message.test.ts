import { tableNamed, tablesNamed } from "../../names.ts";
import { describe, expect, it } from "vitest";
import type { TableDifference } from "../../../src/core/vdiff/change.ts";
import { reachVDiffVerdict } from "../../../src/core/vdiff/verdict.ts";
import type { VDiff } from "../../../src/core/vdiff/vdiff.ts";
import { renderVDiff } from "../../../src/slack/vdiff/message.ts";
import { composeReportFiles } from "../../../src/slack/vdiff/files.ts";
import { at, CLEAN_VDIFF, move, TABLES, vdiffTable } from "../given.ts";
import { buttons, expectSendable, firstLine, labels, words } from "../words.ts";
import type { TableName } from "../../../src/core/vitess/names.ts";

const NAME = move().name;
const FACTS = { maxAgeMs: 24 * 3_600_000, tookMs: 41_000 };

function report(vdiff: VDiff, tables: readonly TableName[] = TABLES, more = {}): ReturnType<typeof renderVDiff> {
  const message = renderVDiff(NAME, vdiff, reachVDiffVerdict(vdiff, tables), { ...FACTS, ...more });
  expectSendable(message);
  return message;
}

function differed(table: string, onlyInSource: bigint): TableDifference {
  return { table: tableNamed(table), mismatched: 0n, onlyInSource, onlyInTarget: 0n };
}

describe("the report of a VDiff", () => {
  it("that is clean says so first, then counts per table and shard, and how long it supports a switch", () => {
    const message = report(CLEAN_VDIFF);
    expect(rowsJoined(words(message))).toEqual([
      "*VDiff clean · customer.commerce2customer*",
      "2,300,000 rows in 2 tables: no difference. This VDiff counts for a switch until 2026-11-21 22:11 UTC.",
      "Took 41 s.",
      "table|shard|rows compared|different|only in source|only in target",
      "corder|0|1,500,000|0|0|0",
      "customer|0|800,000|0|0|0",
      "*Next:* Request the switch.",
      "Counts only, no row values; all of them in the files",
    ]);
  });

  it("that found differences lists them first, and offers to compare those tables again", () => {
    const different = {
      ...CLEAN_VDIFF,
      tables: [vdiffTable("corder", 1_500_000n), vdiffTable("customer", 800_000n, { hasMismatch: true, mismatched: 3n, onlyInSource: 1n })],
    };
    const message = report(different);
    expect(firstLine(message)).toBe("*VDiff found differences in 1 of 2 tables · customer.commerce2customer*");
    expect(words(message)).toContain("`customer`, shard `0`: 3 different, 1 only in source, 0 only in target.");
    expect(words(message)).toContain("*Next:* Do not switch; compare these tables again");
    expect(buttons(message).map((button) => button.value)).toEqual(["vdiff create prod/customer.commerce2customer --tables=customer"]);
  });

  it.each(["*customer*", "order items", "a,b", "it's"])(
    "that found a difference in the table %s, which no command can name, compares all again",
    (name) => {
      const tables = [
        vdiffTable("corder", 10n, { hasMismatch: true, mismatched: 1n }),
        vdiffTable(name, 10n, { hasMismatch: true, mismatched: 1n }),
      ];
      expect(buttons(report({ ...CLEAN_VDIFF, tables })).map((button) => button.value)).toEqual([
        "vdiff create prod/customer.commerce2customer",
      ]);
    },
  );

  it("that left a table out is not clean, whatever Vitess calls it", () => {
    expect(firstLine(report(CLEAN_VDIFF, [...TABLES, tableNamed("invoice")]))).toContain("not complete, 1 table not compared");
  });

  it("that failed proves nothing", () => {
    const failed = { ...CLEAN_VDIFF, shards: [{ shard: "0", state: "error", lastError: "buildPlan: no tables found to diff" }] };
    expect(words(report(failed))).toContain("Shard `0`: `buildPlan: no tables found to diff`");
    expect(firstLine(report(failed))).toContain("failed, nothing is proven");
    expect(labels(report(failed))).toEqual(["Compare again"]);
  });

  it("that was stopped can be resumed by its id", () => {
    const stopped = { ...CLEAN_VDIFF, shards: [{ shard: "0", state: "stopped", lastError: "" }] };
    expect(buttons(report(stopped)).map((button) => button.value)).toEqual([
      `vdiff resume prod/customer.commerce2customer ${CLEAN_VDIFF.uuid}`,
    ]);
  });

  it("that was stopped together with its call has nothing to resume, and may have left the workflow stopped", () => {
    const stopped = { ...CLEAN_VDIFF, shards: [{ shard: "0", state: "stopped", lastError: "stopped as asked" }] };
    expect(labels(report(stopped))).toEqual(["Compare again"]);
    expect(words(report(stopped))).toContain("The workflow may be left stopped.");
    expect(words(report(stopped))).toContain("*Next:* Look at the status and start the workflow if it is stopped, then compare again");
  });

  it("that is still running says how much it has compared", () => {
    const running = { ...CLEAN_VDIFF, shards: [{ shard: "0", state: "started", lastError: "" }] };
    expect(firstLine(report(running))).toBe("*VDiff running · customer.commerce2customer*");
    expect(words(report(running))).toContain("2,300,000 rows compared so far.");
  });

  it("of 500 tables shows as many rows as a table holds, differences first, the rest in the file", () => {
    const tables = Array.from({ length: 500 }, (_, n) =>
      vdiffTable(`table_${n}`, 1000n, n === 499 ? { hasMismatch: true, mismatched: 1n } : {}),
    );
    const message = report({ ...CLEAN_VDIFF, tables });
    const table = message.blocks.find((block) => block.type === "data_table");
    expect(table?.rows.length ?? 0).toBeGreaterThan(50);
    expect(words(message)).toMatch(/only in target\ntable_499\n/);
    expect(words(message)).toMatch(/\d+ more rows · /);
  });

  it("has all counts in its files, 64-bit numbers whole, times in full, and no name that a spreadsheet would run", async () => {
    const vdiff = { ...CLEAN_VDIFF, tables: [vdiffTable("corder", 9_007_199_254_740_993n), vdiffTable('=1+"2"', 5n)] };
    const [json, csv] = await composeReportFiles(NAME, vdiff, reachVDiffVerdict(vdiff, tablesNamed("corder")));
    expect([json?.name, csv?.name]).toEqual([`vdiff-${CLEAN_VDIFF.uuid}.json`, `vdiff-${CLEAN_VDIFF.uuid}.csv`]);
    expect(JSON.parse(String(json?.content))).toMatchObject({
      verdict: "clean",
      shards: [{ shard: "0", completedAt: new Date(at("22:11")).toISOString() }],
      tables: [{ table: tableNamed("corder"), rowsCompared: "9007199254740993" }, { table: '=1+"2"' }],
    });
    expect(csv?.content.toString().split("\r\n").slice(1)).toEqual([
      "corder,0,completed,9007199254740993,no,9007199254740993,0,0,0",
      `"'=1+""2""",0,completed,5,no,5,0,0,0`,
      "",
    ]);
  });

  it("has every row of a large VDiff in both files, whatever its tables are called", async () => {
    const names = tablesNamed("corder", "größe", 'a"b', "back\\slash", "comma,name");
    const tables = Array.from({ length: 600 }, (_, n) =>
      names.map((name) => ({ ...vdiffTable(name, BigInt(n)), shard: `shard-${n}` })),
    ).flat();
    const [json, csv] = await composeReportFiles(NAME, { ...CLEAN_VDIFF, tables }, { kind: "stopped" });
    const written = JSON.parse(String(json?.content)).tables as readonly Readonly<Record<string, unknown>>[];
    expect(written).toEqual(JSON.parse(JSON.stringify(tables, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))));
    expect(csv?.content.toString().split("\r\n")).toHaveLength(1 + tables.length + 1);
    expect(String(csv?.content)).toContain('"comma,name",shard-599,completed,599,no,599,0,0,0\r\n');
  });

  it("has every row whole in both files if names take three bytes a character", async () => {
    const names = Array.from({ length: 1_200 }, (_, n) => `${"表".repeat(55)}_${n}`);
    const tables = names.map((name) => vdiffTable(name, 10n));
    const [json, csv] = await composeReportFiles(NAME, { ...CLEAN_VDIFF, tables }, { kind: "stopped" });
    expect(JSON.parse(String(json?.content)).tables.map(({ table }: { readonly table: string }) => table)).toEqual(names);
    const lines = String(csv?.content).split("\r\n");
    expect(lines.slice(1, -1).map((line) => line.split(",")[0])).toEqual(names);
  });

  it("of nothing is still a file that can be read", async () => {
    const [json] = await composeReportFiles(NAME, { ...CLEAN_VDIFF, tables: [] }, { kind: "stopped" });
    expect(JSON.parse(String(json?.content))).toMatchObject({ verdict: "stopped", tables: [] });
  });

  it("says what became of the differences that the VDiff before found", () => {
    const vdiff = {
      ...CLEAN_VDIFF,
      tables: [vdiffTable("corder", 10n), vdiffTable("customer", 10n), vdiffTable("orders", 10n, { hasMismatch: true, onlyInSource: 1n })],
    };
    const before = {
      completedAt: at("21:40"),
      compared: tablesNamed("corder", "customer", "orders"),
      different: [differed("corder", 1n), differed("customer", 2n), differed("orders", 3n)],
    };
    expect(words(report(vdiff, tablesNamed("corder", "customer", "orders"), { before }))).toContain(
      "• 2 tables that differed then agree now: `corder`, `customer`.\n• `orders` still differs: rows only in source 3 → 1.",
    );
    // A limit leaves rows out, so that nothing is known of the difference.
    expect(words(report({ ...vdiff, rowLimit: 5n }, TABLES, { before }))).not.toContain("agree now");
  });

  it("counts the tables that still differ beyond the first five", () => {
    const names = ["a", "b", "c", "d", "e", "f"];
    const tables = names.map((name) => vdiffTable(name, 10n, { hasMismatch: true, onlyInSource: 1n }));
    const before = { compared: tablesNamed(...names), different: names.map((name) => differed(name, 1n)) };
    expect(words(report({ ...CLEAN_VDIFF, tables }, tablesNamed(...names), { before }))).toContain("• 1 more table still differs.");
  });

  it("of the tables that differed alone is no VDiff of the move, and says so without alarm", () => {
    const message = report({ ...CLEAN_VDIFF, tables: [vdiffTable("corder", 10n)] }, TABLES, { asked: tablesNamed("corder") });
    expect(firstLine(message)).toContain("VDiff found no difference in the 1 table it was asked to compare");
    expect(words(message)).toContain("1 other table of the move was not compared.");
    expect(words(message)).toContain("*Next:* Compare all tables of the move before a switch");
  });

  it("explains counts that are a known false alarm, out of the way", () => {
    const equal = { hasMismatch: true, onlyInSource: 2n, onlyInTarget: 2n };
    const message = report({ ...CLEAN_VDIFF, tables: [vdiffTable("corder", 10n, equal), vdiffTable("customer", 10n)] });
    const container = message.blocks.find((block) => block.type === "container");
    expect(JSON.stringify(container)).toContain("different collations");
    expect(
      report({ ...CLEAN_VDIFF, tables: [vdiffTable("corder", 10n, { hasMismatch: true, mismatched: 1n })] }).blocks,
    ).not.toContainEqual(expect.objectContaining({ type: "container" }));
  });
});

/** The lines of a report, with the six cells of each table row on one line. */
function rowsJoined(text: string): readonly string[] {
  const lines = text.split("\n");
  const from = lines.indexOf("table");
  const rows = [0, 6, 12].map((offset) => lines.slice(from + offset, from + offset + 6).join("|"));
  return [...lines.slice(0, from), ...rows, ...lines.slice(from + 18)];
}
