import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { reachVDiffVerdict } from "../../../src/core/vdiff/verdict.ts";
import type { VDiff } from "../../../src/core/vdiff/vdiff.ts";
import type { ClusterName, Keyspace, WorkflowName } from "../../../src/core/vitess/names.ts";
import { composeReportFiles } from "../../../src/slack/vdiff/files.ts";
import { renderVDiff } from "../../../src/slack/vdiff/message.ts";
import { tablesNamed } from "../../names.ts";
import { figuresOf } from "../figures.ts";
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

/** Measures the report of a large VDiff, from Vitess's rows to the message and both files, and how long it lets nothing else run. */
export async function benchReport(print: (text: string) => void): Promise<readonly Target[]> {
  const vdiff = makeVDiff();
  for (let run = 0; run < WARM_UP; run += 1) await report(vdiff);
  const [took, blocked]: [number[], number[]] = [[], []];
  for (let run = 0; run < RUNS; run += 1) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await sleep(5);
    delay.reset();
    // The first tick after a reset only tells where to measure from: without this pause the message itself would go unmeasured.
    await sleep(5);
    const from = performance.now();
    await report(vdiff);
    took.push(performance.now() - from);
    await sleep(5);
    delay.disable();
    blocked.push(delay.max / 1e6);
  }
  const [total, longest] = [figuresOf(took), figuresOf(blocked)];
  print(`\nThe report of a VDiff of ${TABLES.length} tables on ${SHARDS.length} shards, as blocks, JSON and CSV`);
  print(table([FIGURES_HEAD, figuresRow("in total", total), figuresRow("the longest that nothing else ran", longest)]));
  return [
    { what: `report: median in total under ${TOTAL_MS} ms`, figure: `${ms(total.p50)} ms`, holds: total.p50 < TOTAL_MS },
    { what: `report: p99 blocked under ${BLOCKED_MS} ms`, figure: `${ms(longest.p99)} ms`, holds: longest.p99 < BLOCKED_MS },
  ];
}

async function report(vdiff: VDiff): Promise<void> {
  const verdict = reachVDiffVerdict(vdiff, TABLES);
  renderVDiff(NAME, vdiff, verdict, { maxAgeMs: 24 * 3_600_000, before: { compared: TABLES, different: [] } });
  await composeReportFiles(NAME, vdiff, verdict);
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
