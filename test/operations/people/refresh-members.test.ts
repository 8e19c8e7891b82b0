import { expect, test } from "vitest";
import { toChannelId, type PersonId, toPersonId } from "../../../src/core/people/people.ts";
import type { VerbDeps } from "../../../src/operations/deps.ts";
import type { CarryOutDeps } from "../../../src/operations/carry-out/deps.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { refreshMembers } from "../../../src/operations/people/refresh-members.ts";
import { MEMBERS_GOOD_FOR_MS, readRoster } from "../../../src/operations/people/roster.ts";
import { type Cast, castVote } from "../../../src/operations/requests/cast-vote.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { ASKER, carriedOut, followed, lines, outcomeOf, SWITCH, SWITCH_AT_ONCE } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { ANA, BEN, C2C, CHO, type Harness, under } from "../harness.ts";
import { requestNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();
const DEV = toPersonId("U0DEV");
const OPERATORS = toChannelId("C0OPS");

type Deps = VerbDeps & CarryOutDeps;

/** Ben and Cho approve because they are in a group; Ana operates. */
function byGroup(harness: Harness): Deps {
  const deps = under(harness.deps, { approvers: ["S0DBA"] });
  return { ...deps, clusters: { ...deps.clusters, alarmsOf: () => OPERATORS } };
}

/** What Slack says about the groups; one that it does not know cannot be read. */
function slack(groups: Readonly<Record<string, readonly PersonId[]>>): (group: string) => Promise<readonly PersonId[]> {
  return (group) => (groups[group] === undefined ? Promise.reject(new Error("ratelimited")) : Promise.resolve(groups[group]));
}

/** `outside`: whom Slack calls no members. */
async function refreshed(
  deps: Deps,
  groups: Readonly<Record<string, readonly PersonId[]>>,
  outside: readonly PersonId[] = [],
): Promise<void> {
  await refreshMembers({ ...deps, readGroup: slack(groups), isInsider: (person) => Promise.resolve(!outside.includes(person)) });
}

/** A minute in which Slack answers nothing. */
function unread(deps: Deps): Promise<void> {
  return expect(refreshed(deps, {})).rejects.toThrow("ratelimited");
}

/** The same, with every group read this long ago. */
function aged(deps: Deps, ageMs: number): Deps {
  const { records } = deps;
  const members: typeof records.members = async (group) => {
    const found = await records.members(group);
    return found === undefined ? undefined : { ...found, ageMs };
  };
  return { ...deps, records: { ...records, members } };
}

function vote(deps: Deps, by: PersonId, kind: "approve" | "reject" = "approve"): Promise<Cast> {
  return castVote(deps, { requestId: requestNamed("r1"), by, kind, reason: kind === "reject" ? "not today" : "" });
}

async function asked(harness: Harness, deps: Deps, operation = SWITCH): Promise<void> {
  expect(await requestOperation(deps, await followed(harness), operation, { ...ASKER, id: requestNamed("r1") })).toMatchObject({
    kind: "receipt",
  });
}

function stateOf(harness: Harness): Promise<string | undefined> {
  return harness.records.requests.get("r1").then((request) => request?.state.kind);
}

test("a group that cannot be read keeps its last members, and the other groups are still read", () =>
  withHarness(async (harness) => {
    const deps = { ...under(harness.deps, { approvers: ["S0DBA", "S0ONCALL", ANA] }) };
    await refreshed(deps, { S0DBA: [BEN], S0ONCALL: [CHO] });
    await expect(refreshed(deps, { S0ONCALL: [DEV] })).rejects.toThrow("ratelimited");
    const memberOf = async (list: readonly string[], person: PersonId) => (await readRoster(harness.records, list)).membershipOf(person);
    expect(await memberOf(["S0DBA"], BEN)).toBe("member");
    expect(await memberOf(["S0ONCALL"], CHO)).toBe("not-member");
    expect(await memberOf(["S0ONCALL", ANA], DEV)).toBe("member");
    expect(await memberOf(["S0NEVERREAD", ANA], ANA)).toBe("member");
    expect(await memberOf(["S0NEVERREAD", ANA], BEN)).toBe("unknown");
  }));

test("a group's members are valid for ten minutes; after that they are unknown, but people named in the policy still count", () =>
  withHarness(async (harness) => {
    const deps = byGroup(harness);
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    const young = await readRoster(aged(deps, MEMBERS_GOOD_FOR_MS).records, ["S0DBA", ANA]);
    expect([young.membershipOf(BEN), young.membershipOf(DEV), young.unread]).toEqual(["member", "not-member", []]);
    const old = await readRoster(aged(deps, MEMBERS_GOOD_FOR_MS + 1).records, ["S0DBA", ANA]);
    expect([old.membershipOf(BEN), old.membershipOf(DEV), old.membershipOf(ANA)]).toEqual(["unknown", "unknown", "member"]);
    expect(old).toMatchObject({ unread: [{ group: "S0DBA" }], unreadSince: (await harness.records.members("S0DBA"))?.readAt });
    expect([...old.people]).toEqual([ANA]);
  }));

test("before a group was read nobody is refused for it: nothing can be requested yet, and the answer says so", () =>
  withHarness(async (harness) => {
    const answer = await requestOperation(byGroup(harness), await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") });
    expect(answer).toMatchObject({ kind: "refused", reason: "people-unknown" });
    await refreshed(byGroup(harness), { S0DBA: [BEN] });
    const later = await requestOperation(byGroup(harness), await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") });
    expect(later).toMatchObject({ kind: "refused", reason: "too-few-approvers" });
  }));

test("votes are held while membership is unknown, and counted once it is read again: the last one starts the operation", () =>
  withHarness(async (harness) => {
    const deps = byGroup(harness);
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    await asked(harness, deps);
    const unreadSince = (await harness.records.members("S0DBA"))?.readAt;
    const stale = aged(deps, MEMBERS_GOOD_FOR_MS + 1);
    for (const by of [BEN, CHO, DEV]) expect((await vote(stale, by)).result).toEqual({ kind: "held", unreadSince });
    expect((await vote(stale, BEN)).result).toMatchObject({ kind: "refused", reason: "already-voted" });
    expect(await stateOf(harness)).toBe("open");
    const held = (await lines(harness)).filter((body) => body.kind === "vote");
    expect(held).toMatchObject([BEN, CHO, DEV].map((by) => ({ by, held: true, approvals: 0, needed: 2 })));
    expect((await harness.audited()).filter(({ kind }) => kind === "vote-held").map(({ by }) => by)).toEqual([BEN, CHO, DEV]);

    await refreshed(deps, { S0DBA: [BEN, CHO] });
    expect(await stateOf(harness)).toBe("approved");
    expect((await harness.records.requests.get("r1"))?.votes).toMatchObject([{ by: BEN }, { by: CHO }]);
    expect((await harness.records.executions.get("r1"))?.state.kind).toBe("ready");
    expect(harness.jobs.asked).toContain("carry-out r1");
    const since = (await lines(harness)).slice((await lines(harness)).indexOf(held[2] ?? { kind: "gone" }) + 1);
    expect(since.map((body) => body.kind)).toEqual(expect.arrayContaining(["votes-lapsed", "vote", "vote"]));
    expect((await lines(harness)).find((body) => body.kind === "votes-lapsed")).toMatchObject({ requestId: "r1", people: [DEV] });
    const audit = (await harness.audited()).map(({ kind, by }) => [kind, by]);
    expect(audit).toEqual(
      expect.arrayContaining([
        ["vote-lapsed", DEV],
        ["vote", BEN],
        ["vote", CHO],
      ]),
    );
    expect(audit.filter(([kind]) => kind === "vote")).toHaveLength(2);
    // A second read counts nothing twice.
    const before = (await lines(harness)).length;
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    expect(await lines(harness)).toHaveLength(before);
  }));

test("a rejection that was held rejects once its voter is known to be an approver", () =>
  withHarness(async (harness) => {
    const deps = byGroup(harness);
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    await asked(harness, deps);
    await vote(deps, CHO);
    await vote(aged(deps, MEMBERS_GOOD_FOR_MS + 1), BEN, "reject");
    expect(await stateOf(harness)).toBe("open");
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    expect((await harness.records.requests.get("r1"))?.state).toMatchObject({ kind: "rejected", by: BEN, reason: "not today" });
    expect(await harness.records.executions.get("r1")).toBeUndefined();
  }));

test("whoever has left the group stops counting at the next read, in an open request and before a call", () =>
  withHarness(async (harness) => {
    const deps = byGroup(harness);
    await refreshed(deps, { S0DBA: [BEN, CHO, DEV] });
    await asked(harness, deps, SWITCH_AT_ONCE);
    await vote(deps, BEN);
    await refreshed(deps, { S0DBA: [CHO, DEV] });
    expect((await harness.records.requests.get("r1"))?.votes).toEqual([]);
    expect((await lines(harness)).at(-1)).toMatchObject({ kind: "votes-lapsed", people: [BEN] });
    await vote(deps, CHO);
    await vote(deps, DEV);
    expect(await stateOf(harness)).toBe("approved");
    await refreshed(deps, { S0DBA: [CHO] });
    await carriedOut(deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "refused", reason: "approver-lost" });
  }));

test("the people of a group that was deleted stop counting at the next read, and one that was never read stays unknown", () =>
  withHarness(async (harness) => {
    const deps = byGroup(harness);
    const deleted = (): Promise<void> => refreshMembers({ ...deps, readGroup: async () => undefined, isInsider: async () => true });
    await expect(deleted()).rejects.toMatchObject({ name: "Fault", kind: "refused" });
    expect((await readRoster(deps.records, ["S0DBA"])).membershipOf(BEN)).toBe("unknown");

    await refreshed(deps, { S0DBA: [BEN, CHO] });
    await asked(harness, deps, SWITCH_AT_ONCE);
    await vote(deps, BEN);
    await deleted();
    expect((await harness.records.requests.get("r1"))?.votes).toEqual([]);
    expect((await lines(harness)).at(-1)).toMatchObject({ kind: "votes-lapsed", people: [BEN] });
    expect((await readRoster(deps.records, ["S0DBA"])).membershipOf(CHO)).toBe("not-member");
  }));

test("an approved operation is held while its approvers are unknown, says since when, and goes on once they are known", () =>
  withHarness(async (harness) => {
    const deps = byGroup(harness);
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    await asked(harness, deps, SWITCH_AT_ONCE);
    for (const by of [BEN, CHO]) await vote(deps, by);
    const stale = aged(deps, MEMBERS_GOOD_FOR_MS + 1);
    expect(await carryOut(stale, "r1")).toMatchObject({ kind: "again" });
    const unreadSince = (await harness.records.members("S0DBA"))?.readAt;
    expect((await harness.records.executions.get("r1"))?.state).toMatchObject({
      kind: "held",
      hold: { reason: "people-unknown", unreadSince },
    });
    expect((await lines(harness)).at(-1)).toMatchObject({ kind: "held", hold: { reason: "people-unknown" } });
    expect(
      harness.simulator.calls().filter(({ method, request }) => method === "WorkflowSwitchTraffic" && request["dry_run"] !== true),
    ).toEqual([]);
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    await carriedOut(deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
  }));

test("an operation whose approvers stay unknown gives up, with that as the reason", () =>
  withHarness(async (harness) => {
    const deps = byGroup(harness);
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    await asked(harness, deps, SWITCH_AT_ONCE);
    for (const by of [BEN, CHO]) await vote(deps, by);
    const impatient = under(aged(deps, MEMBERS_GOOD_FOR_MS + 1), { approvers: ["S0DBA"], limits: { holdMs: 120 } });
    await carriedOut(impatient, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "refused", reason: "people-unknown-too-long" });
  }));

test("the operators' channel is told once that a group is unknown, and again when it happens again", () =>
  withHarness(async (harness) => {
    const deps = byGroup(harness);
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    expect(await harness.records.notices.unposted()).toEqual([]);
    // While the last read is recent, a failed one is no news.
    await unread(deps);
    expect(await harness.records.notices.unposted()).toEqual([]);

    const stale = aged(deps, MEMBERS_GOOD_FOR_MS + 1);
    const since = (await harness.records.members("S0DBA"))?.readAt;
    for (let minute = 0; minute < 3; minute += 1) await unread(stale);
    const notice = { channel: OPERATORS, body: { kind: "people-unread", cluster: C2C.cluster, group: "S0DBA" } };
    expect(await harness.records.notices.unposted()).toMatchObject([{ ...notice, body: { ...notice.body, since } }]);
    expect(harness.jobs.asked.filter((job) => job.startsWith("publish-notice"))).toHaveLength(1);

    await refreshed(deps, { S0DBA: [BEN, CHO] });
    await unread(stale);
    expect(await harness.records.notices.unposted()).toHaveLength(2);
  }));

test("a group that was never read is announced once too; without an operators' channel nobody is told", () =>
  withHarness(async (harness) => {
    const quiet = { ...byGroup(harness), clusters: harness.deps.clusters };
    await unread(quiet);
    expect(await harness.records.notices.unposted()).toEqual([]);
    await unread(byGroup(harness));
    await unread(byGroup(harness));
    const notices = await harness.records.notices.unposted();
    expect(notices).toMatchObject([{ body: { kind: "people-unread", group: "S0DBA" } }]);
    expect(notices[0]?.body).not.toHaveProperty("since");
  }));

test("an approver whom Slack calls no member any more stops counting at the next read, also one named in the policy", () =>
  withHarness(async (harness) => {
    const deps = under(harness.deps, { approvers: [BEN, CHO, "S0DBA"] });
    const groups = { S0DBA: [DEV] };
    await refreshed(deps, groups);
    await asked(harness, deps, SWITCH_AT_ONCE);
    await vote(deps, BEN);
    await refreshed(deps, groups, [BEN]);
    expect((await harness.records.requests.get("r1"))?.votes).toEqual([]);
    expect((await lines(harness)).at(-1)).toMatchObject({ kind: "votes-lapsed", people: [BEN] });
    await vote(deps, CHO);
    await vote(deps, DEV);
    expect(await stateOf(harness)).toBe("approved");
    await refreshed(deps, groups, [DEV]);
    await carriedOut(deps, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "refused", reason: "approver-lost" });
  }));

test("while Slack does not say who a voter is, its last word counts, and the job fails so that it is logged", () =>
  withHarness(async (harness) => {
    const deps = under(harness.deps, { approvers: [BEN, CHO, DEV] });
    await asked(harness, deps);
    for (const by of [BEN, CHO]) await vote(deps, by);
    await expect(refreshAskingNobody(deps)).rejects.toThrow("ratelimited");
    expect((await harness.records.requests.get("r1"))?.votes).toHaveLength(2);
    await refreshed(deps, {}, [BEN]);
    await expect(refreshAskingNobody(deps)).rejects.toThrow("ratelimited");
    expect((await readRoster(harness.records, [BEN, CHO])).membershipOf(BEN)).toBe("not-member");
    await refreshed(deps, {});
    expect((await readRoster(harness.records, [BEN, CHO])).membershipOf(BEN)).toBe("member");
  }));

function refreshAskingNobody(deps: Deps): Promise<void> {
  return refreshMembers({ ...deps, readGroup: slack({}), isInsider: () => Promise.reject(new Error("ratelimited")) });
}
