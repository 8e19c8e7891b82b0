import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { benchAck } from "./ack/ack.ts";
import { build, type Checkout, type Checkouts } from "./checkout.ts";
import { benchMemory } from "./memory/memory.ts";
import { benchNames } from "./names/names.ts";
import { benchParser } from "./parser/parser.ts";
import { benchReading } from "./reading/reading.ts";
import { type Target, targetLines } from "./table.ts";

type Bench = (print: (text: string) => void) => AsyncIterable<Target> | readonly Target[] | Promise<readonly Target[]>;

const HERE: Checkout = { name: "this checkout", folder: fileURLToPath(new URL("../..", import.meta.url)) };

const { against } = parseArgs({ options: { against: { type: "string" } } }).values;
// npm runs its scripts in the package's folder, and passes on where it was called.
const other = against === undefined ? [] : [{ name: "the other", folder: resolve(process.env["INIT_CWD"] ?? ".", against) }];
const checkouts: Checkouts = [HERE, ...other];

/** Measured for each checkout, in turns. */
const OF_EACH: readonly (readonly [name: string, bench: Bench])[] = [
  ["reading", (print) => benchReading(checkouts, print)],
  ["acknowledgements over HTTP", (print) => benchAck("HTTP", checkouts, print)],
  ["acknowledgements over Socket Mode", (print) => benchAck("Socket Mode", checkouts, print)],
];
const OF_THIS: readonly (readonly [name: string, bench: Bench])[] = [
  ["parser", benchParser],
  ["names for forms", benchNames],
  ["memory", benchMemory],
];

const print = (text: string): void => console.log(text);

print(
  `Node ${process.versions.node}, ${availableParallelism()} cores. About five minutes; other work on this machine shows in the figures.`,
);
for (const checkout of checkouts) print(build(checkout));
const targets: Target[] = [];
const unmeasured: string[] = [];
for (const [name, bench] of against === undefined ? [...OF_EACH, ...OF_THIS] : OF_EACH) {
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
