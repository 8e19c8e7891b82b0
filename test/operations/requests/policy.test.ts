import { expect, test } from "vitest";
import type { OpenHours, Policy, PolicyRule } from "../../../src/core/operation/request/policy.ts";
import { type PersonId, toPersonId } from "../../../src/core/people/people.ts";
import { refreshMembers } from "../../../src/operations/people/refresh-members.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { castVote } from "../../../src/operations/requests/cast-vote.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { requestNamed } from "../../names.ts";
import { BEN, CHO, type Harness, POLICY, under } from "../harness.ts";
import { ASKER, carriedOut, followed, outcomeOf, SWITCH } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";

const withHarness = harnessesWithRunningMove();
const DEV = toPersonId("U0DEV");
const ID = requestNamed("r1");
const DBA = { approvers: ["S0DBA"] } as const;
const GROUPS = { S0DBA: [BEN, CHO, DEV], S0ONCALL: [DEV] };

type Deps = Harness["deps"];

/** Anything may be done by two people, and this rule says what differs. */
function ruled(harness: Harness, rule: Partial<PolicyRule>, policy: Partial<Policy> = DBA): Deps {
  return under(harness.deps, { ...policy, rules: [{ name: "payments at night", verbs: [], keyspaces: [], rule: POLICY.rule, ...rule }] });
}

function refreshed(deps: Deps, groups: Readonly<Record<string, readonly PersonId[]>>): Promise<void> {
  return refreshMembers({ ...deps, readGroup: (group) => Promise.resolve(groups[group] ?? []), isInsider: () => Promise.resolve(true) });
}

async function asked(harness: Harness, deps: Deps) {
  return requestOperation(deps, await followed(harness), SWITCH, { ...ASKER, id: ID });
}

async function approve(deps: Deps, ...people: readonly PersonId[]): Promise<void> {
  for (const by of people) await castVote(deps, { requestId: ID, by, kind: "approve", reason: "" });
}

async function stateOf({ records }: Harness): Promise<string | undefined> {
  return (await records.requests.get(ID))?.state.kind;
}

/** A window of this day's clock that is open, or one that was an hour ago. */
async function hours({ records }: Harness, isOpen: boolean): Promise<readonly OpenHours[]> {
  const day = new Date(await records.now()).getUTCDay() || 7;
  return [{ days: [isOpen ? day : (day % 7) + 1], from: 0, to: 24 * 60, timeZone: "Etc/UTC" }];
}

test("two approvals are not enough until one is of the group that the rule names", () =>
  withHarness(async (harness) => {
    const deps = ruled(harness, { rule: { ...POLICY.rule, oneOf: [["S0ONCALL"]] } });
    await refreshed(deps, GROUPS);
    expect(await asked(harness, deps)).toMatchObject({ kind: "receipt" });
    await approve(deps, BEN, CHO);
    expect(await stateOf(harness)).toBe("open");
    await approve(deps, DEV);
    expect(await stateOf(harness)).toBe("approved");
    const request = await harness.records.requests.get(ID);
    expect(request?.policy).toMatchObject({ spoke: ["payments at night"], hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await carriedOut(deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
  }));

test("somebody who joins the group after voting takes its seat when the groups are read, and one who left it does not when it counts", () =>
  withHarness(async (harness) => {
    const deps = ruled(harness, { rule: { ...POLICY.rule, oneOf: [["S0ONCALL"]] } });
    await refreshed(deps, GROUPS);
    await asked(harness, deps);
    await approve(deps, BEN, CHO);
    await refreshed(deps, { ...GROUPS, S0ONCALL: [CHO] });
    expect(await stateOf(harness)).toBe("approved");
    await refreshed(deps, GROUPS);
    await carriedOut(deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "refused", reason: "approver-lost" });
  }));

test("the owners of a table must be among those who approve, and a request that none of them could approve is refused", () =>
  withHarness(async (harness) => {
    const owners = [{ pattern: "customer.cord*", people: ["U0DEV"], verbs: [] }];
    const without = under(harness.deps, { owners });
    expect(await asked(harness, without)).toMatchObject({ kind: "refused", reason: "seat-without-approver", subject: "U0DEV" });
    const deps = under(harness.deps, { approvers: [BEN, CHO, DEV], owners });
    await asked(harness, deps);
    await approve(deps, BEN, CHO);
    expect(await stateOf(harness)).toBe("open");
    await approve(deps, DEV);
    expect(await stateOf(harness)).toBe("approved");
  }));

test("a policy that was raised since the approval counts at the call", () =>
  withHarness(async (harness) => {
    const deps = ruled(harness, {}, { approvers: [BEN, CHO, DEV] });
    await asked(harness, deps);
    await approve(deps, BEN, CHO);
    expect(await stateOf(harness)).toBe("approved");
    await carriedOut(under(deps, { approvers: [BEN, CHO, DEV], rule: { people: 3, requesterCounts: false } }), "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "refused", reason: "policy-raised" });
  }));

test("a policy that was raised or lowered while people vote leaves the stricter of both", () =>
  withHarness(async (harness) => {
    const three = under(harness.deps, { approvers: [BEN, CHO, DEV], rule: { people: 3, requesterCounts: false } });
    await asked(harness, three);
    const two = under(harness.deps, { approvers: [BEN, CHO, DEV] });
    await approve(two, BEN, CHO);
    expect(await stateOf(harness)).toBe("open");
    await approve(two, DEV);
    expect(await stateOf(harness)).toBe("approved");
  }));

function switchCalls({ simulator }: Harness): readonly unknown[] {
  return simulator.calls().filter(({ method, request }) => method === "WorkflowSwitchTraffic" && request["dry_run"] !== true);
}

test("outside the policy's hours a switch is requested and approved, and waits for them", () =>
  withHarness(async (harness) => {
    const closed = ruled(harness, { windows: await hours(harness, false) }, {});
    expect(await asked(harness, closed)).toMatchObject({ kind: "receipt" });
    await approve(closed, BEN, CHO);
    expect(await carryOut(closed, "r1")).toMatchObject({ kind: "again" });
    const { state, useBy } = (await harness.records.executions.get("r1")) ?? {};
    expect(state).toMatchObject({ kind: "held", hold: { reason: "window", until: useBy } });
    expect(switchCalls(harness)).toEqual([]);
  }));

test("a switch whose hours are never open together is refused", () =>
  withHarness(async (harness) => {
    const [open] = await hours(harness, true);
    const [other] = await hours(harness, false);
    const never = ruled(harness, { windows: [open, other].filter((one) => one !== undefined) }, {});
    expect(await asked(harness, never)).toMatchObject({ kind: "refused", reason: "outside-window" });
  }));

test("a rule's own deadlines and largest lag bind its requests", () =>
  withHarness(async (harness) => {
    const deps = ruled(harness, { limits: { approveByMs: 60_000, useByMs: 30_000, maxLagSeconds: 5 } }, {});
    await asked(harness, deps);
    const request = await harness.records.requests.get(ID);
    expect([(request?.approveBy ?? 0) - (request?.askedAt ?? 0), request?.useForMs]).toEqual([60_000, 30_000]);
    expect(request?.policy?.limits.maxLagSeconds).toBe(5);
  }));
