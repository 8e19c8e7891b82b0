import { afterAll, beforeAll, expect, it } from "vitest";
import { ANA, approve, ask, BEN, cardOf, CHO, inThread, MOVES, newMove, requested, saying, switches, thread } from "./people.ts";
import { expectNoSecrets } from "./secrets.ts";
import { openHarness, type Harness } from "./harness.ts";

let harness: Harness;

beforeAll(async () => {
  harness = await openHarness();
});

afterAll(async () => {
  expectNoSecrets(harness);
  await harness.close();
});

it("a 429 that pauses progress for half a minute delays no approval and no switch", async () => {
  const move = await newMove(harness, "limited");
  const card = await harness.slack.waitFor(() => cardOf(harness, move));
  harness.slack.faults.add({ method: "chat.update", kind: "429", retryAfter: 30, times: 100, when: ({ ts }) => ts === card.ts });
  await ask(harness, ANA, "vdiff create customer.limited");
  await harness.slack.waitFor(() => harness.slack.calls("chat.update").some(({ answer }) => answer === "http_429"), 10_000);

  const started = Date.now();
  const request = await requested(harness, move, "switch");
  for (const user of [BEN, CHO]) await approve(harness, user, request);
  await inThread(harness, move, /Switched · customer\.limited[\s\S]*requested by Ana/);
  expect(Date.now() - started).toBeLessThan(10_000);
  harness.slack.faults.clear();
});

it.each(["5xx", "accept-then-fail", "drop"] as const)("a line is in the thread once, even if posting it ends in %s", async (kind) => {
  const name = `post${kind.replaceAll(/\W/g, "")}`;
  const move = await newMove(harness, name);
  harness.slack.faults.add({ method: "chat.postMessage", kind });
  const request = await requested(harness, move, "switch");
  harness.slack.faults.add({ method: "chat.postMessage", kind });
  for (const user of [BEN, CHO]) await approve(harness, user, request);
  await inThread(harness, move, new RegExp(`Switched · customer\\.${name}[\\s\\S]*requested by Ana`), 20_000);
  expect(thread(harness, move).filter(({ metadata }) => metadata?.["event_type"] === "tandem_request")).toHaveLength(1);
  expect(saying(harness, move, /Ben approved: 1 of 2/)).toHaveLength(1);
  expect(saying(harness, move, /Cho approved: 2 of 2/)).toHaveLength(1);
  expect(saying(harness, move, /requested by Ana\./)).toHaveLength(1);
  expect(harness.slack.messages(MOVES).filter(({ text }) => text.endsWith(` · ${move}`))).not.toEqual([]);
  expect(switches(harness, name)).toHaveLength(2);
});

it("a card is posted once, even if Slack accepted it and the answer was lost", async () => {
  harness.slack.faults.add({ method: "chat.postMessage", kind: "accept-then-fail" });
  const move = await newMove(harness, "onecard");
  const cards = harness.slack
    .messages(MOVES)
    .filter(({ metadata }) => JSON.stringify(metadata?.["event_payload"] ?? "").includes(`"prod/${move}"`));
  expect(cards.filter(({ metadata }) => metadata?.["event_type"] === "tandem_card")).toHaveLength(1);
});
