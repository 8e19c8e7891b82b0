import { expect, test } from "vitest";
import { createSignature } from "../../../practice/slack/delivery/signed-http.ts";
import { bench } from "../../store/with-redis.ts";
import { askInSlack, openHarness, toldTo, type Harness } from "./harness.ts";

const redis = bench();
const FORM = "application/x-www-form-urlencoded";

/** Sends what Slack signed, for any workspace. */
async function deliver({ app, slack }: Harness, type: string, body: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${app.port() ?? 0}/slack/events`, {
    method: "POST",
    body,
    headers: { "content-type": type, ...createSignature(slack.signingSecret, body, new Date()) },
    signal: AbortSignal.timeout(30_000),
  });
  expect(answer.status).toBe(200);
  return answer.text();
}

function buildCommand(team: string): string {
  const fields = {
    command: "/movetables",
    text: "list",
    user_id: "U0ANA",
    team_id: team,
    channel_id: "C0MOVES",
    trigger_id: `trigger-${team}`,
  };
  return new URLSearchParams({ ...fields, response_url: "http://127.0.0.1:9/", token: "t", api_app_id: "A0" }).toString();
}

function buildMention(team: string): string {
  const event = { type: "app_mention", user: "U0ANA", channel: "C0MOVES", text: "list", ts: `${Date.now() / 1000}` };
  const authorizations = [{ team_id: team, user_id: "U0TANDEM", is_bot: true }];
  return JSON.stringify({ type: "event_callback", event_id: `Ev${team}`, team_id: team, api_app_id: "A0", event, authorizations });
}

function buildApproval(team: string, { channel, ts }: { readonly channel: string; readonly ts: string }, value: string): string {
  const action = { type: "button", action_id: "request:approve", block_id: "b", value, action_ts: "1.0" };
  const press = {
    type: "block_actions",
    user: { id: "U0BEN", username: "ben", team_id: team },
    team: { id: team },
    trigger_id: `press-${team}`,
    container: { type: "message", message_ts: ts, channel_id: channel },
    channel: { id: channel },
    message: { ts, text: "" },
    actions: [action],
  };
  return new URLSearchParams({ payload: JSON.stringify(press) }).toString();
}

test("somebody of another workspace who has an operator's or an approver's id there sees and does nothing, and the operator does", async () => {
  const harness = await openHarness(redis.fresh().records, "http");
  const { slack, records } = harness;
  const asked = await askInSlack(harness);
  const [request] = await records.requests.live();
  const [other, own] = ["T0OTHER", "T0PRACTICE"];
  const value = request?.id ?? "";

  expect(await deliver(harness, FORM, buildCommand(other))).toContain("does not answer guests");
  await deliver(harness, FORM, buildApproval(other, asked, value));
  await deliver(harness, "application/json", buildMention(other));
  for (const told of ["U0ANA", "U0BEN"]) await slack.waitFor(() => toldTo(slack, told).length === 1);
  expect(await records.inbox.pending()).toEqual([]);
  expect((await records.requests.live())[0]?.votes).toEqual([]);

  await deliver(harness, FORM, buildCommand(own));
  await deliver(harness, "application/json", buildMention(own));
  await deliver(harness, FORM, buildApproval(own, asked, value));
  await slack.waitFor(async () => (await records.inbox.pending()).length === 2);
  expect((await records.requests.live())[0]?.votes).toMatchObject([{ by: "U0BEN" }]);
});
