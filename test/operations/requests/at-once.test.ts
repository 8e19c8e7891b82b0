import { expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { toPersonId } from "../../../src/core/people/people.ts";
import { COMPLETE_DEFAULTS, CREATE_DEFAULTS } from "../../../src/core/options/options.ts";
import { createMove } from "../../../src/operations/moves/create-move.ts";
import { castVote } from "../../../src/operations/requests/cast-vote.ts";
import { expireRequest } from "../../../src/operations/requests/expire-request.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { withdrawRequest } from "../../../src/operations/requests/withdraw-request.ts";
import {
  CANCEL,
  ASKER,
  carriedOut,
  COMMERCE,
  disarm,
  done,
  followed,
  lines,
  outcomeOf,
  REVERSE,
  SWITCH,
  SWITCH_AT_ONCE,
} from "../moves.ts";
import { sent, withCall } from "../rules/plant.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { ANA, BEN, C2C, CHO, joinHarness, move, type Harness } from "../harness.ts";
import { requestNamed, tablesNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();
const TEN = Array.from({ length: 10 }, (_, index) => index);

/** Another process with the same records and the same Vitess. */
async function beside<T>(harness: Harness, work: (other: ReturnType<typeof joinHarness>) => Promise<T>): Promise<T> {
  const other = joinHarness(harness.address);
  try {
    return await work(other);
  } finally {
    other.close();
  }
}

test("of ten people in two processes at the same moment one opens a request, and the others learn whose it is", () =>
  withHarness((harness) =>
    beside(harness, async (other) => {
      const mine = await followed(harness);
      const answers = await Promise.all(
        TEN.map((index) => {
          const { deps } = index % 2 === 0 ? harness : other;
          return requestOperation(deps, mine, index % 3 === 0 ? CANCEL : SWITCH, {
            ...ASKER,
            by: toPersonId(`U${index}`),
            id: requestNamed(`r${index}`),
          });
        }),
      );
      const opened = answers.flatMap((answer, index) => (answer.kind === "receipt" ? [index] : []));
      expect(opened).toHaveLength(1);
      const [first = 0] = opened;
      const others = answers.filter(({ kind }) => kind !== "receipt");
      for (const answer of others) expect(answer).toMatchObject({ kind: "refused", reason: "request-open", earlier: { by: `U${first}` } });
      const requests = await Promise.all(TEN.map((index) => harness.records.requests.get(`r${index}`)));
      expect(requests.filter((one) => one !== undefined)).toHaveLength(1);
      expect((await lines(harness)).filter(({ kind }) => kind === "requested")).toHaveLength(1);
      expect((await harness.audited()).filter(({ kind }) => kind === "requested")).toHaveLength(1);
    }),
  ));

test("the same command run ten times at once is one request, and each run gets its receipt", () =>
  withHarness(async (harness) => {
    const mine = await followed(harness);
    const answers = await Promise.all(TEN.map(() => requestOperation(harness.deps, mine, SWITCH, { ...ASKER, id: requestNamed("r1") })));
    for (const answer of answers) expect(answer).toMatchObject({ kind: "receipt", doing: "asked" });
    expect((await lines(harness)).filter(({ kind }) => kind === "requested")).toHaveLength(1);
  }));

test("six presses of the rollback are one, without extra lines", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH_AT_ONCE, "r1");
    const mine = await followed(harness);
    const told = (await lines(harness)).length;
    const presses = Array.from({ length: 6 }, (_, index) => ({ ...ASKER, by: index % 2 === 0 ? BEN : ANA, id: requestNamed(`b${index}`) }));
    const answers = await Promise.all(presses.map((press) => requestOperation(harness.deps, mine, REVERSE, press)));
    for (const answer of answers) expect(answer).toMatchObject({ kind: "receipt", doing: "rolling-back" });
    const all = await Promise.all(presses.map(({ id }) => harness.records.executions.get(id)));
    const ids = all.flatMap((one) => (one === undefined ? [] : [one.id]));
    expect(ids).toHaveLength(1);
    expect(await lines(harness)).toHaveLength(told);
    const [id = ""] = ids;
    await carriedOut(harness.deps, id);
    expect(await outcomeOf(harness, id)).toMatchObject({ kind: "succeeded" });
    expect((await lines(harness)).slice(told).map(({ kind }) => kind)).toEqual(["outcome"]);
  }));

test("the last vote on a Complete during a rollback is refused with a reason, and counts once the rollback has ended", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH_AT_ONCE, "r1");
    const complete = { verb: "complete", options: { ...COMPLETE_DEFAULTS, renameTables: true } } as const;
    expect(await requestOperation(harness.deps, await followed(harness), complete, { ...ASKER, id: requestNamed("r2") })).toMatchObject({
      doing: "asked",
    });
    const cast = (by: typeof BEN) => castVote(harness.deps, { requestId: requestNamed("r2"), by, kind: "approve", reason: "" });
    expect((await cast(BEN)).result).toMatchObject({ kind: "counted", approvals: 1 });
    await requestOperation(harness.deps, await followed(harness), REVERSE, { ...ASKER, id: requestNamed("b1") });
    expect((await cast(CHO)).result).toMatchObject({ kind: "refused", reason: "move-busy" });
    expect(await harness.records.requests.get("r2")).toMatchObject({ state: { kind: "open" }, votes: [{ by: BEN }] });
    await carriedOut(harness.deps, "b1");
    expect((await cast(CHO)).result).toMatchObject({ kind: "counted", approvals: 2 });
  }));

test("a rollback that is no longer armed when it is checked needs votes, although it was armed when pressed", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH_AT_ONCE, "r1");
    const asLoaded = await followed(harness);
    await disarm(harness);
    expect(await requestOperation(harness.deps, asLoaded, REVERSE, { ...ASKER, id: requestNamed("b1") })).toMatchObject({
      kind: "receipt",
      doing: "asked",
    });
  }));

test("ten creates of one name by ten people are one call, and the others learn who was first", () =>
  withHarness((harness) =>
    beside(harness, async (other) => {
      const name = move("prod/customer.product");
      const before = sent(harness, "MoveTablesCreate");
      const options = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed("product") };
      const answers = await Promise.all(
        TEN.map((index) => {
          const asker = { ...ASKER, by: toPersonId(`U${index}`), at: ASKER.at + index, id: requestNamed(`c${index}`) };
          return createMove((index % 2 === 0 ? harness : other).deps, name, options, asker);
        }),
      );
      const created = answers.flatMap((answer, index) => (answer.kind === "receipt" ? [index] : []));
      expect(created).toHaveLength(1);
      expect(sent(harness, "MoveTablesCreate")).toBe(before + 1);
      // Those who looked late found it in Vitess already, or its table taken.
      const reason = expect.stringMatching(/^(workflow-exists|table-in-other-workflow)$/);
      for (const answer of answers.filter(({ kind }) => kind !== "receipt")) expect(answer).toMatchObject({ kind: "refused", reason });
      const entries = (await harness.records.entries(moveId(name), 0)).map(({ body }) => body.kind);
      expect(entries).toEqual(["created"]);
      expect(await followed(harness, name)).toMatchObject({ askedBy: `U${created[0]}` });
    }),
  ));

test("the last two votes and a withdrawal at the same moment end in one of the two, with everything that belongs to it", () =>
  withHarness((harness) =>
    beside(harness, async (other) => {
      await requestOperation(harness.deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") });
      await Promise.all([
        castVote(harness.deps, { requestId: requestNamed("r1"), by: BEN, kind: "approve", reason: "" }),
        castVote(other.deps, { requestId: requestNamed("r1"), by: CHO, kind: "approve", reason: "" }),
        withdrawRequest(other.deps, requestNamed("r1"), ANA),
        expireRequest(harness.deps, requestNamed("r1")),
      ]);
      const request = await harness.records.requests.get("r1");
      const execution = await harness.records.executions.get("r1");
      expect(request?.state.kind).toBeOneOf(["approved", "withdrawn"]);
      expect(execution !== undefined).toBe(request?.state.kind === "approved");
      // Each vote that counts has its line and its audit event.
      const votes = request?.votes.map(({ by }) => by) ?? [];
      const told = (await lines(harness)).flatMap((body) => (body.kind === "vote" ? [body.by] : []));
      const audited = (await harness.audited()).flatMap(({ kind, by = "" }) => (kind === "vote" ? [by] : []));
      expect([new Set(told), new Set<string>(audited)]).toEqual([new Set(votes), new Set(votes)]);
      expect([told.length, audited.length]).toEqual([votes.length, votes.length]);
      expect((await lines(harness)).filter(({ kind }) => kind === "request-ended")).toHaveLength(execution === undefined ? 1 : 0);
    }),
  ));

test("thirty votes of three people at once are three votes, each with one line and one audit event", () =>
  withHarness(async (harness) => {
    const deps = { ...harness.deps, policy: () => ({ ...harness.deps.policy(C2C.cluster), rule: { people: 5, requesterCounts: true } }) };
    const five = { ...deps.policy(), approvers: [ANA, BEN, CHO, toPersonId("U0DEV"), toPersonId("U0EVE")] };
    const many = { ...deps, policy: () => five };
    await requestOperation(many, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") });
    const people = [ANA, BEN, CHO];
    const results = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        castVote(many, { requestId: requestNamed("r1"), by: people[index % 3] ?? ANA, kind: "approve", reason: "" }),
      ),
    );
    expect(results.filter(({ result }) => result.kind === "counted")).toHaveLength(3);
    expect((await lines(harness)).filter(({ kind }) => kind === "vote")).toHaveLength(3);
    expect((await harness.audited()).filter(({ kind }) => kind === "vote").map(({ by }) => by)).toEqual(expect.arrayContaining(people));
    expect((await harness.audited()).filter(({ kind }) => kind === "vote")).toHaveLength(3);
  }));

test("the same create run twice at once succeeds, whichever run Vitess refuses", () =>
  withHarness(async (harness) => {
    const name = move("prod/customer.product");
    const options = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed("product") };
    const answers = await Promise.all([1, 2, 3].map(() => createMove(harness.deps, name, options, { ...ASKER, id: requestNamed("c1") })));
    for (const answer of answers.filter(({ kind }) => kind !== "receipt")) expect(answer.kind).toBe("fault");
    expect((await followed(harness, name)).state.kind).toBe("followed");
    expect((await harness.records.entries(moveId(name), 0)).map(({ body }) => body.kind)).toContain("created");
  }));

test("a worker that slept over its create and wakes after another has made the workflow has not failed", () =>
  withHarness(async (harness) => {
    const name = move("prod/customer.product");
    const options = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed("product") };
    const asker = { ...ASKER, id: requestNamed("c1") };
    const asleep = withCall(harness, {
      async createMove(...call) {
        expect(await createMove(harness.deps, name, options, asker)).toMatchObject({ kind: "receipt", doing: "created" });
        return harness.vitess.createMove(...call);
      },
    });
    expect(await createMove(asleep, name, options, asker)).toMatchObject({ kind: "receipt", doing: "created" });
    expect(await followed(harness, name)).toMatchObject({ state: { kind: "followed" }, askedBy: ASKER.by });
    expect((await harness.records.entries(moveId(name), 0)).map(({ body }) => body.kind)).toEqual(["created"]);
    expect((await harness.audited()).filter(({ kind }) => kind.startsWith("create"))).toHaveLength(2);
  }));
