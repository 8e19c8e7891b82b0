import { expect, test } from "vitest";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { showPreflight } from "../../../src/operations/requests/show-preflight.ts";
import { ASKER, COMPLETE, disarm, done, followed, REVERSE, SWITCH_AT_ONCE } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { codes } from "./codes.ts";
import { requestNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();

test("a reverse request shows the findings, and is never stopped by them", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH_AT_ONCE, "r1");
    await disarm(harness);
    harness.simulator.state.setReplication(201, { running: false });
    expect(await requestOperation(harness.deps, await followed(harness), REVERSE, { ...ASKER, id: requestNamed("r2") })).toMatchObject({
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
    expect(codes(await requestOperation(harness.deps, await followed(harness), COMPLETE, { ...ASKER, id: requestNamed("r2") }))[0]).toBe(
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
