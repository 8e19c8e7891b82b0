import { fork } from "node:child_process";
import { once } from "node:events";
import { pino } from "pino";
import { expect, test } from "vitest";
import { JOBS } from "../../jobs/table.ts";
import { compiled } from "../compiled.ts";
import { toChannelId } from "../../src/core/people/people.ts";
import { Fault } from "../../src/operations/fault.ts";
import { handOver } from "../../src/operations/hand-over.ts";
import type { StoredJob, WantedJob } from "../../src/core/announce/wanted-jobs.ts";
import type { Records } from "../../src/operations/records.ts";
import { sweep } from "../../src/operations/watch/sweep.ts";
import { openJobs } from "../../src/queue/open-jobs.ts";
import { openStore } from "../../src/store/open.ts";
import { bench } from "../store/with-redis.ts";
import { askedJobs, C2C, move, POLICY, PROD } from "./harness.ts";
import { keyspaceNamed, moveIdNamed, requestNamed } from "../names.ts";

const { server, redis, fresh } = bench();

const ID = moveIdNamed("prod/customer.c2c");
const policy = () => POLICY;
const CLUSTERS = { defaultCluster: PROD, defaultFor: () => PROD, alarmsOf: () => undefined, names: [PROD], at: () => undefined };

async function wanting(records: Records, jobs: readonly WantedJob[]) {
  const { wanted } = await records.commit(ID, () => ({ jobs, result: undefined }));
  return wanted;
}

const NOTICE = {
  id: "n-1",
  channel: toChannelId("C0OPS"),
  at: 1,
  body: { kind: "offer", move: move(ID), sourceKeyspace: keyspaceNamed("commerce"), tables: [] },
  posted: false,
} as const;

/** Dates what is in the outbox back by this long, however slow this machine is. */
async function age(prefix: string, ms: number): Promise<void> {
  const now = await openStore(redis(), { prefix }).now();
  for (const member of await redis().zrange(`${prefix}:outbox`, "0", "-1")) await redis().zadd(`${prefix}:outbox`, now - ms, member);
}

test("every job that a commit wants is queued with its ids, and leaves the outbox", async () => {
  const { records } = fresh();
  const jobs = askedJobs();
  const wanted = await wanting(records, [
    { job: "carry-out", executionId: "q-1" },
    { job: "expire-request", requestId: requestNamed("q-1"), at: 1_767_225_600_000 },
    { job: "publish-thread", moveId: ID },
    { job: "publish-cards", moveId: ID },
    { job: "watch-keyspace", cluster: PROD, keyspace: C2C.targetKeyspace },
    { job: "watch-vdiff", moveId: ID },
    { job: "publish-notice", id: "n-1" },
  ]);
  expect(await records.outbox(0)).toEqual(wanted);
  expect(await handOver({ records, jobs }, wanted)).toBeUndefined();
  expect(jobs.asked).toEqual([
    "carry-out q-1",
    "expire-request q-1 1767225600000",
    `publish-thread ${ID}`,
    `publish-cards ${ID}`,
    "watch-keyspace prod customer",
    `watch-vdiff ${ID}`,
    "publish-notice n-1",
  ]);
  expect(await records.outbox(0)).toEqual([]);
});

test("a job that cannot be queued stays in the outbox, says why, and is retried; the rest is queued at once", async () => {
  const { records } = fresh();
  const jobs = askedJobs();
  const away = new Fault("unreachable", "Redis (queues): no answer");
  const half = { ...jobs, askStored: (job: StoredJob) => (job.job === "carry-out" ? Promise.reject(away) : jobs.askStored(job)) };
  const wanted = await wanting(records, [
    { job: "carry-out", executionId: "q-1" },
    { job: "publish-thread", moveId: ID },
  ]);
  expect(await handOver({ records, jobs: half }, wanted)).toBe(away);
  const left = await records.outbox(0);
  expect(left.map((item) => item.wanted)).toEqual([{ job: "carry-out", executionId: "q-1" }]);
  expect(await handOver({ records, jobs }, left)).toBeUndefined();
  expect(jobs.asked).toEqual([`publish-thread ${ID}`, "carry-out q-1"]);
  expect(await records.outbox(0)).toEqual([]);
});

test("jobs that cannot be removed from the outbox do not fail the commit: they are queued once more", async () => {
  const { records } = fresh();
  const jobs = askedJobs();
  const away = new Fault("unreachable", "Redis: no answer");
  const wanted = await wanting(records, [{ job: "publish-thread", moveId: ID }]);
  expect(await handOver({ records: { ...records, handedOver: () => Promise.reject(away) }, jobs }, wanted)).toBe(away);
  expect(await records.outbox(0)).toEqual(wanted);
});

test("a job that two commits want is queued for each: removing one leaves the other", async () => {
  const { records } = fresh();
  const first = await wanting(records, [{ job: "publish-thread", moveId: ID }]);
  const second = await wanting(records, [{ job: "publish-thread", moveId: ID }]);
  await records.handedOver(first);
  await records.handedOver(first);
  await records.handedOver([]);
  expect(await records.outbox(0)).toEqual(second);
});

test("a process killed between its commit and the queue loses nothing: the sweep queues what is ten seconds old, and leaves younger jobs", async () => {
  const { records, prefix } = fresh();
  const jobs = askedJobs();
  const committer = fork(compiled(new URL("./mortal-committer-worker.ts", import.meta.url)), [server().url, prefix, ID]);
  const [wanted] = await once(committer, "message");
  committer.kill("SIGKILL");
  await once(committer, "exit");

  expect(await records.outbox(0)).toEqual(wanted);
  await age(prefix, -60_000);
  await sweep({ records, jobs, policy, clusters: CLUSTERS });
  expect(jobs.asked).toEqual([]);
  await age(prefix, 10_000);
  await sweep({ records, jobs, policy, clusters: CLUSTERS });
  expect(jobs.asked.toSorted()).toEqual(["carry-out q-1", `publish-thread ${ID}`]);
  expect(await records.outbox(0)).toEqual([]);
});

test("the outbox lists what has been in it for longer than a given time, the oldest first", async () => {
  const { records, prefix } = fresh();
  const old = await wanting(records, [{ job: "publish-thread", moveId: ID }]);
  await age(prefix, 3_600_000);
  const young = await wanting(records, [{ job: "publish-cards", moveId: ID }]);
  expect(await records.outbox(7_200_000)).toEqual([]);
  expect(await records.outbox(1_800_000)).toEqual(old);
  expect(await records.outbox(0)).toEqual([...old, ...young]);
});

test("the sweep reports what it could not queue, after it has found everything else", async () => {
  const { records, prefix } = fresh();
  const jobs = askedJobs();
  const away = new Fault("unreachable", "Redis (queues): no answer");
  await wanting(records, [{ job: "carry-out", executionId: "q-1" }]);
  await age(prefix, 10_000);
  await records.notices.create("n-1", NOTICE);
  await expect(sweep({ records, policy, clusters: CLUSTERS, jobs: { ...jobs, askStored: () => Promise.reject(away) } })).rejects.toBe(away);
  expect(jobs.asked).toEqual(["publish-notice n-1"]);
});

test("a job that only a newer Tandem knows, or with damaged ids, stays in the outbox, says why, and holds up no other", async () => {
  const { records, prefix } = fresh();
  const jobs = openJobs(redis(), JOBS, { prefix: `{${prefix}}`, logger: pino({ level: "silent" }) });
  await redis().zadd(`${prefix}:outbox`, 1, 'x:0 {"v":1,"d":{"job":"publish-graph","moveId":"m"}}');
  await redis().zadd(`${prefix}:outbox`, 2, 'x:1 {"v":1,"d":{"job":"watch-keyspace","cluster":"prod","keyspace":"no name"}}');
  await wanting(records, [{ job: "publish-thread", moveId: ID }]);
  const fault = await handOver({ records, jobs }, await records.outbox(0));
  expect(fault).toMatchObject({ kind: "unsupported", message: expect.stringContaining('does not know the job "publish-graph"') });
  const left = await records.outbox(0);
  expect(left.map(({ wanted }) => wanted.job)).toEqual(["publish-graph", "watch-keyspace"]);
  await expect(jobs.askStored(left[1]?.wanted ?? { job: "" })).rejects.toThrow("keyspace: not the name of a keyspace");
  await jobs.close();
});
