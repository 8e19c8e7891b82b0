import { expect, test } from "vitest";
import { parse } from "../../src/command/parse.ts";

const PLAIN = parse("create customer.c2c --source-keyspace commerce --tables customer,corder --cells zone1");

test.each([
  ["long dashes", "create customer.c2c —source-keyspace commerce –tables customer,corder —cells zone1"],
  ["smart quotes", "create customer.c2c --source-keyspace “commerce” --tables ‘customer, corder’ --cells=“zone1”"],
  [
    "non-breaking blanks",
    "create\u00A0customer.c2c\u00A0--source-keyspace\u202Fcommerce --tables customer,\u00A0corder --cells zone1 \u00A0",
  ],
  ["line breaks", "create customer.c2c \\\n  --source-keyspace commerce\n  --tables customer,corder \\\r\n  --cells zone1\n\n"],
  ["zero-width characters", "create customer\u200B.c2c --source-keyspace \uFEFFcommerce --tables customer,corder --cells zone1"],
  ["a capital letter first", "Create customer.c2c --source-keyspace commerce --Tables customer,corder -c zone1"],
  ["back-quotes around all", "`create customer.c2c --source-keyspace commerce --tables customer,corder --cells zone1`"],
  ["a code block", "```\ncreate customer.c2c --source-keyspace commerce --tables customer,corder --cells zone1\n```"],
  ["back-quotes around names", "create `customer`.`c2c` --source-keyspace=`commerce` --tables `customer`,`corder` --cells zone1"],
  [
    "a name made a link by Slack",
    "create <http://customer.c2c|customer.c2c> --source-keyspace commerce --tables customer,corder --cells zone1",
  ],
  [
    "a name made an address by Slack",
    "create customer.c2c --source-keyspace <mailto:commerce|commerce> --tables customer,corder --cells zone1",
  ],
  [
    "a mention of the app first",
    "<@U0TANDEM|tandem> create customer.c2c --source-keyspace commerce --tables customer,corder --cells zone1",
  ],
  ["the command itself pasted too", "/movetables create customer.c2c --source-keyspace commerce --tables customer , corder --cells zone1"],
])("with %s the line means the same", (_what, line) => {
  expect(parse(line)).toEqual(PLAIN);
});

test.each([" -80,80-", " –80,80–", " “−80, 80-”", "=-80,80-"])("the shards written as %j keep their dashes", (shards) => {
  const line = `create customer.c2c --source-keyspace commerce --all-tables --source-shards${shards}`;
  expect(parse(line)).toMatchObject({ command: { options: { sourceShards: ["-80", "80-"] } } });
});

test("Slack's escapes are undone once, and only once", () => {
  expect(parse("status a&amp;lt;b")).toMatchObject({ text: expect.stringMatching(/^`a&lt;b` is not the name of a move/) });
  expect(parse("status a&lt;b")).toMatchObject({ text: expect.stringMatching(/^`a<b` is not the name of a move/) });
});

test("a table named in half back-quotes is refused, not guessed", () => {
  expect(parse("create customer.c2c --source-keyspace commerce --tables cust`omer")).toMatchObject({ reason: "table-name-wrong" });
});
