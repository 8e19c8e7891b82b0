import { builtinModules } from "node:module";
import { posix } from "node:path";

/** What each part of the program may import: its own folder, the named folders and files, and packages or Node's modules if it says so. */
interface Part {
  /** A folder, or one file. */
  readonly at: string;
  readonly may: readonly string[];
  readonly packages: "any" | readonly string[];
}

// The first matching part decides, so single files come before folders.
export const PARTS: readonly Part[] = [
  { at: "src/main.ts", may: ["src", "jobs"], packages: "any" },
  {
    at: "src/connections.ts",
    may: [
      "src/config.ts",
      "src/config/lookups.ts",
      "src/config/secret-file.ts",
      "src/config/live.ts",
      "src/digest.ts",
      "src/core",
      "src/operations",
      "src/queue",
      "src/store",
      "jobs",
    ],
    packages: "any",
  },
  { at: "src/work.ts", may: ["src", "jobs"], packages: "any" },
  { at: "src/digest.ts", may: [], packages: ["node:crypto"] },
  { at: "src/stopping.ts", may: [], packages: "any" },
  { at: "src/audit.ts", may: ["src/config", "src/core", "src/store"], packages: "any" },
  { at: "src/logging.ts", may: ["src/slack/web-api/secrets.ts"], packages: "any" },
  // The store's address parser is pure: the configuration uses it to accept exactly what the store can open.
  { at: "src/config.ts", may: ["src/config", "src/core", "src/command", "src/store/redis/address.ts"], packages: ["zod", "node:fs"] },
  {
    at: "src/config",
    may: ["src/core", "src/command", "src/store/redis/address.ts"],
    packages: ["zod", "yaml", "node:fs", "node:path", "node:util"],
  },
  // Arithmetic of dates and time zones, without a clock: it is as pure as core.
  { at: "src/core/policy/windows.ts", may: ["src/core"], packages: ["temporal-polyfill"] },
  { at: "src/core", may: [], packages: [] },
  { at: "src/command", may: ["src/core"], packages: [] },
  // A request is a Command here; the parser is passed in.
  { at: "src/operations", may: ["src/core"], packages: [] },
  { at: "src/vtctld", may: ["src/core", "src/operations"], packages: "any" },
  { at: "src/store", may: ["src/core", "src/operations"], packages: "any" },
  { at: "src/queue", may: ["src/core", "src/operations"], packages: "any" },
  { at: "src/slack", may: ["src/core", "src/operations", "src/command"], packages: "any" },
  // Imports no code of the program, so that its answers are independent of it. It reads the .proto files.
  { at: "practice", may: [], packages: "any" },
  { at: "jobs", may: ["src/core", "src/operations", "src/queue", "src/slack/outbound", "src/slack/web-api"], packages: "any" },
];

const STATIC = /^(?:import|export)\b[^;"']*?\bfrom\s*["']([^"']+)["']/gm;
const SIDE_EFFECT = /^import\s*["']([^"']+)["']/gm;
const DYNAMIC = /\b(?:import|require)\s?\(\s*["']([^"']+)["']/g;

/** What a source text imports. */
export function importsOf(source: string): readonly string[] {
  return [STATIC, SIDE_EFFECT, DYNAMIC].flatMap((form) => [...source.matchAll(form)].map(([, from = ""]) => from));
}

/** The imports of one file that its part does not allow, a sentence each. */
export function forbiddenImports(file: string, source: string): readonly string[] {
  const part = PARTS.find(({ at }) => isIn(file, at));
  if (part === undefined) return [`${file} is in no part that the import table knows`];
  return importsOf(source)
    .filter((from) => !isAllowed(part, file, from))
    .map((from) => `${file} imports ${from}, which ${part.at} may not`);
}

function isAllowed(part: Part, file: string, from: string): boolean {
  if (from.startsWith(".")) {
    const target = posix.join(posix.dirname(file), from);
    return [part.at, ...part.may].some((place) => isIn(target, place));
  }
  const name = builtinModules.includes(from) ? `node:${from}` : from;
  return part.packages === "any" || part.packages.includes(name);
}

function isIn(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}
