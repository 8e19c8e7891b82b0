import { expect, test } from "vitest";
import type { Outcome } from "../../../src/core/operation/outcome/outcomes.ts";
import { rescue } from "../../../src/operations/moves/rescue.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { requestTurnOfStep } from "../../../src/operations/leases/turns.ts";
import { ASKER, carriedOut, followed, lines, outcomeOf } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { C2C, move, PROD, type Harness } from "../harness.ts";
import { requestNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();
const TABLES = ["corder", "customer"];

/** What a vtctld leaves that was killed in the catch-up of a switch, four minutes ago. */
function leaveDeadSwitch({ simulator }: Harness): void {
  simulator.state.setDeniedTables("commerce", "0", TABLES, true);
  simulator.state.setDeniedTables("customer", "0", TABLES, false);
  simulator.state.holdWorkflowLock("customer", "commerce2customer");
  simulator.state.ageWorkflowLock("customer", "commerce2customer", 4 * 60_000);
}

function written({ simulator }: Harness): string {
  const { keyspace, error } = simulator.sql.insertThroughVtgate("corder", { order_id: "1" });
  return keyspace ?? (/denied tables/.test(error) ? "denied" : error);
}

async function rescued(harness: Harness, id: string): Promise<Outcome | undefined> {
  await rescue(harness.deps, await followed(harness), "commerce2customer", { ...ASKER, id: requestNamed(id) });
  await carriedOut(harness.deps, id);
  return outcomeOf(harness, id);
}

const sent = ({ simulator }: Harness): readonly string[] =>
  simulator
    .calls()
    .map(({ method }) => method)
    .filter((method) => ["SetShardTabletControl", "RefreshStateByShard", "RefreshState"].includes(method));

test("writes count as unblocked once the tablets have read the record, and no sooner", () =>
  withHarness(async (harness) => {
    leaveDeadSwitch(harness);
    expect(written(harness)).toBe("denied");
    expect(await rescued(harness, "x1")).toMatchObject({ kind: "succeeded" });
    expect(sent(harness)).toEqual(["SetShardTabletControl", "RefreshState", "RefreshStateByShard"]);
    expect(written(harness)).toBe("commerce");
  }));

test("with a dead replica the refresh is partial: the primary is refreshed first, by itself, which makes it certain", () =>
  withHarness(async (harness) => {
    leaveDeadSwitch(harness);
    harness.simulator.state.setTabletAlive(101, false);
    harness.simulator.clock.setSpeed(50);
    expect(await rescued(harness, "x1")).toMatchObject({ kind: "succeeded" });
    expect(sent(harness)).toEqual(["SetShardTabletControl", "RefreshState", "RefreshStateByShard"]);
    expect(written(harness)).toBe("commerce");
  }));

test("a refresh that Vitess does not carry out unblocks nothing, and the outcome says so", () =>
  withHarness(async (harness) => {
    leaveDeadSwitch(harness);
    const details = "failed to refresh";
    for (const rpc of ["RefreshState", "RefreshStateByShard"] as const)
      harness.simulator.faults.inject({ rpc }, { kind: "error", details });
    const outcome = await rescued(harness, "x1");
    expect(outcome).toMatchObject({ kind: "unknown", fault: { text: details } });
    expect(outcome?.kind === "unknown" && outcome.findings).toContain("tablets-not-told");
    expect(written(harness)).toBe("denied");
  }));

test("a worker that died between the record and the refresh does not lead to a claim that applications can write", () =>
  withHarness(async (harness) => {
    leaveDeadSwitch(harness);
    // Its answer is lost: nobody knows whether the tablets were refreshed.
    for (const rpc of ["RefreshState", "RefreshStateByShard"] as const) harness.simulator.faults.inject({ rpc }, { kind: "unavailable" });
    const outcome = await rescued(harness, "x1");
    expect(outcome?.kind).toBe("unknown");
    expect(written(harness)).toBe("denied");
  }));

test("an alarm lasts while nobody knows whether tablets have read a clean record, and a rescue refreshes them and cleans nothing", () =>
  withHarness(async (harness) => {
    leaveDeadSwitch(harness);
    for (const rpc of ["RefreshState", "RefreshStateByShard"] as const)
      harness.simulator.faults.inject({ rpc }, { kind: "error", details: "no" });
    expect(await rescued(harness, "x1")).toMatchObject({ kind: "unknown" });
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    expect((await lines(harness)).filter(({ kind }) => kind === "alarm").at(-1)).toMatchObject({
      alarm: "tablets-not-told",
      tables: TABLES,
    });
    const before = sent(harness).length;
    const plan = await rescue(harness.deps, await followed(harness), undefined, { ...ASKER, id: requestNamed("x2") });
    expect(plan).toMatchObject({ kind: "rescue-plan", tables: TABLES, refreshOnly: true });
    expect(await rescued(harness, "x2")).toMatchObject({ kind: "succeeded" });
    expect(sent(harness).slice(before)).toEqual(["RefreshState", "RefreshStateByShard"]);
    expect(written(harness)).toBe("commerce");
    expect(await rescue(harness.deps, await followed(harness), undefined, { ...ASKER, id: requestNamed("x3") })).toMatchObject({
      reason: "nothing-denied",
    });
  }));

test("cleaning a record waits for no turn, because it writes no document that another move writes", () =>
  withHarness(async (harness) => {
    leaveDeadSwitch(harness);
    const step = { id: "o1", move: move("prod/customer.other"), verb: "switch", tabletTypes: [] } as const;
    expect(await requestTurnOfStep(harness.deps, step)).toMatchObject({ kind: "yours" });
    expect(await rescued(harness, "x1")).toMatchObject({ kind: "succeeded" });
    expect((await lines(harness)).filter(({ kind }) => kind === "held")).toEqual([]);
    expect(written(harness)).toBe("commerce");
  }));

/** What a vtctld leaves that was killed when it had saved the rules of a switch. */
function leaveSavedRules({ simulator }: Harness, more: Readonly<Record<string, readonly string[]>> = {}): void {
  const rules = [...simulator.cluster.routingRules].map(([from]) => [from, [`customer.${from.split(".").at(-1)?.split("@")[0]}`]]);
  simulator.state.setDeniedTables("commerce", "0", TABLES, true);
  simulator.state.setDeniedTables("customer", "0", TABLES, false);
  simulator.state.saveRoutingRules({ ...Object.fromEntries(rules), ...more });
}

const rebuilt = ({ simulator }: Harness): number => simulator.calls().filter(({ method }) => method === "RebuildVSchemaGraph").length;

test("rules that were saved and not served are served by one call, which lets applications write", () =>
  withHarness(async (harness) => {
    const { simulator, deps } = harness;
    const rules = new Map(
      [...simulator.cluster.routingRules].map(([from]) => [from, [`customer.${from.split(".").at(-1)?.split("@")[0]}`]]),
    );
    simulator.state.setDeniedTables("commerce", "0", TABLES, true);
    simulator.state.setDeniedTables("customer", "0", TABLES, false);
    for (const stream of simulator.state.streams("customer", "commerce2customer"))
      Object.assign(stream, { state: "Stopped", message: "stopped for cutover" });
    simulator.state.saveRoutingRules(Object.fromEntries(rules));
    expect(written(harness)).toBe("denied");
    const plan = await rescue(deps, await followed(harness), undefined, { ...ASKER, id: requestNamed("x1") });
    expect(plan).toMatchObject({ kind: "rescue-plan", keyspace: "customer", tables: TABLES, serves: true });
    expect(await rescued(harness, "x1")).toMatchObject({ kind: "succeeded" });
    expect(sent(harness)).toEqual([]);
    expect(written(harness)).toBe("customer");
  }));

test("they are not served by that call while applications can write: a canary of reads stays in its cell", () =>
  withHarness(async (harness) => {
    const { simulator, deps } = harness;
    simulator.cluster.cells.push("zone2");
    simulator.state.rebuildGraph();
    const saved = Object.fromEntries(simulator.cluster.routingRules);
    const reads = Object.fromEntries(TABLES.map((table) => [`commerce.${table}@replica`, [`customer.${table}`]]));
    simulator.state.saveRoutingRules({ ...saved, ...reads });
    simulator.state.rebuildGraph(["zone1"]);
    const refused = { kind: "refused", reason: "serving-not-urgent" };
    expect(await rescue(deps, await followed(harness), C2C.workflow, { ...ASKER, id: requestNamed("x1") })).toMatchObject(refused);
    // Writes that are served differently from the saved rules, and are denied nowhere, are not an outage either.
    simulator.state.saveRoutingRules({ ...saved, "commerce.corder": ["customer.corder"], corder: ["customer.corder"] });
    simulator.state.setDeniedTables("customer", "0", TABLES, false);
    expect(await rescue(deps, await followed(harness), C2C.workflow, { ...ASKER, id: requestNamed("x2") })).toMatchObject(refused);
    expect(rebuilt(harness)).toBe(0);
  }));

test.each(["other", "other@replica"])("they are not served by that call if it changes the rule of another table, %s", (other) =>
  withHarness(async (harness) => {
    leaveSavedRules(harness, { [other]: ["customer.other"] });
    const refused = { kind: "refused", reason: "serving-not-proven" };
    expect(await rescue(harness.deps, await followed(harness), C2C.workflow, { ...ASKER, id: requestNamed("x1") })).toMatchObject(refused);
  }),
);

test("they are not served by that call if it changes the rule of a shard", () =>
  withHarness(async (harness) => {
    leaveSavedRules(harness);
    harness.simulator.cluster.shardRoutingRules.push({ fromKeyspace: "a", toKeyspace: "b", shard: "-80" });
    const refused = { kind: "refused", reason: "serving-not-proven" };
    expect(await rescue(harness.deps, await followed(harness), C2C.workflow, { ...ASKER, id: requestNamed("x1") })).toMatchObject(refused);
  }));

test("they are not served by that call if a cell cannot be read", () =>
  withHarness(async (harness) => {
    leaveSavedRules(harness);
    harness.simulator.cluster.cells.push("zone9");
    harness.simulator.faults.inject(
      { rpc: "GetSrvVSchema", where: ({ cell }) => cell === "zone9", times: 20 },
      { kind: "error", code: 14, details: "no connection to cell zone9" },
    );
    const refused = { kind: "refused", reason: "served-unread" };
    expect(await rescue(harness.deps, await followed(harness), C2C.workflow, { ...ASKER, id: requestNamed("x1") })).toMatchObject(refused);
  }));

test("the other changes it would make are checked again right before it is sent", () =>
  withHarness(async (harness) => {
    leaveSavedRules(harness);
    const receipt = await rescue(harness.deps, await followed(harness), C2C.workflow, { ...ASKER, id: requestNamed("x1") });
    expect(receipt).toMatchObject({ kind: "receipt" });
    leaveSavedRules(harness, { other: ["customer.other"] });
    await carriedOut(harness.deps, "x1");
    expect(await outcomeOf(harness, "x1")).toMatchObject({ kind: "refused", reason: "serving-not-proven" });
    expect(rebuilt(harness)).toBe(0);
  }));
