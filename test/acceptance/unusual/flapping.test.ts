import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "../../operations/harness.ts";
import { ANA, cardOf, INCIDENT, inThread, newMove, saying, type, words } from "../people.ts";
import { openHarness, type Harness } from "../harness.ts";

const MINUTE = 60_000;

const ERROR = "task error: failed inserting rows: Incorrect integer value (errno 1366)";

let harness: Harness;
let move: string;

beforeAll(async () => {
  harness = await openHarness({ env: { TANDEM_ALARMS: INCIDENT, TANDEM_ALARM_AFTER: "2s" } });
  move = await newMove(harness, "flap");
  await harness.watch("customer");
}, MINUTE);

afterAll(() => harness.close());

function card(): string {
  const found = cardOf(harness, move);
  return found === undefined ? "" : words(found);
}

/** One reading in which the stream is in error, and one in which it has restarted without progress. */
async function flap(): Promise<void> {
  for (const message of [ERROR, ""]) {
    harness.vitess.state.setMessage("customer", "flap", message);
    const before = looks();
    await harness.watch("customer");
    await until(() => Promise.resolve(looks() > before));
  }
}

function looks(): number {
  return harness.vitess.calls().filter(({ method }) => method === "GetWorkflows").length;
}

it("an error that comes and goes is one line in the thread and one in the operators' channel", { timeout: MINUTE }, async () => {
  const notice = await until(async () => {
    await flap();
    return harness.slack
      .messages(INCIDENT)
      .map(words)
      .find((line) => line.includes("customer.flap"));
  }, MINUTE);
  expect(notice).toMatch(/in error again and again/);
  expect(notice).toMatch(/It came and went \d+ times in /);
  for (let more = 0; more < 3; more += 1) await flap();
  expect(saying(harness, move, /reports an error|in error again/)).toHaveLength(1);
  expect(harness.slack.messages(INCIDENT)).toHaveLength(1);
});

it("between two errors the card keeps showing the error, and nothing suggests a switch", { timeout: MINUTE }, async () => {
  await harness.watch("customer");
  await expect.poll(card).toMatch(/Stream error.*Seen since \d\d:\d\d UTC, \d+ times so far; no stream has got further since/s);
  expect(card()).not.toMatch(/lag|request the switch/);
  await type(harness, ANA, `diagnose ${move}`);
  expect(await inThread(harness, move, /diagnosed it:/)).toMatch(/in error again and again, \d+ times since/);
});

it("the error is over once the streams have moved without it", { timeout: MINUTE }, async () => {
  harness.vitess.sql.write({ keyspace: "commerce" });
  await harness.watch("customer");
  harness.vitess.sql.write({ keyspace: "commerce" });
  await harness.watch("customer");
  await expect.poll(card).toMatch(/Copied, in sync/);
});
