import { execFile, exec } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { expect, onTestFinished, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const GENERATED = "src/vtctld/wire/generated";
const BIN = join(ROOT, "node_modules/.bin");

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "wire-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function filesIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file): Promise<[string, string]> => [file.slice(folder.length), await readFile(file, "utf8")])),
  );
}

test("the committed types are those that `npm run wire` makes of the .proto files", async () => {
  const folder = join(await emptyFolder(), "generated");
  const { scripts }: { scripts: { wire: string } } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  expect(scripts.wire).toContain(GENERATED);
  const env = { ...process.env, PATH: `${BIN}:${process.env["PATH"] ?? ""}` };
  await promisify(exec)(scripts.wire.replaceAll(GENERATED, folder), { cwd: ROOT, env });

  const committed = await filesIn(join(ROOT, GENERATED));
  expect(Object.keys(committed).length).toBeGreaterThan(150);
  expect(committed).toEqual(await filesIn(folder));
});

test("a misspelt call, field or enum value does not compile, nor an enum that is taken for its known names alone", async () => {
  const folder = await emptyFolder();
  const adapter = relative(folder, join(ROOT, "src/vtctld"));
  const lines = [
    `import type { Calls } from "${adapter}/typed/call/calls.ts";`,
    `import { withoutDefaults } from "${adapter}/typed/call/fields.ts";`,
    "declare const calls: Calls;",
    'export const { tablets = [] } = await calls.read("GetTablets", { keyspace: "commerce" });',
    "export const names = tablets.map(({ alias }) => alias?.cell);",
    'await calls.read("GetSchema", withoutDefaults({ tablet_alias: { cell: "zone1" } }));',
    'await calls.write("SetShardTabletControl", { tablet_type: "PRIMARY" }, 1);',
    "// From here on nothing is right.",
    'await calls.read("GetTabelts", {});',
    'await calls.read("GetTablets", { keyspac: "commerce" });',
    'await calls.read("GetSchema", withoutDefaults({ tabel_alias: { cell: "zone1" } }));',
    'await calls.read("GetSchema", withoutDefaults({ tablet_alias: { cel: "zone1" } }));',
    'await calls.write("SetShardTabletControl", { tablet_type: "PRIMRY" }, 1);',
    'export const { tablet = [] } = await calls.read("GetTablets", {});',
    "export const cells = tablets.map(({ alias }) => alias?.cel);",
    'export const primaries = tablets.filter(({ type }) => type === "PRIMRY");',
    "// It may be the number of one that is not known yet.",
    'export const kinds: readonly string[] = tablets.map(({ type = "UNKNOWN" }) => type);',
  ];
  await writeFile(join(folder, "planted.ts"), lines.join("\n"));
  const options = { rootDir: "/", types: ["node"], typeRoots: [join(ROOT, "node_modules/@types")], module: "nodenext" };
  const config = { extends: join(ROOT, "tsconfig.json"), compilerOptions: options, include: [], files: ["planted.ts"] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');

  const { stdout } = await compile(folder);
  const wrong = [...stdout.matchAll(/^planted\.ts\((\d+),/gm)].map(([, line]) => Number(line));
  expect(wrong).toEqual([9, 10, 11, 12, 13, 14, 15, 16, 18]);
});

/** The compiler exits with an error if it finds one; its output is wanted all the same. */
function compile(folder: string): Promise<{ readonly stdout: string }> {
  return new Promise((resolve) => {
    execFile(join(BIN, "tsc"), ["--pretty", "false", "-p", "tsconfig.json"], { cwd: folder }, (_error, stdout) => resolve({ stdout }));
  });
}
