import { expect, test } from "vitest";
import { REQUEST_UNKNOWN } from "../../../src/slack/web-api/sentences.ts";
import { buildActions, buildButton } from "../../../src/slack/blocks/build.ts";
import { REQUEST } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { askInSlack, openRequest, openHarness, toldTo } from "./harness.ts";

const redis = bench();
const actionId = "request:dry-run";

test("anybody may read a request's dry run, and only the person who pressed sees it", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack } = harness;
  const request = openRequest({ shown: { ...REQUEST.shown, dryRun: ["Lock keyspace commerce", "Unlock keyspace commerce"] } });
  const { channel, ts } = await askInSlack(harness, request);
  await slack.click({ user: "U0DEV", channel, ts, actionId });
  await slack.waitFor(() => toldTo(slack, "U0DEV").length === 1);
  expect(JSON.stringify(slack.ephemerals("U0DEV")[0]?.blocks)).toContain("```Lock keyspace commerce\\nUnlock keyspace commerce```");
  expect(slack.ephemerals("U0ANA")).toEqual([]);
});

test("the dry run of an unknown request is answered as unknown", async () => {
  const harness = await openHarness(redis.fresh().records);
  const { slack, publisher } = harness;
  const { channel, ts } = await askInSlack(harness, openRequest({ shown: { ...REQUEST.shown, dryRun: ["Lock keyspace commerce"] } }));
  const gone = buildButton("Dry run", actionId, "q-gone");
  await publisher.clients.decisions.chat.update({ channel, ts, text: "an old one", blocks: [...buildActions(gone)] });
  await slack.click({ user: "U0DEV", channel, ts, actionId });
  await slack.waitFor(() => toldTo(slack, "U0DEV").length === 1);
  expect(toldTo(slack, "U0DEV")).toEqual([REQUEST_UNKNOWN]);
});
