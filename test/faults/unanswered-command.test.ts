import { afterAll, beforeAll, expect, it } from "vitest";
import type { RoleProcess } from "../../deploy/demo/role.ts";
import { peopleAreKnown } from "../acceptance/harness.ts";
import { ANA, ask, inThread, type } from "../acceptance/people.ts";
import { type Installation, killed, openInstallation, PATIENCE_MS, WHOLE_TEST_MS } from "../acceptance/one-truth/installation.ts";

let here: Installation;
let app: RoleProcess;

beforeAll(async () => {
  here = await openInstallation();
  await here.start("worker");
  app = await here.start("app");
  await peopleAreKnown(here);
}, WHOLE_TEST_MS);

afterAll(() => here.close());

it(
  "a command that Redis has and did not answer is not said to be lost: it happens if the app dies before it can take it back",
  async () => {
    here.vitess.sql.createTable({ keyspace: "commerce", table: "stood" }, { rows: 1_000, bytes: 100_000 });
    // Redis must know the script, or it would only ask the app for it.
    await ask(here, ANA, "list");
    await here.redis.freeze();
    const told = await type(here, ANA, "create customer.stood --source-keyspace commerce --tables stood");
    await killed(app);
    await here.redis.thaw();
    await here.start("app");
    await inThread(here, "customer.stood", /created the workflow/, PATIENCE_MS);
    expect(told).toContain("it is not known whether this was recorded");
    expect(told).not.toContain("nothing will happen");
  },
  WHOLE_TEST_MS,
);
