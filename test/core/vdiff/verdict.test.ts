import { describe, expect, it } from "vitest";
import { reachVDiffVerdict } from "../../../src/core/vdiff/verdict.ts";
import type { VDiff, VDiffShard, VDiffTable } from "../../../src/core/vdiff/vdiff.ts";
import { shardNamed, tableNamed, tablesNamed } from "../../names.ts";

const TABLES = tablesNamed("corder", "customer");
const DONE_AT = Date.parse("2026-11-20T22:12:39Z");

function shard(name: string, change: Partial<VDiffShard> = {}): VDiffShard {
  return { shard: name, state: "completed", lastError: "", startedAt: DONE_AT - 4_000, completedAt: DONE_AT, ...change };
}

function table(shardName: string, name: string, change: Partial<VDiffTable> = {}): VDiffTable {
  const none = { mismatched: 0n, onlyInSource: 0n, onlyInTarget: 0n };
  return {
    shard: shardName,
    table: tableNamed(name),
    state: "completed",
    rowsEstimated: 0n,
    rowsCompared: 1000n,
    hasMismatch: false,
    matching: 1000n,
    ...none,
    ...change,
  };
}

/** Two shards, two tables, everything compared and equal. */
const CLEAN: VDiff = {
  uuid: "22222222-2222-4333-8444-000000000001",
  shards: [shard("-80"), shard("80-", { completedAt: DONE_AT + 1_000 })],
  tables: tablesNamed("-80", "80-").flatMap((name) => TABLES.map((one) => table(name, one))),
};

function withTable(vdiff: VDiff, index: number, change: Partial<VDiffTable>): VDiff {
  return { ...vdiff, tables: vdiff.tables.map((one, at) => (at === index ? { ...one, ...change } : one)) };
}

describe("a VDiff", () => {
  it("is not clean if a shard has no part in it", () => {
    const half: VDiff = {
      ...CLEAN,
      shards: [{ shard: shardNamed("-80"), state: "absent", lastError: "" }, shard("80-")],
      tables: CLEAN.tables.filter((one) => one.shard === "80-"),
    };
    expect(reachVDiffVerdict(half, TABLES)).toEqual({ kind: "incomplete", missing: TABLES });
  });

  it("that reached its row limit is limited, not clean", () => {
    expect(reachVDiffVerdict({ ...CLEAN, rowLimit: 1000n }, TABLES)).toEqual({ kind: "limited", rowsCompared: 4000n, rowLimit: 1000n });
  });

  it("with a limit that no table reached has compared everything", () => {
    expect(reachVDiffVerdict({ ...CLEAN, rowLimit: 1001n }, TABLES).kind).toBe("clean");
  });

  it("that reports only a total is clean for those tables, and for no others", () => {
    const whole: VDiff = { ...CLEAN, tables: [], whole: { rowsCompared: 4000n, tables: TABLES } };
    expect(reachVDiffVerdict(whole, TABLES)).toMatchObject({ kind: "clean", rowsCompared: 4000n });
    expect(reachVDiffVerdict(whole, [...TABLES, tableNamed("product")])).toEqual({ kind: "incomplete", missing: ["product"] });
    expect(reachVDiffVerdict({ ...whole, whole: { rowsCompared: 4000n, tables: [] } }, TABLES)).toEqual({
      kind: "incomplete",
      missing: TABLES,
    });
  });

  it("whose limit counts over all tables together is judged by their sum", () => {
    const counted: VDiff = { ...CLEAN, whole: { rowsCompared: 4000n, tables: [] } };
    expect(reachVDiffVerdict({ ...counted, rowLimit: 4000n }, TABLES).kind).toBe("limited");
    expect(reachVDiffVerdict({ ...counted, rowLimit: 4001n }, TABLES).kind).toBe("clean");
  });

  it("that found differences within its limit is different", () => {
    const found = withTable({ ...CLEAN, rowLimit: 1000n }, 1, { hasMismatch: true, mismatched: 1n });
    expect(reachVDiffVerdict(found, TABLES).kind).toBe("different");
  });

  it("is clean if every table was compared on every shard and nothing differs; its time is that of the last shard", () => {
    expect(reachVDiffVerdict(CLEAN, TABLES)).toEqual({ kind: "clean", rowsCompared: 4000n, completedAt: DONE_AT + 1_000 });
  });

  it("is different if one table on one shard has one row that differs", () => {
    expect(reachVDiffVerdict(withTable(CLEAN, 3, { hasMismatch: true, matching: 999n, mismatched: 1n }), TABLES)).toEqual({
      kind: "different",
      rowsCompared: 4000n,
      tables: tablesNamed("customer"),
    });
  });

  it("is incomplete, not clean, if Vitess says completed without a table that is missing on the target", () => {
    const missing = { ...CLEAN, shards: [shard("0")], tables: [table("0", "corder")] };
    expect(missing.shards.map((one) => one.state)).toEqual(["completed"]);
    expect(reachVDiffVerdict(missing, TABLES)).toEqual({ kind: "incomplete", missing: ["customer"] });
  });

  it("is incomplete if a table was compared on one shard only, or not at all", () => {
    expect(reachVDiffVerdict({ ...CLEAN, tables: CLEAN.tables.slice(0, 3) }, TABLES)).toEqual({
      kind: "incomplete",
      missing: ["customer"],
    });
    expect(reachVDiffVerdict({ ...CLEAN, tables: [] }, TABLES)).toEqual({ kind: "incomplete", missing: ["corder", "customer"] });
  });

  it("of some of the tables covers only those", () => {
    const one = { ...CLEAN, tables: CLEAN.tables.filter((row) => row.table === "corder") };
    expect(reachVDiffVerdict(one, tablesNamed("corder")).kind).toBe("clean");
    expect(reachVDiffVerdict(one, TABLES).kind).toBe("incomplete");
  });

  it.each(["pending", "started", ""])("is running while a shard is %j, even if the others are done and a difference was found", (state) => {
    const running = withTable({ ...CLEAN, shards: [shard("-80", { state }), shard("80-")] }, 0, { hasMismatch: true });
    expect(reachVDiffVerdict(running, TABLES)).toEqual({ kind: "running", rowsCompared: 4000n });
  });

  it("is running before any shard has answered", () => {
    expect(reachVDiffVerdict({ uuid: CLEAN.uuid, shards: [], tables: [] }, TABLES)).toEqual({ kind: "running", rowsCompared: 0n });
  });

  it("is stopped if somebody stopped it on any shard", () => {
    expect(reachVDiffVerdict({ ...CLEAN, shards: [shard("-80"), shard("80-", { state: "stopped" })] }, TABLES)).toEqual({
      kind: "stopped",
    });
  });

  it("failed if a shard ended in an error, with its words", () => {
    const failed = { ...CLEAN, shards: [shard("-80"), shard("80-", { state: "error", lastError: "buildPlan: no tables found to diff" })] };
    expect(reachVDiffVerdict(failed, TABLES)).toEqual({
      kind: "failed",
      errors: [{ shard: "80-", message: "buildPlan: no tables found to diff" }],
    });
  });

  it("failed if only a table did, and names its shard", () => {
    expect(reachVDiffVerdict(withTable(CLEAN, 2, { state: "error" }), TABLES)).toEqual({
      kind: "failed",
      errors: [{ shard: "80-", message: "" }],
    });
  });
});
