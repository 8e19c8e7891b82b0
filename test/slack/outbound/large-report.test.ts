import { expect, test } from "vitest";
import type { VDiff } from "../../../src/core/vdiff/vdiff.ts";
import { composeReportLine } from "../../../src/operations/announce/report-line.ts";
import type { Records } from "../../../src/operations/records.ts";
import { publishThread } from "../../../src/slack/outbound/publish-thread.ts";
import { tablesNamed } from "../../names.ts";
import { ANA, MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { CLEAN_VDIFF, vdiffTable } from "../given.ts";
import { openPublishing, type Publishing, threadLines, withMove } from "./harness.ts";

const redis = bench();

const TABLES = tablesNamed(...Array.from({ length: 250 }, (_, n) => `table_${n}`));
const LARGE: VDiff = {
  ...CLEAN_VDIFF,
  tables: TABLES.map((table, n) => vdiffTable(table, 10n, n === 249 ? { hasMismatch: true, mismatched: 2n } : {})),
};
const REPORTED = { verdict: { kind: "different", rowsCompared: 2_500n, tables: tablesNamed("table_249") } } as const;

/** A thread that counts how often the counts of its report are read. */
async function openThread(): Promise<Publishing & { readonly records: Records; readonly prefix: string; readonly reads: string[] }> {
  const { records: kept, prefix } = redis.fresh();
  const reads: string[] = [];
  const records: Records = {
    ...kept,
    vdiffCounts: {
      ...kept.vdiffCounts,
      get(id) {
        reads.push(id);
        return kept.vdiffCounts.get(id);
      },
    },
  };
  await withMove(records);
  return { records, prefix, reads, ...(await openPublishing(records)) };
}

test("a large report is posted with all its counts, which are not read again for any other line", async () => {
  const { records, reads, slack, deps } = await openThread();
  const line = await composeReportLine(records, LARGE, REPORTED);
  expect(JSON.stringify(line, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value)).length).toBeLessThan(20_000);
  await records.addEntry(MOVE_ID, line);
  await publishThread(deps, MOVE_ID);
  expect(threadLines(slack)[0]).toContain("VDiff found differences in 1 of 250 tables");
  expect(slack.files().map(({ content }) => String(content).split("\n").length)).toEqual([250 + 4, 1 + 250 + 1]);
  expect(reads).toHaveLength(1);
  await records.addEntry(MOVE_ID, { kind: "started", by: ANA });
  await publishThread(deps, MOVE_ID);
  expect(threadLines(slack).at(-1)).toContain("started the workflow");
  expect(reads).toHaveLength(1);
});

test("a large report that an older release kept whole in its line is posted as before", async () => {
  const { records, slack, deps } = await openThread();
  await records.addEntry(MOVE_ID, { kind: "vdiff-report", vdiff: LARGE, ...REPORTED });
  await publishThread(deps, MOVE_ID);
  expect(threadLines(slack)[0]).toContain("VDiff found differences in 1 of 250 tables");
  expect(slack.files()).toHaveLength(2);
});

test("a large report whose counts have expired says what it found, and the thread goes on", async () => {
  const { records, prefix, slack, deps } = await openThread();
  const line = await composeReportLine(records, LARGE, REPORTED);
  if (line.kind !== "large-vdiff-report") throw new Error("the counts stand in the line");
  await redis.redis().del(`${prefix}:vdiff-counts:${line.counts.id}`);
  await records.addEntry(MOVE_ID, line);
  await records.addEntry(MOVE_ID, { kind: "started", by: ANA });
  await publishThread(deps, MOVE_ID);
  expect(threadLines(slack)).toEqual([
    expect.stringMatching(/It found differences\. Its counts .* are no longer kept/),
    expect.stringContaining("started the workflow"),
  ]);
  expect(slack.files()).toEqual([]);
});
