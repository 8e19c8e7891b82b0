import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** A checkout of Tandem that was compiled: what an installation runs is measured and not its source through a loader. */
export interface Checkout {
  /** What the tables call it. */
  readonly name: string;
  readonly folder: string;
}

/** The checkout that runs the bench, and the one that it is compared with if there is one. */
export type Checkouts = readonly [Checkout, ...Checkout[]];

/** Compiles a checkout into its own `dist/` by its own files, and returns which commit that is. Throws with the compiler's words. */
export function build({ name, folder }: Checkout): string {
  const { status, error, stdout, stderr } = spawnSync("npm", ["run", "--silent", "build"], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm run build did not work in ${folder}:\n${error?.message ?? ""}${stdout}${stderr}`);
  const commit = spawnSync("git", ["describe", "--always", "--dirty"], { cwd: folder, encoding: "utf8" });
  return `${name}: ${commit.status === 0 ? commit.stdout.trim() : "not a git checkout"}, ${folder}`;
}

/** A file of a checkout that `npm run build` made; its path is below `dist/`. */
export function builtFile({ folder }: Checkout, path: string): string {
  return join(folder, "dist", path);
}
