import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Queue } from "bullmq";
import { describe, expect, test } from "vitest";
import { compiled } from "../compiled.ts";
import { Fault } from "../../src/operations/fault.ts";
import { NotYet } from "../../src/queue/definition.ts";
import { gate, queueBench, runs, SCHEDULED_UPKEEP } from "./with-queues.ts";
import { moveIdNamed } from "../names.ts";

const { server, connected, open } = queueBench();
const MOVE = moveIdNamed("local/customer.commerce2customer");
const QUICK_STALLS = { lockDuration: 600, stalledInterval: 300, maxStalledCount: 20 };

describe("a job that cannot go on yet", () => {
  test("runs again after as long as it says, and the other jobs of its queue do not wait for it", async () => {
    const { jobs, work } = open();
    const others = runs();
    const ran: number[] = [];
    await work({
      "publish-cards": async (payload) => {
        if (payload.moveId !== MOVE) return others.handler(payload);
        ran.push(Date.now());
        if (ran.length === 1) throw new NotYet(1_200);
      },
    });
    await jobs.ask({ job: "publish-cards", moveId: MOVE });
    await expect.poll(() => ran).toHaveLength(1);
    await jobs.ask({ job: "publish-cards", moveId: moveIdNamed("local/customer.other") });
    await expect.poll(() => [ran.length, others.seen.length]).toEqual([2, 1]);
    expect(others.at[0]).toBeLessThan(ran[1] ?? 0);
    expect((ran[1] ?? 0) - (ran[0] ?? 0)).toBeGreaterThanOrEqual(1_150);
  });

  test("takes in everything that asks for it while it waits", async () => {
    const { jobs, work, depth } = open();
    let times = 0;
    await work({
      "publish-cards": async () => {
        times += 1;
        if (times === 1) throw new NotYet(800);
      },
    });
    await jobs.ask({ job: "publish-cards", moveId: MOVE });
    await expect.poll(() => times).toBe(1);
    await expect.poll(async () => (await depth("progress")).delayed).toBe(1);
    for (let n = 0; n < 5; n += 1) await jobs.ask({ job: "publish-cards", moveId: MOVE });
    await expect.poll(() => depth("progress")).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 });
    expect(times).toBe(2);
  });

  test("may say so any number of times without counting as failed", async () => {
    const { jobs, work, log, depth } = open();
    let times = 0;
    await work({
      "publish-thread": async () => {
        times += 1;
        if (times < 9) throw new NotYet(30);
      },
    });
    await jobs.ask({ job: "publish-thread", moveId: MOVE });
    await expect.poll(() => times).toBe(9);
    // The next canary waits for its time.
    await expect.poll(() => depth("decisions")).toEqual({ waiting: 0, active: 0, delayed: 1, failed: 0 });
    expect(log.lines.filter(({ msg }) => msg === "job failed")).toEqual([]);
  });
});

describe("a job", () => {
  test("that throws is retried", async () => {
    const { jobs, work } = open();
    let times = 0;
    await work({
      "answer-command": async () => {
        times += 1;
        if (times === 1) throw new Error("vtctld is away");
      },
    });
    await jobs.ask({ job: "answer-command", inboundId: "1.2" });
    await expect.poll(() => times).toBe(2);
  });

  test("whose payload is not understood reaches no handler and is one line in the log; a payload that a newer Tandem may know is retried", async () => {
    const { prefix, work, log, depth } = open();
    const answers = runs();
    const queue = new Queue("verbs", { connection: connected("jobs"), prefix });
    await queue.add("answer-command", { v: 1, inbound: 7 }, { attempts: 3, jobId: "damaged" });
    await queue.add("answer-command", { v: 2, inbound: 7 }, { attempts: 3, jobId: "newer" });
    await queue.add("from-a-newer-tandem", { v: 1 });
    await work({ "answer-command": answers.handler });
    await expect.poll(() => depth("verbs")).toMatchObject({ failed: 3, waiting: 0 });
    const tries = await Promise.all(["damaged", "newer"].map(async (id) => (await queue.getJob(id))?.attemptsMade));
    expect(tries).toEqual([1, 3]);
    await queue.close();
    expect(answers.seen).toEqual([]);
    const told = () => log.lines.flatMap(({ level, err }) => (Number(level) >= 30 ? [JSON.stringify(err)] : []));
    await expect.poll(() => told().toSorted()).toHaveLength(3);
    expect(told().filter((line) => /payload of answer-command is not understood: .*inboundId/.test(line))).toHaveLength(2);
    expect(told().filter((line) => line.includes('does not know the job \\"from-a-newer-tandem\\"'))).toHaveLength(1);
  });

  test("that takes long does not block others of its queue", async () => {
    const { jobs, work } = open();
    const hold = gate();
    const answers = runs();
    let switching = 0;
    await work({
      "carry-out": async () => {
        switching += 1;
        await hold.passed;
      },
      "answer-command": answers.handler,
    });
    for (let place = 0; place < 20; place++) await jobs.ask({ job: "carry-out", executionId: `q-${place}` });
    await expect.poll(() => switching).toBe(20);
    await jobs.ask({ job: "answer-command", inboundId: "1.2" });
    await expect.poll(() => answers.seen.length).toBe(1);
    hold.open();
  });

  test("that runs longer than its lock is not given to anybody else while its worker lives", async () => {
    const { jobs, work } = open();
    const hold = gate();
    let times = 0;
    const handler = async (): Promise<void> => {
      times += 1;
      await hold.passed;
    };
    await work({ "carry-out": handler }, QUICK_STALLS);
    await work({ "carry-out": handler }, QUICK_STALLS);
    await jobs.ask({ job: "carry-out", executionId: "q-1" });
    await expect.poll(() => times).toBe(1);
    await sleep(2_500);
    expect(times).toBe(1);
    hold.open();
  });

  test("whose worker is killed halfway is run again by another one", async () => {
    const { prefix, jobs, work, log } = open();
    const worker = fork(compiled(new URL("./doomed-worker.ts", import.meta.url)), [server().url, prefix]);
    await jobs.ask({ job: "carry-out", executionId: "q-1" });
    const [message] = await once(worker, "message");
    expect(message).toEqual({ v: 1, executionId: "q-1" });
    worker.kill("SIGKILL");
    await once(worker, "exit");
    const rescue = runs();
    await work({ "carry-out": rescue.handler }, QUICK_STALLS);
    await expect.poll(() => rescue.seen).toEqual([{ v: 1, executionId: "q-1" }]);
    expect(log.lines.some(({ msg }) => msg === "job lost its worker and is run again")).toBe(true);
  });
});

describe("draining", () => {
  test("waits for running jobs, takes nothing new, and leaves that to others", async () => {
    const { jobs, work } = open();
    const hold = gate();
    let [started, finished] = [0, 0];
    const workers = await work({
      "carry-out": async () => {
        started += 1;
        await hold.passed;
        finished += 1;
      },
    });
    await jobs.ask({ job: "carry-out", executionId: "q-1" });
    await expect.poll(() => started).toBe(1);
    const drained = workers.drain(5_000);
    await sleep(100);
    await jobs.ask({ job: "carry-out", executionId: "q-2" });
    await sleep(200);
    expect([started, finished]).toEqual([1, 0]);
    hold.open();
    expect(await drained).toBe(true);
    expect([started, finished]).toEqual([1, 1]);
    const next = runs();
    await work({ "carry-out": next.handler });
    await expect.poll(() => next.seen).toEqual([{ v: 1, executionId: "q-2" }]);
  });

  test("gives up when its time is over, and says so", async () => {
    const { jobs, work, log } = open();
    const hold = gate();
    let started = false;
    const workers = await work({
      "carry-out": async () => {
        started = true;
        await hold.passed;
      },
    });
    await jobs.ask({ job: "carry-out", executionId: "q-1" });
    await expect.poll(() => started).toBe(true);
    const asked = Date.now();
    expect(await workers.drain(300)).toBe(false);
    expect(Date.now() - asked).toBeLessThan(1_500);
    expect(log.lines.some(({ msg }) => msg === "jobs still run after the drain time")).toBe(true);
    hold.open();
  });
});

test("draining while Redis is away waits for running jobs and names them, and does not wait for Redis", async () => {
  const { jobs, work, log } = open();
  const hold = gate();
  let [started, finished] = [false, false];
  const workers = await work({
    "carry-out": async () => {
      started = true;
      await hold.passed;
      finished = true;
    },
  });
  await jobs.ask({ job: "carry-out", executionId: "q-1" });
  await expect.poll(() => started).toBe(true);
  await server().kill();
  const drained = workers.drain(60_000).then((whole) => [whole, finished]);
  expect(workers.underWay()).toEqual([{ what: "carry-out q-1", since: expect.any(Date) }]);
  hold.open();
  expect(await drained).toEqual([true, true]);
  expect(workers.underWay()).toEqual([]);
  expect(log.lines.map(({ msg }) => msg)).toEqual([
    "Redis does not answer, so the workers left without it; a job whose result it does not have runs again",
  ]);
  await server().revive();
});

test("an outage of what jobs need is reported once when it starts and once when it ends, however many jobs fail", async () => {
  const { jobs, work, log } = open();
  let [isAway, failed] = [true, 0];
  await work({
    "publish-thread": async () => {
      if (!isAway) return;
      failed += 1;
      throw new Fault("unreachable", "Slack did not answer");
    },
  });
  for (let place = 0; place < 10; place++) await jobs.ask({ job: "publish-thread", moveId: moveIdNamed(`local/customer.m${place}`) });
  await expect.poll(() => failed).toBeGreaterThanOrEqual(10);
  isAway = false;
  const told = () => log.lines.filter(({ level, queue }) => Number(level) >= 30 && queue === "decisions");
  await expect
    .poll(() => told().map(({ level, msg }) => [level, msg]))
    .toEqual([
      [40, "Jobs fail because something does not answer"],
      [30, "Jobs are done again"],
    ]);
  expect(told()[1]).toMatchObject({ times: expect.any(Number) });
});

test("the schedules run in every installation from the start, and once for all its replicas", async () => {
  const { work, depth } = open();
  const sweeps = runs();
  const members = runs();
  const scans = runs();
  const audits = runs();
  const handlers = { sweep: sweeps.handler, "refresh-members": members.handler, scan: scans.handler, "keep-audit": audits.handler };
  await work(handlers);
  await work(handlers);
  await expect.poll(() => [sweeps, members, scans, audits].map(({ seen }) => seen.length)).toEqual([1, 1, 1, 1]);
  expect(await depth("upkeep")).toMatchObject({ delayed: SCHEDULED_UPKEEP, waiting: 0 });
});

test("jobs survive a Redis that is killed and comes back, and the workers go on by themselves", async () => {
  const { jobs, work, depth } = open();
  const posts = runs();
  await work({ "publish-thread": posts.handler });
  await jobs.ask({ job: "publish-thread", moveId: MOVE });
  await expect.poll(() => posts.seen.length).toBe(1);
  await jobs.ask({ job: "watch-vdiff", moveId: MOVE }, 60_000);
  await sleep(1_100); // the append-only file is synced every second
  await server().kill();
  await expect(jobs.ask({ job: "publish-thread", moveId: MOVE })).rejects.toMatchObject({ name: "Fault", kind: "unreachable" });
  await server().revive();
  await expect
    .poll(
      () =>
        jobs.ask({ job: "publish-thread", moveId: moveIdNamed("local/customer.next") }).then(
          () => true,
          () => false,
        ),
      { timeout: 5_000 },
    )
    .toBe(true);
  await expect.poll(() => posts.seen).toContainEqual({ v: 1, moveId: "local/customer.next" });
  expect((await depth("upkeep")).delayed).toBe(SCHEDULED_UPKEEP + 1);
});
