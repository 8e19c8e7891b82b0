import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ANA,
  approve,
  ask,
  callsOf,
  BEN,
  cardOf,
  CHO,
  DEV,
  INCIDENT,
  inThread,
  newMove,
  openRequest,
  requested,
  switches,
  words,
} from "./people.ts";
import { expectNoSecrets } from "./secrets.ts";
import { openHarness, type Harness } from "./harness.ts";

let harness: Harness;

beforeAll(async () => {
  harness = await openHarness({ env: { TANDEM_ALARMS: INCIDENT }, timing: { holdRetryMs: 200 } });
});

afterAll(async () => {
  expectNoSecrets(harness);
  await harness.close();
});

async function inOperatorsChannel(say: RegExp): Promise<string> {
  return words(await harness.slack.waitFor(() => harness.slack.messages(INCIDENT).find((message) => say.test(words(message))), 30_000));
}

describe("a freeze", () => {
  it("holds what is approved, says so everywhere, and lets it go on when it is thawed", async () => {
    const move = await newMove(harness, "frozen");
    expect(await ask(harness, DEV, 'freeze prod/customer --reason "sale"')).toContain(
      "only operators and approvers of `prod` freeze and thaw",
    );
    expect(await ask(harness, ANA, 'freeze prod/custmer --reason "sale"')).toContain("There is no keyspace `custmer`");
    expect(await ask(harness, BEN, 'freeze prod/customer --until 2h --reason "sale"')).toMatch(
      /^Frozen: prod\/customer is frozen until .*, by Ben: `sale`/,
    );
    expect(await inOperatorsChannel(/^\*?Frozen: prod\/customer/)).toContain("`sale`");

    expect(await ask(harness, ANA, `switch ${move}`)).toMatch(
      /Requested: .*Open, but frozen.* customer is frozen until .*, by Ben: `sale`/s,
    );
    const request = await openRequest(harness, move);
    expect(words(request)).toMatch(/Open, but frozen.* customer is frozen until .*, by Ben: `sale`/);
    await approve(harness, BEN, request);
    expect(await approve(harness, CHO, request)).toMatch(/It is approved, but customer is frozen until/);
    await inThread(harness, move, /Approved, but held: customer is frozen until .*, by Ben: `sale`/);
    expect(switches(harness, "frozen")).toEqual([]);
    expect(await ask(harness, ANA, "list")).toMatch(/Frozen.* customer is frozen until .*, by Ben/);
    expect(await ask(harness, ANA, `status ${move}`)).toContain("customer is frozen until");
    await harness.slack.waitFor(() => /customer is frozen until/.test(words(cardOf(harness, move) ?? { text: "" })), 30_000);

    expect(await ask(harness, ANA, "thaw prod/customer")).toMatch(/^Not thawed yet: Ben froze prod\/customer/);
    expect(await inOperatorsChannel(/Asked to thaw/)).toContain("Ana asks.");
    expect(switches(harness, "frozen")).toEqual([]);
    expect(await ask(harness, CHO, "thaw prod/customer")).toContain("Thawed: prod/customer.");
    expect(await inOperatorsChannel(/^\*?Thawed/)).toContain("By Ana and Cho.");
    await inThread(harness, move, /Switched/);
    expect(switches(harness, "frozen")).toHaveLength(2);
    expect(await ask(harness, ANA, "thaw prod/customer")).toContain("Nothing is frozen by the name `prod/customer`");
  });

  it("of the whole cluster makes a rollback take votes, and is over by its maker's word alone", async () => {
    const move = await newMove(harness, "cluster");
    const request = await requested(harness, move, "switch");
    for (const user of [BEN, CHO]) await approve(harness, user, request);
    await inThread(harness, move, /Switched/);
    expect(await ask(harness, ANA, 'freeze prod/* --reason "incident"')).toContain(
      "the whole cluster prod is frozen until somebody thaws it",
    );
    expect(await ask(harness, ANA, `reverse ${move}`)).toContain("Open, but frozen");
    const back = await openRequest(harness, move);
    for (const user of [BEN, CHO]) await approve(harness, user, back);
    await inThread(harness, move, /Approved, but held: the whole cluster is frozen/);
    expect(await ask(harness, ANA, "thaw prod/*")).toContain("Thawed: the whole cluster prod");
    await inThread(harness, move, /Rolled back/);
  });
});

describe("broken glass", () => {
  it("lets one person lead back alone in spite of a freeze, with the name and a reason typed, and tells everybody", async () => {
    const move = await newMove(harness, "glass");
    const request = await requested(harness, move, "switch");
    for (const user of [BEN, CHO]) await approve(harness, user, request);
    await inThread(harness, move, /Switched/);
    expect(await ask(harness, BEN, 'freeze prod/customer --reason "sale"')).toContain("Frozen: prod/customer");
    const line = `break-glass reverse ${move}`;
    expect(await ask(harness, DEV, `${line} --confirm glass --reason "orders fail"`)).toContain(
      "You are not among those who may break the glass",
    );
    expect(await ask(harness, ANA, `${line} --confirm other --reason "orders fail"`)).toMatch(
      /Break the glass: reverse[^]*Nothing was done: `other` is not its name[^]*--confirm glass --reason "orders fail"/,
    );
    const sent = harness.vitess.calls().length;
    expect(await ask(harness, ANA, `${line} --confirm glass --reason "orders fail"`)).toContain("The glass is broken: customer.glass.");
    await inThread(harness, move, /The glass is broken:.* Ana runs ReverseTraffic alone, without approvals\. `orders fail`/);
    await inThread(harness, move, /Rolled back/);
    expect(harness.vitess.calls().length).toBeGreaterThan(sent);
    expect(await inOperatorsChannel(/The glass is broken: ReverseTraffic · customer\.glass/)).toContain("`orders fail`");
    expect(await ask(harness, ANA, `audit ${move}`)).toContain("*broke glass* by Ana");
  });

  it("gives up a move without dropping anything, and calls off what waits for a freeze", async () => {
    const move = await newMove(harness, "given");
    const request = await requested(harness, move, "switch");
    for (const user of [BEN, CHO]) await approve(harness, user, request);
    await inThread(harness, move, /Approved, but held: customer is frozen/);
    await ask(harness, CHO, `break-glass cancel ${move} --confirm given --reason "wrong tables"`);
    await inThread(harness, move, /called off.*The glass was broken: wrong tables|The glass was broken: wrong tables/i);
    await harness.slack.waitFor(() => callsOf(harness, "WorkflowDelete", "given")[0], 30_000);
    expect(callsOf(harness, "WorkflowDelete", "given").map(({ request: its }) => its["keep_data"])).toEqual([true]);
    expect(switches(harness, "given")).toEqual([]);
  });

  it("never switches or completes, and one person thaws what somebody else froze", async () => {
    expect(await ask(harness, ANA, 'break-glass switch customer.glass --confirm glass --reason "now"')).toContain(
      "reverse, cancel, restore, rebuild or thaw",
    );
    expect(await ask(harness, ANA, 'break-glass thaw prod/customer --reason "orders fail"')).toContain("Break the glass: thaw");
    expect(await ask(harness, ANA, 'break-glass thaw prod/customer --confirm customer --reason "orders fail"')).toContain(
      "Thawed: prod/customer",
    );
    expect(await inOperatorsChannel(/The glass is broken, and thawed: prod\/customer/)).toContain("`orders fail`");
  });
});
