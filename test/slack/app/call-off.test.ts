import { describe, expect, test } from "vitest";
import type { Records } from "../../../src/operations/records.ts";
import { publishCards } from "../../../src/slack/outbound/publish-cards.ts";
import { publishThread } from "../../../src/slack/outbound/publish-thread.ts";
import { listMessageLines } from "../../../deploy/demo/message-text.ts";
import { MOVE, MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { askInSlack, openHarness, type Harness, toldTo } from "./harness.ts";

const redis = bench();
const CALL_OFF = "execution:call-off";
const APPROVED_BY = ["U0BEN", "U0CHO"];

interface Approved {
  readonly harness: Harness;
  readonly channel: string;
  /** The request's message. */
  readonly ts: string;
}

/** Ana's switch, approved by Ben and Cho, and about to start. */
async function approved(records: Records): Promise<Approved> {
  const harness = await openHarness(records);
  const { slack } = harness;
  const { channel, ts } = await askInSlack(harness);
  for (const user of APPROVED_BY) {
    await slack.click({ user, channel, ts, actionId: "request:approve" });
    await slack.waitFor(() => toldTo(slack, user).length === 1);
  }
  await publishThread(harness.publisher, MOVE_ID);
  return { harness, channel, ts };
}

async function endOf(records: Records): Promise<unknown> {
  const execution = await records.executions.get("q-1");
  return execution?.state.kind === "ended" ? execution.state.outcome : execution?.state.kind;
}

describe("Call off…", () => {
  test("on the request asks for a reason, and one press by an approver ends it before its next call", async () => {
    const { records } = redis.fresh();
    const { harness, channel, ts } = await approved(records);
    const { slack, jobs } = harness;
    jobs.asked.length = 0;
    await slack.click({ user: "U0BEN", channel, ts, actionId: CALL_OFF });
    const form = await slack.waitFor(() => slack.views("U0BEN")[0]);
    expect(form).toMatchObject({ callback_id: "form:call-off" });
    expect(await endOf(records)).toBe("ready");
    expect(await slack.submitView({ user: "U0BEN", values: { "call-off-reason": "lag grows" } })).toEqual({ kind: "closed" });
    expect(await endOf(records)).toMatchObject({ kind: "called-off", by: "U0BEN", reason: "lag grows" });
    await slack.waitFor(() => toldTo(slack, "U0BEN").length === 2);
    expect(toldTo(slack, "U0BEN")[1]).toBe("Called off: SwitchTraffic of customer.commerce2customer. Nothing was changed.");
    expect(jobs.asked).toEqual(expect.arrayContaining([`publish-thread ${MOVE_ID}`, `publish-cards ${MOVE_ID}`]));
    await publishThread(harness.publisher, MOVE_ID);
    const message = slack.thread(channel, slack.messages(channel)[0]?.ts ?? "").find((one) => one.ts === ts);
    expect(listMessageLines(message ?? { text: "" }).join("\n")).not.toContain("[Call off…]");
    expect(message?.text).toMatch(/^Called off: /);
  });

  test("on the card does the same, and a second press finds nothing to call off", async () => {
    const { records } = redis.fresh();
    const { harness, channel } = await approved(records);
    const { slack, publisher } = harness;
    await publishCards(publisher, MOVE_ID);
    const card = slack.messages(channel)[0];
    expect(listMessageLines(card ?? { text: "" }).join("\n")).toContain("[Call off…]");
    for (const user of ["U0CHO", "U0ANA"]) {
      await slack.click({ user, channel, ts: card?.ts ?? "", actionId: CALL_OFF });
      await slack.waitFor(() => slack.views(user).length === 1);
    }
    for (const user of ["U0CHO", "U0ANA"])
      expect(await slack.submitView({ user, values: { "call-off-reason": "not today" } })).toEqual({ kind: "closed" });
    await slack.waitFor(() => toldTo(slack, "U0ANA").length === 1);
    expect(toldTo(slack, "U0ANA")[0]).toContain("There is nothing to call off for `customer.commerce2customer`");
    expect(await endOf(records)).toMatchObject({ kind: "called-off", by: "U0CHO" });
  });

  test("without a reason keeps the form open", async () => {
    const { records } = redis.fresh();
    const { harness, channel, ts } = await approved(records);
    await harness.slack.click({ user: "U0BEN", channel, ts, actionId: CALL_OFF });
    await harness.slack.waitFor(() => harness.slack.views("U0BEN").length === 1);
    expect(await harness.slack.submitView({ user: "U0BEN", values: { "call-off-reason": "  " } })).toMatchObject({ kind: "errors" });
    expect(await endOf(records)).toBe("ready");
  });

  test("by anybody but the requester, an approver or an operator changes nothing, and says who may", async () => {
    const { records } = redis.fresh();
    const { harness, channel, ts } = await approved(records);
    const { slack } = harness;
    await slack.click({ user: "U0DEV", channel, ts, actionId: CALL_OFF });
    await slack.waitFor(() => toldTo(slack, "U0DEV").length === 1);
    expect(slack.views("U0DEV")).toEqual([]);
    expect(toldTo(slack, "U0DEV")[0]).toContain("only whoever requested it, an approver or an operator of this cluster can do that");
    expect(await endOf(records)).toBe("ready");
  });
});

test("calling off without anything live is answered at once, without a form", async () => {
  const { records } = redis.fresh();
  const harness = await openHarness(records);
  await records.moves.create(MOVE_ID, MOVE);
  await harness.slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: `call-off ${MOVE_ID}` });
  await harness.slack.waitFor(() => toldTo(harness.slack, "U0ANA").length === 1);
  expect(toldTo(harness.slack, "U0ANA")[0]).toContain("There is nothing to call off for `customer.commerce2customer`");
  expect(harness.slack.views("U0ANA")).toEqual([]);
});

describe("`call-off`", () => {
  const command = "/movetables";

  test("without a reason opens the form, and its answer goes where it was typed", async () => {
    const { records } = redis.fresh();
    const { harness, channel } = await approved(records);
    const { slack } = harness;
    await slack.runCommand({ user: "U0ANA", channel, command, text: `call-off ${MOVE_ID}` });
    await slack.waitFor(() => slack.views("U0ANA").length === 1);
    expect(await records.inbox.pending()).toEqual([]);
    await slack.submitView({ user: "U0ANA", values: { "call-off-reason": "wrong week" } });
    await slack.waitFor(() => toldTo(slack, "U0ANA").length === 1);
    expect(await endOf(records)).toMatchObject({ kind: "called-off", by: "U0ANA", reason: "wrong week" });
  });

  test("with a reason is a command like any other", async () => {
    const { slack, records } = await openHarness(redis.fresh().records);
    const text = 'call-off customer.commerce2customer --reason "wrong week"';
    await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command, text });
    expect(await records.inbox.pending()).toMatchObject([{ by: "U0ANA", text }]);
    expect(slack.views("U0ANA")).toEqual([]);
  });

  test("in a mention is answered with a button for the thread's move, because a mention cannot open a form", async () => {
    const { records } = redis.fresh();
    const { harness, channel } = await approved(records);
    const { slack } = harness;
    const threadTs = slack.messages(channel)[0]?.ts ?? "";
    await slack.mention({ user: "U0ANA", channel, text: "call-off", threadTs });
    const answer = await slack.waitFor(() => slack.ephemerals("U0ANA")[0]);
    await slack.click({ user: "U0ANA", channel, ts: answer.ts, actionId: CALL_OFF });
    const form = await slack.waitFor(() => slack.views("U0ANA")[0]);
    expect(JSON.stringify(form)).toContain(MOVE.name.workflow);
  });
});
