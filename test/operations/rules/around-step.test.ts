import { expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { CREATE_DEFAULTS } from "../../../src/core/options/options.ts";
import { createMove } from "../../../src/operations/moves/create-move.ts";
import { Fault } from "../../../src/operations/fault.ts";
import {
  approved,
  ASKER,
  CANCEL,
  carriedOut,
  COMMERCE,
  COMPLETE,
  done,
  lines,
  outcomeOf,
  REVERSE,
  SWITCH,
  SWITCH_AT_ONCE,
} from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { C2C, move, PROD, type Harness } from "../harness.ts";
import { redirect, withCall } from "./plant.ts";
import { tablesNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();

const ALARMS = ["rules-changed", "rules-not-compared"];

async function alarms(harness: Harness): Promise<readonly unknown[]> {
  return (await lines(harness)).filter(({ kind }) => ALARMS.includes(kind));
}

async function outcomeKind(harness: Harness, id: string): Promise<string | undefined> {
  return (await outcomeOf(harness, id))?.kind;
}

test("rules are saved before every call of a whole move, each entry names the snapshot, and none causes an alarm", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH, "s1");
    await done(harness, REVERSE, "b1");
    await done(harness, SWITCH_AT_ONCE, "s2");
    await done(harness, COMPLETE, "c1");
    const notes = await harness.records.snapshots(PROD);
    expect(notes.map(({ id, reason }) => [id, reason])).toEqual([
      ["r-6", { kind: "before", step: "complete" }],
      ["r-5", { kind: "before", step: "switch" }],
      ["r-4", { kind: "before", step: "reverse" }],
      ["r-3", { kind: "before", step: "switch" }],
      ["r-2", { kind: "before", step: "switch" }],
      ["r-1", { kind: "before", step: "create" }],
    ]);
    expect(new Set(notes.map((note) => note.moveId))).toEqual(new Set([moveId(C2C)]));
    expect((await lines(harness)).filter((body) => "snapshot" in body || "snapshots" in body)).toMatchObject([
      { kind: "created", snapshot: "r-1" },
      { kind: "reads-switched", executionId: "s1", snapshot: "r-2" },
      { kind: "outcome", executionId: "s1", snapshots: ["r-2", "r-3"] },
      { kind: "outcome", executionId: "b1", snapshots: ["r-4"] },
      { kind: "outcome", executionId: "s2", snapshots: ["r-5"] },
      { kind: "outcome", executionId: "c1", snapshots: ["r-6"] },
    ]);
    expect(await alarms(harness)).toEqual([]);
    // Before the create there were none; before the writes only the reads were switched.
    expect((await harness.records.snapshot(PROD, "r-1"))?.rules.tables).toEqual([]);
    const between = (await harness.records.snapshot(PROD, "r-3"))?.rules.tables ?? [];
    expect(between.find(({ from }) => from === "commerce.customer@replica")?.to).toEqual(["customer.customer"]);
    expect(between.find(({ from }) => from === "commerce.customer")?.to).toEqual(["commerce.customer"]);
  }));

test("a create that runs again keeps only the rules from before its first run", () =>
  withHarness(async (harness) => {
    const options = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed("customer", "corder") };
    expect(await createMove(harness.deps, C2C, options, ASKER)).toMatchObject({ kind: "receipt" });
    expect(await harness.records.snapshots(PROD)).toHaveLength(1);
    expect((await harness.records.snapshot(PROD, "r-1"))?.rules.tables).toEqual([]);
    expect(await alarms(harness)).toEqual([]);
  }));

test("the changes of a cancel are explained too", () =>
  withHarness(async (harness) => {
    await done(harness, CANCEL, "x1");
    expect(await outcomeKind(harness, "x1")).toBe("succeeded");
    expect(await alarms(harness)).toEqual([]);
  }));

test("what somebody else changes during a step is announced in the thread, once, with the snapshot from before", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "s1");
    const deps = withCall(harness, {
      async switchTraffic(...call) {
        const answer = await harness.vitess.switchTraffic(...call);
        await redirect(harness, "product", "archive.product");
        return answer;
      },
    });
    await carriedOut(deps, "s1");
    expect(await outcomeKind(harness, "s1")).toBe("succeeded");
    expect(await alarms(harness)).toEqual([
      {
        kind: "rules-changed",
        step: "switch",
        snapshot: "r-2",
        changes: [{ document: "tables", name: "product", is: "archive.product" }],
        total: 1,
      },
    ]);
    expect(harness.jobs.asked).toContain(`publish-thread ${moveId(C2C)}`);
  }));

test("it is announced even if the step failed", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "s1");
    const deps = withCall(harness, {
      async switchTraffic() {
        await redirect(harness, "customer@rdonly", "archive.customer");
        throw new Fault("refused", "no tablets were available to stream from");
      },
    });
    await carriedOut(deps, "s1");
    expect(await outcomeKind(harness, "s1")).not.toBe("succeeded");
    expect(await alarms(harness)).toMatchObject([
      { kind: "rules-changed", changes: [{ name: "customer@rdonly", was: "commerce.customer", is: "archive.customer" }] },
    ]);
  }));

test("it is announced during a create too", () =>
  withHarness(async (harness) => {
    const other = move("prod/customer.product");
    const deps = withCall(harness, {
      async createMove(...call) {
        await harness.vitess.createMove(...call);
        await redirect(harness, "corder@replica", "archive.corder");
      },
    });
    const options = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed("product") };
    expect(await createMove(deps, other, options, ASKER)).toMatchObject({ kind: "receipt" });
    const bodies = (await harness.records.entries(moveId(other), 0)).map(({ body }) => body);
    expect(bodies).toMatchObject([
      { kind: "created", snapshot: "r-2" },
      { kind: "rules-changed", step: "create", snapshot: "r-2", changes: [{ name: "corder@replica" }] },
    ]);
  }));

test("rules that cannot be read after a step delay its judgement, because they belong to the reading, and are compared then", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "s1");
    let called = false;
    let failuresLeft = 2;
    const deps = withCall(harness, {
      async switchTraffic(...call) {
        const answer = await harness.vitess.switchTraffic(...call);
        await redirect(harness, "product", "archive.product");
        called = true;
        return answer;
      },
      rules() {
        if (called && failuresLeft-- > 0) return Promise.reject(new Fault("timed-out", "15 s"));
        return harness.vitess.rules();
      },
    });
    await carriedOut(deps, "s1");
    expect(failuresLeft).toBeLessThan(0);
    expect(await outcomeKind(harness, "s1")).toBe("succeeded");
    expect(await alarms(harness)).toMatchObject([{ kind: "rules-changed", snapshot: "r-2", changes: [{ name: "product" }] }]);
  }));

test("rules whose snapshot is gone are announced as not compared, and hold nothing up", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "s1");
    const records = { ...harness.records, snapshot: () => Promise.resolve(undefined) };
    await carriedOut({ ...harness.deps, records }, "s1");
    expect(await outcomeKind(harness, "s1")).toBe("succeeded");
    expect(await alarms(harness)).toEqual([{ kind: "rules-not-compared", step: "switch", snapshot: "r-2" }]);
  }));

test("a call is not sent if the rules cannot be read before it", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "s1");
    let reads = 0;
    const deps = withCall(harness, {
      rules() {
        reads += 1;
        return reads <= 2 ? Promise.reject(new Fault("timed-out", "15 s")) : harness.vitess.rules();
      },
    });
    await carriedOut(deps, "s1");
    expect(await outcomeKind(harness, "s1")).toBe("succeeded");
    expect(reads).toBeGreaterThan(2);
    expect((await harness.records.executions.get("s1"))?.done).toMatchObject([{ did: "step", snapshot: "r-2" }]);
    expect((await harness.records.snapshots(PROD)).map(({ id }) => id)).toEqual(["r-2", "r-1"]);
  }));
