import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { reachVDiffVerdict } from "../../../src/core/vdiff/verdict.ts";
import type { VDiff } from "../../../src/core/vdiff/vdiff.ts";
import type { ClusterName, Keyspace, WorkflowName } from "../../../src/core/vitess/names.ts";
import { composeReportLine, restoreReportLine } from "../../../src/operations/announce/report-line.ts";
import type { Records } from "../../../src/operations/records.ts";
import { startRedis } from "../../../practice/redis.ts";
import { composeReportFiles } from "../../../src/slack/vdiff/files.ts";
import { renderVDiff } from "../../../src/slack/vdiff/message.ts";
import { openStore } from "../../../src/store/open.ts";
import { openRedis } from "../../../src/store/redis/connect.ts";
import { tablesNamed } from "../../names.ts";
import { type Figures, figuresOf } from "../figures.ts";
import { FIGURES_HEAD, figuresRow, ms, table, type Target } from "../table.ts";

const TABLES = tablesNamed(...Array.from({ length: 1_000 }, (_, n) => `orders_of_region_${n}`));
const SHARDS = Array.from(
  { length: 64 },
  (_, n) => `${(n * 4).toString(16).padStart(2, "0")}-${((n + 1) * 4).toString(16).padStart(2, "0")}`,
);
const NAME = { cluster: "prod" as ClusterName, targetKeyspace: "customer" as Keyspace, workflow: "commerce2customer" as WorkflowName };
const RUNS = 40;
const WARM_UP = 5;
const TOTAL_MS = 100;
const BLOCKED_MS = 50;

/**
 * Measures the report of a large VDiff, from Vitess's rows to the message and both files in bytes, how long it lets nothing else run, and the
 * same of keeping it for the thread and reading it again.
 */
export async function benchReport(print: (text: string) => void): Promise<readonly Target[]> {
  const vdiff = makeVDiff();
  const written = await measure(() => writeReport(vdiff));
  const redis = await startRedis();
  const connection = openRedis(redis.url, "records", () => undefined);
  try {
    const records = openStore(connection);
    const kept = await measure(() => keepReport(records, vdiff));
    print(`\nThe report of a VDiff of ${TABLES.length} tables on ${SHARDS.length} shards`);
    print(
      table([
        FIGURES_HEAD,
        figuresRow("as blocks, JSON and CSV: in total", written.total),
        figuresRow("  the longest that nothing else ran", written.longest),
        figuresRow("kept in Redis and read again: in total", kept.total),
        figuresRow("  the longest that nothing else ran", kept.longest),
      ]),
    );
    return [
      { what: `report: median in total under ${TOTAL_MS} ms`, figure: `${ms(written.total.p50)} ms`, holds: written.total.p50 < TOTAL_MS },
      toBlockedTarget("written", written.longest),
      toBlockedTarget("kept and read again", kept.longest),
    ];
  } finally {
    connection.disconnect();
    await redis.close();
  }
}

function toBlockedTarget(what: string, { p99 }: Figures): Target {
  return { what: `report: ${what}, p99 blocked under ${BLOCKED_MS} ms`, figure: `${ms(p99)} ms`, holds: p99 < BLOCKED_MS };
}

async function measure(run: () => Promise<void>): Promise<{ readonly total: Figures; readonly longest: Figures }> {
  for (let at = 0; at < WARM_UP; at += 1) await run();
  const [took, blocked]: [number[], number[]] = [[], []];
  for (let at = 0; at < RUNS; at += 1) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await sleep(5);
    delay.reset();
    // The first tick after a reset only tells where to measure from: without this pause the message itself would go unmeasured.
    await sleep(5);
    const from = performance.now();
    await run();
    took.push(performance.now() - from);
    await sleep(5);
    delay.disable();
    blocked.push(delay.max / 1e6);
  }
  return { total: figuresOf(took), longest: figuresOf(blocked) };
}

async function writeReport(vdiff: VDiff): Promise<void> {
  const verdict = reachVDiffVerdict(vdiff, TABLES);
  renderVDiff(NAME, vdiff, verdict, { maxAgeMs: 24 * 3_600_000, before: { compared: TABLES, different: [] } });
  await composeReportFiles(NAME, vdiff, verdict);
}

async function keepReport(records: Records, vdiff: VDiff): Promise<void> {
  const body = await composeReportLine(records, vdiff, { verdict: { kind: "stopped" } });
  const { body: restored } = await restoreReportLine(records, { seq: 0, at: 0, body });
  if (restored.kind !== "vdiff-report" || restored.vdiff.tables.length !== vdiff.tables.length)
    throw new Error("the report was not read again whole");
}

/** One row in a hundred differs. */
function makeVDiff(): VDiff {
  return {
    uuid: "5c1e0000-2222-4333-8444-000000000000",
    shards: SHARDS.map((shard) => ({ shard, state: "completed", lastError: "", startedAt: 1, completedAt: 2 })),
    tables: SHARDS.flatMap((shard, at) =>
      TABLES.map((name, n) => {
        const mismatched = (at + n) % 100 === 0 ? 3n : 0n;
        return {
          shard,
          table: name,
          state: "completed",
          rowsEstimated: 1_000_000n,
          rowsCompared: 1_234_567n,
          hasMismatch: mismatched > 0n,
          matching: 1_234_567n - mismatched,
          mismatched,
          onlyInSource: 0n,
          onlyInTarget: 0n,
        };
      }),
    ),
  };
}
