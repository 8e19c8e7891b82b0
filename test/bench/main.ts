import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { benchAck } from "./ack/ack.ts";
import { build, type Checkout, type Checkouts } from "./checkout.ts";
import { benchFreshness } from "./freshness/freshness.ts";
import { benchMemory } from "./memory/memory.ts";
import { benchNames } from "./names/names.ts";
import { benchParser } from "./parser/parser.ts";
import { benchReading } from "./reading/reading.ts";
import { benchReport } from "./report/report.ts";
import { type Target, targetLines } from "./table.ts";

type Bench = (print: (text: string) => void) => AsyncIterable<Target> | readonly Target[] | Promise<readonly Target[]>;

const HERE: Checkout = { name: "this checkout", folder: fileURLToPath(new URL("../..", import.meta.url)) };

const { values, positionals: chosen } = parseArgs({ options: { against: { type: "string" } }, allowPositionals: true });
const { against } = values;
// npm runs its scripts in the package's folder, and passes on where it was called.
const other = against === undefined ? [] : [{ name: "the other", folder: resolve(process.env["INIT_CWD"] ?? ".", against) }];
const checkouts: Checkouts = [HERE, ...other];

/** Measured for each checkout, in turns. */
const OF_EACH: Readonly<Record<string, Bench>> = {
  reading: (print) => benchReading(checkouts, print),
  "ack-http": (print) => benchAck("HTTP", checkouts, print),
  "ack-socket": (print) => benchAck("Socket Mode", checkouts, print),
};
const OF_THIS: Readonly<Record<string, Bench>> = { parser: benchParser, names: benchNames, memory: benchMemory, report: benchReport };

/** Runs only if it is named, because it takes longer than all others together. */
const NAMED: Readonly<Record<string, Bench>> = { freshness: benchFreshness };

const print = (text: string): void => console.log(text);

const all = against === undefined ? { ...OF_EACH, ...OF_THIS, ...NAMED } : OF_EACH;
const unknown = chosen.filter((name) => !Object.hasOwn(all, name));
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(", ")}${against === undefined ? "" : " with --against"}. There are: ${Object.keys(all).join(", ")}`,
  );
  process.exit(2);
}
const run = Object.entries(all).filter(([name]) => (chosen.length === 0 ? !Object.hasOwn(NAMED, name) : chosen.includes(name)));

print(
  `Node ${process.versions.node}, ${availableParallelism()} cores. ${chosen.length === 0 ? "About five minutes; other" : "Other"} work on this machine shows in the figures.`,
);
for (const checkout of checkouts) print(build(checkout));
const targets: Target[] = [];
const unmeasured: string[] = [];
for (const [name, bench] of run) {
  try {
    for await (const target of await bench(print)) targets.push(target);
  } catch (error) {
    unmeasured.push(`  ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
print(`\nTargets\n${targetLines(targets)}`);
if (unmeasured.length > 0) {
  print(`\nCould not be measured\n${unmeasured.join("\n")}`);
  process.exitCode = 1;
}
