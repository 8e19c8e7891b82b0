import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "../compiled.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TO_LIST = { encoding: "utf8", cwd: ROOT, maxBuffer: 256 * 1024 * 1024 } as const;

/** The last release: its version, and its program, compiled from its own commit. */
export interface Release {
  readonly version: string;
  readonly program: readonly string[];
}

/**
 * Compiles the newest release that CHANGELOG.md names, from this clone's history, and says which packages it had in other versions. Throws if
 * the history lacks its commit.
 */
export async function compileLastRelease(): Promise<Release> {
  const version = /^## (\d+\.\d+\.\d+)/m.exec(readFileSync(join(ROOT, "CHANGELOG.md"), "utf8"))?.[1];
  if (version === undefined) throw new Error("CHANGELOG.md names no release");
  const commit = findCommit(version);
  sayOtherPackages(commit, version);
  // Within the checkout, where its imports find the packages.
  const source = join(ROOT, ".compiled", `source-${version}`);
  const folder = join(ROOT, ".compiled", `release-${version}`);
  for (const fresh of [source, folder]) {
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { recursive: true });
  }
  const archive = spawnSync("git", ["archive", commit, "src", "jobs"], { cwd: ROOT, maxBuffer: TO_LIST.maxBuffer });
  const unpacked = spawnSync("tar", ["-x", "-C", source], { input: archive.stdout });
  if (archive.status !== 0 || unpacked.status !== 0)
    throw new Error(`${version} cannot be unpacked: ${String(archive.stderr)}${String(unpacked.stderr)}`);
  await compile(source, ["src/main.ts"], folder);
  cpSync(join(source, "src/vtctld/proto"), join(folder, "proto"), { recursive: true });
  return { version, program: [join(folder, "main.js")] };
}

/** Whether this clone has its history; one of `--depth 1`, or a folder without git, has not. */
export function hasHistory(): boolean {
  return git(["rev-parse", "--is-shallow-repository"]) === "false";
}

/** The commit is tagged; in a clone without tags its subject says it. */
function findCommit(version: string): string {
  const tagged = git(["rev-parse", "--quiet", "--verify", `v${version}^{commit}`]);
  const commit = tagged || git(["log", "-1", "--format=%H", `--grep=^Release ${version.replaceAll(".", "\\.")}$`]);
  if (commit === "") throw new Error(`This clone has no commit of ${version}.`);
  return commit;
}

function sayOtherPackages(commit: string, version: string): void {
  const before = readPins(git(["show", `${commit}:package.json`]));
  const now = readPins(readFileSync(join(ROOT, "package.json"), "utf8"));
  const changed = Object.entries(before).filter(([name, pin]) => now[name] !== pin);
  if (changed.length > 0)
    console.log(`${version} runs on packages that it did not have; it had ${changed.map(([name, pin]) => `${name} ${pin}`).join(", ")}.`);
}

function readPins(text: string): Readonly<Record<string, string>> {
  const { dependencies }: { readonly dependencies: Readonly<Record<string, string>> } = JSON.parse(text);
  return dependencies;
}

function git(args: readonly string[]): string {
  return spawnSync("git", args, TO_LIST).stdout.trim();
}
