import { expect, test } from "vitest";
import type { Move } from "../../../src/core/move/moves.ts";
import { moveId } from "../../../src/core/vitess/names.ts";
import { composeReportLine } from "../../../src/operations/announce/report-line.ts";
import { answerOnMove } from "../../../src/operations/commands/answer-on-move.ts";
import { keyspaceNamed, tableNamed, tablesNamed } from "../../names.ts";
import { vdiffTable } from "../../slack/given.ts";
import { ANA, move, MOVES, type Harness } from "../harness.ts";
import { ASKER } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";

const withHarness = harnessesWithRunningMove();
const NAME = move("prod/customer.last_year");
const ENDED: Move = {
  name: NAME,
  sourceKeyspace: keyspaceNamed("commerce"),
  tables: tablesNamed("orders"),
  askedBy: ANA,
  askedAt: 1,
  channel: MOVES,
  followers: [],
  state: { kind: "ended", at: 2_000, how: "completed" },
};

const asked = (harness: Harness, command: Parameters<typeof answerOnMove>[1]) => answerOnMove(harness.deps, command, NAME, ASKER);

test("status, diagnose and vdiff show of a move that ended answer from the records: Vitess has forgotten its workflow", () =>
  withHarness(async (harness) => {
    await harness.records.moves.create(moveId(NAME), ENDED);
    for (const verb of ["status", "diagnose", "show"] as const) {
      expect(await asked(harness, { verb, name: NAME })).toMatchObject({
        kind: "status",
        stale: false,
        view: { situation: { phase: { kind: "ended", how: "completed" } } },
      });
    }
    expect(await asked(harness, { verb: "vdiff-show", name: NAME, arg: "last" })).toMatchObject({ kind: "refused", reason: "no-vdiff" });
    const vdiff = { uuid: "11111111-2222-4333-8444-000000000001", shards: [], tables: [], errors: [] };
    const verdict = { kind: "clean", rowsCompared: 12n, completedAt: 1_500 } as const;
    await harness.records.addEntry(moveId(NAME), { kind: "vdiff-report", vdiff, verdict, asked: [tableNamed("orders")] });
    expect(await asked(harness, { verb: "vdiff-show", name: NAME, arg: "last" })).toMatchObject({ kind: "vdiff", verdict, endedAt: 2_000 });
  }));

test("vdiff show of a move that ended shows its last report, also a large one, and none in place of another that is asked for", () =>
  withHarness(async (harness) => {
    const id = moveId(NAME);
    await harness.records.moves.create(id, ENDED);
    const verdict = { kind: "clean", rowsCompared: 12n, completedAt: 1_500 } as const;
    const earlier = { uuid: "11111111-2222-4333-8444-000000000001", shards: [], tables: [] };
    await harness.records.addEntry(id, await composeReportLine(harness.records, earlier, { verdict }));
    const tables = Array.from({ length: 250 }, (_, n) => vdiffTable(tableNamed(`table_${n}`), 10n));
    const large = { uuid: "11111111-2222-4333-8444-000000000002", shards: [], tables };
    await harness.records.addEntry(id, await composeReportLine(harness.records, large, { verdict }));
    const show = (arg: string) => asked(harness, { verb: "vdiff-show", name: NAME, arg });
    expect(await show("last")).toMatchObject({ kind: "vdiff", vdiff: large });
    expect(await show(large.uuid)).toMatchObject({ kind: "vdiff", vdiff: large });
    expect(await show(earlier.uuid)).toMatchObject({ kind: "refused", reason: "no-vdiff" });
  }));

test("vdiff show of a move that ended says when the counts of its large VDiff are no longer kept, and not that there was none", () =>
  withHarness(async (harness) => {
    const id = moveId(NAME);
    await harness.records.moves.create(id, ENDED);
    const verdict = { kind: "clean", rowsCompared: 12n, completedAt: 1_500 } as const;
    const tables = Array.from({ length: 250 }, (_, n) => vdiffTable(tableNamed(`table_${n}`), 10n));
    const large = { uuid: "11111111-2222-4333-8444-000000000002", shards: [], tables };
    const line = await composeReportLine(harness.records, large, { verdict });
    // Expired counts are missing.
    await harness.records.addEntry(id, line.kind === "vdiff-report" ? line : { ...line, counts: { ...line.counts, id: "expired" } });
    for (const arg of ["last", "all", large.uuid]) {
      expect(await asked(harness, { verb: "vdiff-show", name: NAME, arg })).toMatchObject({
        kind: "refused",
        reason: "vdiff-not-kept",
        compared: { at: 1_500 },
      });
    }
    const other = "11111111-2222-4333-8444-000000000001";
    expect(await asked(harness, { verb: "vdiff-show", name: NAME, arg: other })).toMatchObject({ kind: "refused", reason: "no-vdiff" });
  }));

test("what Vitess does not know and Tandem never followed is refused as before", () =>
  withHarness(async (harness) => {
    expect(await asked(harness, { verb: "status", name: NAME })).toMatchObject({ kind: "refused", reason: "unknown-workflow" });
    expect(await asked(harness, { verb: "diagnose", name: NAME })).toMatchObject({ kind: "refused", reason: "unknown-workflow" });
  }));
