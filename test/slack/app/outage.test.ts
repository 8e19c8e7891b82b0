import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import type { Records } from "../../../src/operations/records.ts";
import { MOVE_ID } from "../../store/literals.ts";
import { bench, freshPrefix, noise } from "../../store/with-redis.ts";
import { WRITE_WITHIN_MS } from "../../../src/slack/app/listener/acknowledge.ts";
import { openStore } from "../../../src/store/open.ts";
import { openRedis } from "../../../src/store/redis/connect.ts";
import { NOT_KNOWN_DURABLE, NOT_RECORDED, PERHAPS_RECORDED, VOTE_NOT_CONFIRMED } from "../../../src/slack/web-api/sentences.ts";
import { askInSlack, openHarness, toldTo } from "./harness.ts";

const redis = bench();
const command = "/movetables";

let isAway = false;

async function takeAway(): Promise<void> {
  await redis.server().kill();
  isAway = true;
}

async function bringBack(): Promise<void> {
  if (isAway) await redis.server().revive();
  isAway = false;
}

afterEach(bringBack);

/** Redis is up again, and the app has noticed. */
async function isBack(records: Records): Promise<void> {
  await bringBack();
  await expect
    .poll(() =>
      records.now().then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
}

describe("while Redis is away", () => {
  test("a command is acknowledged in time with the truth: nothing is recorded and nothing will happen", async () => {
    const { slack, records, jobs, log } = await openHarness(redis.fresh().records);
    await takeAway();
    const ack = await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command, text: "start customer.commerce2customer" });
    expect(ack).toMatchObject({ ok: true });
    // Redis is still away, so Tandem's own limit has passed; Slack's is three seconds.
    expect(isAway).toBe(true);
    expect(WRITE_WITHIN_MS).toBeLessThan(3_000);
    expect(toldTo(slack, "U0ANA")).toEqual([NOT_RECORDED]);
    expect(jobs.asked).toEqual([]);
    await isBack(records);
    await sleep(500);
    expect(await records.inbox.pending()).toEqual([]);
    expect(log.join("")).not.toMatch(/xoxb-|xapp-|\/response\//);
  });

  test("a vote is acknowledged, and its answer says to press again; pressed again it counts once", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack, records } = harness;
    const { channel, ts } = await askInSlack(harness);
    await takeAway();
    expect(await slack.click({ user: "U0BEN", channel, ts, actionId: "request:approve" })).toMatchObject({ ok: true });
    await slack.waitFor(() => toldTo(slack, "U0BEN")[0] === VOTE_NOT_CONFIRMED);
    await isBack(records);
    await slack.click({ user: "U0BEN", channel, ts, actionId: "request:approve" });
    await slack.waitFor(() => toldTo(slack, "U0BEN").length === 2);
    expect((await records.requests.get("q-1"))?.votes.map(({ by }) => by)).toEqual(["U0BEN"]);
  });

  test("a filled form stays open, with the reason at its first field", async () => {
    const { slack, records } = await openHarness(redis.fresh().records);
    await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command, text: "create" });
    await slack.waitFor(() => slack.views("U0ANA").length === 1);
    await takeAway();
    const values = { "create-source": "commerce", "create-target": "customer", "create-workflow": "c2c", "create-tables": "corder" };
    expect(await slack.submitView({ user: "U0ANA", values })).toEqual({ kind: "errors", errors: { "create-source": NOT_RECORDED } });
    await isBack(records);
    expect(await slack.submitView({ user: "U0ANA" })).toEqual({ kind: "closed" });
  });

  test("a vote that the store took is still one vote if the answer came late", async () => {
    const { records } = redis.fresh();
    let lateMs = 0;
    const commit: Records["commit"] = async (id, decide, named) => {
      const result = await records.commit(id, decide, named);
      await sleep(lateMs);
      return result;
    };
    const harness = await openHarness({ ...records, commit });
    const { slack } = harness;
    const { channel, ts } = await askInSlack(harness);
    lateMs = 2_700;
    expect(await slack.click({ user: "U0BEN", channel, ts, actionId: "request:approve" })).toMatchObject({ ok: true });
    await slack.waitFor(() => toldTo(slack, "U0BEN")[0] === VOTE_NOT_CONFIRMED);
    lateMs = 0;
    await slack.click({ user: "U0BEN", channel, ts, actionId: "request:approve" });
    await slack.waitFor(() => toldTo(slack, "U0BEN").length === 2);
    expect((await records.requests.get("q-1"))?.votes).toHaveLength(1);
    expect((await records.entries(MOVE_ID, 0)).length).toBeLessThanOrEqual(2);
  });
});

test("a press whose vote no replica has in time counts, and its answer says that it may be lost", async () => {
  const { url } = redis.server();
  const durable = openRedis(url, "durability", noise);
  const durability = { redis: durable, disk: false, replicas: 1, onCannotTell: noise };
  const records = openStore(redis.redis(), { prefix: freshPrefix(), durability });
  const harness = await openHarness(records);
  const { slack } = harness;
  const { channel, ts } = await askInSlack(harness);
  expect(await slack.click({ user: "U0BEN", channel, ts, actionId: "request:approve" })).toMatchObject({ ok: true });
  await slack.waitFor(() => toldTo(slack, "U0BEN").length === 1);
  expect(toldTo(slack, "U0BEN")[0]).toMatch(/^Counted: /);
  expect(toldTo(slack, "U0BEN")[0]).toContain(NOT_KNOWN_DURABLE);
  expect((await records.requests.get("q-1"))?.votes).toHaveLength(1);
  // A withdrawal that may be lost is told to nobody as if it could not, also not to whoever only wanted to see the form.
  await slack.click({ user: "U0ANA", channel, ts, actionId: "request:withdraw" });
  await slack.waitFor(() => toldTo(slack, "U0ANA").some((text) => text.startsWith("Withdrawn.")));
  await slack.click({ user: "U0CHO", channel, ts, actionId: "request:reject" });
  await slack.waitFor(() => toldTo(slack, "U0CHO").length === 1);
  expect(toldTo(slack, "U0CHO")[0]).toMatch(/^Already decided: /);
  expect(toldTo(slack, "U0CHO")[0]).toContain(NOT_KNOWN_DURABLE);
  durable.disconnect();
});

test("a command that the store took too late is taken back, and the person was not told that nothing would happen", async () => {
  const { records } = redis.fresh();
  const { slack } = await openHarness(records);
  const create = records.inbox.create.bind(records.inbox);
  records.inbox.create = async (id, inbound) => {
    await sleep(2_700);
    return create(id, inbound);
  };
  await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command, text: "start customer.commerce2customer" });
  expect(toldTo(slack, "U0ANA")).toEqual([PERHAPS_RECORDED]);
  await sleep(1_000);
  expect(await records.inbox.pending()).toEqual([]);
});
