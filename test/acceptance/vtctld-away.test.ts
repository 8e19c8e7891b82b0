import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANA, ask, inThread, newMove } from "./people.ts";
import { expectNoSecrets } from "./secrets.ts";
import { openHarness, type Harness } from "./harness.ts";
import { freePort } from "../loopback.ts";

describe("a vtctld that is not healthy", () => {
  let harness: Harness;
  let alpha: string;

  beforeAll(async () => {
    harness = await openHarness({ readWithinMs: 700 });
    alpha = await newMove(harness, "alpha");
  });

  afterAll(async () => {
    expectNoSecrets(harness);
    await harness.close();
  });

  it("answers slowly: a command ends at its deadline and says what is true, and the next one works", async () => {
    harness.vitess.faults.inject({ rpc: "GetKeyspaces", times: 1 }, { kind: "delay", ms: 5_000 });
    const answer = await ask(harness, ANA, "create customer.next --source-keyspace commerce --tables product");
    expect(answer).toContain("create: vtctld did not answer in time");
    expect(answer).toContain("Nothing was changed.\nTrying again is safe.");
    expect(answer).toContain("*Next:* Check the primary tablets of the move's keyspaces, look at the status, then try again.");
    expect(await ask(harness, ANA, "create customer.next --source-keyspace commerce --tables product")).toContain("Creating customer.next");
  });

  it("waits for a dead primary: list names the keyspace that does not answer, and no other keyspace is delayed", async () => {
    harness.vitess.state.setTabletAlive(300, false);
    const listed = ask(harness, ANA, "list");
    const answer = await ask(harness, ANA, "status customer.alpha", "C0INC42");
    expect(answer).toContain("customer.alpha");
    expect(await listed).toContain("Not answering, so not in this list: `customer2`");
    expect(await listed).toContain("customer.alpha");
    harness.vitess.state.setTabletAlive(300, true);
    expect(await ask(harness, ANA, "list")).not.toContain("Not answering");
  });

  it("waits for the dead primary of the move itself: the command ends at its deadline, and nobody is asked to vote", async () => {
    harness.vitess.state.setTabletAlive(200, false);
    const answer = await ask(harness, ANA, "switch customer.alpha");
    expect(answer).toContain("switch: vtctld did not answer in time; a dead tablet or topology service makes it wait.");
    expect(await ask(harness, ANA, "status customer.alpha")).toContain("Vitess could not be read just now, so this is the last reading");
    harness.vitess.state.setTabletAlive(200, true);
    expect(await ask(harness, ANA, "switch customer.alpha")).toContain("Requested: customer.alpha.");
    await inThread(harness, alpha, /Approval needed/);
  });

  it("waits for a dead primary: the log says so once, however often Tandem tries, and once when it is over", async () => {
    const logged = (level: number, words: string): number =>
      harness.log.filter((line) => line.includes(`"level":${level}`) && line.includes('"keyspace":"customer"') && line.includes(words))
        .length;
    // Wait until the effects of the previous test are over.
    await expect
      .poll(async () => {
        await harness.watch("customer");
        return logged(30, "can be read again");
      })
      .toBe(logged(40, "cannot be read"));
    const before = logged(40, "cannot be read");
    harness.vitess.state.setTabletAlive(200, false);
    await harness.watch("customer");
    await expect.poll(() => logged(40, "cannot be read")).toBe(before + 1);
    const tried = logged(20, "cannot be read");
    await harness.watch("customer");
    await expect.poll(() => logged(20, "cannot be read")).toBeGreaterThan(tried);
    harness.vitess.state.setTabletAlive(200, true);
    const over = logged(30, "can be read again");
    await harness.watch("customer");
    await expect.poll(() => logged(30, "can be read again")).toBe(over + 1);
    expect(logged(40, "cannot be read")).toBe(before + 1);
  });

  it("is restarted: a command meanwhile answers that nothing was sent, and later commands work again", async () => {
    harness.vitess.kill(300);
    const answer = await ask(harness, ANA, "create customer.other --source-keyspace commerce --tables corder");
    expect(answer).toContain("create: vtctld does not answer at any configured address.");
    expect(answer).toContain("Nothing was changed.\nTrying again is safe.");
    expect(answer).toContain("*Next:* Check that vtctld runs and can be reached, then try again.");
    await expect
      .poll(() => ask(harness, ANA, "create customer.other --source-keyspace commerce --tables corder"), { timeout: 8_000, interval: 200 })
      .toContain("Creating customer.other");
    expect(
      harness.vitess.calls().filter(({ method, request }) => method === "MoveTablesCreate" && request["workflow"] === "other"),
    ).toHaveLength(1);
  });
});

describe("a missing vtctld", () => {
  it("gives the requester an explanation, and does not end the app", async () => {
    const harness = await openHarness({ env: { VTCTLD_ADDRESS: `127.0.0.1:${await freePort()}` } });
    try {
      const answer = await ask(harness, ANA, "list");
      expect(answer).toContain("list: vtctld does not answer at any configured address.");
      expect(answer).toContain("*Next:* Check that vtctld runs and can be reached, then try again.");
      expectNoSecrets(harness);
    } finally {
      await harness.close();
    }
  });
});

describe("credentials that vtctld rejects", () => {
  it("are reported as such, without the name and the password", async () => {
    const harness = await openHarness({
      vitess: { credentials: { username: "tandem-user", password: "the-right-one" } },
      env: { VTCTLD_USERNAME: "tandem-user", VTCTLD_PASSWORD: "the-wrong-one" },
    });
    try {
      const answer = await ask(harness, ANA, "create customer.orders --source-keyspace commerce --tables corder");
      expect(answer).toContain("create: vtctld does not know the user name, or the password is wrong.");
      expect(answer).toContain("Nothing was changed.");
      expect(answer).toContain("*Next:* Have whoever installed Tandem compare its user name and password with vtctld's list.");
      expectNoSecrets(harness, ["tandem-user", "the-right-one", "the-wrong-one"]);
    } finally {
      await harness.close();
    }
  });
});
