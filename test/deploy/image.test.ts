import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { SETTINGS } from "../../src/config/settings.ts";
import { readRole } from "../../src/config/role.ts";

const dockerfile = readFileSync("deploy/Dockerfile", "utf8");
const SERVICE = z.object({
  command: z.array(z.string()),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  stop_grace_period: z.string().optional(),
});
const compose = z
  .object({ services: z.object({ redis: SERVICE, app: SERVICE, worker: SERVICE }) })
  .parse(parse(readFileSync("deploy/compose.yaml", "utf8"), { merge: true })).services;

/** Paths that an instruction copies from the repository into the image. */
function copied(): readonly string[] {
  return [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) => (match[1] ?? "").split(" "));
}

test("everything that the image copies is in the repository, and not excluded by the ignore file", () => {
  const letThrough = readFileSync("deploy/Dockerfile.dockerignore", "utf8")
    .split("\n")
    .filter((line) => line.startsWith("!"))
    .map((line) => line.slice(1));
  expect(copied().length).toBeGreaterThan(5);
  expect(copied().filter((path) => !existsSync(path))).toEqual([]);
  expect(new Set(copied())).toEqual(new Set(letThrough));
});

test("the image runs without root, without install scripts and without development packages", () => {
  const last = dockerfile.slice(dockerfile.lastIndexOf("\nFROM "));
  expect(last).toMatch(/^USER node$/m);
  expect(last).not.toMatch(/^RUN /m);
  expect(last).toContain("COPY --from=packages /app/node_modules");
  expect(dockerfile).toContain("npm ci --omit=dev --ignore-scripts");
  expect(dockerfile.match(/npm ci(?!.*--ignore-scripts)/g)).toBeNull();
});

test("the image has what an auditor runs, and its audit command builds nothing", () => {
  const last = dockerfile.slice(dockerfile.lastIndexOf("\nFROM "));
  expect(last).toContain("COPY deploy/start.mjs deploy/verify-evidence.mjs deploy/\n");
  expect(last).toContain("COPY --from=build /app/package.json ./\n");
  expect(dockerfile).toContain('npm pkg set scripts.audit="node deploy/start.mjs audit"');
});

test("the entry point is the entry, compiled", () => {
  expect(dockerfile).toContain('"dist/src/main.js"]');
});

test("compose runs each role once, from the image of this repository", () => {
  expect(readRole(compose.app.command)).toBe("app");
  expect(readRole(compose.worker.command)).toBe("worker");
  expect(compose.app.build).toEqual({ context: "..", dockerfile: "deploy/Dockerfile" });
  expect(compose.worker.build).toEqual(compose.app.build);
});

test("compose sets only existing settings", () => {
  expect(Object.keys(compose.worker.environment ?? {}).filter((name) => !(name in SETTINGS))).toEqual([]);
});

test("Redis keeps its data", () => {
  expect(compose.redis.command.join(" ")).toBe("redis-server --appendonly yes --maxmemory-policy noeviction");
});

test("a worker has at least 15 minutes to let a switch end", () => {
  const minutes = /^(\d+)m$/.exec(compose.worker.stop_grace_period ?? "")?.[1];
  expect(Number(minutes)).toBeGreaterThanOrEqual(15);
});
