import { expect, it } from "vitest";
import { answerTo, BEN, MOVES, newMove, requested } from "./people.ts";
import { ACTIONS } from "../../src/slack/actions.ts";
import { openHarness } from "./harness.ts";

it("the log says once that Redis is away and once that it is back, and nothing of it is an error", async () => {
  const harness = await openHarness();
  const move = await newMove(harness, "quiet");
  const request = await requested(harness, move, "switch");
  const before = harness.log.length;
  const told = (): readonly Record<string, unknown>[] => harness.log.slice(before).map((line) => ({ ...JSON.parse(line) }));
  const times = (words: string): number => told().filter(({ msg, level }) => msg === words && Number(level) >= 30).length;

  await harness.redis.kill();
  for (let press = 0; press < 3; press++) {
    const click = () => harness.slack.click({ user: BEN, channel: MOVES, ts: request.ts, actionId: ACTIONS.approve });
    await answerTo(harness, BEN, MOVES, click);
  }
  await harness.redis.revive();
  await expect.poll(() => times("Redis answers again")).toBe(1);
  // The locks of the jobs that were running lapse, and they run again.
  await expect.poll(() => times("The keyspace can be read again") - times("A keyspace cannot be read; it is tried until it can")).toBe(0);

  expect(told().find(({ msg }) => msg === "Redis answers again")).toMatchObject({ times: expect.any(Number) });
  expect(times("Redis does not answer; it is tried until it does")).toBe(1);
  expect(told().filter(({ level }) => Number(level) >= 50)).toEqual([]);
  // One line for a queue, however many of its jobs failed or lost their locks, and one when they succeed again.
  for (const queue of ["verbs", "operations", "watch", "decisions", "progress", "upkeep"]) {
    const levels = told().flatMap((line) => (line["queue"] === queue && Number(line["level"]) >= 30 ? [line["level"]] : []));
    expect(levels).toEqual(levels.map((_, place) => (place % 2 === 0 ? 40 : 30)));
  }
  await harness.close();
}, 70_000);
