import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Jobs } from "../../src/operations/jobs.ts";
import { cluster, gate, keyspace, queueBench, runs, SCHEDULED_UPKEEP } from "./with-queues.ts";
import { moveIdNamed, requestNamed } from "../names.ts";

const { open } = queueBench();
const MOVE = moveIdNamed("local/customer.commerce2customer");
const CUSTOMER = { job: "watch-keyspace", cluster: cluster("local"), keyspace: keyspace("customer") } as const;

describe.each([
  ["publishing a thread", "publish-thread", "decisions", (jobs: Jobs) => jobs.ask({ job: "publish-thread", moveId: MOVE })],
  ["publishing cards", "publish-cards", "progress", (jobs: Jobs) => jobs.ask({ job: "publish-cards", moveId: MOVE })],
  ["publishing a Home tab", "publish-home", "progress", (jobs: Jobs) => jobs.ask({ job: "publish-home", person: "U0ANA" })],
  ["executing", "carry-out", "operations", (jobs: Jobs) => jobs.ask({ job: "carry-out", executionId: "q-1" })],
  ["watching a keyspace", "watch-keyspace", "watch", (jobs: Jobs) => jobs.ask(CUSTOMER)],
  ["watching a VDiff", "watch-vdiff", "watch", (jobs: Jobs) => jobs.ask({ job: "watch-vdiff", moveId: MOVE })],
] as const)("%s", (_words, name, queue, ask) => {
  test("queued many times while it waits is one job", async () => {
    const { jobs, work, depth } = open();
    for (let time = 0; time < 5; time++) await ask(jobs);
    expect(await depth(queue)).toMatchObject({ waiting: 1 });
    const run = runs();
    await work({ [name]: run.handler });
    await expect.poll(() => run.seen.length).toBe(1);
    await sleep(100);
    expect(run.seen).toHaveLength(1);
  });

  test("queued while it runs, it runs exactly once more afterwards, never at the same time", async () => {
    const { jobs, work } = open();
    const hold = gate();
    let [running, most, times] = [0, 0, 0];
    await work({
      [name]: async () => {
        times += 1;
        running += 1;
        most = Math.max(most, running);
        if (times === 1) await hold.passed;
        running -= 1;
      },
    });
    await ask(jobs);
    await expect.poll(() => times).toBe(1);
    for (let time = 0; time < 5; time++) await ask(jobs);
    await sleep(100);
    expect(times).toBe(1);
    hold.open();
    await expect.poll(() => times).toBe(2);
    await sleep(150);
    expect([times, most]).toEqual([2, 1]);
  });
});

test("one command is answered by one job, even if the sweep queues it again while it runs", async () => {
  const { jobs, work } = open();
  const hold = gate();
  const seen: string[] = [];
  await work({
    "answer-command": async ({ inboundId }) => {
      seen.push(inboundId);
      await hold.passed;
    },
  });
  await jobs.ask({ job: "answer-command", inboundId: "1.2" });
  await expect.poll(() => seen).toEqual(["1.2"]);
  await jobs.ask({ job: "answer-command", inboundId: "1.2" });
  await jobs.ask({ job: "answer-command", inboundId: "1.3" });
  await expect.poll(() => seen).toEqual(["1.2", "1.3"]);
  hold.open();
  await sleep(150);
  expect(seen).toEqual(["1.2", "1.3"]);
});

test("names are read once for all forms that request them meanwhile, and separately for each keyspace", async () => {
  const { jobs, work } = open();
  const hold = gate();
  const seen: string[] = [];
  await work({
    "refresh-catalogue": async ({ cluster: of, keyspace: names = "-" }) => {
      seen.push(`${of} ${names}`);
      await hold.passed;
    },
  });
  for (let time = 0; time < 3; time++) {
    await jobs.ask({ job: "refresh-catalogue", cluster: cluster("prod") });
    await jobs.ask({ job: "refresh-catalogue", cluster: cluster("prod"), keyspace: keyspace("commerce") });
  }
  await expect.poll(() => seen.toSorted()).toEqual(["prod -", "prod commerce"]);
  hold.open();
  await sleep(150);
  expect(seen).toHaveLength(2);
});

test("different ids do not wait for each other", async () => {
  const { jobs, work } = open();
  const run = runs<{ moveId: string }>();
  await jobs.ask({ job: "publish-cards", moveId: moveIdNamed("local/a.b") });
  await jobs.ask({ job: "publish-cards", moveId: moveIdNamed("local/c.d") });
  await work({ "publish-cards": run.handler });
  await expect.poll(() => run.seen.map(({ moveId }) => moveId).toSorted()).toEqual(["local/a.b", "local/c.d"]);
});

describe("a delay", () => {
  test("is kept", async () => {
    const { jobs, work } = open();
    const run = runs();
    await work({ "watch-keyspace": run.handler });
    const asked = Date.now();
    await jobs.ask(CUSTOMER, 600);
    await expect.poll(() => run.seen).toEqual([{ v: 1, cluster: "local", keyspace: "customer" }]);
    expect((run.at[0] ?? 0) - asked).toBeGreaterThanOrEqual(590);
  });

  test("requested several times runs once, at the earliest time requested", async () => {
    const { jobs, work, depth } = open();
    const run = runs();
    await work({ "carry-out": run.handler });
    const asked = Date.now();
    await jobs.ask({ job: "carry-out", executionId: "q-1" }, 60_000);
    await jobs.ask({ job: "carry-out", executionId: "q-1" }, 500);
    await jobs.ask({ job: "carry-out", executionId: "q-1" }, 30_000);
    await expect.poll(() => run.seen.length).toBe(1);
    expect((run.at[0] ?? 0) - asked).toBeGreaterThanOrEqual(490);
    await sleep(300);
    expect(run.seen).toHaveLength(1);
    expect((await depth("upkeep")).delayed).toBe(SCHEDULED_UPKEEP);
  });

  test("can be given to cards, so that many changes are one rendering", async () => {
    const { jobs, work } = open();
    const run = runs();
    await work({ "publish-cards": run.handler });
    const asked = Date.now();
    for (let change = 0; change < 5; change++) await jobs.ask({ job: "publish-cards", moveId: MOVE }, 400);
    await expect.poll(() => run.seen.length).toBe(1);
    expect((run.at[0] ?? 0) - asked).toBeGreaterThanOrEqual(390);
    await sleep(300);
    expect(run.seen).toHaveLength(1);
  });

  test("does not delay a job requested for now", async () => {
    const { jobs, work } = open();
    const run = runs();
    await work({ "carry-out": run.handler });
    await jobs.ask({ job: "carry-out", executionId: "q-1" }, 60_000);
    await jobs.ask({ job: "carry-out", executionId: "q-1" });
    await expect.poll(() => run.seen.length).toBe(1);
  });

  test("requested at the end of a run does not swallow a `now` requested during it", async () => {
    const { jobs, work } = open();
    const hold = gate();
    let times = 0;
    await work({
      "carry-out": async ({ executionId }) => {
        times += 1;
        if (times > 1) return;
        await hold.passed;
        await jobs.ask({ job: "carry-out", executionId }, 60_000);
      },
    });
    await jobs.ask({ job: "carry-out", executionId: "q-1" });
    await expect.poll(() => times).toBe(1);
    await jobs.ask({ job: "carry-out", executionId: "q-1" });
    hold.open();
    await expect.poll(() => times).toBe(2);
  });
});

test.each([
  [{ job: "answer-command", inboundId: "1.2" }, "verbs", { v: 1, inboundId: "1.2" }, "answer-command:1.2"],
  [{ job: "carry-out", executionId: "q-1" }, "operations", { v: 1, executionId: "q-1" }, "carry-out:q-1"],
  [{ job: "expire-request", requestId: requestNamed("q-1"), at: 1 }, "operations", { v: 1, requestId: "q-1" }, "expire-request:q-1"],
  [CUSTOMER, "watch", { v: 1, cluster: "local", keyspace: "customer" }, "watch-keyspace:local/customer"],
  [{ job: "watch-vdiff", moveId: MOVE }, "watch", { v: 1, moveId: MOVE }, `watch-vdiff:${MOVE}`],
  [{ job: "refresh-catalogue", cluster: cluster("local") }, "watch", { v: 1, cluster: "local" }, "refresh-catalogue:local"],
  [
    { job: "refresh-catalogue", keyspace: keyspace("customer"), cluster: cluster("local") },
    "watch",
    { v: 1, cluster: "local", keyspace: "customer" },
    "refresh-catalogue:local/customer",
  ],
  [{ job: "publish-thread", moveId: MOVE }, "decisions", { v: 1, moveId: MOVE }, `publish-thread:${MOVE}`],
  [{ job: "publish-notice", id: "n-1" }, "decisions", { v: 1, id: "n-1" }, "publish-notice:n-1"],
  [{ job: "publish-cards", moveId: MOVE }, "progress", { v: 1, moveId: MOVE }, `publish-cards:${MOVE}`],
  [{ job: "publish-home", person: "U0ANA" }, "progress", { v: 1, person: "U0ANA" }, "publish-home:U0ANA"],
] as const)("%j is stored in Redis as workers of other versions know it", async (wanted, queue, data, once) => {
  const { jobs, inQueue } = open();
  await jobs.ask(wanted);
  const [job] = await inQueue(queue);
  expect([job?.name, job?.data, job?.opts.deduplication?.id]).toEqual([wanted.job, data, once]);
});

test("an expiry fires after its time on Redis' clock, once", async () => {
  const { jobs, work } = open();
  const run = runs();
  await work({ "expire-request": run.handler });
  const at = Date.now() + 500;
  await jobs.ask({ job: "expire-request", requestId: requestNamed("q-1"), at });
  await jobs.ask({ job: "expire-request", requestId: requestNamed("q-1"), at });
  await jobs.ask({ job: "expire-request", requestId: requestNamed("q-2"), at: at - 60_000 });
  await expect
    .poll(() => run.seen)
    .toEqual([
      { v: 1, requestId: "q-2" },
      { v: 1, requestId: "q-1" },
    ]);
  expect(run.at[1]).toBeGreaterThanOrEqual(at);
  await sleep(300);
  expect(run.seen).toHaveLength(2);
});
