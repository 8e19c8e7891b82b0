import { afterAll, beforeAll, expect, it } from "vitest";
import { ANA, approve, ask, BEN, cardOf, CHO, inThread, MOVES, newMove, requested, saying, switches, thread } from "./people.ts";
import { expectNoSecrets } from "./secrets.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(async () => {
  expectNoSecrets(stage);
  await stage.close();
});

it("a 429 on progress, which rests for half a minute, holds up no approval and no switch", async () => {
  const move = await newMove(stage, "limited");
  const card = await stage.slack.waitFor(() => cardOf(stage, move));
  stage.slack.faults.add({ method: "chat.update", kind: "429", retryAfter: 30, times: 100, when: ({ ts }) => ts === card.ts });
  await ask(stage, ANA, "vdiff create customer.limited");
  await stage.slack.waitFor(() => stage.slack.calls("chat.update").some(({ answer }) => answer === "http_429"), 10_000);

  const started = Date.now();
  const request = await requested(stage, move, "switch");
  for (const user of [BEN, CHO]) await approve(stage, user, request);
  await inThread(stage, move, /Switched: customer\.limited[\s\S]*asked by Ana/);
  expect(Date.now() - started).toBeLessThan(10_000);
  stage.slack.faults.clear();
});

it.each(["5xx", "accept-then-fail", "drop"] as const)("a line whose posting ends in %s stands in the thread once", async (kind) => {
  const name = `post${kind.replaceAll(/\W/g, "")}`;
  const move = await newMove(stage, name);
  stage.slack.faults.add({ method: "chat.postMessage", kind });
  const request = await requested(stage, move, "switch");
  stage.slack.faults.add({ method: "chat.postMessage", kind });
  for (const user of [BEN, CHO]) await approve(stage, user, request);
  await inThread(stage, move, new RegExp(`Switched: customer\\.${name}[\\s\\S]*asked by Ana`), 20_000);
  expect(thread(stage, move).filter(({ metadata }) => metadata?.["event_type"] === "tandem_request")).toHaveLength(1);
  expect(saying(stage, move, /Ben approved: 1 of 2/)).toHaveLength(1);
  expect(saying(stage, move, /Cho approved: 2 of 2/)).toHaveLength(1);
  expect(saying(stage, move, /asked by Ana\./)).toHaveLength(1);
  expect(stage.slack.messages(MOVES).filter(({ text }) => text.startsWith(move) && text.includes("customer"))).not.toEqual([]);
  expect(switches(stage, name)).toHaveLength(2);
});

it("a card whose posting was accepted and not answered is posted once", async () => {
  stage.slack.faults.add({ method: "chat.postMessage", kind: "accept-then-fail" });
  const move = await newMove(stage, "onecard");
  const cards = stage.slack
    .messages(MOVES)
    .filter(({ metadata }) => JSON.stringify(metadata?.["event_payload"] ?? "").includes(`"prod/${move}"`));
  expect(cards.filter(({ metadata }) => metadata?.["event_type"] === "tandem_card")).toHaveLength(1);
});
