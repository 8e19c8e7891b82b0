import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACTIONS } from "../../../src/slack/actions.ts";
import type { SlackMessage } from "../../../practice/slack/workspace/workspace.ts";
import { ANA, approve, ask, BEN, cardOf, CHO, INCIDENT, requested, switches, thread, words } from "../people.ts";
import { cardText, openScene, type Scene, told, type } from "../scenarios/scene.ts";
import { cardOffers, nextIn, offers, offersOn, press, texts } from "./screens.ts";

const ASK_FOR_IT = /request the switch|request (?:the )?switch/i;
const WHO = /@?dba|Ben|Cho|approvers|people/i;
const A_TIME = /\d\d:\d\d/;

let scene: Scene;
let request: SlackMessage;

beforeAll(async () => {
  scene = await openScene({ workflow: "steps", table: "product" }, { env: { TANDEM_SOAK: "1h", TANDEM_VDIFF_REQUIRED: "true" } });
  await ask(scene, ANA, `follow ${scene.move}`, INCIDENT);
  await scene.slack.waitFor(() => cardOf(scene, scene.move, INCIDENT));
});

afterAll(() => scene.close());

function followersCard(): string {
  const card = cardOf(scene, scene.move, INCIDENT);
  return card === undefined ? "" : words(card);
}

function primaries(): readonly string[] {
  return cardOffers(scene, scene.move)
    .filter(({ isPrimary }) => isPrimary)
    .map(({ label }) => label);
}

/** Every place that says what comes next: the card, the card in a channel that follows the move, and an answer. */
async function nextLines(): Promise<readonly string[]> {
  return [cardText(scene), followersCard(), await type(scene, `status ${scene.move}`)].map(nextIn);
}

describe("a copied move without a VDiff", () => {
  it("offers the VDiff as the only primary button, because it is next", async () => {
    await expect.poll(() => nextIn(cardText(scene))).toMatch(/vdiff/i);
    expect(primaries()).toEqual([expect.stringMatching(/vdiff/i)]);
  });
});

describe("while a request is open", () => {
  beforeAll(async () => {
    await type(scene, `vdiff create ${scene.move}`);
    await told(scene, /VDiff clean/i);
    request = await requested(scene, scene.move, "switch");
  });

  it("the card says that the move waits for approvers, and until when", async () => {
    await expect.poll(() => cardText(scene)).toMatch(/0 of 2/);
    expect(nextIn(cardText(scene))).not.toMatch(ASK_FOR_IT);
    for (const part of [/approv|vote|decide/i, WHO, A_TIME]) expect(nextIn(cardText(scene))).toMatch(part);
  });

  it("neither the card in another channel nor an answer suggests another request", async () => {
    await expect.poll(followersCard).toMatch(/0 of 2/);
    for (const next of await nextLines()) expect(next).not.toMatch(ASK_FOR_IT);
    expect(nextIn(followersCard())).toMatch(/approv|vote|decide/i);
  });
});

describe("a switch that is approved while vtctld does not answer", () => {
  beforeAll(async () => {
    scene.vitess.faults.inject({ rpc: "*", times: 100_000 }, { kind: "unavailable" });
    for (const user of [BEN, CHO]) await approve(scene, user, request);
  });
  afterAll(() => scene.vitess.faults.clear());

  it("is not said to run, because no call is in flight", async () => {
    const approved = (): SlackMessage | undefined => thread(scene, scene.move).find(({ ts }) => ts === request.ts);
    await expect.poll(() => words(approved() ?? { text: "" })).toMatch(/Approved by/);
    await scene.watch("customer");
    await expect.poll(() => cardText(scene)).not.toMatch(/of 2 approvals/);
    expect(switches(scene, "steps")).toEqual([]);
    for (const text of texts(scene)) expect(text).not.toMatch(/SwitchTraffic is running|switching (?:reads|writes) since/i);
  });
});

describe("during the soak", () => {
  beforeAll(async () => {
    await told(scene, /Reads (?:are )?switched/);
    await scene.watch("customer");
  });

  it("the cards in both channels and an answer say until when it lasts, and suggest no request", async () => {
    await expect.poll(() => cardText(scene)).toMatch(/reads switched/i);
    await expect.poll(followersCard).toMatch(/reads switched/i);
    for (const next of await nextLines()) expect(next).not.toMatch(ASK_FOR_IT);
    for (const next of await nextLines()) expect(next).toMatch(A_TIME);
  });
});

describe("a switch that is called off in its soak", () => {
  let answer: string;

  beforeAll(async () => {
    // If nothing is offered, press the button of the request as it was before the reads were switched.
    const [callOff] = [...offers(scene, /call off/i), ...offersOn(request).filter(({ actionId }) => actionId === ACTIONS.withdraw)];
    if (callOff === undefined) throw new Error("There is nothing to press");
    answer = await press(scene, ANA, callOff);
    await told(scene, /withdr[ae]w|called off/i);
  });

  it("is not said to have changed nothing: the message says that the reads are at customer", async () => {
    await scene.watch("customer");
    expect(scene.vitess.cluster.routingRules.get("product@replica")).toEqual(["customer.product"]);
    for (const text of [answer, ...texts(scene)]) expect(text).not.toMatch(/nothing was changed/i);
    expect(await told(scene, /withdr[ae]w|called off/i)).toMatch(/reads/i);
    expect(switches(scene, "steps")).toHaveLength(1);
  });
});
