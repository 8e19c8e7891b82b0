import { cpSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = new URL("../", import.meta.url);
const COMPILED = new URL("../.compiled/", import.meta.url);

/** What tests run in processes of their own. */
const PROGRAMS: readonly string[] = [
  "src/main.ts",
  "test/faults/hard-to-leave.ts",
  "test/faults/freezing-worker.ts",
  "test/faults/mortal-app.ts",
  "test/faults/mortal-publisher.ts",
  "test/acceptance/worker-process.ts",
  "test/operations/carry-out/mortal-worker.ts",
  "test/operations/mortal-committer-worker.ts",
  "test/histories/hasty-app.ts",
  "test/queue/doomed-worker.ts",
  "test/vtctld/channel/frozen-worker.ts",
];

/**
 * The compiled form of a source, for Node to run in a process of its own: the suite starts more than a hundred, and a bundle starts in a
 * quarter of the time.
 */
export function compiled(source: URL): string {
  const name = basename(fileURLToPath(source), ".ts");
  if (!PROGRAMS.some((program) => basename(program, ".ts") === name)) throw new Error(`${name} is not compiled: add it to PROGRAMS`);
  return fileURLToPath(new URL(`${name}.js`, COMPILED));
}

/** Tandem itself. */
export const MAIN: readonly string[] = [compiled(new URL("../src/main.ts", import.meta.url))];

/** Runs before all tests. Types are checked elsewhere (`npm run types`). */
export default async function compileAll(): Promise<void> {
  const folder = fileURLToPath(COMPILED);
  rmSync(folder, { recursive: true, force: true });
  await compile(fileURLToPath(ROOT), PROGRAMS, folder);
  cpSync(new URL("src/vtctld/wire/proto", ROOT), new URL("proto", COMPILED), { recursive: true });
  cpSync(new URL("src/slack/picture/draw-thread.mjs", ROOT), new URL("draw-thread.mjs", COMPILED));
}

/** Bundles programs of a checkout into a folder. What they read beside their code has to be copied there. */
export async function compile(checkout: string, programs: readonly string[], folder: string): Promise<void> {
  await build({
    absWorkingDir: checkout,
    entryPoints: [...programs],
    outdir: folder,
    // All in one folder, so that every file finds what it reads next to it.
    entryNames: "[name]",
    bundle: true,
    // Code shared by two programs exists once, even if one is loaded into the other's process.
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    keepNames: true,
    logLevel: "error",
    // CommonJS packages need these.
    banner: {
      js: [
        'import { createRequire as __createRequire } from "node:module";',
        "const require = __createRequire(import.meta.url);",
        "const __filename = new URL(import.meta.url).pathname;",
        'const __dirname = new URL(".", import.meta.url).pathname;',
      ].join("\n"),
    },
  });
}
