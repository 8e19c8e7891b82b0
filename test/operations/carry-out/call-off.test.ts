import { expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { type PersonId, toPersonId } from "../../../src/core/people/people.ts";
import { type CallOffResult, callOffLive } from "../../../src/operations/carry-out/call-off.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { Fault } from "../../../src/operations/fault.ts";
import { castVote } from "../../../src/operations/requests/cast-vote.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { approved, ASKER, carriedOut, done, followed, lines, outcomeOf, REVERSE, SWITCH, SWITCH_AT_ONCE } from "../moves.ts";
import { sent, withCall } from "../rules/plant.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { ANA, BEN, C2C, CHO, type Harness, under } from "../harness.ts";
import { requestNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();
const DEV = toPersonId("U0DEV");
const EVE = toPersonId("U0EVE");

async function calledOff(harness: Harness, by: PersonId, deps: Harness["deps"] = harness.deps): Promise<CallOffResult> {
  return (await callOffLive(deps, C2C, { by, reason: "not today" })).result;
}

async function asked(harness: Harness, deps: Harness["deps"] = harness.deps): Promise<void> {
  expect(await requestOperation(deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") })).toMatchObject({
    kind: "receipt",
  });
}

test.each([
  ["the requester", ANA],
  ["an approver", BEN],
  ["an operator", EVE],
])("an open request is called off by %s, once, with its line and its audit event, and takes no more votes", (_who, by) =>
  withHarness(async (harness) => {
    const deps = under(harness.deps, { operators: [EVE] });
    await asked(harness, deps);
    await castVote(deps, { requestId: requestNamed("r1"), by: CHO, kind: "approve", reason: "" });
    expect(await calledOff(harness, by, deps)).toEqual({ kind: "called-off", verb: "switch", readsSwitched: false });
    expect(await calledOff(harness, by, deps)).toEqual({ kind: "nothing-to-call-off" });
    expect((await harness.records.requests.get("r1"))?.state).toMatchObject({ kind: "called-off", by, reason: "not today" });
    expect((await lines(harness)).filter(({ kind }) => kind === "request-ended")).toMatchObject([
      { how: "called-off", by, reason: "not today" },
    ]);
    expect((await harness.audited()).filter(({ kind }) => kind === "request-called-off")).toMatchObject([
      { by, facts: { reason: "not today" } },
    ]);
    const late = await castVote(deps, { requestId: requestNamed("r1"), by: BEN, kind: "approve", reason: "" });
    expect(late.result).toMatchObject({ kind: "refused", reason: "not-open" });
    // There is room for the next one.
    expect(await requestOperation(deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r2") })).toMatchObject({
      kind: "receipt",
    });
  }),
);

test("nobody else can call it off; while group membership is unknown, nobody is told that they may not", () =>
  withHarness(async (harness) => {
    await asked(harness);
    expect(await calledOff(harness, DEV)).toEqual({ kind: "not-allowed" });
    const unread = under(harness.deps, { approvers: ["S0DBA"] });
    expect(await calledOff(harness, DEV, unread)).toEqual({ kind: "people-unknown" });
    expect((await harness.records.requests.get("r1"))?.state.kind).toBe("open");
    // The requester needs no group to call it off.
    expect(await calledOff(harness, ANA, unread)).toMatchObject({ kind: "called-off" });
  }));

test("an approved switch that has not been checked yet is called off: its request is used, and nothing is sent", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH, "r1");
    const before = sent(harness, "WorkflowSwitchTraffic");
    expect(await calledOff(harness, CHO)).toEqual({ kind: "called-off", verb: "switch", readsSwitched: false });
    expect(await carryOut(harness.deps, "r1")).toEqual({ kind: "done" });
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "called-off", by: CHO, reason: "not today" });
    expect((await harness.records.requests.get("r1"))?.state.kind).toBe("used");
    expect((await harness.audited()).at(-1)).toMatchObject({ kind: "outcome", facts: { outcome: "called-off", calledOffBy: CHO } });
    expect(sent(harness, "WorkflowSwitchTraffic")).toBe(before);
    expect((await harness.records.dossier(moveId(C2C))).live).toEqual({});
  }));

test("a call that completes the plan succeeds, although somebody called off what follows it", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    const deps = withCall(harness, {
      async switchTraffic(...call) {
        expect(await calledOff(harness, BEN)).toEqual({ kind: "after-call", verb: "switch" });
        return harness.vitess.switchTraffic(...call);
      },
    });
    await carriedOut(deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    expect((await harness.audited()).filter(({ kind }) => kind === "call-off-asked")).toMatchObject([{ by: BEN }]);
  }));

test("a call that changed nothing ends as called off, with what Vitess said, and is not retried", () =>
  withHarness(async (harness) => {
    await approved(harness, SWITCH_AT_ONCE, "r1");
    let calls = 0;
    const deps = withCall(harness, {
      async switchTraffic() {
        calls += 1;
        await calledOff(harness, BEN);
        throw new Fault("refused", "no tablets were available to stream from");
      },
    });
    await carriedOut(deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "called-off", by: BEN, fault: { kind: "refused" } });
    expect(calls).toBe(1);
  }));

test("a rollback that needed no vote can be called off too", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH_AT_ONCE, "r1");
    expect(await requestOperation(harness.deps, await followed(harness), REVERSE, { ...ASKER, id: requestNamed("b1") })).toMatchObject({
      doing: "rolling-back",
    });
    expect(await calledOff(harness, BEN)).toEqual({ kind: "called-off", verb: "reverse", readsSwitched: false });
    expect(await outcomeOf(harness, "b1")).toMatchObject({ kind: "called-off", by: BEN });
    // The rollback that the switch armed is still available.
    expect(await requestOperation(harness.deps, await followed(harness), REVERSE, { ...ASKER, id: requestNamed("b2") })).toMatchObject({
      doing: "rolling-back",
    });
  }));

test("of a call-off and the last vote at the same moment one comes first, and both people get the true answer", () =>
  withHarness(async (harness) => {
    await asked(harness);
    await castVote(harness.deps, { requestId: requestNamed("r1"), by: BEN, kind: "approve", reason: "" });
    const [result, { result: voted }] = await Promise.all([
      calledOff(harness, ANA),
      castVote(harness.deps, { requestId: requestNamed("r1"), by: CHO, kind: "approve", reason: "" }),
    ]);
    expect(result).toMatchObject({ kind: "called-off", readsSwitched: false });
    const state = (await harness.records.requests.get("r1"))?.state.kind;
    // The request before its approval, or the execution that the vote started.
    expect([state, voted.kind, (await outcomeOf(harness, "r1"))?.kind]).toBeOneOf([
      ["called-off", "refused", undefined],
      ["used", "counted", "called-off"],
    ]);
  }));
