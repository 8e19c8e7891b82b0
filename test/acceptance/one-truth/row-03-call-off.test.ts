import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_PREFIX, keysUnder } from "../../../src/store/redis/keys.ts";
import { ANA, approved, BEN, cardOf, CHO, DEV, inThread, newMove, requested, saying } from "../people.ts";
import { sentByTandem, trafficCalls } from "./calls.ts";
import { endLag, heldSwitch } from "./moments.ts";
import { callOffForm, giveReason, labelsOn, press, privately, requestIn, types } from "./pressing.ts";
import { openOneTruth, type OneTruth, PATIENT } from "./stage.ts";

const WHY = /the campaign runs until Friday/;
const CALL_OFF = /^call off/i;
const ROLL_BACK_READS = /^roll back reads/i;
const CALLED_OFF = /called off/i;
/** Said of reads without a word of the writes. */
const READS_AT_TARGET = /reads\b(?:(?!writes).)*(?:customer|switched)/i;
const READS_AT_SOURCE = /reads\b(?:(?!writes).)*(?:commerce|source)/i;

let stage: OneTruth;

// Ana operates and does not approve, Ben and Cho approve and do not operate, Dev does neither. The soak lasts longer than the tests.
beforeAll(async () => {
  stage = await openOneTruth("10m", { TANDEM_OPERATORS: ANA, TANDEM_APPROVERS: `${BEN},${CHO}` });
}, 60_000);

afterAll(() => stage?.close());

// Slack's minute is over: this many moves within one would spend all of its edits.
beforeEach(() => withRedis((redis) => redis.del(keysUnder(DEFAULT_PREFIX).budget("progress-edits"))));

/** A switch of a new move whose reads are over there. */
async function soaking(name: string): Promise<string> {
  const move = await newMove(stage, name);
  await approved(stage, move, "switch");
  await inThread(stage, move, /soak until/i);
  return move;
}

function typesWithReason(user: string, move: string): Promise<unknown> {
  return types(stage, user, `call-off ${move} --reason "${WHY.source}"`);
}

/** What the thread says of a call-off, once it says all of this. */
async function expectCalledOff(move: string, ...says: readonly RegExp[]): Promise<string> {
  await inThread(stage, move, CALLED_OFF);
  const told = (): string => saying(stage, move, CALLED_OFF).join("\n");
  for (const say of says) await expect.poll(told).toMatch(say);
  return told();
}

/** What an auditor reads: every event as it was written. */
async function audit(): Promise<readonly string[]> {
  const links = await withRedis((redis) => redis.xrange(keysUnder(DEFAULT_PREFIX).audit(), "-", "+"));
  return links.map(([, fields]) => fields[fields.indexOf("event") + 1] ?? "");
}

async function withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(stage.redis.url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

describe("an approved switch in its soak", PATIENT, () => {
  it("is called off on its card by an approver who did not ask for it, with a reason and one press", async () => {
    const move = await soaking("bycard");
    await press(stage, BEN, () => cardOf(stage, move), CALL_OFF);
    const form = await callOffForm(stage, BEN);
    for (const nothing of ["", "   "]) {
      const refused = await giveReason(stage, BEN, form, nothing);
      expect(["incomplete", "errors"]).toContain(refused.kind);
    }
    expect(await giveReason(stage, BEN, form, WHY.source)).toEqual({ kind: "closed" });

    const told = await expectCalledOff(move, /Ben/, WHY, READS_AT_TARGET);
    expect(trafficCalls(stage, "bycard")).toEqual(["reads"]);
    // Those words are Vitess's, for other things.
    const titles = [...told.split("\n").filter((line) => CALLED_OFF.test(line)), form["title"], form["submit"]];
    expect(JSON.stringify(titles)).not.toMatch(/cancel|stop/i);
  });

  it("stands in the audit as called off, by whom and why", async () => {
    const move = await soaking("audited");
    await typesWithReason(CHO, move);
    await expectCalledOff(move);
    const events = async () => (await audit()).filter((event) => event.includes(move) && /call(?:ed)?-?off/i.test(event)).join("\n");
    for (const fact of [new RegExp(CHO), WHY]) await expect.poll(events).toMatch(fact);
  });

  it("offers the call-off on card and request, and takes every such button away when it has ended", async () => {
    const move = await soaking("buttons");
    const places = () => [cardOf(stage, move), requestIn(stage, move)].map((message) => labelsOn(message).join(" · "));
    await expect.poll(places).toEqual([expect.stringMatching(/call off/i), expect.stringMatching(/call off/i)]);
    await typesWithReason(BEN, move);
    await expectCalledOff(move);
    await expect.poll(() => places().join(" · ")).not.toMatch(/call off|roll back/i);
  });

  it("is called off by an operator who types the reason, without a form; who comes later is told that it is over", async () => {
    const move = await soaking("bytyping");
    await typesWithReason(ANA, move);
    await expectCalledOff(move, /Ana/, WHY);
    expect(stage.slack.views(ANA)).toEqual([]);
    await privately(stage, BEN, () => typesWithReason(BEN, move), /already|nothing/i);
    expect(trafficCalls(stage, "bytyping")).toEqual(["reads"]);
  });

  it("asks an approver who types no reason for it, in the same form", async () => {
    const move = await soaking("noreason");
    await types(stage, CHO, `call-off ${move}`);
    await giveReason(stage, CHO, await callOffForm(stage, CHO), WHY.source);
    await expectCalledOff(move, /Cho/, WHY);
  });

  it("is not called off by somebody who is neither approver nor operator, who is told so each time", async () => {
    const move = await soaking("stranger");
    const card = () => cardOf(stage, move);
    const ways = [
      () => typesWithReason(DEV, move),
      () => types(stage, DEV, `call-off ${move}`),
      () => press(stage, DEV, card, CALL_OFF),
      () => press(stage, DEV, card, ROLL_BACK_READS),
    ];
    for (const way of ways) await privately(stage, DEV, way, /approver|operator/i);
    expect(stage.slack.views(DEV)).toEqual([]);
    expect(saying(stage, move, WHY)).toEqual([]);
    expect(labelsOn(card())).toContainEqual(expect.stringMatching(CALL_OFF));
    expect(trafficCalls(stage, "stranger")).toEqual(["reads"]);
  });

  it("ends with its reads back at the source after one press of Roll back reads, without a reason", async () => {
    const move = await soaking("rollback");
    await press(stage, BEN, () => cardOf(stage, move), ROLL_BACK_READS);
    await expectCalledOff(move, /Ben/);
    expect(stage.slack.views(BEN)).toEqual([]);
    await expect.poll(() => trafficCalls(stage, "rollback"), { timeout: 15_000 }).toEqual(["reads", "reads back"]);
    const [, back] = sentByTandem(stage, "WorkflowSwitchTraffic", "rollback");
    expect(back?.request).toMatchObject({ tablet_types: expect.arrayContaining(["REPLICA", "RDONLY"]), direction: 1 });
    await inThread(stage, move, READS_AT_SOURCE);
    const rules = stage.vitess.cluster.routingRules;
    const served = ["rollback@replica", "rollback@rdonly", "rollback"].flatMap((from) => rules.get(from) ?? []);
    expect(new Set(served)).toEqual(new Set(["commerce.rollback"]));
  });

  it("is ended once when two people press at the same moment", async () => {
    const move = await soaking("two");
    await Promise.all([BEN, CHO].map((user) => press(stage, user, () => cardOf(stage, move), ROLL_BACK_READS)));
    await expectCalledOff(move, /Ben|Cho/);
    await expect.poll(() => trafficCalls(stage, "two"), { timeout: 15_000 }).toEqual(["reads", "reads back"]);
    await inThread(stage, move, READS_AT_SOURCE);
    expect(trafficCalls(stage, "two")).toEqual(["reads", "reads back"]);
  });
});

describe("an approved switch that is held", PATIENT, () => {
  it("is called off on its request by an approver; nothing was changed, and nothing is sent when the hold passes", async () => {
    const move = await newMove(stage, "held");
    await heldSwitch(stage, move);
    await press(stage, CHO, () => requestIn(stage, move), CALL_OFF);
    await giveReason(stage, CHO, await callOffForm(stage, CHO), WHY.source);
    await expectCalledOff(move, /Cho/, WHY, /nothing\b.*(?:changed|sent)/i);
    endLag(stage, move);
    // Whatever was still to come of the first would come before the reads of the next.
    await soaking("afterheld");
    expect(trafficCalls(stage, "held")).toEqual([]);
  });
});

describe("a request that nobody has approved yet", PATIENT, () => {
  it("is called off too, or the answer offers to reject it", async () => {
    const move = await newMove(stage, "asked");
    await requested(stage, move, "switch");
    await typesWithReason(BEN, move);
    const isClosed = (): boolean => saying(stage, move, /called off|rejected/i).some((line) => WHY.test(line));
    const offersReject = (): boolean => JSON.stringify(stage.slack.ephemerals(BEN)).includes("request:reject");
    await expect.poll(() => isClosed() || offersReject()).toBe(true);
    expect(trafficCalls(stage, "asked")).toEqual([]);
  });
});

describe("a move of which nothing is asked", PATIENT, () => {
  it("has nothing to call off, and whoever tries is told so", async () => {
    const move = await newMove(stage, "idle");
    await privately(stage, BEN, () => typesWithReason(BEN, move), /\bnothing\b/i);
    expect(saying(stage, move, WHY)).toEqual([]);
  });
});
