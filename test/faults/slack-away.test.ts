import { setTimeout as sleep } from "node:timers/promises";
import { WebClient } from "@slack/web-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SlackMessage } from "../../practice/slack/workspace/workspace.ts";
import { peopleAreKnown } from "../acceptance/harness.ts";
import {
  type Installation,
  newMoves,
  openInstallation,
  PATIENCE_MS,
  press,
  requestedOfAll,
  types,
  WHOLE_TEST_MS,
} from "../acceptance/one-truth/installation.ts";
import { approve, BEN, cardOf, CHO, inThread, MOVES, openRequest, saying, switches, words } from "../acceptance/people.ts";
import { MAIN } from "../compiled.ts";
import { until } from "../operations/harness.ts";

/** How long Slack is gone; `GONE_S=1800` is half an hour. */
const GONE_MS = Number(process.env["GONE_S"] ?? 30) * 1000;
const FOR_EVER = Number.POSITIVE_INFINITY;
const SWITCHED = /^\*Switched \(writes\) · /m;

let here: Installation;
let requests: readonly SlackMessage[];
const NAMES = ["gone", "after", "limited", "unshown", "archived", "readonly", "removed", "deleted"] as const;

beforeAll(async () => {
  here = await openInstallation();
  await here.start("worker", { program: MAIN });
  await here.start("app");
  await peopleAreKnown(here);
  const moves = await newMoves(here, NAMES);
  requests = await requestedOfAll(here, moves, "switch --tablet-types primary");
  // Whoever has acted within the hour may act while Slack does not say who they are.
  await types(here, CHO, "status customer.gone");
}, WHOLE_TEST_MS);

afterAll(() => here.close());

function requestOf(name: (typeof NAMES)[number]): SlackMessage {
  const found = requests[NAMES.indexOf(name)];
  if (found === undefined) throw new Error(name);
  return found;
}

/** The switch has reached Vitess and succeeded. Returns when. */
async function isSwitched(name: string): Promise<number> {
  return until(async () => switches(here, name).some(({ outcome }) => outcome?.code === 0) && Date.now(), PATIENCE_MS);
}

/** Every line of the thread is there, once. */
function expectWhole(name: string): void {
  const move = `customer.${name}`;
  for (const line of [/Ben approved: 1 of 2/, /Cho approved: 2 of 2/, SWITCHED])
    expect(saying(here, move, line), `${line}`).toHaveLength(1);
  expect(switches(here, name).filter(({ outcome }) => outcome?.code === 0)).toHaveLength(1);
}

describe("while Slack", () => {
  it(
    "is gone, what was approved is done, and all of it is in the thread afterwards, once",
    async () => {
      const [first, second] = [requestOf("gone"), requestOf("after")];
      await approve(here, BEN, first);
      here.slack.faults.add({ method: "*", kind: "5xx", times: FOR_EVER });
      const goneAt = Date.now();
      // Its sockets still bring clicks for a while.
      expect(await press(here, CHO, first, "Approve")).toBe(true);
      await isSwitched("gone");
      here.slack.sockets.drop();
      await sleep(Math.max(0, GONE_MS - (Date.now() - goneAt)));

      here.slack.faults.clear();
      const backAt = Date.now();
      await inThread(here, "customer.gone", SWITCHED, 3 * PATIENCE_MS);
      console.log(`After ${Math.round((backAt - goneAt) / 1000)} s without Slack the thread was whole ${Date.now() - backAt} ms later.`);
      expectWhole("gone");
      await until(async () => here.slack.sockets.count() > 0, 3 * PATIENCE_MS);
      for (const user of [BEN, CHO]) await approve(here, user, second);
      await inThread(here, "customer.after", SWITCHED, PATIENCE_MS);
      expectWhole("after");
    },
    GONE_MS + 5 * WHOLE_TEST_MS,
  );

  it(
    "limits posts and edits with 429 and Retry-After 30, approvals are counted and carried out at once",
    async () => {
      const request = requestOf("limited");
      const limited = { kind: "429", retryAfter: 30 } as const;
      for (const method of ["chat.postMessage", "chat.update"]) here.slack.faults.add({ ...limited, method });
      for (const user of [BEN, CHO]) await approve(here, user, request);
      const approvedAt = Date.now();
      const delay = (await isSwitched("limited")) - approvedAt;
      await inThread(here, "customer.limited", SWITCHED, 2 * PATIENCE_MS);
      console.log(`Switched ${delay} ms after the last vote, in the thread after ${Date.now() - approvedAt} ms.`);
      expectWhole("limited");
      here.slack.faults.clear();
    },
    WHOLE_TEST_MS,
  );

  it(
    "never takes one line in any form, the lines behind it do not wait",
    async () => {
      const refused = { method: "chat.postMessage", kind: "ok-false", error: "invalid_arguments", times: FOR_EVER } as const;
      here.slack.faults.add({ ...refused, when: ({ text }) => /Ben approved: 1 of 2/.test(String(text)) });
      const request = requestOf("unshown");
      for (const user of [BEN, CHO]) await approve(here, user, request);
      await inThread(here, "customer.unshown", SWITCHED, PATIENCE_MS);
      expect(saying(here, "customer.unshown", /A line of this thread cannot be shown: Slack answers `invalid_arguments`/)).toHaveLength(1);
      expect(saying(here, "customer.unshown", /Cho approved: 2 of 2/)).toHaveLength(1);
      here.slack.faults.clear();
    },
    WHOLE_TEST_MS,
  );
});

it.each([
  ["archived", "is_archived"],
  ["readonly", "restricted_action_read_only_channel"],
  ["removed", "not_in_channel"],
] as const)(
  "in a channel that is %s before the last vote, the outcome reaches the requester directly, and the thread once it can be written",
  async (name, error) => {
    const request = requestOf(name);
    await approve(here, BEN, request);
    await inThread(here, `customer.${name}`, /Ben approved/, PATIENCE_MS);
    here.slack.faults.add({ method: "*", kind: "ok-false", error, times: FOR_EVER, when: ({ channel }) => channel === MOVES });
    expect(await press(here, CHO, request, "Approve")).toBe(true);
    const isIt = (message: SlackMessage): boolean =>
      words(message).includes(error) && words(message).includes(`Switched (writes) · customer.${name}`);
    await here.slack.waitFor(() => here.slack.messages("D0ANA").find(isIt), PATIENCE_MS);

    here.slack.faults.clear();
    await inThread(here, `customer.${name}`, SWITCHED, PATIENCE_MS);
    expectWhole(name);
  },
  WHOLE_TEST_MS,
);

it(
  "a request and a card that somebody deletes are posted again, and the request can still be decided",
  async () => {
    const client = new WebClient(here.slack.botToken, { slackApiUrl: here.slack.apiUrl });
    const request = requestOf("deleted");
    await client.chat.delete({ channel: MOVES, ts: request.ts });
    await press(here, BEN, request, "Approve");
    const again = await openRequest(here, "customer.deleted");
    expect(again.ts).not.toBe(request.ts);
    const card = cardOf(here, "customer.deleted");
    await client.chat.delete({ channel: MOVES, ts: card?.ts ?? "" });
    await press(here, CHO, again, "Approve");
    await isSwitched("deleted");
    // The head of a thread that has replies stays as an empty message, and the thread goes on under it until there is another card.
    const lines = (): readonly string[] => here.slack.messages(MOVES).flatMap(({ ts }) => here.slack.thread(MOVES, ts).map(words));
    await until(async () => lines().some((line) => /^\*Switched \(writes\) · customer\.deleted/m.test(line)), PATIENCE_MS);
    await until(async () => cardOf(here, "customer.deleted")?.ts !== card?.ts, PATIENCE_MS);
    expect(lines().filter((line) => /^\*Switched \(writes\) · customer\.deleted/m.test(line))).not.toEqual([]);
  },
  WHOLE_TEST_MS,
);
