import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RoleProcess } from "../../../deploy/demo/role.ts";
import { verifyAudit } from "../../../src/store/audit/verify.ts";
import { openStore } from "../../../src/store/open.ts";
import { peopleAreKnown } from "../../acceptance/harness.ts";
import { type Installation, openInstallation, WHOLE_TEST_MS } from "../../acceptance/one-truth/installation.ts";
import { switches, words } from "../../acceptance/people.ts";
import { MAIN } from "../../compiled.ts";
import { count } from "../../counts.ts";
import { moveIdNamed } from "../../names.ts";
import { openChance } from "./chance.ts";
import { type Fleet, SOAK_FAULTS } from "./faults.ts";
import { actOn, linesOf, say } from "./people.ts";

/** `SOAK_MINUTES=20` for a release. */
const SOAK_MS = Number(process.env["SOAK_MINUTES"] ?? 3) * 60_000;
/** What was written last may wait for the pace of a line a second that Slack takes in a channel. */
const QUIET_WITHIN_MS = 300_000;
const NAMES = Array.from({ length: 50 }, (_, index) => `soak${index}`);
const FAULT_EVERY_MS = 3_000;

let here: Installation;
const fleet: Fleet = { apps: [], workers: [] };

beforeAll(async () => {
  here = await openInstallation({ env: { TANDEM_SOAK: "1s" } });
  for (const role of ["worker", "worker", "app", "app"] as const) {
    const started = await here.start(role, { program: MAIN });
    (role === "app" ? fleet.apps : fleet.workers).push(started);
  }
  await peopleAreKnown(here);
}, WHOLE_TEST_MS);

afterAll(() => here.close());

it(
  "fifty moves under random faults: every operation ends, nothing is left behind, and the audit is whole",
  async () => {
    const end = Date.now() + SOAK_MS;
    const met = new Map<string, number>();
    const before = await measured();
    await Promise.all([creates(end), people(1, end), people(2, end), people(3, end), faults(end, met)]);
    here.slack.faults.clear();
    here.vitess.faults.clear();
    count("faults of the soak", met);

    const store = openStore(here.store);
    const overAt = Date.now();
    await expect.poll(() => unfinished(store), { timeout: QUIET_WITHIN_MS, interval: 1_000 }).toEqual([]);
    console.log(`Quiet ${Date.now() - overAt} ms after the last fault.`);
    const after = await measured();
    console.log(`Before: ${JSON.stringify(before)}\nAfter:  ${JSON.stringify(after)}`);

    expect(await verifyAudit(here.store)).toMatchObject({ kind: "intact" });
    expect(after.clients).toBeLessThanOrEqual(before.clients);
    // What an operation of Tandem's own did is never said to be somebody else's.
    const wrong = NAMES.flatMap((name) =>
      linesOf(here, name)
        .map(words)
        .filter((line) => /not by Tandem/.test(line))
        .map((line) => `${name}: ${line}`),
    );
    expect(wrong).toEqual([]);
    const sent = NAMES.map((name) => switches(here, name).length);
    expect(Math.max(...sent), "nobody got as far as a switch").toBeGreaterThan(0);
    count(
      "traffic calls in the soak",
      sent.reduce((sum, one) => sum + one, 0),
    );
  },
  SOAK_MS + QUIET_WITHIN_MS + WHOLE_TEST_MS,
);

/** Fifty creates, spread over the first third. */
async function creates(end: number): Promise<void> {
  const everyMs = (end - Date.now()) / 3 / NAMES.length;
  for (const name of NAMES) {
    here.vitess.sql.createTable({ keyspace: "commerce", table: name }, { rows: 1_000, bytes: 100_000 });
    await say(here, name, `create customer.${name} --source-keyspace commerce --tables ${name}`);
    await sleep(everyMs);
  }
}

async function people(offset: number, end: number): Promise<void> {
  const chance = openChance(offset);
  while (Date.now() < end) {
    await actOn(here, chance.pick(NAMES), chance);
    await sleep(500 + 1_500 * chance.draw());
  }
}

async function faults(end: number, met: Map<string, number>): Promise<void> {
  const chance = openChance(0);
  while (Date.now() < end) {
    const name = chance.pick(Object.keys(SOAK_FAULTS));
    met.set(name, (met.get(name) ?? 0) + 1);
    await SOAK_FAULTS[name]?.(here, fleet, chance);
    await sleep(FAULT_EVERY_MS * chance.draw());
  }
}

/** Commands without an answer, operations without an outcome, jobs that nobody has, lines that are not in their threads. */
async function unfinished(store: ReturnType<typeof openStore>): Promise<readonly string[]> {
  const [inbound, unsettled, outbox] = await Promise.all([store.inbox.pending(), store.executions.unsettled(), store.outbox(0)]);
  const lines = await Promise.all(
    NAMES.map(async (name) => {
      const move = moveIdNamed(`prod/customer.${name}`);
      const waiting = await store.entries(move, await store.postedUpTo(move));
      return waiting.map(({ body }) => `line ${body.kind} of ${name}`);
    }),
  );
  return [
    ...inbound.map((one) => `command ${JSON.stringify(one)}`),
    ...unsettled.map(({ id, state }) => `execution ${id}: ${state.kind}`),
    ...outbox.map((one) => `job ${JSON.stringify(one)}`),
    ...lines.flat(),
  ];
}

/** What would grow if something were never closed: Redis' clients, the files of the oldest processes, their memory. */
async function measured() {
  const clients = String(await here.store.call("CLIENT", "LIST"))
    .trim()
    .split("\n").length;
  const roles = [...fleet.apps, ...fleet.workers];
  return { clients, files: roles.map(countFiles), megabytes: roles.map(readMegabytes) };
}

function countFiles({ pid }: RoleProcess): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function readMegabytes({ pid }: RoleProcess): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}
