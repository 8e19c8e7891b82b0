import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANA, approved, ask, callsOf, DEV, inThread, newMove, switches, type } from "./people.ts";
import { expectNoSecrets } from "./secrets.ts";
import { openHarness, type Harness } from "./harness.ts";

let harness: Harness;
let alpha: string;

beforeAll(async () => {
  harness = await openHarness();
  alpha = await newMove(harness, "alpha");
});

afterAll(async () => {
  expectNoSecrets(harness);
  await harness.close();
});

function creates(): number {
  return harness.vitess.calls().filter(({ method }) => method === "MoveTablesCreate").length;
}

describe("a create with a mistake", () => {
  it.each([
    {
      what: "an unknown target keyspace",
      typed: "create cstomer.orders --source-keyspace commerce --tables corder",
      says: "There is no keyspace `cstomer`. Did you mean `customer`, `customer2`?",
      example: "create customer.orders --source-keyspace commerce --tables corder",
    },
    {
      what: "an unknown source keyspace",
      typed: "create customer.orders --source-keyspace comerce --tables corder",
      says: "There is no keyspace `comerce`. Did you mean `commerce`?",
      example: "create customer.orders --source-keyspace commerce --tables corder",
    },
    {
      what: "an unknown table",
      typed: "create customer.orders --source-keyspace commerce --tables corder,custmer",
      says: "The source keyspace has no table `custmer`. Did you mean `customer`?",
      example: "create customer.orders --source-keyspace commerce --tables corder,customer",
    },
    {
      what: "a table that another workflow moves",
      typed: "create customer.second --source-keyspace commerce --tables alpha",
      says: "Another workflow already moves `alpha`. It is `customer.alpha`. One table can be in one workflow only.",
      example: "status customer.alpha",
    },
    {
      what: "a workflow that exists",
      typed: "create customer.alpha --source-keyspace commerce --tables corder",
      says: "A workflow `customer.alpha` exists already. Choose another name, or look at the one that is there.",
      example: "status customer.alpha",
    },
  ])("is refused for $what, with the right name and a line to paste", async ({ typed, says, example }) => {
    const before = creates();
    expect(await ask(harness, ANA, typed)).toBe(`${says}\nExample: \`/movetables ${example}\``);
    expect(creates()).toBe(before);
  });

  it("is refused when it is typed if source and target are the same", async () => {
    expect(await type(harness, ANA, "create customer.orders --source-keyspace customer --tables corder")).toBe(
      "`customer` is both source and target; MoveTables needs two different keyspaces.\n" +
        "Example: `/movetables create customer.commerce2customer --source-keyspace commerce --tables customer,corder`",
    );
  });

  it("is refused if the target has rows in a table of that name", async () => {
    harness.vitess.sql.createTable({ keyspace: "customer", table: "product" }, { rows: 5, bytes: 16_384 });
    const answer = await ask(harness, ANA, "create customer.products --source-keyspace commerce --tables product");
    expect(answer).toContain("*Not created: 1 finding stops the create of customer.products*");
    expect(answer).toContain("*Blocking: the target's tables are not empty* · `target-has-rows`\n• `customer.product: about 5 rows`");
    expect(answer).toContain("/movetables override prod/customer.products create target-has-rows --reason");
    expect(callsOf(harness, "MoveTablesCreate", "products")).toEqual([]);
  });

  it("leaves no card behind", () => {
    const cards = harness.slack.messages("C0MOVES").filter(({ metadata }) => metadata?.["event_type"] === "tandem_card");
    expect(cards.map(({ text }) => text)).toEqual([expect.stringContaining("customer.alpha")]);
  });
});

describe("an unknown name", () => {
  it.each([
    [
      "a workflow",
      "status customer.alhpa",
      "There is no workflow `customer.alhpa`. Did you mean `customer.alpha`?",
      "status customer.alpha",
    ],
    [
      "a keyspace",
      "status custmer.alpha",
      "There is no keyspace `custmer`. Did you mean `customer`, `customer2`?",
      "status customer.alpha",
    ],
    ["a cluster", "status staging/customer.alpha", "There is no cluster `staging`. Did you mean `prod`?", "status prod/customer.alpha"],
    [
      "a workflow to switch",
      "switch customer.alhpa",
      "There is no workflow `customer.alhpa`. Did you mean `customer.alpha`?",
      "switch customer.alpha",
    ],
  ])("is answered with the nearest one: %s", async (_, typed, says, example) => {
    expect(await ask(harness, ANA, typed)).toBe(`${says}\nExample: \`/movetables ${example}\``);
  });

  it("as the --server of a pasted line leads to a question, whatever the rest of the line says", async () => {
    const pasted = "vtctldclient --server 10.9.9.9:15999 MoveTables --workflow alpha --target-keyspace customer switchtraffic";
    const answer = await ask(harness, ANA, pasted);
    expect(answer).toContain("Nothing was done: `10.9.9.9:15999` is no server that Tandem knows");
    expect(answer).toContain("[Run on prod]");
    expect(callsOf(harness, "WorkflowSwitchTraffic", "alpha")).toEqual([]);
  });

  it("is refused as a VDiff's id, with a way to list the existing ones", async () => {
    expect(await ask(harness, ANA, "vdiff stop customer.alpha 5c1e0000-0000-4000-8000-000000000000")).toBe(
      "`customer.alpha` has no VDiff, or none with this id. The list shows which there are.\n" +
        "Example: `/movetables vdiff show customer.alpha all`",
    );
    expect(callsOf(harness, "VDiffStop", "alpha")).toEqual([]);
  });
});

describe("an operation at the wrong time", () => {
  it("is refused at once if a switch has a timeout under a second: Vitess would return OK and do nothing", async () => {
    expect(await type(harness, ANA, "switch customer.alpha --timeout 500ms")).toContain(
      "`--timeout` is `500ms`; it must be at least 1s, because below that Vitess answers OK and does nothing.",
    );
  });

  it("is refused if it is a VDiff or a switch while rows are copied", async () => {
    harness.vitess.sql.createTable({ keyspace: "commerce", table: "slow" }, { rows: 1_000_000, bytes: 100_000_000 });
    await ask(harness, ANA, "create customer.slow --source-keyspace commerce --tables slow");
    expect(await ask(harness, ANA, "vdiff create customer.slow")).toBe(
      "`customer.slow` is still copying. A VDiff during the copy would report differences that are not real. Wait until the copy is finished.",
    );
    expect(await ask(harness, ANA, "switch customer.slow")).toBe(
      "Not done for `customer.slow`: tables are still being copied. Next: wait until the copy is finished.",
    );
    expect(callsOf(harness, "VDiffCreate", "slow")).toEqual([]);
    expect(callsOf(harness, "WorkflowSwitchTraffic", "slow")).toEqual([]);
  });

  it("is refused before the switch if it is a Complete or a ReverseTraffic", async () => {
    const refusal =
      "Not done for `customer.alpha`: traffic is not switched. Next: nothing has to be switched back; completing needs the switch first.";
    expect(await ask(harness, ANA, "complete customer.alpha --rename-tables")).toBe(refusal);
    expect(await ask(harness, ANA, "reverse customer.alpha")).toBe(refusal);
    expect(callsOf(harness, "MoveTablesComplete", "alpha")).toEqual([]);
  });

  it("is refused to somebody who is not an operator, but may still look", async () => {
    expect(await ask(harness, DEV, "stop customer.alpha")).toContain("You are not one of Tandem's operators. Reading is open to everybody");
    expect(callsOf(harness, "WorkflowUpdate", "alpha")).toEqual([]);
    expect(await ask(harness, DEV, "status customer.alpha")).toContain("customer.alpha");
  });

  it("is refused after the switch if it is a Cancel, a VDiff or a start by hand, each with the right alternative", async () => {
    await approved(harness, alpha, "switch");
    await inThread(harness, alpha, /Switched · customer\.alpha/);
    expect(switches(harness, "alpha")).toHaveLength(2);
    expect(await ask(harness, ANA, "cancel customer.alpha")).toBe(
      "Not done for `customer.alpha`: traffic is switched already. Next: look at the status, which says whether to finish the switch, reverse or complete.",
    );
    expect(await ask(harness, ANA, "vdiff create customer.alpha")).toBe(
      "Writes of `customer.alpha` are switched, so its streams are frozen and a VDiff cannot run on it. Compare before the switch.",
    );
    expect(await ask(harness, ANA, "start customer.alpha")).toContain(
      "A switch of traffic has stopped the streams of `customer.alpha`; started by hand they would write old rows over new ones",
    );
    expect(callsOf(harness, "WorkflowDelete", "alpha")).toEqual([]);
    expect(callsOf(harness, "WorkflowUpdate", "alpha")).toEqual([]);
  });
});

describe("an installation without approvers, and with a group that Slack does not have", () => {
  it("refuses what needs approval, and says what to set or to check", async () => {
    const lonely = await openHarness({ env: { TANDEM_APPROVERS: "", TANDEM_OPERATORS: "S0DBA,S0GONE" } });
    try {
      await newMove(lonely, "beta");
      expect(await ask(lonely, ANA, "switch customer.beta")).toBe(
        "No approvers are configured, so nothing that needs approval can be requested. Set `TANDEM_APPROVERS`, or `policy.approvers` in tandem.yaml.",
      );
      expect(callsOf(lonely, "WorkflowSwitchTraffic", "beta")).toEqual([]);

      // One of the groups cannot be read from Slack, so Dev may well be an operator.
      expect(await ask(lonely, DEV, "stop customer.beta")).toContain("Tandem has not read yet who is in its Slack user groups");
      expect(callsOf(lonely, "WorkflowUpdate", "beta")).toEqual([]);
    } finally {
      await lonely.close();
    }
  });
});
