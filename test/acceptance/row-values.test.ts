import { afterAll, beforeAll, expect, it } from "vitest";
import { ANA, ask, inThread, newMove, saying, switches, thread, words } from "./people.ts";
import { expectNoSecrets } from "./secrets.ts";
import { openHarness, type Harness } from "./harness.ts";

/** Values of rows, which must appear nowhere in Slack or in the log. */
const VALUES = ["mona@example.org", "moira@example.org", "4111-1111"];
const [FIRST = "", SECOND = "", THIRD = ""] = VALUES;

let harness: Harness;

beforeAll(async () => {
  harness = await openHarness();
});

afterAll(async () => {
  expectNoSecrets(harness, VALUES);
  await harness.close();
});

it("a VDiff with differences reports counts and the table, and attaches a file without any row value", async () => {
  const move = await newMove(harness, "people");
  const place = { keyspace: "customer", table: "people" };
  harness.vitess.sql.changeRows(place, [{ from: { id: "1", email: FIRST }, to: { id: "1", email: SECOND } }]);
  harness.vitess.sql.insertRows(place, [{ id: "9001", email: THIRD }]);
  expect(await ask(harness, ANA, "vdiff create customer.people")).toMatch(
    /^Starting a VDiff of customer\.people\. The report appears in the thread\./,
  );

  const report = await inThread(harness, move, /VDiff found differences in 1 of 1 table · customer\.people/);
  expect(report).toContain("`people`, shard `0`: 1 different, 0 only in source, 1 only in target.");
  expect(report).toContain("*Next:* Do not switch; compare these tables again: a difference that stays is probably real");
  const file = await harness.slack.waitFor(() => harness.slack.files().find(({ shared }) => shared));
  expect(file.content?.toString("utf8")).toContain('"people"');
  expect(await ask(harness, ANA, "vdiff show customer.people")).toContain("VDiff found differences in 1 of 1 table");
  expect(saying(harness, move, /VDiff found differences in .* · customer\.people/)).toHaveLength(1);

  const stopped = await ask(harness, ANA, "switch customer.people");
  expect(stopped).toMatch(/^\*Not requested: 1 finding stops the switch of customer\.people\*/);
  expect(stopped).toMatch(/VDiff \w{8} found differences in people/);
  const override = await ask(harness, ANA, 'override customer.people switch vdiff-different --reason "test data, ticket 4711"');
  expect(override).toContain("Requested:");
  expect(await inThread(harness, move, /Approval needed: let the switch/)).toMatch(/VDiff \w{8} found differences in people/);
});

it("a stream's error is announced with its table and its meaning, and without the row", async () => {
  const move = await newMove(harness, "orders");
  harness.vitess.state.setMessage(
    "customer",
    "orders",
    `error applying event: Duplicate entry '${FIRST}' for key 'orders.PRIMARY' (errno 1062) (sqlstate 23000) during query: insert into orders(id,email,card) values (1,'${SECOND}','${THIRD}')`,
  );
  await ask(harness, ANA, "stop customer.orders");
  const told = await inThread(harness, move, /A stream reports an error/);
  expect(told).toContain("Duplicate entry");
  expect(told).toContain("errno 1062");
  expect(told).toMatch(/\*Next:\* .+/);
  expect(await ask(harness, ANA, "status customer.orders")).toContain("Stream error");
  expect(await ask(harness, ANA, "show customer.orders --logs")).toContain("customer.orders");
  expect(await ask(harness, ANA, "switch customer.orders")).toMatch(
    /^Not done for `customer\.orders`: not every stream runs\. Next: start the workflow/,
  );
  expect(switches(harness, "orders")).toEqual([]);
});

it("stopping and starting a workflow are both announced, and the workflow continues", async () => {
  const move = await newMove(harness, "pause");
  expect(await ask(harness, ANA, "stop customer.pause")).toBe("Stopping customer.pause. The card shows when it has stopped.");
  expect(await inThread(harness, move, /stopped the workflow/)).toContain(
    "Ana stopped the workflow. Nothing is copied or replicated until it is started.",
  );
  expect(await ask(harness, ANA, "switch customer.pause")).toBe(
    "Not done for `customer.pause`: not every stream runs. Next: start the workflow, wait until it has caught up, then try again.",
  );
  expect(await ask(harness, ANA, "start customer.pause")).toBe("Starting customer.pause. The card shows when it runs.");
  await inThread(harness, move, /Ana started the workflow\./);
  expect(harness.vitess.state.streams("customer", "pause").map(({ state }) => state)).toEqual(["Running"]);
  expect(await ask(harness, ANA, "switch customer.pause")).toContain("Requested: customer.pause.");
  expect(
    thread(harness, move)
      .map(words)
      .filter((line) => /(stopped|started) the workflow/.test(line)),
  ).toHaveLength(2);
});
