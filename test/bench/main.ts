import { availableParallelism } from "node:os";
import { benchAck } from "./ack/ack.ts";
import { build } from "./build.ts";
import { benchMemory } from "./memory/memory.ts";
import { benchNames } from "./names/names.ts";
import { benchParser } from "./parser/parser.ts";
import { benchReading } from "./reading/reading.ts";
import { type Target, targetLines } from "./table.ts";

type Bench = (print: (text: string) => void) => readonly Target[] | Promise<readonly Target[]>;

const BENCHES: readonly (readonly [name: string, bench: Bench])[] = [
  ["parser", benchParser],
  ["reading", benchReading],
  ["ack over HTTP", (print) => benchAck("HTTP", print)],
  ["ack over Socket Mode", (print) => benchAck("Socket Mode", print)],
  ["names for forms", benchNames],
  ["memory", benchMemory],
];

const print = (text: string): void => console.log(text);

print(
  `Node ${process.versions.node}, ${availableParallelism()} cores. About four minutes; other work on this machine shows in the figures.`,
);
build();
const targets: Target[] = [];
for (const [name, bench] of BENCHES) targets.push(...(await measured(name, bench)));
print(`\nTargets\n${targetLines(targets)}`);

/** A bench that cannot be run says so among the targets; the others go on. */
async function measured(name: string, bench: Bench): Promise<readonly Target[]> {
  try {
    return await bench(print);
  } catch (error) {
    return [{ what: `${name}: could not be measured`, figure: error instanceof Error ? error.message : String(error), holds: false }];
  }
}
