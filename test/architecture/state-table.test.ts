import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { stateTable, tableUnder } from "./state-table.ts";

const HEADING = "### An execution, state by state";

test("ARCHITECTURE.md shows the table that the code uses", () => {
  const page = readFileSync("ARCHITECTURE.md", "utf8");
  expect(tableUnder(page, HEADING), `put this under "${HEADING}":\n${stateTable().join("\n")}\n`).toEqual(stateTable());
});

test("a missing or different row is found", () => {
  const page = ["# Page", HEADING, "", ...stateTable(), "", "| other | table |"].join("\n");
  expect(tableUnder(page, HEADING)).toEqual(stateTable());
  expect(tableUnder(page.replace("| ended | nothing", "| ended | whatever"), HEADING)).not.toEqual(stateTable());
  expect(() => tableUnder("# Page", HEADING)).toThrow("the page has no");
});
