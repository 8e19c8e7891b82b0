import { expect, test } from "vitest";
import type { RowCounts } from "../../../src/core/readings/readings.ts";
import type { TabletAlias } from "../../../src/core/vitess/names.ts";
import { listRowSourceLines } from "../../../src/slack/wording/row-sources.ts";
import { tableNamed } from "../../names.ts";

const NOW = Date.parse("2026-11-20T22:14:00Z");
const COUNTS: RowCounts = { at: NOW - 6_000, target: [], source: [], sourceAt: NOW, proofs: [] };
const UNPROVEN = { tablet: "zone1-0000000200" as TabletAlias, at: NOW, holds: false };

test.each([
  [
    { by: "counters", pointsOff: 3 } as const,
    { ...COUNTS, target: [{ table: tableNamed("corder"), rows: 9n }] },
    [/^Rows: InnoDB's own counters on the target, its statistics at the source; the percentage is within about 3 points · read /],
  ],
  [
    { by: "tables", pointsOff: 6 } as const,
    { ...COUNTS, uncounted: "release" } as const,
    [/^Rows: finished tables .* within about 6 points$/, /^before Vitess 14 Tandem cannot read InnoDB's counters$/],
  ],
  [{ by: "statistics", pointsOff: 25 } as const, undefined, [/^Rows: MySQL's statistics of both sides; .* within about 25 points$/]],
  [undefined, { ...COUNTS, uncounted: "policy" } as const, [/^Rows: the policy does not let Tandem read .*`countRows`/]],
  [undefined, { ...COUNTS, refusedAt: NOW - 60_000 }, [/^Rows: MySQL could not be asked .*; it is asked again after 10 min$/]],
  [undefined, { ...COUNTS, proofs: [UNPROVEN] }, [/^Rows: InnoDB's counter on `zone1-0000000200` did not agree/]],
  [undefined, undefined, []],
])("the details say what counted the rows of a copy, how far off it may be, and why nothing better did: %#", (rows, counts, says) => {
  const lines = listRowSourceLines(rows === undefined ? undefined : { ...rows, done: 9n }, counts, NOW);
  expect(lines).toHaveLength(says.length);
  for (const [at, said] of says.entries()) expect(lines[at]).toMatch(said);
});
