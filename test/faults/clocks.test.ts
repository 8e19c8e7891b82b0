import { afterAll, beforeAll, expect, it } from "vitest";
import type { RoleProcess } from "../../deploy/demo/role.ts";
import { peopleAreKnown } from "../acceptance/harness.ts";
import {
  type Installation,
  killed,
  newMoves,
  openInstallation,
  PATIENCE_MS,
  requestedOfAll,
  WHOLE_TEST_MS,
} from "../acceptance/one-truth/installation.ts";
import { approve, BEN, CHO, inThread, saying, thread, words } from "../acceptance/people.ts";
import { MAIN } from "../compiled.ts";
import { until } from "../operations/harness.ts";

const TEN_MINUTES_MS = 600_000;
const APPROVE_BY_S = 25;

let here: Installation;
let fast: RoleProcess;

/** Has a process believe that it is earlier or later than it is. */
function shifted(ms: number): { readonly NODE_OPTIONS: string } {
  const code = `const real = Date, by = ${ms};
    globalThis.Date = class extends real { constructor(...given) { super(...(given.length === 0 ? [real.now() + by] : given)); } static now() { return real.now() + by; } };`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}

beforeAll(async () => {
  here = await openInstallation({ env: { TANDEM_APPROVE_BY: `${APPROVE_BY_S}s`, TANDEM_SOAK: "3s" } });
  [fast] = await Promise.all([
    here.start("worker", { program: MAIN, env: shifted(TEN_MINUTES_MS) }),
    here.start("worker", { program: MAIN, env: shifted(-TEN_MINUTES_MS) }),
    here.start("worker", { program: MAIN, env: shifted(5_000) }),
    here.start("app", { env: shifted(-TEN_MINUTES_MS) }),
    here.start("app", { env: shifted(TEN_MINUTES_MS) }),
  ]);
  await peopleAreKnown(here);
  await newMoves(here, ["expiring", "soaking", "afterwards"]);
}, WHOLE_TEST_MS);

afterAll(() => here.close());

it(
  "between processes whose clocks are ten minutes fast and slow a request expires at its time, votes before it count, and a soak ends",
  async () => {
    const askedAt = Date.now();
    const [expiring, soaking] = await requestedOfAll(here, ["customer.expiring", "customer.soaking"], "switch");
    if (expiring === undefined || soaking === undefined) throw new Error("not requested");
    for (const user of [BEN, CHO]) await approve(here, user, soaking);
    await inThread(here, "customer.soaking", /^\*Switched · /m, PATIENCE_MS);
    console.log(`Switched with its soak ${Date.now() - askedAt} ms after the request.`);
    expect(await approve(here, BEN, expiring)).toMatch(/1 of 2|expired/);
    await until(async () => saying(here, "customer.expiring", /expired/).length > 0, PATIENCE_MS);
    console.log(`Said to have expired ${Date.now() - askedAt - APPROVE_BY_S * 1000} ms after its time.`);
    expect(Date.now() - askedAt).toBeGreaterThan(APPROVE_BY_S * 1000 - 1_000);
    expect(await approve(here, CHO, expiring)).toMatch(/expired/);
    expectRightTimes(["customer.expiring", "customer.soaking"]);
  },
  WHOLE_TEST_MS,
);

it(
  "once the process with the fast clock is gone, the others go on",
  async () => {
    await killed(fast);
    const [request] = await requestedOfAll(here, ["customer.afterwards"], "switch");
    if (request === undefined) throw new Error("not requested");
    for (const user of [BEN, CHO]) await approve(here, user, request);
    const approvedAt = Date.now();
    await inThread(here, "customer.afterwards", /^\*Switched · /m, PATIENCE_MS);
    console.log(`Switched with its soak ${Date.now() - approvedAt} ms after the last vote.`);
    expectRightTimes(["customer.afterwards"]);
  },
  WHOLE_TEST_MS,
);

/** No time of day in these threads is minutes away from when the test ran. An hour is added for the rollback window. */
function expectRightTimes(moves: readonly string[]): void {
  const hours = [0, 3_600_000];
  const near = hours.flatMap((later) =>
    [-180_000, -120_000, -60_000, 0, 60_000, 120_000].map((by) => new Date(Date.now() + later + by).toISOString().slice(11, 16)),
  );
  const shown = moves.flatMap((move) => thread(here, move).flatMap((line) => words(line).match(/\b\d\d:\d\d(?=(?::\d\d)? UTC)/g) ?? []));
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter((time) => !near.includes(time))).toEqual([]);
}
