import { expect, test } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import { sayLooksAt } from "../../../src/slack/app/taking/receipts.ts";

function receiptOf(line: string): string {
  const parsed = parse(line);
  if (parsed.kind !== "command") throw new Error(line);
  const { command } = parsed;
  if (command.verb === "form" || command.verb === "help" || command.verb === "explain") throw new Error(line);
  return `${sayLooksAt(command)} …`;
}

test.each([
  ["status customer.c2c", "Reading `customer.c2c` …"],
  ["list", "Reading the list of moves …"],
  ["list customer", "Reading `customer` …"],
  ["rules get", "Reading the routing rules …"],
  ["keyspaces", "Reading the keyspaces …"],
  ["clusters", "Reading the clusters …"],
])("while %j waits, the answer says what Tandem is reading", (line, receipt) => {
  expect(receiptOf(line)).toBe(receipt);
});
