import { expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { toPersonId } from "../../../src/core/people/people.ts";
import { callOffLive } from "../../../src/operations/carry-out/call-off.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { approved, ASKER, carriedOut, followed, lines, nowReading, outcomeOf, SWITCH } from "../moves.ts";
import { withCall } from "../rules/plant.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { BEN, C2C, CHO, type Harness, under } from "../harness.ts";
import type { TabletType } from "../../../src/core/options/kinds.ts";
import { requestNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();

const READS: readonly TabletType[] = ["REPLICA", "RDONLY"];
const READS_BACK: WorkflowOperation = { verb: "reverse", options: { ...SWITCH_DEFAULTS, tabletTypes: READS } };

/** A switch whose reads are switched and soak for a minute. */
async function soaking(harness: Harness): Promise<void> {
  await approved({ ...harness, deps: under(harness.deps, { limits: { soakMs: 60_000 } }) }, SWITCH, "r1");
  expect(await carryOut(harness.deps, "r1")).toMatchObject({ kind: "again" });
  expect((await harness.records.executions.get("r1"))?.state.kind).toBe("soaking");
}

test("during the soak one press switches the reads back and calls the switch off in the same commit", () =>
  withHarness(async (harness) => {
    await soaking(harness);
    const press = { ...ASKER, by: BEN, id: requestNamed("b1") };
    const before = (await harness.audited()).length;
    expect(await requestOperation(harness.deps, await followed(harness), READS_BACK, press)).toMatchObject({
      kind: "receipt",
      doing: "rolling-back",
    });
    const { live, move } = await harness.records.dossier(moveId(C2C));
    expect(live).toMatchObject({ execution: { id: "b1", startedBy: BEN, state: { kind: "ready" } } });
    expect(live.request).toBeUndefined();
    expect(move?.state.kind).toBe("followed");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "called-off", by: BEN, readsSwitched: true });
    expect((await harness.records.requests.get("r1"))?.state.kind).toBe("used");
    expect((await harness.audited()).slice(before).map(({ kind }) => kind)).toEqual(["outcome", "rollback"]);
    expect((await lines(harness)).at(-1)).toMatchObject({ kind: "outcome", executionId: "r1", outcome: { kind: "called-off" } });
    expect(harness.jobs.asked).toContain("carry-out b1");
    // The worker of the switch finds nothing left to do.
    expect(await carryOut(harness.deps, "r1")).toEqual({ kind: "done" });
    await carriedOut(harness.deps, "b1");
    expect(await outcomeOf(harness, "b1")).toMatchObject({ kind: "succeeded" });
    expect((await nowReading(harness)).trafficState).toBe("Reads Not Switched. Writes Not Switched");
  }));

test("of many presses one switches the reads back, and everybody is told that they go back", () =>
  withHarness(async (harness) => {
    await soaking(harness);
    const move = await followed(harness);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        requestOperation(harness.deps, move, READS_BACK, { ...ASKER, by: CHO, id: requestNamed(`b${index}`) }),
      ),
    );
    for (const answer of answers) expect(answer).toMatchObject({ kind: "receipt", doing: "rolling-back" });
    const all = await Promise.all(answers.map((_, index) => harness.records.executions.get(`b${index}`)));
    expect(all.filter((one) => one !== undefined)).toHaveLength(1);
    expect((await lines(harness)).filter((body) => body.kind === "outcome")).toHaveLength(1);
    expect((await harness.audited()).filter(({ kind }) => kind === "rollback")).toHaveLength(1);
  }));

test("whoever is neither approver nor operator switches nothing back in a soak, and neither does a press for the writes", () =>
  withHarness(async (harness) => {
    await soaking(harness);
    const move = await followed(harness);
    const stranger = { ...ASKER, by: toPersonId("U0DEV"), id: requestNamed("b1") };
    expect(await requestOperation(harness.deps, move, READS_BACK, stranger)).toMatchObject({
      kind: "refused",
      reason: "execution-running",
    });
    const all: WorkflowOperation = { verb: "reverse", options: SWITCH_DEFAULTS };
    expect(await requestOperation(harness.deps, move, all, { ...ASKER, id: requestNamed("b2") })).toMatchObject({ kind: "refused" });
    expect((await harness.records.executions.get("r1"))?.state.kind).toBe("soaking");
  }));

test("a press a moment after the soak is told that the writes are being switched, not that anything goes back", () =>
  withHarness(async (harness) => {
    await soaking(harness);
    const late = withCall(harness, {
      async lockHolders(name, source) {
        await harness.records.executions.change("r1", (one) => {
          if (one.state.kind !== "soaking") return { result: undefined };
          const left = [{ kind: "call", tabletTypes: ["PRIMARY"] }] as const;
          return { write: { ...one, state: { kind: "calling", left, call: { before: "x", startedAt: Date.now() } } }, result: undefined };
        });
        return harness.vitess.lockHolders(name, source);
      },
    });
    const answer = await requestOperation(late, await followed(harness), READS_BACK, { ...ASKER, by: BEN, id: requestNamed("b1") });
    expect(answer).toMatchObject({ kind: "refused", reason: "execution-running", earlier: { verb: "switch" } });
    expect(await harness.records.executions.get("b1")).toBeUndefined();
    expect((await harness.records.executions.get("r1"))?.state.kind).toBe("calling");
  }));

test("a press after somebody called the switch off in its soak is a request like any other", () =>
  withHarness(async (harness) => {
    await soaking(harness);
    const late = withCall(harness, {
      async lockHolders(name, source) {
        await callOffLive(harness.deps, C2C, { by: CHO, reason: "slow reads" });
        return harness.vitess.lockHolders(name, source);
      },
    });
    expect(await requestOperation(late, await followed(harness), READS_BACK, { ...ASKER, id: requestNamed("b1") })).toMatchObject({
      doing: "asked",
    });
    expect(await harness.records.executions.get("b1")).toBeUndefined();
    expect((await harness.records.requests.get("b1"))?.state.kind).toBe("open");
  }));
