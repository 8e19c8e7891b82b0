import { expect, test } from "vitest";
import { SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import type { FindingCode } from "../../../src/core/findings/finding.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { diagnose } from "../../../src/operations/moves/diagnose.ts";
import { showPreflight } from "../../../src/operations/requests/show-preflight.ts";
import { approved, ASKER, carriedOut, followed, outcomeOf, SWITCH } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { type Harness, under } from "../harness.ts";
import { codes } from "./codes.ts";
import { requestNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();

/** The findings for a switch with this problem in the cluster. */
async function withTrouble(harness: Harness, trouble: (state: Harness["simulator"]["state"]) => void): Promise<readonly string[]> {
  trouble(harness.simulator.state);
  return codes(await showPreflight(harness.deps, await followed(harness), "switch"));
}

test("in a healthy move only the missing VDiff blocks a switch, if a VDiff is required", () =>
  withHarness(async (harness) => {
    const deps = under(harness.deps, { limits: { vdiffRequired: true } });
    const answer = await showPreflight(deps, await followed(harness), "switch");
    expect(answer).toMatchObject({ kind: "preflight", step: "switch", stopped: false });
    expect(codes(answer)).toEqual(["blocking vdiff-missing"]);
    expect(await requestOperation(deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") })).toMatchObject({
      kind: "preflight",
      stopped: true,
    });
    expect(await harness.records.requests.get("r1")).toBeUndefined();
    // Vitess's dry run locks tables for a moment, so it is skipped for a switch that is stopped anyway.
    expect(harness.simulator.calls().map((call) => call.method)).not.toContain("WorkflowSwitchTraffic");
  }));

test("approvers see the findings that do not stop the switch", () =>
  withHarness(async (harness) => {
    harness.simulator.state.addTablet({ keyspace: "customer", shard: "0", uid: 202, type: "BACKUP" });
    expect(await requestOperation(harness.deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") })).toMatchObject({
      kind: "receipt",
    });
    const findings = (await harness.records.requests.get("r1"))?.shown.findings ?? [];
    expect(findings.map((one) => one.code)).toEqual(["vdiff-missing", "tablets-in-backup"]);
    expect(findings[1]?.evidence).toEqual(["zone1-0000000202 is BACKUP"]);
  }));

test("a moved table that was dropped at the source stops the switch, in preflight and diagnosis, even after a clean VDiff", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH, "r1");
    harness.simulator.sql.dropTable({ keyspace: "commerce", table: "corder" });
    const gone = "corder is not at the source";
    const shown = await showPreflight(harness.deps, await followed(harness), "switch");
    expect(codes(shown)).toContain("blocking source-table-gone");
    const told = await diagnose(harness.deps, await followed(harness), { ...ASKER, id: requestNamed("d1") });
    expect(JSON.stringify(told, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))).toContain(gone);
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({
      kind: "refused",
      reason: "preflight-blocked",
      difference: [expect.stringContaining(gone), expect.any(String)],
    });
    expect(await requestOperation(harness.deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r2") })).toMatchObject({
      stopped: true,
    });
  }));

/** A source that serves rdonly reads, and a target that does not. */
function rdonlyAtSourceAlone({ state }: Harness["simulator"]): void {
  state.addTablet({ keyspace: "commerce", shard: "0", uid: 102, type: "RDONLY" });
}

test("a switch of reads to a keyspace without tablets of that type is not requested, and the type and the cell are named", () =>
  withHarness(async (harness) => {
    rdonlyAtSourceAlone(harness.simulator);
    const answer = await requestOperation(harness.deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") });
    if (answer.kind !== "preflight") throw new Error(answer.kind);
    expect(answer.stopped).toBe(true);
    expect(answer.findings[0]).toMatchObject({
      code: "types-not-served",
      severity: "blocking",
      evidence: [expect.stringContaining("no RDONLY tablet in cell zone1"), expect.any(String)],
      fix: "Bring up such tablets at customer, or leave their reads where they are for now (--tablet-types primary,replica): Complete wants them switched in the end.",
    });
    const others = { verb: "switch", options: { ...SWITCH_DEFAULTS, tabletTypes: ["PRIMARY", "REPLICA"] } } as const;
    expect(await requestOperation(harness.deps, await followed(harness), others, { ...ASKER, id: requestNamed("r2") })).toMatchObject({
      kind: "receipt",
    });
  }));

test("tablets of a type in another cell do not serve this cell's reads", () =>
  withHarness(async (harness) => {
    rdonlyAtSourceAlone(harness.simulator);
    harness.simulator.state.addTablet({ keyspace: "customer", shard: "0", uid: 202, type: "RDONLY", cell: "zone2" });
    const shown = await showPreflight(harness.deps, await followed(harness), "switch");
    expect(codes(shown)).toContain("blocking types-not-served");
    harness.simulator.state.addTablet({ keyspace: "customer", shard: "0", uid: 203, type: "RDONLY" });
    expect(codes(await showPreflight(harness.deps, await followed(harness), "switch"))).not.toContain("blocking types-not-served");
  }));

test("if the last tablet of a type goes away after the approval, the reads are not switched", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH, "r1");
    harness.simulator.state.deleteTablet(201);
    await carriedOut(harness.deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({
      kind: "refused",
      reason: "preflight-blocked",
      difference: [expect.stringContaining("no REPLICA tablet in cell zone1"), expect.any(String)],
    });
    const sent = harness.simulator.calls().filter((call) => call.method === "WorkflowSwitchTraffic");
    expect(sent.map((call) => call.request["dry_run"])).toEqual([true]);
  }));

const TROUBLES: readonly (readonly [FindingCode, (state: Harness["simulator"]["state"]) => void])[] = [
  ["tablets-in-backup", (state) => state.setTabletType(101, "RESTORE")],
  ["not-replicating", (state) => state.setReplication(101, { running: false })],
  ["replica-lag", (state) => state.setReplication(101, { running: true, lagSeconds: 55 })],
  ["leftover-controls", (state) => state.leaveTabletControl("commerce", "0", { tabletType: "RDONLY", deniedTables: ["corder"] })],
  ["source-denies-writes", (state) => state.setDeniedTables("commerce", "0", ["corder"], true)],
  ["schema-change-running", (state) => state.runMigration("commerce", { table: "corder" })],
  ["lag", (state) => state.setLag("customer", "commerce2customer", 41)],
  ["throttled", (state) => state.throttle("customer", "commerce2customer", "vplayer")],
  ["workflow-locked", (state) => state.holdWorkflowLock("customer", "commerce2customer", "VDiff")],
];

test.each(TROUBLES)("%s is found in the cluster", (code, trouble) =>
  withHarness(async (harness) => {
    expect((await withTrouble(harness, trouble)).map((one) => one.split(" ")[1])).toContain(code);
  }),
);

test("tablets of several releases are found in the cluster", () =>
  withHarness(async (harness) => {
    const version = async () => ({ ...(await harness.vitess.version()), tablets: ["22.0.3", "23.0.3"] });
    const deps = { ...harness.deps, vitess: () => ({ ...harness.vitess, version }) };
    expect(codes(await showPreflight(deps, await followed(harness), "switch"))).toContain("warning mixed-versions");
  }));

test("privileges that the reverse workflow lacks are found by Vitess's dry run, with their fix", () =>
  withHarness(async (harness) => {
    harness.simulator.state.setReverseRights("commerce", false);
    const answer = await requestOperation(harness.deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") });
    expect(codes(answer)).toEqual(["blocking reverse-rights", "warning vdiff-missing"]);
  }));

test("a problem that starts after the approval stops the switch right before its call", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH, "r1");
    harness.simulator.state.runMigration("commerce", { table: "corder" });
    await carriedOut(harness.deps, "r1");
    const outcome = await outcomeOf(harness, "r1");
    expect(outcome).toMatchObject({
      kind: "refused",
      reason: "preflight-blocked",
      difference: [expect.stringContaining("commerce.corder: schema change")],
    });
    const sent = harness.simulator.calls().filter((call) => call.method === "WorkflowSwitchTraffic");
    // Only the dry run of the request.
    expect(sent.map((call) => call.request["dry_run"])).toEqual([true]);
  }));

test("a switch of named cells says which cells it leaves out", () =>
  withHarness(async (harness) => {
    const act = { verb: "switch", options: { ...SWITCH_DEFAULTS, cells: ["zone9"] } } as const;
    expect(await requestOperation(harness.deps, await followed(harness), act, { ...ASKER, id: requestNamed("r1") })).toMatchObject({
      kind: "receipt",
    });
    const findings = (await harness.records.requests.get("r1"))?.shown.findings ?? [];
    expect(findings.map((one) => one.code)).toEqual(["vdiff-missing", "unknown-cell", "cells-not-covered"]);
  }));
