import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** A compiled checkout of Tandem: the bench measures what an installation runs, not the source through a loader. */
export interface Checkout {
  /** Its name in the tables. */
  readonly name: string;
  readonly folder: string;
}

/** The checkout that runs the bench, and the one to compare it with, if any. */
export type Checkouts = readonly [Checkout, ...Checkout[]];

/** Compiles a checkout with its own files into its own `dist/`, and returns its commit. Throws with the compiler's output. */
export function build({ name, folder }: Checkout): string {
  const { status, error, stdout, stderr } = spawnSync("npm", ["run", "--silent", "build"], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm run build did not work in ${folder}:\n${error?.message ?? ""}${stdout}${stderr}`);
  const commit = spawnSync("git", ["describe", "--always", "--dirty"], { cwd: folder, encoding: "utf8" });
  return `${name}: ${commit.status === 0 ? commit.stdout.trim() : "not a git checkout"}, ${folder}`;
}

/** A file that `npm run build` made in a checkout; `path` is relative to `dist/`. */
export function builtFile({ folder }: Checkout, path: string): string {
  return join(folder, "dist", path);
}
