import { cpSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = new URL("../", import.meta.url);
const COMPILED = new URL("../.compiled/", import.meta.url);

/** What runs in processes of its own. */
const PROGRAMS: readonly string[] = [
  "src/main.ts",
  "test/acceptance/hard-to-leave.ts",
  "test/acceptance/one-truth/freezing-worker.ts",
  "test/acceptance/worker-process.ts",
  "test/operations/carry-out/mortal-worker.ts",
  "test/operations/mortal-committer-worker.ts",
  "test/queue/doomed-worker.ts",
  "test/slack/app/dying-app.ts",
  "test/vtctld/channel/frozen-worker.ts",
];

/**
 * The compiled form of a source, for Node to run in a process of its own: there are more than a hundred in the suite, and a bundle starts in a
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
  await build({
    absWorkingDir: fileURLToPath(ROOT),
    entryPoints: [...PROGRAMS],
    outdir: folder,
    // All in one folder, so that the .proto files are beside whichever file looks for them.
    entryNames: "[name]",
    bundle: true,
    // What two programs share is there once, also where one is loaded into the process of the other.
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    keepNames: true,
    logLevel: "error",
    // Packages of the older kind ask for these.
    banner: {
      js: [
        'import { createRequire as __createRequire } from "node:module";',
        "const require = __createRequire(import.meta.url);",
        "const __filename = new URL(import.meta.url).pathname;",
        'const __dirname = new URL(".", import.meta.url).pathname;',
      ].join("\n"),
    },
  });
  cpSync(new URL("src/vtctld/wire/proto", ROOT), new URL("proto", COMPILED), { recursive: true });
}
