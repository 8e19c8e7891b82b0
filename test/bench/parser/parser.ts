import { parse } from "../../../src/command/parse.ts";
import { figuresOf } from "../figures.ts";
import { FIGURES_HEAD, figuresRow, ms, table, type Target } from "../table.ts";

const LENGTH = 4_000;
const RUNS = 400;
const WARM_UP = 50;
const LIMIT_MS = 2;

/** Inputs of 4,000 characters, some plausible and some hostile. */
const INPUTS: Readonly<Record<string, string>> = {
  "a long list of tables": `create customer.commerce2customer --source-keyspace commerce --tables ${filled("customer,corder,")}x`,
  "a pasted line with its list": `vtctldclient --server localhost:15999 MoveTables --workflow c2c --target-keyspace customer create --source-keyspace commerce --tables "${filled("customer,corder,", 3_800)}x"`,
  "an older line with a VSchema for its tables": `vtctlclient -server h:15999 MoveTables -source commerce -tables '{${filled('"customer":{},', 3_800)}"x":{}}' Create customer.c2c`,
  "files again and again": `vtctldclient ApplyRoutingRules ${filled("--rules=$(cat /tmp/rules.json) > a ")}`,
  "a list again and again": `switch customer.commerce2customer ${filled("--cells zone1,zone2 ")}`,
  "one flag again and again": `switch customer.commerce2customer ${filled("--dry-run ")}`,
  "unknown flags": `status customer.commerce2customer ${filled("--nothing-of-the-kind=1 ")}`,
  "quotes that never close": `status ${filled("\"a'b ")}`,
  backslashes: `create ${filled("\\")}`,
  "spaces alone": filled(" "),
  "one word": filled("status"),
  dashes: filled("-"),
  "letters of many alphabets": filled("şтατüs 表 "),
};

/** Measures parsing the longest text that Slack delivers. */
export function benchParser(print: (text: string) => void): readonly Target[] {
  const took: number[] = [];
  const medians: Record<string, number> = {};
  for (const [name, input] of Object.entries(INPUTS)) {
    const text = input.slice(0, LENGTH).padEnd(LENGTH, ".");
    for (let run = 0; run < WARM_UP; run += 1) parse(text);
    const times = Array.from({ length: RUNS }, () => timed(text));
    medians[name] = figuresOf(times).p50;
    took.push(...times);
  }
  const figures = figuresOf(took);
  const [slowest = ""] = Object.keys(medians).toSorted((a, b) => (medians[b] ?? 0) - (medians[a] ?? 0));
  print(
    `\nReading a command of ${LENGTH} characters, ${Object.keys(INPUTS).length} kinds; the slowest is ${slowest}, median ${ms(medians[slowest] ?? 0)} ms`,
  );
  print(table([FIGURES_HEAD, figuresRow("parse", figures)]));
  return [
    { what: `parsing ${LENGTH} characters: p99 under ${LIMIT_MS} ms`, figure: `${ms(figures.p99)} ms`, holds: figures.p99 < LIMIT_MS },
  ];
}

function timed(text: string): number {
  const from = performance.now();
  parse(text);
  return performance.now() - from;
}

function filled(piece: string, length = LENGTH): string {
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}
