import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_PREFIX, createKeys } from "../../../src/store/redis/keys.ts";
import { ANA, approved, BEN, cardOf, CHO, DEV, inThread, newMove, requested, saying } from "../people.ts";
import { sentByTandem, trafficCalls } from "./calls.ts";
import { endLag, heldSwitch } from "./moments.ts";
import { callOffForm, giveReason, labelsOn, press, privately, requestIn, types } from "./pressing.ts";
import { openOneTruth, type OneTruth, PATIENT } from "./harness.ts";

const WHY = /the campaign runs until Friday/;
const CALL_OFF = /^call off/i;
const ROLL_BACK_READS = /^roll back reads/i;
const CALLED_OFF = /called off/i;
/** Matches a line about reads that does not mention the writes. */
const READS_AT_TARGET = /reads\b(?:(?!writes).)*(?:customer|switched)/i;
const READS_AT_SOURCE = /reads\b(?:(?!writes).)*(?:commerce|source)/i;

let harness: OneTruth;

// Ana operates and does not approve, Ben and Cho approve and do not operate, Dev does neither. The soak lasts longer than the tests.
beforeAll(async () => {
  harness = await openOneTruth("10m", { TANDEM_OPERATORS: ANA, TANDEM_APPROVERS: `${BEN},${CHO}` });
}, 60_000);

afterAll(() => harness?.close());

// Clear Slack's rate limits: this many moves within a minute would use up its edits.
beforeEach(() => withRedis((redis) => redis.del(createKeys(DEFAULT_PREFIX).budget("progress-edits"))));

/** Switches the reads of a new move, and stays in the soak. */
async function soaking(name: string): Promise<string> {
  const move = await newMove(harness, name);
  await approved(harness, move, "switch");
  await inThread(harness, move, /soak until/i);
  return move;
}

function typesWithReason(user: string, move: string): Promise<unknown> {
  return types(harness, user, `call-off ${move} --reason "${WHY.source}"`);
}

/** The thread's lines about a call-off, once they say all of this. */
async function expectCalledOff(move: string, ...says: readonly RegExp[]): Promise<string> {
  await inThread(harness, move, CALLED_OFF);
  const told = (): string => saying(harness, move, CALLED_OFF).join("\n");
  for (const say of says) await expect.poll(told).toMatch(say);
  return told();
}

/** What an auditor reads: every event as written. */
async function audit(): Promise<readonly string[]> {
  const links = await withRedis((redis) => redis.xrange(createKeys(DEFAULT_PREFIX).audit(), "-", "+"));
  return links.map(([, fields]) => fields[fields.indexOf("event") + 1] ?? "");
}

async function withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(harness.redis.url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

describe("an approved switch in its soak", PATIENT, () => {
  it("is called off on its card by an approver other than the requester, with a reason and one press", async () => {
    const move = await soaking("bycard");
    await press(harness, BEN, () => cardOf(harness, move), CALL_OFF);
    const form = await callOffForm(harness, BEN);
    for (const nothing of ["", "   "]) {
      const refused = await giveReason(harness, BEN, form, nothing);
      expect(["incomplete", "errors"]).toContain(refused.kind);
    }
    expect(await giveReason(harness, BEN, form, WHY.source)).toEqual({ kind: "closed" });

    const told = await expectCalledOff(move, /Ben/, WHY, READS_AT_TARGET);
    expect(trafficCalls(harness, "bycard")).toEqual(["reads"]);
    // Cancel and stop are Vitess's words, for other operations.
    const titles = [...told.split("\n").filter((line) => CALLED_OFF.test(line)), form["title"], form["submit"]];
    expect(JSON.stringify(titles)).not.toMatch(/cancel|stop/i);
  });

  it("is recorded in the audit as called off, by whom and why", async () => {
    const move = await soaking("audited");
    await typesWithReason(CHO, move);
    await expectCalledOff(move);
    const events = async () => (await audit()).filter((event) => event.includes(move) && /call(?:ed)?-?off/i.test(event)).join("\n");
    for (const fact of [new RegExp(CHO), WHY]) await expect.poll(events).toMatch(fact);
  });

  it("can be called off on card and request, and loses every such button once it has ended", async () => {
    const move = await soaking("buttons");
    const places = () => [cardOf(harness, move), requestIn(harness, move)].map((message) => labelsOn(message).join(" · "));
    await expect.poll(places).toEqual([expect.stringMatching(/call off/i), expect.stringMatching(/call off/i)]);
    await typesWithReason(BEN, move);
    await expectCalledOff(move);
    await expect.poll(() => places().join(" · ")).not.toMatch(/call off|roll back/i);
  });

  it("is called off without a form by an operator who types the reason; whoever tries later reads that it is over", async () => {
    const move = await soaking("bytyping");
    await typesWithReason(ANA, move);
    await expectCalledOff(move, /Ana/, WHY);
    expect(harness.slack.views(ANA)).toEqual([]);
    await privately(harness, BEN, () => typesWithReason(BEN, move), /already|nothing/i);
    expect(trafficCalls(harness, "bytyping")).toEqual(["reads"]);
  });

  it("opens the same form for an approver who types no reason", async () => {
    const move = await soaking("noreason");
    await types(harness, CHO, `call-off ${move}`);
    await giveReason(harness, CHO, await callOffForm(harness, CHO), WHY.source);
    await expectCalledOff(move, /Cho/, WHY);
  });

  it("is called off only by approvers and operators, and anybody else reads so each time", async () => {
    const move = await soaking("stranger");
    const card = () => cardOf(harness, move);
    const ways = [
      () => typesWithReason(DEV, move),
      () => types(harness, DEV, `call-off ${move}`),
      () => press(harness, DEV, card, CALL_OFF),
      () => press(harness, DEV, card, ROLL_BACK_READS),
    ];
    for (const way of ways) await privately(harness, DEV, way, /approver|operator/i);
    expect(harness.slack.views(DEV)).toEqual([]);
    expect(saying(harness, move, WHY)).toEqual([]);
    expect(labelsOn(card())).toContainEqual(expect.stringMatching(CALL_OFF));
    expect(trafficCalls(harness, "stranger")).toEqual(["reads"]);
  });

  it("ends with its reads back at the source after one press of Roll back reads, without a reason", async () => {
    const move = await soaking("rollback");
    await press(harness, BEN, () => cardOf(harness, move), ROLL_BACK_READS);
    await expectCalledOff(move, /Ben/);
    expect(harness.slack.views(BEN)).toEqual([]);
    await expect.poll(() => trafficCalls(harness, "rollback")).toEqual(["reads", "reads back"]);
    const [, back] = sentByTandem(harness, "WorkflowSwitchTraffic", "rollback");
    expect(back?.request).toMatchObject({ tablet_types: expect.arrayContaining(["REPLICA", "RDONLY"]), direction: 1 });
    await inThread(harness, move, READS_AT_SOURCE);
    const rules = harness.vitess.cluster.routingRules;
    const served = ["rollback@replica", "rollback@rdonly", "rollback"].flatMap((from) => rules.get(from) ?? []);
    expect(new Set(served)).toEqual(new Set(["commerce.rollback"]));
  });

  it("is ended once if two people press at the same moment", async () => {
    const move = await soaking("two");
    await Promise.all([BEN, CHO].map((user) => press(harness, user, () => cardOf(harness, move), ROLL_BACK_READS)));
    await expectCalledOff(move, /Ben|Cho/);
    await expect.poll(() => trafficCalls(harness, "two")).toEqual(["reads", "reads back"]);
    await inThread(harness, move, READS_AT_SOURCE);
    expect(trafficCalls(harness, "two")).toEqual(["reads", "reads back"]);
  });
});

describe("an approved switch on hold", PATIENT, () => {
  it("is called off on its request by an approver: nothing was changed, and nothing is sent when the hold ends", async () => {
    const move = await newMove(harness, "held");
    await heldSwitch(harness, move);
    await press(harness, CHO, () => requestIn(harness, move), CALL_OFF);
    await giveReason(harness, CHO, await callOffForm(harness, CHO), WHY.source);
    await expectCalledOff(move, /Cho/, WHY, /nothing\b.*(?:changed|sent)/i);
    endLag(harness, move);
    // A call that the first one still sent would come before the reads of the next one.
    await soaking("afterheld");
    expect(trafficCalls(harness, "held")).toEqual([]);
  });
});

describe("a request that nobody has approved yet", PATIENT, () => {
  it("is called off too, or the answer offers to reject it", async () => {
    const move = await newMove(harness, "asked");
    await requested(harness, move, "switch");
    await typesWithReason(BEN, move);
    const isClosed = (): boolean => saying(harness, move, /called off|rejected/i).some((line) => WHY.test(line));
    const offersReject = (): boolean => JSON.stringify(harness.slack.ephemerals(BEN)).includes("request:reject");
    await expect.poll(() => isClosed() || offersReject()).toBe(true);
    expect(trafficCalls(harness, "asked")).toEqual([]);
  });
});

describe("a move without any request", PATIENT, () => {
  it("has nothing to call off, and whoever tries reads so", async () => {
    const move = await newMove(harness, "idle");
    await privately(harness, BEN, () => typesWithReason(BEN, move), /\bnothing\b/i);
    expect(saying(harness, move, WHY)).toEqual([]);
  });
});
