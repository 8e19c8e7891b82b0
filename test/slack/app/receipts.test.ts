import { expect, test } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import { receiptFor } from "../../../src/slack/app/receipts.ts";

function receiptOf(line: string): string {
  const parsed = parse(line);
  if (parsed.kind !== "command" || parsed.command.verb === "form" || parsed.command.verb === "help") throw new Error(line);
  return receiptFor({ ...parsed, command: parsed.command });
}

test.each([
  ["status customer.c2c", "Reading `customer.c2c` …"],
  ["list", "Reading the list of moves …"],
  ["list customer", "Reading `customer` …"],
  ["rules get", "Reading the routing rules …"],
  ["keyspaces", "Reading the keyspaces …"],
  ["clusters", "Reading the clusters …"],
  ["explain no tables to move", "Looking it up …"],
])("the receipt of %j says what is looked at", (line, receipt) => {
  expect(receiptOf(line)).toBe(receipt);
});

test("what of a pasted line changes nothing is said, and what stands for a file", () => {
  expect(receiptOf("vtctldclient MoveTables --workflow c2c --target-keyspace customer show --format=json | jq .")).toBe(
    "Reading `customer.c2c` …\nChanges nothing here: `--format`, `| jq`",
  );
  expect(receiptOf("vtctldclient Workflow --keyspace customer list > <!channel>")).toBe(
    "Reading `customer` …\nChanges nothing here: `&gt; &lt;!channel&gt;`",
  );
  expect(receiptOf("vtctldclient GetRoutingRules > rules.json")).toBe(
    "Reading the routing rules …\nNo file is written: the rules are saved in Tandem, as the snapshot `rules.json`.",
  );
});
