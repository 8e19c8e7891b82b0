import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { FAULT_ROWS, toTestPath } from "../faults/rows.ts";

const TESTS = fileURLToPath(new URL("../", import.meta.url));
const FILES = FAULT_ROWS.flatMap(({ files }) => files.map(toTestPath));

test("every fault test is in one row of the table, and every file of the table exists", () => {
  const there = readdirSync(`${TESTS}faults`, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".test.ts"))
    .map((path) => `faults/${path.replaceAll("\\", "/")}`);
  expect(FILES.filter((file) => file.startsWith("faults/")).toSorted()).toEqual(there.toSorted());
  expect(FILES.filter((file) => !existsSync(`${TESTS}${file}`))).toEqual([]);
});

test("the table's page names every file", () => {
  const page = readFileSync(`${TESTS}faults/README.md`, "utf8");
  const names = FAULT_ROWS.flatMap(({ files }) => files);
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
