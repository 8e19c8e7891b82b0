import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { LOOK_FOR_DANGER_EVERY_MS } from "../../src/store/dangers.ts";
import { LOOK_FOR_LOSS_EVERY_MS } from "../../src/store/losses.ts";
import { MAIN } from "../compiled.ts";
import { peopleAreKnown } from "../acceptance/harness.ts";
import { ANA, approve, ask, BEN, CHO, INCIDENT, inThread, newMove, requested, saying, words } from "../acceptance/people.ts";
import { type Installation, openInstallation, PATIENCE_MS, press, watched, WHOLE_TEST_MS } from "../acceptance/one-truth/installation.ts";

/** A person waits no longer for Tandem to notice, and to work again. */
const RESUMES_WITHIN_MS = 30_000;

let here: Installation;

afterEach(() => here.close());

async function open(env: Readonly<Record<string, string>> = {}): Promise<void> {
  here = await openInstallation({ env: { TANDEM_ALARMS: INCIDENT, ...env } });
  await here.start("worker", { program: MAIN });
  await here.start("app");
  await peopleAreKnown(here);
}

it(
  "an emptied store is announced, and its moves can be followed again without a restart",
  async () => {
    await open();
    const move = await newMove(here, "emptied");
    await here.store.flushall();

    const emptied = Date.now();
    await here.slack.waitFor(() => toOperators(/store was emptied/), RESUMES_WITHIN_MS);
    const offer = await here.slack.waitFor(() => toOperators(new RegExp(`${move}.* was created elsewhere`)), RESUMES_WITHIN_MS);
    process.stdout.write(`emptied → announced and offered again: ${Date.now() - emptied} ms\n`);
    expect(here.slack.messages(INCIDENT).filter((one) => /store was emptied/.test(words(one)))).toHaveLength(1);

    await here.slack.waitFor(() => here.slack.calls("usergroups.users.list").some(({ at }) => at.getTime() > emptied), RESUMES_WITHIN_MS);
    expect(await press(here, ANA, offer, "Follow it here")).toBe(true);
    await expect.poll(() => ask(here, ANA, `status ${move}`), { timeout: PATIENCE_MS }).toMatch(/customer\.emptied/);
    await newMove(here, "afterwards");
  },
  WHOLE_TEST_MS,
);

it(
  "an operation that was under way when the store was emptied is named, because nobody else would ask what came of it",
  async () => {
    await open({ TANDEM_SOAK: "1h" });
    const move = await newMove(here, "soaking");
    const request = await requested(here, move, "switch");
    for (const person of [BEN, CHO]) await approve(here, person, request);
    await inThread(here, move, /Reads are switched/, PATIENCE_MS);
    // What begins and is lost between two looks is not remembered.
    await sleep(2 * LOOK_FOR_LOSS_EVERY_MS);
    await here.store.flushall();
    const told = await here.slack.waitFor(() => toOperators(/SwitchTraffic was under way · customer\.soaking/), RESUMES_WITHIN_MS);
    expect(words(told)).toContain("what came of it is not known");
  },
  WHOLE_TEST_MS,
);

it(
  "after a store that went back, Tandem's own switch is not said to be somebody else's",
  async () => {
    await open();
    const move = await newMove(here, "older");
    const request = await requested(here, move, "switch");
    await watched(here, [move]);
    const older = await copyOf(here);
    for (const person of [BEN, CHO]) await approve(here, person, request);
    await inThread(here, move, /^\*Switched · customer\.older/m, PATIENCE_MS);
    // Until every process has looked again, it takes the switch for one that is under way, and would name it as such.
    await sleep(2 * LOOK_FOR_LOSS_EVERY_MS);

    await older.putBack();
    const back = Date.now();
    const told = await here.slack.waitFor(() => toOperators(/store went back/), RESUMES_WITHIN_MS);
    process.stdout.write(`older → announced: ${Date.now() - back} ms\n`);
    expect(words(told)).toContain(move);
    await inThread(here, move, /store went back/, RESUMES_WITHIN_MS);
    const seen = await inThread(here, move, /Writes were switched to the target/, PATIENCE_MS);
    expect(seen).toMatch(/not known/);
    expect(saying(here, move, /not by Tandem/)).toEqual([]);
    expect(here.slack.messages(INCIDENT).filter((one) => /store went back/.test(words(one)))).toHaveLength(1);
  },
  WHOLE_TEST_MS,
);

it(
  "settings of Redis that are changed while Tandem runs so that it may lose records are told once, by however many processes",
  async () => {
    await open();
    await here.store.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    const changed = Date.now();
    await here.slack.waitFor(() => toOperators(/store may drop records/), PATIENCE_MS);
    process.stdout.write(`eviction turned on → announced: ${Date.now() - changed} ms\n`);
    await here.store.call("CONFIG", "SET", "appendonly", "no");
    await here.slack.waitFor(() => toOperators(/store would forget votes/), PATIENCE_MS);
    // Both processes have looked by then.
    await sleep(2 * LOOK_FOR_DANGER_EVERY_MS);
    expect(here.slack.messages(INCIDENT).filter((one) => /store (may drop|would forget)/.test(words(one)))).toHaveLength(2);
  },
  WHOLE_TEST_MS,
);

function toOperators(say: RegExp) {
  return here.slack.messages(INCIDENT).find((message) => say.test(words(message)));
}

/** The store as it is now, as a backup or a replica that lags has it. */
async function copyOf({ redis, store }: Installation): Promise<{ putBack(): Promise<void> }> {
  const [live, copy] = [join(redis.dir, "appendonlydir"), join(redis.dir, "copy")];
  // The append-only file is written before Redis answers, whether or not the disk has it.
  await store.ping();
  await cp(live, copy, { recursive: true });
  return {
    async putBack() {
      await redis.kill();
      await rm(live, { recursive: true });
      await cp(copy, live, { recursive: true });
      await redis.revive();
    },
  };
}
