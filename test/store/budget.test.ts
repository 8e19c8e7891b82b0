import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { bench } from "./with-redis.ts";

const { fresh } = bench();
const HOURLY = 3_600_000;

test("replicas that share a budget are at most so many uses ahead of its pace, and are told when the next one comes due", async () => {
  const { records } = fresh();
  const allowance = { everyMs: HOURLY, ahead: 4 };
  const waits = await Promise.all(Array.from({ length: 12 }, () => records.spend("edits", "progress", allowance)));
  expect(waits.filter((ms) => ms === 0)).toHaveLength(5);
  for (const ms of waits.filter((one) => one !== 0)) expect(ms > HOURLY - 60_000 && ms <= HOURLY, String(ms)).toBe(true);
  expect(await records.spend("others", "progress", allowance)).toBe(0);
});

test("whoever may be further ahead finds room where the others have to wait", async () => {
  const { records } = fresh();
  const spend = (user: string, ahead: number) => records.spend("edits", user, { everyMs: HOURLY, ahead });
  expect(await spend("progress", 0)).toBe(0);
  expect(await spend("progress", 0)).toBeGreaterThan(0);
  expect(await spend("decisions", 4)).toBe(0);
});

test("whoever leaves room gets a use only after the budget lay idle", async () => {
  const { records } = fresh();
  const spend = (ahead: number) => records.spend("edits", "progress", { everyMs: 200, ahead });
  expect(await spend(-2)).toBe(0);
  expect(await spend(-2)).toBeGreaterThan(400);
  await expect.poll(() => spend(-2), { interval: 100, timeout: 30_000 }).toBe(0);
});

test("a pace holds over time, however many ask", async () => {
  const { records } = fresh();
  const began = performance.now();
  let granted = 0;
  const ask = async (): Promise<void> => {
    while (performance.now() - began < 1_000) {
      const ms = await records.spend("edits", "progress", { everyMs: 50, ahead: 1 });
      if (ms === 0) granted += 1;
      else await sleep(ms);
    }
  };
  await Promise.all(Array.from({ length: 8 }, ask));
  expect(granted).toBeLessThanOrEqual((performance.now() - began) / 50 + 2);
  expect(granted).toBeGreaterThan(2);
});

test("a user that has to leave the budget alone gets nothing meanwhile, and the others go on", async () => {
  const { records } = fresh();
  const allowance = { everyMs: 1, ahead: 4 };
  await records.rest("edits", "progress", 60_000);
  await records.rest("edits", "progress", 1_000);
  expect(await records.spend("edits", "progress", allowance)).toBeGreaterThan(59_000);
  expect(await records.askBudget("edits", "progress", allowance)).toBeGreaterThan(59_000);
  expect(await records.spend("edits", "decisions", allowance)).toBe(0);
});

test("asking takes nothing", async () => {
  const { records } = fresh();
  const allowance = { everyMs: HOURLY, ahead: 0 };
  for (let n = 0; n < 3; n += 1) expect(await records.askBudget("edits", "progress", allowance)).toBe(0);
  expect(await records.spend("edits", "progress", allowance)).toBe(0);
  expect(await records.askBudget("edits", "progress", allowance)).toBeGreaterThan(0);
});

test("whoever had no turn for longest comes first in a line", async () => {
  const { records } = fresh();
  const lineUp = (member: string, lastTurnAt: number) => records.lineUp("cards", { member, lastTurnAt, withinMs: 60_000 });
  expect(await lineUp("a", 1_000)).toEqual({ all: 1, before: 0 });
  expect(await lineUp("b", 3_000)).toEqual({ all: 2, before: 1 });
  expect(await lineUp("c", 2_000)).toEqual({ all: 3, before: 1 });
  expect(await lineUp("a", 4_000)).toEqual({ all: 3, before: 2 });
  expect(await lineUp("b", 3_000)).toEqual({ all: 3, before: 1 });
});

test("whoever does not come again leaves the line", async () => {
  const { records } = fresh();
  const lineUp = (member: string) => records.lineUp("cards", { member, lastTurnAt: 1_000, withinMs: 300 });
  await lineUp("a");
  await lineUp("b");
  await expect.poll(() => lineUp("c"), { interval: 400 }).toEqual({ all: 1, before: 0 });
});
