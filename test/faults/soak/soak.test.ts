import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { RoleProcess } from "../../../deploy/demo/role.ts";
import { verifyAudit } from "../../../src/store/audit/verify.ts";
import { openStore } from "../../../src/store/open.ts";
import { peopleAreKnown } from "../../acceptance/harness.ts";
import { type Installation, newMoves, openInstallation, WHOLE_TEST_MS } from "../../acceptance/one-truth/installation.ts";
import { saying, switches } from "../../acceptance/people.ts";
import { MAIN } from "../../compiled.ts";
import { count } from "../../counts.ts";
import { moveIdNamed } from "../../names.ts";
import { until } from "../../operations/harness.ts";
import { openChance } from "./chance.ts";
import { type Fleet, SOAK_FAULTS } from "./faults.ts";
import { actOn } from "./people.ts";

/** `SOAK_MINUTES=20` for a release. */
const SOAK_MS = Number(process.env["SOAK_MINUTES"] ?? 3) * 60_000;
const QUIET_WITHIN_MS = 180_000;
const NAMES = Array.from({ length: 50 }, (_, index) => `soak${index}`);
const AT_ONCE = 10;
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
  for (let from = 0; from < NAMES.length; from += AT_ONCE) await newMoves(here, NAMES.slice(from, from + AT_ONCE));
}, 2 * WHOLE_TEST_MS);

afterAll(() => here.close());

it(
  "fifty moves under random faults: every operation ends, nothing is left behind, and the audit is whole",
  async () => {
    const end = Date.now() + SOAK_MS;
    const met = new Map<string, number>();
    const before = await measured();
    await Promise.all([...[1, 2, 3].map((one) => people(one, end)), faults(end, met)]);
    here.slack.faults.clear();
    here.vitess.faults.clear();
    count("faults of the soak", met);

    const store = openStore(here.store);
    await until(async () => (await isQuiet(store)) || undefined, QUIET_WITHIN_MS);
    const after = await measured();
    console.log(`Before: ${JSON.stringify(before)}\nAfter:  ${JSON.stringify(after)}`);

    expect(await verifyAudit(here.store)).toMatchObject({ kind: "intact" });
    expect(after.clients).toBeLessThanOrEqual(before.clients);
    // What an operation of Tandem's own did is never said to be somebody else's.
    const wrong = NAMES.flatMap((name) => saying(here, `customer.${name}`, /not by Tandem/).map((line) => `${name}: ${line}`));
    expect(wrong).toEqual([]);
    const sent = NAMES.map((name) => switches(here, name).length);
    count(
      "traffic calls in the soak",
      sent.reduce((sum, one) => sum + one, 0),
    );
  },
  SOAK_MS + QUIET_WITHIN_MS + WHOLE_TEST_MS,
);

async function people(offset: number, end: number): Promise<void> {
  const chance = openChance(offset);
  while (Date.now() < end) {
    await actOn(here, chance.pick(NAMES), chance);
    await sleep(100 + 400 * chance.draw());
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

/** No command without its answer, no operation without its outcome, no line that is not in its thread, no job that nobody has. */
async function isQuiet(store: ReturnType<typeof openStore>): Promise<boolean> {
  const [inbound, unsettled, outbox] = await Promise.all([store.inbox.pending(), store.executions.unsettled(), store.outbox(0)]);
  if (inbound.length + unsettled.length + outbox.length > 0) return false;
  for (const name of NAMES) {
    const move = moveIdNamed(`prod/customer.${name}`);
    if ((await store.entries(move, await store.postedUpTo(move))).length > 0) return false;
  }
  return true;
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
