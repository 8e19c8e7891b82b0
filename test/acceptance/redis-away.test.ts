import { afterAll, beforeAll, expect, it } from "vitest";
import { ACTIONS } from "../../src/slack/actions.ts";
import { ANA, answerTo, approve, ask, BEN, CHO, inThread, MOVES, newMove, requested, saying, switches, type } from "./people.ts";
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

it("an outage of the store loses no counted vote; the app says meanwhile that it records nothing, and recovers by itself", async () => {
  const move = await newMove(harness, "away");
  const request = await requested(harness, move, "switch");
  expect(await approve(harness, BEN, request)).toContain("1 of 2");
  await inThread(harness, move, /Ben approved: 1 of 2/);

  await harness.redis.kill();
  expect(await type(harness, ANA, "create customer.lost --source-keyspace commerce --tables product")).toBe(
    "Tandem could not record this: its store does not answer. Nothing was recorded and nothing will happen. Please try again in a minute.",
  );
  const press = () => harness.slack.click({ user: CHO, channel: MOVES, ts: request.ts, actionId: ACTIONS.approve });
  expect(await answerTo(harness, CHO, MOVES, press)).toBe(
    "Tandem's store does not answer, so your press may not have been recorded. Please press again in a minute: however often it arrives, it counts once.",
  );

  await harness.redis.revive();
  await expect.poll(() => type(harness, ANA, "list")).not.toContain("its store does not answer");
  expect(await approve(harness, CHO, request)).toMatch(/2 of 2|already counted|Already decided/);
  await inThread(harness, move, /Switched · customer\.away[\s\S]*requested by Ana\./, 40_000);
  expect(switches(harness, "away")).toHaveLength(2);
  expect(saying(harness, move, /approved: [12] of 2/)).toHaveLength(2);

  expect(await ask(harness, ANA, "status customer.lost")).toContain("There is no workflow `customer.lost`");
  expect(
    harness.vitess.calls().filter(({ method, request: sent }) => method === "MoveTablesCreate" && sent["workflow"] === "lost"),
  ).toEqual([]);
}, 70_000);
