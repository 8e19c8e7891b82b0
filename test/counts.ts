import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Reporter } from "vitest/node";

const FOLDER = fileURLToPath(new URL("../.reports/counts/", import.meta.url));

/** So many of each kind. */
type Kinds = ReadonlyMap<string, number> | Readonly<Record<string, number>>;

interface Counted {
  readonly what: string;
  readonly number: number;
  readonly kinds: readonly (readonly [string, number])[];
}

/**
 * Notes how many of something a test has met, all in all or of each kind, for the one table at the end of the run. A later number of the same
 * thing takes the place of the earlier one. All kinds are in `.reports/counts/`, the table names the largest.
 */
export function count(what: string, met: number | Kinds): void {
  const kinds: [string, number][] = typeof met === "number" ? [] : met instanceof Map ? [...met] : Object.entries(met);
  const sorted = kinds.toSorted(([, a], [, b]) => b - a);
  const number = typeof met === "number" ? met : kinds.reduce((sum, [, times]) => sum + times, 0);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(
    `${FOLDER}${what.replaceAll(/\W+/g, "-")}.json`,
    JSON.stringify({ what, number, kinds: sorted } satisfies Counted, undefined, 1),
  );
}

/** How many of each there are. */
export function tally(names: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  return found;
}

/** Prints what was counted, a line each, when all tests are over. */
export function countsTable(): Reporter {
  return {
    onInit() {
      rmSync(FOLDER, { recursive: true, force: true });
    },
    onTestRunEnd() {
      const rows = readCounts().map(lineOf);
      if (rows.length > 0) process.stdout.write(`\nWhat the tests met (each kind: .reports/counts/)\n${rows.join("\n")}\n`);
    },
  };
}

function readCounts(): readonly Counted[] {
  try {
    const names = readdirSync(FOLDER).toSorted();
    return names.map((name): Counted => JSON.parse(readFileSync(`${FOLDER}${name}`, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

const KINDS_SHOWN = 3;
const WIDEST_KIND = 40;

/** `    412  recorded answers of 23 decoded: GetWorkflows 120, GetShard 80, VDiffShow 30 and 21 more kinds` */
function lineOf({ what, number, kinds }: Counted): string {
  const shown = kinds.slice(0, KINDS_SHOWN).map(([kind, times]) => `${kind.slice(0, WIDEST_KIND)} ${times}`);
  const more = kinds.length > KINDS_SHOWN ? ` and ${kinds.length - KINDS_SHOWN} more kinds` : "";
  return `${String(number).padStart(8)}  ${what}${shown.length === 0 ? "" : `: ${shown.join(", ")}${more}`}`;
}
