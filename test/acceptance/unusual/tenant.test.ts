import { afterAll, beforeAll, expect, it } from "vitest";
import { ANA, approve, ask, BEN, cardOf, CHO, copied, inThread, requested, switches, type, words } from "../people.ts";
import { openStage, type Stage } from "../stage.ts";

const T42 = "customer.t42";
const T43 = "customer.t43";

const MINUTE = 60_000;

let stage: Stage;

/** A tenant in a keyspace of its own; other tenants' rows are in the target's table already, and are served from there. */
async function opened(soak: string): Promise<void> {
  stage = await openStage({ env: { TANDEM_SOAK: soak } });
  stage.vitess.state.setMultiTenant("customer", true);
  stage.vitess.sql.createTable({ keyspace: "commerce", table: "acct" }, { rows: 10 });
  stage.vitess.sql.createTable({ keyspace: "customer", table: "acct" }, { rows: 3 });
}

beforeAll(() => opened("1h"));

afterAll(() => stage.close());

async function created(move: string, tenant: string): Promise<void> {
  await ask(stage, ANA, `create ${move} --source-keyspace commerce --tables acct --tenant-id ${tenant}`);
  await copied(stage, move.replace("customer.", ""));
  await inThread(stage, move, /created the workflow/);
}

function card(move: string): string {
  const found = cardOf(stage, move);
  return found === undefined ? "" : words(found);
}

it(
  "a shared target that denies writes is an outage of the other tenants, and nobody is asked for a switch until it is over",
  { timeout: MINUTE },
  async () => {
    await created(T42, "42");
    stage.vitess.state.setDeniedTables("customer", "0", ["acct"], true);
    await stage.watch("customer");
    const alarm = await inThread(stage, T42, /ALARM/);
    expect(alarm).toMatch(/every tenant that was moved to customer before/i);
    expect(alarm).toMatch(/`acct`/);
    await expect.poll(() => card(T42), { timeout: 10_000 }).toMatch(/ALARM.*give writes back to customer/s);
    await type(stage, ANA, `diagnose ${T42}`);
    expect(await inThread(stage, T42, /asked what is wrong/)).toMatch(/every tenant that was moved to customer before/i);
    expect(await ask(stage, ANA, `switch ${T42}`)).toMatch(/customer denies writes|the target denies writes/);
    expect(card(T42)).toMatch(/Give writes back…/);
  },
);

it(
  "a request and an outcome say that a tenant's writes do not come back, and no way back is offered that Vitess refuses",
  { timeout: MINUTE },
  async () => {
    stage.vitess.state.setDeniedTables("customer", "0", ["acct"], false);
    await stage.watch("customer");
    // Somebody cleaned the record: that the tablets have read it is known once a rescue has told them.
    await expect.poll(() => card(T42), { timeout: 10_000 }).toMatch(/it is not known whether applications can write/);
    await type(stage, ANA, `rescue ${T42} --confirm t42`);
    await inThread(stage, T42, /Writes given back/);
    await expect.poll(() => card(T42), { timeout: 10_000 }).not.toMatch(/ALARM/);
    const request = await requested(stage, T42, "switch");
    expect(words(request)).toMatch(/Can it be undone\?\*? No, once the writes are switched/);
    expect(words(request)).not.toMatch(/Yes, by ReverseTraffic/);
    for (const user of [BEN, CHO]) await approve(stage, user, request);
    await expect.poll(() => card(T42), { timeout: 20_000 }).toMatch(/Roll back reads/);
    expect(card(T42)).toMatch(/last moment to go back/);
  },
);

it("after the writes there is no Roll back, and a reverse is refused before Vitess is asked", { timeout: MINUTE }, async () => {
  await stage.close();
  await opened("0s");
  await created(T43, "43");
  const request = await requested(stage, T43, "switch --all-at-once");
  for (const user of [BEN, CHO]) await approve(stage, user, request);
  const outcome = await inThread(stage, T43, /\*Switched/);
  expect(outcome).not.toMatch(/Roll back|Rollback is one press|or reverse/);
  expect(outcome).toMatch(/Vitess has no call that switches one tenant's writes back/);
  await stage.watch("customer");
  await expect.poll(() => card(T43), { timeout: 10_000 }).toMatch(/next: watch the applications, then complete$/m);
  expect(card(T43)).not.toMatch(/Roll back/);
  const asked = switches(stage, "t43").length;
  expect(await ask(stage, ANA, `reverse ${T43} --dry-run`)).toMatch(/no call that switches one tenant's writes back/);
  expect(await ask(stage, ANA, `reverse ${T43}`)).toMatch(/no call that switches one tenant's writes back/);
  expect(switches(stage, "t43").length).toBe(asked);
});
