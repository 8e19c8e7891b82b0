import { afterEach, expect, it } from "vitest";
import { type Installation, openInstallation, PATIENCE_MS, WHOLE_TEST_MS } from "../acceptance/one-truth/installation.ts";
import { peopleAreKnown } from "../acceptance/harness.ts";
import { ANA, approve, ask, BEN, cardOf, CHO, inThread, newMove, openRequest, saying, switches, words } from "../acceptance/people.ts";
import type { RoleProcess } from "../../deploy/demo/role.ts";
import { MAIN } from "../compiled.ts";
import { DEFAULT_QUEUE_PREFIX } from "../../src/queue/queues.ts";

const A_MINUTE_MS = 60_000;
/** What it takes a busy machine to request and approve a switch before its window opens. */
const APPROVED_WITHIN_MS = 20_000;

let here: Installation;

afterEach(() => here.close());

/** Starts the processes; returns a move whose switch two people approved for these hours of today's UTC clock. */
async function approvedFor(name: string, opens: number, lastsMs: number): Promise<string> {
  const move = await newMove(here, name);
  const [from, to] = [opens, opens + lastsMs].map((at) => new Date(at).toISOString().slice(11, 16));
  expect(await ask(here, ANA, `switch ${move} --window "${from}-${to} Etc/UTC"`)).toContain("Requested:");
  const request = await openRequest(here, move);
  expect(words(request)).toContain(`*Then* waits for its window (\`${from}-${to} Etc/UTC\`)`);
  expect(await approve(here, BEN, request)).toContain("1 of 2");
  expect(await approve(here, CHO, request)).toContain("It is approved and waits for its window, which opens at");
  await inThread(here, move, /Approved\. It waits for its window, which opens at/);
  return move;
}

async function open(): Promise<RoleProcess> {
  here = await openInstallation();
  const worker = await here.start("worker", { program: MAIN });
  await here.start("app");
  await peopleAreKnown(here);
  return worker;
}

it(
  "a switch that waits for its window is shown wherever people look, and an approver calls it off",
  async () => {
    await open();
    const move = await approvedFor("evening", Date.now() + 2 * 60 * A_MINUTE_MS, 60 * A_MINUTE_MS);
    const waits = /SwitchTraffic awaits its window, \d\d:\d\d UTC/;
    await expect.poll(() => words(cardOf(here, move) ?? { text: "" }), { timeout: PATIENCE_MS }).toMatch(waits);
    expect(await ask(here, ANA, `status ${move}`)).toMatch(waits);
    expect(await ask(here, ANA, "list")).toContain("waits for its window");
    expect(await ask(here, CHO, `call-off ${move} --reason "not tonight"`)).toContain("Nothing was changed.");
    await inThread(here, move, /Called off|called it off/);
    expect(switches(here, "evening")).toEqual([]);
  },
  WHOLE_TEST_MS,
);

it("a switch begins at the opening, though the worker was killed and the queues were lost while it waited, and never before", async () => {
  const worker = await open();
  const soon = Math.ceil((Date.now() + APPROVED_WITHIN_MS) / A_MINUTE_MS) * A_MINUTE_MS;
  const move = await approvedFor("night", soon, 10 * A_MINUTE_MS);
  process.kill(worker.pid, "SIGKILL");
  await worker.ended;
  for (const key of await here.store.keys(`${DEFAULT_QUEUE_PREFIX}*`)) await here.store.del(key);
  await here.start("worker", { program: MAIN });
  await expect
    .poll(() => (switches(here, "night").length > 0 ? "begun" : Date.now() < soon ? "before" : "waiting"), { timeout: 120_000 })
    .toBe("begun");
  const began = Date.now();
  expect(began).toBeGreaterThanOrEqual(soon);
  process.stdout.write(`window opened → first call seen: ${began - soon} ms\n`);
  await inThread(here, move, /Switched · customer\.night/, PATIENCE_MS);
  expect(saying(here, move, /Approved\. It waits for its window/)).toHaveLength(1);
}, 240_000);
