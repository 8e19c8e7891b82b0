import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "../../operations/stage.ts";
import { ANA, cardOf, INCIDENT, inThread, newMove, saying, type, words } from "../people.ts";
import { openStage, type Stage } from "../stage.ts";

const MINUTE = 60_000;

const ERROR = "task error: failed inserting rows: Incorrect integer value (errno 1366)";

let stage: Stage;
let move: string;

beforeAll(async () => {
  stage = await openStage({ env: { TANDEM_ALARMS: INCIDENT } });
  move = await newMove(stage, "flap");
  await stage.watch("customer");
}, MINUTE);

afterAll(() => stage.close());

function card(): string {
  const found = cardOf(stage, move);
  return found === undefined ? "" : words(found);
}

/** One reading in which the stream is in error, and one in which it was started again and got nowhere. */
async function flap(): Promise<void> {
  for (const message of [ERROR, ""]) {
    stage.vitess.state.setMessage("customer", "flap", message);
    const before = looks();
    await stage.watch("customer");
    await until(() => Promise.resolve(looks() > before));
  }
}

function looks(): number {
  return stage.vitess.calls().filter(({ method }) => method === "GetWorkflows").length;
}

it("an error that comes and goes is one line of the thread and one of the operators' channel", { timeout: MINUTE }, async () => {
  const notice = await until(async () => {
    await flap();
    return stage.slack
      .messages(INCIDENT)
      .map(words)
      .find((line) => line.includes("customer.flap"));
  }, MINUTE);
  expect(notice).toMatch(/in error again and again/);
  expect(notice).toMatch(/\d times since/);
  for (let more = 0; more < 3; more += 1) await flap();
  expect(saying(stage, move, /reports an error|in error again/)).toHaveLength(1);
  expect(stage.slack.messages(INCIDENT)).toHaveLength(1);
});

it("between two errors the card keeps the trouble, and nothing invites to a switch", { timeout: MINUTE }, async () => {
  await stage.watch("customer");
  await expect
    .poll(card, { timeout: 10_000 })
    .toMatch(/stream error.*Seen since \d\d:\d\d UTC, \d+ times so far; no stream has got further since/s);
  expect(card()).not.toMatch(/lag|ask for the switch/);
  await type(stage, ANA, `diagnose ${move}`);
  expect(await inThread(stage, move, /asked what is wrong/)).toMatch(/in error again and again, \d+ times since/);
});

it("is over when the streams have moved without an error", { timeout: MINUTE }, async () => {
  stage.vitess.sql.write({ keyspace: "commerce" });
  await stage.watch("customer");
  stage.vitess.sql.write({ keyspace: "commerce" });
  await stage.watch("customer");
  await expect.poll(card, { timeout: 10_000 }).toMatch(/copied, running/);
});
