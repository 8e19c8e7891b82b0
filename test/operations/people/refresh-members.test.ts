import { expect, test } from "vitest";
import { channelId, type PersonId, personId } from "../../../src/core/people/people.ts";
import type { VerbDeps } from "../../../src/operations/deps.ts";
import type { CarryOutDeps } from "../../../src/operations/carry-out/deps.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { refreshMembers } from "../../../src/operations/people/refresh-members.ts";
import { MEMBERS_GOOD_FOR_MS, rosterOf } from "../../../src/operations/people/roster.ts";
import { type Cast, castVote } from "../../../src/operations/requests/cast-vote.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { ASKER, carriedOut, followed, lines, outcomeOf, SWITCH, SWITCH_AT_ONCE } from "../moves.ts";
import { stagesWithRunningMove } from "../running-move.ts";
import { ANA, BEN, C2C, CHO, type Stage, under } from "../stage.ts";

const onStage = stagesWithRunningMove();
const DEV = personId("U0DEV");
const OPERATORS = channelId("C0OPS");

type Deps = VerbDeps & CarryOutDeps;

/** Ben and Cho approve because they are in a group; Ana operates. */
function byGroup(stage: Stage): Deps {
  const deps = under(stage.deps, { approvers: ["S0DBA"] });
  return { ...deps, clusters: { ...deps.clusters, alarmsOf: () => OPERATORS } };
}

/** What Slack says of the groups; one that it does not know cannot be read. */
function slack(groups: Readonly<Record<string, readonly PersonId[]>>): (group: string) => Promise<readonly PersonId[]> {
  return (group) => (groups[group] === undefined ? Promise.reject(new Error("ratelimited")) : Promise.resolve(groups[group]));
}

async function refreshed(deps: Deps, groups: Readonly<Record<string, readonly PersonId[]>>): Promise<void> {
  await refreshMembers({ ...deps, readGroup: slack(groups) });
}

/** A minute in which Slack answers nothing. */
function unread(deps: Deps): Promise<void> {
  return expect(refreshed(deps, {})).rejects.toThrow("ratelimited");
}

/** The same, when every group was read so long ago. */
function aged(deps: Deps, ageMs: number): Deps {
  const { records } = deps;
  const members: typeof records.members = async (group) => {
    const found = await records.members(group);
    return found === undefined ? undefined : { ...found, ageMs };
  };
  return { ...deps, records: { ...records, members } };
}

function vote(deps: Deps, by: PersonId, kind: "approve" | "reject" = "approve"): Promise<Cast> {
  return castVote(deps, { requestId: "r1", by, kind, reason: kind === "reject" ? "not today" : "" });
}

async function asked(stage: Stage, deps: Deps, operation = SWITCH): Promise<void> {
  expect(await requestOperation(deps, await followed(stage), operation, { ...ASKER, id: "r1" })).toMatchObject({ kind: "receipt" });
}

function stateOf(stage: Stage): Promise<string | undefined> {
  return stage.records.requests.get("r1").then((request) => request?.state.kind);
}

test("a group that cannot be read keeps its last people, and the other groups are read all the same", () =>
  onStage(async (stage) => {
    const deps = { ...under(stage.deps, { approvers: ["S0DBA", "S0ONCALL", ANA] }) };
    await refreshed(deps, { S0DBA: [BEN], S0ONCALL: [CHO] });
    await expect(refreshed(deps, { S0ONCALL: [DEV] })).rejects.toThrow("ratelimited");
    const memberOf = async (list: readonly string[], person: PersonId) => (await rosterOf(stage.records, list)).membershipOf(person);
    expect(await memberOf(["S0DBA"], BEN)).toBe("member");
    expect(await memberOf(["S0ONCALL"], CHO)).toBe("not-member");
    expect(await memberOf(["S0ONCALL", ANA], DEV)).toBe("member");
    expect(await memberOf(["S0NEVERREAD", ANA], ANA)).toBe("member");
    expect(await memberOf(["S0NEVERREAD", ANA], BEN)).toBe("unknown");
  }));

test("what is known of a group holds for ten minutes; after that it is not known who is in it, but whoever is named still counts", () =>
  onStage(async (stage) => {
    const deps = byGroup(stage);
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    const young = await rosterOf(aged(deps, MEMBERS_GOOD_FOR_MS).records, ["S0DBA", ANA]);
    expect([young.membershipOf(BEN), young.membershipOf(DEV), young.unread]).toEqual(["member", "not-member", []]);
    const old = await rosterOf(aged(deps, MEMBERS_GOOD_FOR_MS + 1).records, ["S0DBA", ANA]);
    expect([old.membershipOf(BEN), old.membershipOf(DEV), old.membershipOf(ANA)]).toEqual(["unknown", "unknown", "member"]);
    expect(old).toMatchObject({ unread: [{ group: "S0DBA" }], unreadSince: (await stage.records.members("S0DBA"))?.readAt });
    expect([...old.people]).toEqual([ANA]);
  }));

test("before a group was read nobody is refused for it: nobody can be asked yet, and that is what it says", () =>
  onStage(async (stage) => {
    const answer = await requestOperation(byGroup(stage), await followed(stage), SWITCH, { ...ASKER, id: "r1" });
    expect(answer).toMatchObject({ kind: "refused", reason: "people-unknown" });
    await refreshed(byGroup(stage), { S0DBA: [BEN] });
    const later = await requestOperation(byGroup(stage), await followed(stage), SWITCH, { ...ASKER, id: "r1" });
    expect(later).toMatchObject({ kind: "refused", reason: "too-few-approvers" });
  }));

test("votes are held in words while it is not known who may vote, and are counted when that is read again: with the last, it begins", () =>
  onStage(async (stage) => {
    const deps = byGroup(stage);
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    await asked(stage, deps);
    const unreadSince = (await stage.records.members("S0DBA"))?.readAt;
    const stale = aged(deps, MEMBERS_GOOD_FOR_MS + 1);
    for (const by of [BEN, CHO, DEV]) expect((await vote(stale, by)).result).toEqual({ kind: "held", unreadSince });
    expect((await vote(stale, BEN)).result).toMatchObject({ kind: "refused", reason: "already-voted" });
    expect(await stateOf(stage)).toBe("open");
    const held = (await lines(stage)).filter((body) => body.kind === "vote");
    expect(held).toMatchObject([BEN, CHO, DEV].map((by) => ({ by, held: true, approvals: 0, needed: 2 })));
    expect((await stage.audited()).filter(({ kind }) => kind === "vote-held").map(({ by }) => by)).toEqual([BEN, CHO, DEV]);

    await refreshed(deps, { S0DBA: [BEN, CHO] });
    expect(await stateOf(stage)).toBe("approved");
    expect((await stage.records.requests.get("r1"))?.votes).toMatchObject([{ by: BEN }, { by: CHO }]);
    expect((await stage.records.executions.get("r1"))?.state.kind).toBe("ready");
    expect(stage.jobs.asked).toContain("carry-out r1");
    const since = (await lines(stage)).slice((await lines(stage)).indexOf(held[2] ?? { kind: "gone" }) + 1);
    expect(since.map((body) => body.kind)).toEqual(expect.arrayContaining(["votes-lapsed", "vote", "vote"]));
    expect((await lines(stage)).find((body) => body.kind === "votes-lapsed")).toMatchObject({ requestId: "r1", people: [DEV] });
    const audit = (await stage.audited()).map(({ kind, by }) => [kind, by]);
    expect(audit).toEqual(
      expect.arrayContaining([
        ["vote-lapsed", DEV],
        ["vote", BEN],
        ["vote", CHO],
      ]),
    );
    expect(audit.filter(([kind]) => kind === "vote")).toHaveLength(2);
    // Read again, nothing is counted a second time.
    const before = (await lines(stage)).length;
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    expect(await lines(stage)).toHaveLength(before);
  }));

test("a rejection that was held rejects when it is known that it may", () =>
  onStage(async (stage) => {
    const deps = byGroup(stage);
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    await asked(stage, deps);
    await vote(deps, CHO);
    await vote(aged(deps, MEMBERS_GOOD_FOR_MS + 1), BEN, "reject");
    expect(await stateOf(stage)).toBe("open");
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    expect((await stage.records.requests.get("r1"))?.state).toMatchObject({ kind: "rejected", by: BEN, reason: "not today" });
    expect(await stage.records.executions.get("r1")).toBeUndefined();
  }));

test("whoever has left the group stops counting at the next read, in an open request and before a call", () =>
  onStage(async (stage) => {
    const deps = byGroup(stage);
    await refreshed(deps, { S0DBA: [BEN, CHO, DEV] });
    await asked(stage, deps, SWITCH_AT_ONCE);
    await vote(deps, BEN);
    await refreshed(deps, { S0DBA: [CHO, DEV] });
    expect((await stage.records.requests.get("r1"))?.votes).toEqual([]);
    expect((await lines(stage)).at(-1)).toMatchObject({ kind: "votes-lapsed", people: [BEN] });
    await vote(deps, CHO);
    await vote(deps, DEV);
    expect(await stateOf(stage)).toBe("approved");
    await refreshed(deps, { S0DBA: [CHO] });
    await carriedOut(deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "refused", reason: "approver-lost" });
  }));

test("an approved operation is held while its approvers are not known, says since when, and goes on when they are", () =>
  onStage(async (stage) => {
    const deps = byGroup(stage);
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    await asked(stage, deps, SWITCH_AT_ONCE);
    for (const by of [BEN, CHO]) await vote(deps, by);
    const stale = aged(deps, MEMBERS_GOOD_FOR_MS + 1);
    expect(await carryOut(stale, "r1")).toMatchObject({ kind: "again" });
    const unreadSince = (await stage.records.members("S0DBA"))?.readAt;
    expect((await stage.records.executions.get("r1"))?.state).toMatchObject({
      kind: "held",
      hold: { reason: "people-unknown", unreadSince },
    });
    expect((await lines(stage)).at(-1)).toMatchObject({ kind: "held", hold: { reason: "people-unknown" } });
    expect(
      stage.simulator.calls().filter(({ method, request }) => method === "WorkflowSwitchTraffic" && request["dry_run"] !== true),
    ).toEqual([]);
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    await carriedOut(deps, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
  }));

test("an operation whose approvers stay unknown gives up, with that as the reason", () =>
  onStage(async (stage) => {
    const deps = byGroup(stage);
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    await asked(stage, deps, SWITCH_AT_ONCE);
    for (const by of [BEN, CHO]) await vote(deps, by);
    const impatient = under(aged(deps, MEMBERS_GOOD_FOR_MS + 1), { approvers: ["S0DBA"], limits: { holdMs: 120 } });
    await carriedOut(impatient, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "refused", reason: "people-unknown-too-long" });
  }));

test("the operators' channel is told once that a group is not known any more, and again when it happens again", () =>
  onStage(async (stage) => {
    const deps = byGroup(stage);
    await refreshed(deps, { S0DBA: [BEN, CHO] });
    expect(await stage.records.notices.unposted()).toEqual([]);
    // As long as it is young, a read that fails is no news.
    await unread(deps);
    expect(await stage.records.notices.unposted()).toEqual([]);

    const stale = aged(deps, MEMBERS_GOOD_FOR_MS + 1);
    const since = (await stage.records.members("S0DBA"))?.readAt;
    for (let minute = 0; minute < 3; minute += 1) await unread(stale);
    const notice = { channel: OPERATORS, body: { kind: "people-unread", cluster: C2C.cluster, group: "S0DBA" } };
    expect(await stage.records.notices.unposted()).toMatchObject([{ ...notice, body: { ...notice.body, since } }]);
    expect(stage.jobs.asked.filter((job) => job.startsWith("publish-notice"))).toHaveLength(1);

    await refreshed(deps, { S0DBA: [BEN, CHO] });
    await unread(stale);
    expect(await stage.records.notices.unposted()).toHaveLength(2);
  }));

test("a group that was never read is told of once as well, and without an operators' channel nobody is told", () =>
  onStage(async (stage) => {
    const quiet = { ...byGroup(stage), clusters: stage.deps.clusters };
    await unread(quiet);
    expect(await stage.records.notices.unposted()).toEqual([]);
    await unread(byGroup(stage));
    await unread(byGroup(stage));
    const notices = await stage.records.notices.unposted();
    expect(notices).toMatchObject([{ body: { kind: "people-unread", group: "S0DBA" } }]);
    expect(notices[0]?.body).not.toHaveProperty("since");
  }));
