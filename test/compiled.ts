import { spawnSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const COMPILED = new URL("../.compiled/", import.meta.url);
const PROTOS = "src/vtctld/proto";

/**
 * The compiled form of a source, for Node to run in a process of its own: there are more than a hundred in the suite, and compiled ones
 * start in half the time.
 */
export function compiled(source: URL): string {
  return fileURLToPath(new URL(relative(ROOT, fileURLToPath(source)).replace(/\.ts$/, ".js"), COMPILED));
}

/** Tandem itself. */
export const MAIN: readonly string[] = [compiled(new URL("../src/main.ts", import.meta.url))];

/** Runs before all tests. Types are checked elsewhere (`npm run types`). */
export default function compileAll(): void {
  const folder = fileURLToPath(COMPILED);
  rmSync(folder, { recursive: true, force: true });
  const tsc = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));
  const args = [tsc, "--noEmit", "false", "--noCheck", "--outDir", folder];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`The sources do not compile:\n${stdout}`);
  cpSync(new URL(PROTOS, new URL("../", import.meta.url)), new URL(PROTOS, COMPILED), { recursive: true });
}
