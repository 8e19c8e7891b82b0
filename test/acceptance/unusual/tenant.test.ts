import { ALARM } from "../../alarm-titles.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ANA, approve, ask, BEN, cardOf, CHO, copied, inThread, requested, switches, type, words } from "../people.ts";
import { openHarness, type Harness } from "../harness.ts";

const T42 = "customer.t42";
const T43 = "customer.t43";

const MINUTE = 60_000;

let harness: Harness;

/** Opens a tenant's own keyspace, and a target whose table already has and serves other tenants' rows. */
async function opened(soak: string): Promise<void> {
  harness = await openHarness({ env: { TANDEM_SOAK: soak } });
  harness.vitess.state.setMultiTenant("customer", true);
  harness.vitess.sql.createTable({ keyspace: "commerce", table: "acct" }, { rows: 10 });
  harness.vitess.sql.createTable({ keyspace: "customer", table: "acct" }, { rows: 3 });
}

beforeAll(() => opened("1h"));

afterAll(() => harness.close());

async function created(move: string, tenant: string): Promise<void> {
  await ask(harness, ANA, `create ${move} --source-keyspace commerce --tables acct --tenant-id ${tenant}`);
  await copied(harness, move.replace("customer.", ""));
  await inThread(harness, move, /created the workflow/);
}

function card(move: string): string {
  const found = cardOf(harness, move);
  return found === undefined ? "" : words(found);
}

it(
  "a shared target that denies writes is an outage for the other tenants, and no switch is suggested until it is over",
  { timeout: MINUTE },
  async () => {
    await created(T42, "42");
    harness.vitess.state.setDeniedTables("customer", "0", ["acct"], true);
    await harness.watch("customer");
    const alarm = await inThread(harness, T42, ALARM);
    expect(alarm).toMatch(/every tenant that was moved to customer before/i);
    expect(alarm).toMatch(/`acct`/);
    await expect.poll(() => card(T42)).toMatch(/Other tenants cannot write.*[Uu]nblock writes at customer/s);
    await type(harness, ANA, `diagnose ${T42}`);
    expect(await inThread(harness, T42, /diagnosed it:/)).toMatch(/every tenant that was moved to customer before/i);
    expect(await ask(harness, ANA, `switch ${T42}`)).toMatch(/customer denies writes|the target denies writes/);
    expect(card(T42)).toMatch(/Unblock writes…/);
  },
);

it(
  "a request and an outcome say that a tenant's writes cannot be switched back, and offer no rollback that Vitess would refuse",
  { timeout: MINUTE },
  async () => {
    harness.vitess.state.setDeniedTables("customer", "0", ["acct"], false);
    await harness.watch("customer");
    // Somebody cleaned the record: only a rescue makes sure that the tablets have read it.
    await expect.poll(() => card(T42)).toMatch(/Not known whether applications can write/);
    await type(harness, ANA, `rescue ${T42} --confirm t42`);
    await inThread(harness, T42, /Writes unblocked/);
    await expect.poll(() => card(T42)).not.toMatch(ALARM);
    const request = await requested(harness, T42, "switch");
    expect(words(request)).toMatch(/Undo\* No, once the writes are switched/);
    expect(words(request)).not.toMatch(/Yes, by ReverseTraffic/);
    for (const user of [BEN, CHO]) await approve(harness, user, request);
    await expect.poll(() => card(T42)).toMatch(/Roll back reads/);
    expect(card(T42)).toMatch(/last moment to go back/);
  },
);

it("after the switch nothing offers a rollback, and a reverse is refused before Vitess is called", { timeout: MINUTE }, async () => {
  await harness.close();
  await opened("0s");
  await created(T43, "43");
  const request = await requested(harness, T43, "switch --all-at-once");
  for (const user of [BEN, CHO]) await approve(harness, user, request);
  const outcome = await inThread(harness, T43, /\*Switched/);
  expect(outcome).not.toMatch(/Roll back|Rollback is one press|or reverse/);
  expect(outcome).toMatch(/Vitess has no call that switches one tenant's writes back/);
  await harness.watch("customer");
  await expect.poll(() => card(T43)).toMatch(/\*Next:\* Watch the applications, then complete\.$/m);
  expect(card(T43)).not.toMatch(/Roll back/);
  const asked = switches(harness, "t43").length;
  expect(await ask(harness, ANA, `reverse ${T43} --dry-run`)).toMatch(/no call that switches one tenant's writes back/);
  expect(await ask(harness, ANA, `reverse ${T43}`)).toMatch(/no call that switches one tenant's writes back/);
  expect(switches(harness, "t43").length).toBe(asked);
});
