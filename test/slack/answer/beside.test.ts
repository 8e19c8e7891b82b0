import { expect, test } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import type { ClusterName } from "../../../src/core/vitess/names.ts";
import { withBeside } from "../../../src/slack/answer/beside.ts";
import { words } from "../words.ts";

const PROD = "prod" as ClusterName;

/** What the notes under the answer to a line say. */
function besideOf(line: string, readAs?: { readonly server: string; readonly cluster: ClusterName }): readonly string[] {
  const parsed = parse(line);
  if (parsed.kind !== "command") throw new Error(line);
  const { blocks } = withBeside({ text: "answer", blocks: [] }, { ...parsed, ...(readAs === undefined ? {} : { readAs }) });
  return words({ blocks }).split("\n");
}

test.each([
  [
    "vtctldclient MoveTables --workflow c2c --target-keyspace customer show --format=json | jq .",
    "Changes nothing here: `--format`, `| jq`",
  ],
  ["vtctldclient Workflow --keyspace customer list > <!channel>", "Changes nothing here: `&gt; &lt;!channel&gt;`"],
  ["vtctldclient GetRoutingRules > rules.json", "No file is written: the rules are saved in Tandem, as the snapshot `rules.json`."],
  [
    "status _customer.c2c_",
    "The lines around `customer.c2c` are read as Slack's italics; where they belong to the name, write it between quotes.",
  ],
])("the answer to %j says what became of its parts", (line, said) => {
  expect(besideOf(line)).toContain(said);
});

test("the answer says which cluster a server was read as", () => {
  expect(besideOf("list", { server: "localhost:15999", cluster: PROD })).toContain(
    "`localhost:15999` is read as prod, this cluster's name here",
  );
});

test("the answer says if what it tells may still be lost", () => {
  const { blocks } = withBeside({ text: "answer", blocks: [] }, { ignored: [], notKnownDurable: true });
  expect(words({ blocks })).toMatch(/^Redis did not confirm in time that what is recorded of this would survive a power cut/);
});

test("without any such note the answer stands alone", () => {
  const answer = { text: "answer", blocks: [] };
  expect(withBeside(answer, { ignored: [] })).toBe(answer);
});
