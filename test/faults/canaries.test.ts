import { afterEach, expect, it } from "vitest";
import type { RoleProcess } from "../../deploy/demo/role.ts";
import { MAIN } from "../compiled.ts";
import { until } from "../operations/harness.ts";
import { peopleAreKnown } from "../acceptance/harness.ts";
import { DEV, INCIDENT, MOVES, newMove, words } from "../acceptance/people.ts";
import { killed, type Installation, openInstallation, PATIENCE_MS, types } from "../acceptance/one-truth/installation.ts";
import { freePort } from "../loopback.ts";

/** A minute without a canary, a look at it, and room for a busy machine. */
const ALARM_WITHIN_MS = 120_000;

let here: Installation;

afterEach(() => here.close());

function toOperators(say: RegExp): number {
  return here.slack.messages(INCIDENT).filter((message) => say.test(words(message))).length;
}

it("when all workers are gone, the operators hear it from the apps, once, the apps are not ready, and both end with the next worker", async () => {
  here = await openInstallation({ env: { TANDEM_ALARMS: INCIDENT } });
  const worker: RoleProcess = await here.start("worker", { program: MAIN });
  await here.start("app");
  const port = await freePort();
  const http = { SLACK_TRANSPORT: "http", SLACK_SIGNING_SECRET: here.slack.signingSecret, PORT: String(port) };
  await here.start("app", { env: http });
  await peopleAreKnown(here);
  const move = await newMove(here, "watched");
  const ready = async (): Promise<number> => (await fetch(`http://127.0.0.1:${port}/readyz`)).status;
  expect(await ready()).toBe(200);

  await killed(worker);
  const died = Date.now();
  await until(() => Promise.resolve(toOperators(/Tandem's workers do not work/) > 0), ALARM_WITHIN_MS);
  console.log(`${Date.now() - died} ms from the death of the last worker to the notice`);
  await until(async () => (await ready()) === 503, PATIENCE_MS);
  // Recorded although nobody answers it yet.
  await types(here, DEV, `status ${move}`);

  await here.start("worker", { program: MAIN });
  const started = Date.now();
  await until(() => Promise.resolve(toOperators(/Tandem's workers work again/) > 0), PATIENCE_MS);
  console.log(`${Date.now() - started} ms from the start of a worker to the notice that they work again`);
  await until(async () => (await ready()) === 200, PATIENCE_MS);
  await here.slack.waitFor(() => here.slack.ephemerals(DEV, MOVES).find((one) => words(one).includes(move)), PATIENCE_MS);
  expect([toOperators(/Tandem's workers do not work/), toOperators(/Tandem's workers work again/)]).toEqual([1, 1]);
}, 300_000);
