import { afterAll, beforeAll, expect, test } from "vitest";
import type { SlackMessage } from "../../practice/slack/workspace/workspace.ts";
import { labelsOn, press } from "./one-truth/pressing.ts";
import { ANA, ask, BEN, callsOf, copied, inThread, thread, words } from "./people.ts";
import { openProcesses, type Processes } from "./processes.ts";

const TABLES = ["bills", "carts", "parcels"];
const MOVE = "customer.shop";

let processes: Processes;

beforeAll(async () => {
  processes = await openProcesses({ apps: 1, workers: 1 });
}, 60_000);

afterAll(() => processes?.close());

/** The report that says this. */
function report(say: RegExp): SlackMessage | undefined {
  return thread(processes, MOVE).findLast((message) => say.test(words(message)));
}

/** Changes a row of the table at the target. */
function differ(table: string): void {
  const [from, to] = [
    { id: "7", note: "source" },
    { id: "7", note: "target" },
  ];
  processes.vitess.sql.changeRows({ keyspace: "customer", table }, [{ from, to }]);
}

function mend(table: string): void {
  processes.vitess.sql.mend({ keyspace: "customer", table });
}

/** The tables that each VDiff was told to compare. */
function told(): readonly unknown[] {
  return callsOf(processes, "VDiffCreate", "shop").map(({ request }) => request["tables"]);
}

test("the tables that a VDiff found different are compared again by one press, and the report says what became of them", async () => {
  for (const table of TABLES) processes.vitess.sql.createTable({ keyspace: "commerce", table }, { rows: 1_000, bytes: 100_000 });
  await ask(processes, ANA, `create ${MOVE} --source-keyspace commerce --tables ${TABLES.join(",")}`);
  await copied(processes, "shop");
  await inThread(processes, MOVE, /created the workflow/);
  differ("bills");
  differ("carts");

  await ask(processes, ANA, `vdiff create ${MOVE}`);
  const FIRST = /^\*VDiff found differences in 2 of 3 tables/;
  expect(await inThread(processes, MOVE, FIRST)).not.toContain("Since the previous VDiff");
  expect(labelsOn(report(FIRST))).toEqual(["Compare these again"]);

  mend("bills");
  await press(processes, BEN, () => report(FIRST), /^Compare these again$/);
  await inThread(processes, MOVE, /Ben started VDiff/);
  const SECOND = /^\*VDiff found differences in 1 of 2 tables/;
  const second = await inThread(processes, MOVE, SECOND);
  expect(second).toMatch(
    /Since the previous VDiff, finished [^]*• 1 table that differed then agrees now: `bills`\.\n• `carts` still differs, by as many rows as before\./,
  );
  expect(second).not.toContain("parcels");
  expect(told()).toEqual([[], ["bills", "carts"]]);

  mend("carts");
  await press(processes, BEN, () => report(SECOND), /^Compare these again$/);
  const third = await inThread(processes, MOVE, /^\*VDiff found no difference in the 1 table it was asked to compare/);
  expect(third).toMatch(/• 1 table that differed then agrees now: `carts`\./);
  expect(third).toContain("2 other tables of the move were not compared.");
  expect(told()).toEqual([[], ["bills", "carts"], ["carts"]]);
}, 120_000);
