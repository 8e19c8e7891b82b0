import { describe, expect, test } from "vitest";
import type { Records } from "../../../src/operations/records.ts";
import { MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { askInSlack, openHarness, toldTo } from "./harness.ts";

const redis = bench();
const approve = "request:approve";
const reject = "request:reject";

async function votesIn(records: Records): Promise<readonly string[]> {
  return ((await records.requests.get("q-1"))?.votes ?? []).map(({ by, kind }) => `${by} ${kind}`);
}

describe.each(["socket", "http"] as const)("approving over %s", (transport) => {
  test("two people's presses approve, once each, and the execution is queued after the second", async () => {
    const harness = await openHarness(redis.fresh().records, transport);
    const { slack, records, jobs } = harness;
    const { channel, ts } = await askInSlack(harness);
    expect(await slack.click({ user: "U0BEN", channel, ts, actionId: approve })).toMatchObject({ ok: true });
    await slack.waitFor(() => toldTo(slack, "U0BEN").length === 1);
    expect(jobs.asked).toEqual([`publish-thread ${MOVE_ID}`, `publish-cards ${MOVE_ID}`]);
    await slack.click({ user: "U0CHO", channel, ts, actionId: approve });
    await slack.waitFor(() => toldTo(slack, "U0CHO").length === 1);
    expect(jobs.asked).toEqual([
      `publish-thread ${MOVE_ID}`,
      `publish-cards ${MOVE_ID}`,
      "carry-out q-1",
      `publish-thread ${MOVE_ID}`,
      `publish-cards ${MOVE_ID}`,
    ]);
    expect(await records.executions.get("q-1")).toMatchObject({ requestId: "q-1", state: { kind: "ready" } });
    expect(await votesIn(records)).toEqual(["U0BEN approve", "U0CHO approve"]);
    expect(toldTo(slack, "U0BEN")[0]).toContain("1 of 2");
    expect(toldTo(slack, "U0CHO")[0]).toContain("2 of 2");
    expect(slack.ephemerals("U0ANA")).toEqual([]);
  });
});

describe("a vote", () => {
  test("is stored before Slack gets the acknowledgement, even if nothing else ever happens to it", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack, records, jobs } = harness;
    const { channel, ts } = await askInSlack(harness);
    jobs.hang();
    await slack.click({ user: "U0BEN", channel, ts, actionId: approve });
    expect(await votesIn(records)).toEqual(["U0BEN approve"]);
    expect(toldTo(slack, "U0BEN")).toEqual([]);
  });

  test("stands if its acknowledgement is cut off, and does not count twice if pressed again", async () => {
    const { records } = redis.fresh();
    let afterWrite: (() => void) | undefined;
    const commit: Records["commit"] = async (id, decide, named) => {
      const result = await records.commit(id, decide, named);
      afterWrite?.();
      return result;
    };
    const harness = await openHarness({ ...records, commit });
    const { slack } = harness;
    const { channel, ts } = await askInSlack(harness);
    // The connection breaks between the write and the acknowledgement.
    afterWrite = () => slack.sockets.drop();
    expect(await slack.click({ user: "U0BEN", channel, ts, actionId: approve })).toMatchObject({ ok: false });
    afterWrite = undefined;
    expect(await votesIn(records)).toEqual(["U0BEN approve"]);
    await slack.waitFor(() => slack.sockets.count() === 1, 15_000);
    await slack.click({ user: "U0BEN", channel, ts, actionId: approve });
    expect(await votesIn(records)).toEqual(["U0BEN approve"]);
  });

  test("delivered twice counts once, and both deliveries are answered", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack, records } = harness;
    const { channel, ts } = await askInSlack(harness);
    slack.faults.add({ deliver: "interactive", kind: "duplicate" });
    await slack.click({ user: "U0BEN", channel, ts, actionId: approve });
    await slack.waitFor(() => toldTo(slack, "U0BEN").length === 2);
    expect(await votesIn(records)).toEqual(["U0BEN approve"]);
  });

  test.each([
    ["U0ANA", "You requested"],
    ["U0DEV", "Only approvers can decide this."],
  ])("that does not count is answered to %s alone", async (person, words) => {
    const harness = await openHarness(redis.fresh().records);
    const { slack, records, jobs } = harness;
    const { channel, ts } = await askInSlack(harness);
    await slack.click({ user: person, channel, ts, actionId: approve });
    await slack.waitFor(() => toldTo(slack, person).length === 1);
    expect(toldTo(slack, person)[0]).toContain(words);
    expect(await votesIn(records)).toEqual([]);
    expect(jobs.asked).toEqual([]);
  });

  test("on a decided request is told who decided", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack } = harness;
    const { channel, ts } = await askInSlack(harness);
    for (const user of ["U0BEN", "U0CHO"]) await slack.click({ user, channel, ts, actionId: approve });
    // Two answers to presses in the same instant may swap places; a person reads the first before the second press.
    await slack.waitFor(() => toldTo(slack, "U0BEN").length === 1);
    await slack.click({ user: "U0BEN", channel, ts, actionId: approve });
    await slack.waitFor(() => toldTo(slack, "U0BEN").length === 2);
    expect(toldTo(slack, "U0BEN")[1]).toMatch(/^Already decided: <@U0BEN> and <@U0CHO> approved/);
  });

  test("on a missing request is answered", async () => {
    const { records } = redis.fresh();
    const harness = await openHarness(records);
    const { slack } = harness;
    const { channel, ts } = await askInSlack(harness);
    records.requests.get = () => Promise.resolve(undefined);
    await slack.click({ user: "U0BEN", channel, ts, actionId: approve });
    await slack.waitFor(() => toldTo(slack, "U0BEN").length === 1);
    expect(toldTo(slack, "U0BEN")).toEqual([expect.stringContaining("not known")]);
  });

  test("pressed in the channel is answered in the channel, if its thread is closed", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack } = harness;
    const { channel, ts } = await askInSlack(harness);
    await slack.click({ user: "U0BEN", channel, ts, actionId: approve });
    await slack.waitFor(() => slack.ephemerals("U0BEN").length === 1);
    expect(slack.ephemerals("U0BEN")[0]).toMatchObject({ channel, text: expect.stringContaining("1 of 2") });
    expect(slack.ephemerals("U0BEN")[0]?.thread_ts).toBeUndefined();
  });

  test("pressed in the channel is answered in its thread while Slack accepts no other answer", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack } = harness;
    const { channel, ts } = await askInSlack(harness);
    slack.faults.add({ method: "chat.postEphemeral", kind: "5xx" });
    await slack.click({ user: "U0BEN", channel, ts, actionId: approve });
    await slack.waitFor(() => toldTo(slack, "U0BEN").length === 1);
    expect(toldTo(slack, "U0BEN")[0]).toContain("1 of 2");
  });
});

describe("Reject…", () => {
  test("asks for a reason, which closes the request", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack, records, jobs } = harness;
    const message = await askInSlack(harness);
    const { channel, ts } = message;
    await slack.click({ user: "U0BEN", channel, ts, actionId: reject });
    await slack.waitFor(() => slack.views("U0BEN").length === 1);
    expect(await votesIn(records)).toEqual([]);
    expect(await slack.submitView({ user: "U0BEN", values: { "reject-reason": "the VDiff is a week old" } })).toEqual({ kind: "closed" });
    expect((await records.requests.get("q-1"))?.state).toMatchObject({ kind: "rejected", by: "U0BEN", reason: "the VDiff is a week old" });
    await slack.waitFor(() => toldTo(slack, "U0BEN").length === 1);
    expect(toldTo(slack, "U0BEN")[0]).toContain("your rejection");
    // It is in the channel too, where the thread is closed for whoever presses.
    expect(slack.ephemerals("U0BEN")[0]).toMatchObject({ channel, viewer: "U0BEN" });
    expect(slack.ephemerals("U0BEN")[0]?.thread_ts).toBeUndefined();
    expect(jobs.asked).toEqual([`publish-thread ${MOVE_ID}`, `publish-cards ${MOVE_ID}`]);
  });

  test("with only blanks as a reason keeps the form open", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack, records } = harness;
    const { channel, ts } = await askInSlack(harness);
    await slack.click({ user: "U0BEN", channel, ts, actionId: reject });
    await slack.waitFor(() => slack.views("U0BEN").length === 1);
    const answer = await slack.submitView({ user: "U0BEN", values: { "reject-reason": "   " } });
    expect(answer.kind).not.toBe("closed");
    expect(await votesIn(records)).toEqual([]);
  });

  test("of a decided request opens no form and says who decided", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack } = harness;
    const { channel, ts } = await askInSlack(harness);
    for (const user of ["U0BEN", "U0CHO"]) await slack.click({ user, channel, ts, actionId: approve });
    await slack.waitFor(() => toldTo(slack, "U0CHO").length === 1);
    await slack.click({ user: "U0CHO", channel, ts, actionId: reject });
    await slack.waitFor(() => toldTo(slack, "U0CHO").length === 2);
    expect(toldTo(slack, "U0CHO")[1]).toMatch(/^Already decided: <@U0BEN> and <@U0CHO> approved/);
    expect(toldTo(slack, "U0CHO")[1]).toContain("press Call off…");
    expect(slack.views("U0CHO")).toEqual([]);
  });

  test("says so if its form does not open", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack } = harness;
    const { channel, ts } = await askInSlack(harness);
    slack.faults.add({ method: "views.open", kind: "ok-false", error: "expired_trigger_id" });
    await slack.click({ user: "U0BEN", channel, ts, actionId: reject });
    await slack.waitFor(() => toldTo(slack, "U0BEN").length === 1);
    expect(toldTo(slack, "U0BEN")[0]).toMatch(/^Slack did not open the form/);
  });
});

describe("Withdraw", () => {
  test("by the requester closes the request; by somebody else it is refused, privately", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack, records } = harness;
    const { channel, ts } = await askInSlack(harness);
    await slack.click({ user: "U0BEN", channel, ts, actionId: "request:withdraw" });
    await slack.waitFor(() => toldTo(slack, "U0BEN")[0]?.startsWith("Only whoever requested it"));
    expect((await records.requests.get("q-1"))?.state.kind).toBe("open");
    await slack.click({ user: "U0ANA", channel, ts, actionId: "request:withdraw" });
    await slack.waitFor(() => toldTo(slack, "U0ANA")[0] === "Withdrawn. Nothing was changed.");
    expect((await records.requests.get("q-1"))?.state).toMatchObject({ kind: "withdrawn", by: "U0ANA" });
    expect((await records.entries(MOVE_ID, 0)).map(({ body }) => body.kind)).toEqual(["requested", "request-ended"]);
  });

  test("of an approved request is refused with the alternative: call it off", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack, records } = harness;
    const { channel, ts } = await askInSlack(harness);
    for (const user of ["U0BEN", "U0CHO"]) await slack.click({ user, channel, ts, actionId: approve });
    await slack.click({ user: "U0ANA", channel, ts, actionId: "request:withdraw" });
    await slack.waitFor(() => toldTo(slack, "U0ANA").length === 1);
    expect(toldTo(slack, "U0ANA")[0]).toContain("Call it off");
    expect((await records.requests.get("q-1"))?.state.kind).toBe("approved");
  });
});
