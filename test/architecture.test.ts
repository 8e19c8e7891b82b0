import { posix } from "node:path";
import { expect, test } from "vitest";
import { circularImports } from "./architecture/folders.ts";
import { actsOnLoad, readsEnvironment, tooLong, vaguePlace } from "./architecture/habits.ts";
import { forbiddenImports, importsOf } from "./architecture/imports.ts";
import { sourcesIn } from "./architecture/sources.ts";

const program = sourcesIn("src", "jobs");
const everything = sourcesIn("src", "jobs", "practice", "deploy", "test");

test("every part of the program imports only what the table allows", () => {
  expect(program.length).toBeGreaterThan(50);
  expect(program.flatMap(({ text }) => importsOf(text)).length).toBeGreaterThan(100);
  expect([...program, ...sourcesIn("practice")].flatMap(({ file, text }) => forbiddenImports(file, text))).toEqual([]);
});

test("no folder imports itself, directly or through others", () => {
  expect(circularImports([...program, ...sourcesIn("practice")])).toEqual([]);
});

test.each([
  { between: "parts", chain: ["src/slack", "src/store"] },
  { between: "siblings", chain: ["src/core/move", "src/core/rules"] },
  { between: "a folder and its own", chain: ["src/vtctld", "src/vtctld/typed"] },
  { between: "three", chain: ["src/core/move", "src/core/rules", "src/core/copy"] },
])("a circle of imports between $between is found", ({ chain }) => {
  const sources = chain.map((folder, index) => ({
    file: `${folder}/a.ts`,
    text: `import { a } from "./${posix.relative(folder, chain[(index + 1) % chain.length] ?? "")}/a.ts";`,
  }));
  expect(circularImports(sources)).toHaveLength(chain.length);
  // An import that only leads into the circle is not part of it, and a chain without an end is not a circle.
  expect(circularImports([...sources, { file: "jobs/a.ts", text: 'import { a } from "../src/core/b/a.ts";' }])).toHaveLength(chain.length);
  expect(circularImports(sources.slice(1))).toEqual([]);
});

test("no file is long enough to hold two concepts", () => {
  expect(program.flatMap(tooLong)).toEqual([]);
});

test("folders are named after concepts, and no file only re-exports others", () => {
  expect(everything.flatMap(vaguePlace)).toEqual([]);
});

test("only the entry acts when it is loaded", () => {
  expect(program.flatMap(actsOnLoad)).toEqual([]);
});

test("only the configuration reads the environment", () => {
  expect(program.flatMap(readsEnvironment)).toEqual([]);
});

test.each([
  ["src/core/phase.ts", 'import { readFileSync } from "node:fs";'],
  ["src/core/phase.ts", 'import { z } from "zod";'],
  ["src/core/phase.ts", 'import type { Records } from "../operations/records.ts";'],
  ["src/command/parse.ts", 'import { Fault } from "../operations/fault.ts";'],
  ["src/operations/cast-vote.ts", 'import { openStore } from "../store/open.ts";'],
  ["src/operations/cast-vote.ts", 'import pino from "pino";'],
  ["src/operations/cast-vote.ts", 'import { parse } from "../command/parse.ts";'],
  ["src/store/open.ts", 'export * from "../queue/open.ts";'],
  ["src/vtctld/typed/open.ts", 'const slack = await import("../../slack/app.ts");'],
  ["src/slack/app.ts", 'import { readConfig } from "../config.ts";'],
  ["src/main.ts", 'import { vtctld } from "../practice/vtctld/main.ts";'],
  ["src/work.ts", 'const practice = await import("../practice/vtctld/simulator.ts");'],
  ["practice/slack/cast.ts", 'import { ACTIONS } from "../../src/slack/actions.ts";'],
  ["jobs/carry-out.ts", 'import "../deploy/demo/main.ts";'],
  ["jobs/carry-out.ts", 'import {\n  openStore,\n  type StoreOptions,\n} from "../src/store/open.ts";'],
])("in %s the checker finds %j", (file, planted) => {
  const source = `import { a } from "./a.ts";\n${planted}\nexport const b = a;\n`;
  expect(forbiddenImports(file, source)).toHaveLength(1);
  expect(forbiddenImports(file, source)[0]).toContain(file);
});

test("the checker accepts what the table allows", () => {
  expect(
    forbiddenImports(
      "src/store/audit/chain.ts",
      'import { createHash } from "node:crypto";\nimport type { Move } from "../core/moves.ts";\n',
    ),
  ).toEqual([]);
  expect(forbiddenImports("src/operations/answer.ts", 'import type { Command } from "../core/command.ts";\n')).toEqual([]);
  expect(forbiddenImports("src/slack/request/render.ts", 'import { format } from "../../command/format.ts";\n')).toEqual([]);
  expect(forbiddenImports("src/elsewhere.ts", "")).toEqual(["src/elsewhere.ts is in no part that the import table knows"]);
});

test("the other checks find what they look for", () => {
  expect(tooLong({ file: "src/core/a.ts", text: "\n".repeat(251) })).toHaveLength(1);
  expect(vaguePlace({ file: "src/slack/utils/text.ts", text: "" })).toHaveLength(1);
  expect(vaguePlace({ file: "src/slack/index.ts", text: "" })).toHaveLength(1);
  for (const line of ["start();", "await start();", "const a = await b();", "if (a) b();", "process.exitCode = 1;", "void run();"]) {
    expect(actsOnLoad({ file: "src/core/a.ts", text: `const c = 1;\n${line}\n` })).toEqual([`src/core/a.ts acts on load: ${line}`]);
  }
  expect(actsOnLoad({ file: "src/main.ts", text: "await start();\n" })).toEqual([]);
  expect(
    actsOnLoad({ file: "src/core/a.ts", text: "export const a = `\nrun();\n`;\n/*\nrun();\n*/\nfunction b() {\n  c();\n}\n" }),
  ).toEqual([]);
  expect(readsEnvironment({ file: "src/slack/app.ts", text: "const a = process.env;" })).toHaveLength(1);
  expect(readsEnvironment({ file: "src/config/a.ts", text: "const a = process.env;" })).toEqual([]);
});
