import { afterAll, beforeAll, expect, it } from "vitest";
import { ANA, ask, inThread, newMove, saying, switches, thread, words } from "./people.ts";
import { expectNoSecrets } from "./secrets.ts";
import { openStage, type Stage } from "./stage.ts";

/** Values of rows: they must not be anywhere in Slack or in the log. */
const VALUES = ["mona@example.org", "moira@example.org", "4111-1111"];
const [FIRST = "", SECOND = "", THIRD = ""] = VALUES;

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(async () => {
  expectNoSecrets(stage, VALUES);
  await stage.close();
});

it("a VDiff with differences tells counts and the table, and attaches a file without a row's value", async () => {
  const move = await newMove(stage, "people");
  const place = { keyspace: "customer", table: "people" };
  stage.vitess.sql.changeRows(place, [{ from: { id: "1", email: FIRST }, to: { id: "1", email: SECOND } }]);
  stage.vitess.sql.insertRows(place, [{ id: "9001", email: THIRD }]);
  expect(await ask(stage, ANA, "vdiff create customer.people")).toMatch(
    /^Starting a VDiff of customer\.people\. The report comes into the thread\./,
  );

  const report = await inThread(stage, move, /VDiff of customer\.people: difference in 1 of 1 table/);
  expect(report).toContain("`people`, shard `0`: 1 different, 0 only in source, 1 only in target.");
  expect(report).toContain("next: do not switch; compare these tables again: a difference that stays is a real one");
  const file = await stage.slack.waitFor(() => stage.slack.files().find(({ shared }) => shared));
  expect(file.content?.toString("utf8")).toContain('"people"');
  expect(await ask(stage, ANA, "vdiff show customer.people")).toContain("difference in 1 of 1 table");
  expect(saying(stage, move, /VDiff of customer\.people: difference/)).toHaveLength(1);

  const stopped = await ask(stage, ANA, "switch customer.people");
  expect(stopped).toMatch(/^\*Not asked for: 1 finding stops the switch of customer\.people\*/);
  expect(stopped).toMatch(/VDiff \w{8} found differences in people/);
  const override = await ask(stage, ANA, 'override customer.people switch vdiff-different --reason "test data, ticket 4711"');
  expect(override).toContain("Asked for approval");
  expect(await inThread(stage, move, /Two people needed: let the switch/)).toMatch(/VDiff \w{8} found differences in people/);
});

it("a stream's error is told with its table and its meaning, and without the row", async () => {
  const move = await newMove(stage, "orders");
  stage.vitess.state.setMessage(
    "customer",
    "orders",
    `error applying event: Duplicate entry '${FIRST}' for key 'orders.PRIMARY' (errno 1062) (sqlstate 23000) during query: insert into orders(id,email,card) values (1,'${SECOND}','${THIRD}')`,
  );
  await ask(stage, ANA, "stop customer.orders");
  const told = await inThread(stage, move, /A stream reports an error/);
  expect(told).toContain("Duplicate entry");
  expect(told).toContain("errno 1062");
  expect(told).toMatch(/next: .+/);
  expect(await ask(stage, ANA, "status customer.orders")).toContain("stream error");
  expect(await ask(stage, ANA, "show customer.orders --logs")).toContain("customer.orders");
  expect(await ask(stage, ANA, "switch customer.orders")).toMatch(
    /^Not done for `customer\.orders`: not every stream runs\. Next: start the workflow/,
  );
  expect(switches(stage, "orders")).toEqual([]);
});

it("a workflow that is stopped and started tells both, and goes on", async () => {
  const move = await newMove(stage, "pause");
  expect(await ask(stage, ANA, "stop customer.pause")).toBe("Stopping customer.pause. The card shows when it has stopped.");
  expect(await inThread(stage, move, /stopped the workflow/)).toContain(
    "Ana stopped the workflow. Nothing is copied or replicated until it is started.",
  );
  expect(await ask(stage, ANA, "switch customer.pause")).toBe(
    "Not done for `customer.pause`: not every stream runs. Next: start the workflow, wait until it has caught up, then ask again.",
  );
  expect(await ask(stage, ANA, "start customer.pause")).toBe("Starting customer.pause. The card shows when it runs.");
  await inThread(stage, move, /Ana started the workflow\./);
  expect(stage.vitess.state.streams("customer", "pause").map(({ state }) => state)).toEqual(["Running"]);
  expect(await ask(stage, ANA, "switch customer.pause")).toContain("Asked for approval: customer.pause.");
  expect(
    thread(stage, move)
      .map(words)
      .filter((line) => /(stopped|started) the workflow/.test(line)),
  ).toHaveLength(2);
});
