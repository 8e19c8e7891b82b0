import { expect, test } from "vitest";
import type { ClusterName } from "../../src/core/vitess/names.ts";
import type { VDiffRun } from "../../src/operations/vdiff-runs.ts";
import { bench } from "./with-redis.ts";
import { shardsNamed, tablesNamed, tableNamed } from "../names.ts";

const { fresh } = bench();

const PROD = "prod" as ClusterName;
const LAB = "lab" as ClusterName;
const BEGUN = Date.parse("2026-11-20T22:24:00Z");

function run(number: number, more: Partial<VDiffRun> = {}): VDiffRun {
  const uuid = `11111111-2222-4333-8444-${String(number).padStart(12, "0")}`;
  return { uuid, workflow: "customer.wf", startedAt: BEGUN + number * 1000, tables: tablesNamed("corder", "customer"), ...more };
}

const CARRIED: VDiffRun = run(1, {
  rowLimit: 9_223_372_036_854_775_806n,
  carried: {
    state: "completed",
    aliveAt: BEGUN,
    completedAt: BEGUN + 60_000,
    lastError: "",
    shards: shardsNamed("-80", "80-"),
    results: [
      {
        shard: "-80,80-",
        table: tableNamed("corder"),
        state: "completed",
        rowsEstimated: 0n,
        rowsCompared: 300_000n,
        hasMismatch: false,
        matching: 300_000n,
        mismatched: 0n,
        onlyInSource: 0n,
        onlyInTarget: 0n,
      },
    ],
  },
});

test("a run comes back whole, newest first, to every process", async () => {
  const { records } = fresh();
  await records.vdiffRuns(PROD).save(CARRIED);
  await records.vdiffRuns(PROD).save(run(2));
  expect(await records.vdiffRuns(PROD).of("customer.wf")).toEqual([run(2), CARRIED]);
});

test("saving again replaces it, and forgetting removes it", async () => {
  const runs = fresh().records.vdiffRuns(PROD);
  await runs.save(run(1));
  await runs.save(CARRIED);
  expect(await runs.of("customer.wf")).toEqual([CARRIED]);
  await runs.forget("customer.wf", CARRIED.uuid);
  expect(await runs.of("customer.wf")).toEqual([]);
});

test("runs of different clusters and workflows are separate", async () => {
  const { records } = fresh();
  await records.vdiffRuns(PROD).save(run(1));
  expect(await records.vdiffRuns(LAB).of("customer.wf")).toEqual([]);
  expect(await records.vdiffRuns(PROD).of("customer.wf_reverse")).toEqual([]);
});

test("two processes that save at once lose nothing", async () => {
  const runs = fresh().records.vdiffRuns(PROD);
  await Promise.all(Array.from({ length: 10 }, (_, at) => runs.save(run(at))));
  expect(await runs.of("customer.wf")).toHaveLength(10);
});

test("the newest 20 of a workflow stay", async () => {
  const runs = fresh().records.vdiffRuns(PROD);
  for (let number = 1; number <= 22; number += 1) await runs.save(run(number));
  const kept = await runs.of("customer.wf");
  expect([kept.length, kept[0]?.uuid, kept.at(-1)?.uuid]).toEqual([20, run(22).uuid, run(3).uuid]);
});
