// Prepares a fresh machine: the packages, and a Redis server for tests and the demo. Silent if there is nothing to do.
// Runs before anything is installed, so it uses Node alone.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const REDIS_SERVERS = ["redis-server", "valkey-server"];
// A slow mirror may take minutes, but a package manager that waits for another one must not wait for ever.
const INSTALL_DEADLINE_MS = 10 * 60_000;

checkNode();
installPackages();
if (!process.argv.includes("--packages-only")) installRedis();

function checkNode() {
  const wanted = readJson("package.json").engines.node.replace(/^>=/, "");
  const [major, minor] = wanted.split(".").map(Number);
  const [isMajor, isMinor] = process.versions.node.split(".").map(Number);
  if (isMajor > major || (isMajor === major && isMinor >= minor)) return;
  stop(`Tandem needs Node ${wanted} or later; this is ${process.versions.node}.`);
}

function installPackages() {
  if (packagesAreInstalled()) return;
  say("Installing packages with npm ci.");
  // No install scripts: every package works without its own, and they would run strangers' code.
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  const npm = process.env.npm_execpath;
  const result = npm?.endsWith(".js") ? run(process.execPath, [npm, ...args]) : run("npm", args);
  if (!result.ok) stop(`npm ci did not work, so the packages are not installed.\n${firstLines(result.output)}`);
}

/** Compares versions rather than times: a checkout touches files without changing what they require. */
function packagesAreInstalled() {
  if (!existsSync(join(ROOT, "node_modules/.package-lock.json"))) return false;
  const installed = readJson("node_modules/.package-lock.json").packages;
  return Object.entries(readJson("package-lock.json").packages).every(([path, { version, optional }]) => {
    // Most optional packages are for other platforms.
    if (path === "" || (optional === true && installed[path] === undefined)) return true;
    return installed[path]?.version === version;
  });
}

function installRedis() {
  if (REDIS_SERVERS.some(isOnPath)) return;
  say("Installing a Redis server for tests and demo.");
  const failure = isOnPath("apt-get") ? installByApt() : isOnPath("brew") ? installByBrew() : "no apt-get and no brew here";
  if (REDIS_SERVERS.some(isOnPath)) return;
  stop(
    `Tests and demo need redis-server or valkey-server on the PATH, and it could not be installed (${failure || "it was, but is not on the PATH"}). Install one and run this again.`,
  );
}

/** Returns what went wrong, in a few words. */
function installByApt() {
  const prefix = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  if (prefix.length > 0 && !run("sudo", ["-n", "true"]).ok) return "installing by apt-get needs root or sudo without a password";
  // RUNLEVEL=1 tells Debian's invoke-rc.d not to start the service: tests and demo start a private one.
  const apt = [...prefix, "env", "RUNLEVEL=1", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"];
  let failure = run(apt[0], [...apt.slice(1), "update"]).output;
  for (const server of REDIS_SERVERS) {
    const installed = run(apt[0], [...apt.slice(1), "install", "--no-install-recommends", server]);
    if (installed.ok) return "";
    failure += installed.output;
  }
  return `apt-get failed: ${failure.trim().split("\n").at(-1)}`;
}

function installByBrew() {
  const { ok, output } = run("brew", ["install", "redis"]);
  return ok ? "" : `brew failed: ${output.trim().split("\n").at(-1)}`;
}

function isOnPath(command) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => isExecutable(join(folder, command)));
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Missing, or not ours to run: either way try the next folder.
    return false;
  }
}

function run(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, encoding: "utf8", timeout: INSTALL_DEADLINE_MS });
  return { ok: status === 0, output: `${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}` };
}

/** npm explains the error first and then prints its whole manual. */
function firstLines(output) {
  return output.trim().split("\n").slice(0, 12).join("\n");
}

function readJson(path) {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8"));
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function stop(text) {
  say(text);
  process.exit(1);
}
