import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import compileAll from "../compiled.ts";
import { SEED } from "../seed.ts";
import { findViolations } from "./check-round.ts";
import { type Field, openField, TOPOLOGIES, type TopologyName } from "./field.ts";
import { formatRound, listOperations, parseRound, type Round } from "./history.ts";
import { drawPlan } from "./plan.ts";
import { recordRound } from "./record-round.ts";

// Records histories of real processes and checks them; docs/histories.md says how. A run that was ended goes on where it was.

/** Requests in a round, each a history of its own. */
const REQUESTS = 10;
const FAULTS = 3;
/** Rounds that could not be recorded, such as on a machine too busy to start a process, are tried again in a new installation. */
const MOST_FAILED = 3;
const FOLDER = fileURLToPath(new URL("../../.reports/histories/", import.meta.url));

const { values } = parseArgs({
  options: {
    topology: { type: "string", multiple: true },
    histories: { type: "string", default: "200" },
    /** How many topologies at a time. */
    parallel: { type: "string", default: String(availableParallelism()) },
    /** Records everything anew. */
    fresh: { type: "boolean", default: false },
  },
});
const names = (Object.keys(TOPOLOGIES) as TopologyName[]).filter((name) => values.topology?.includes(name) ?? true);
const rounds = Math.ceil(Number(values.histories) / REQUESTS);
if (values.fresh) rmSync(`${FOLDER}${SEED}`, { recursive: true, force: true });
// Each Redis ends with this process, and there are many.
process.setMaxListeners(0);
await compileAll();

const fields = new Set<Field>();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void Promise.allSettled([...fields].map((field) => field.close())).then(() => process.exit(1)));
}

const rows: Awaited<ReturnType<typeof recordTopology>>[] = [];
const waiting = [...names];
await Promise.all(Array.from({ length: Number(values.parallel) }, recordNext));
console.table(rows);
const violated = rows.reduce((sum, row) => sum + row.violations, 0);
const undecided = rows.reduce((sum, row) => sum + row.undecided, 0);
const isWhole = rows.every((row) => row.histories >= Number(values.histories));
console.log(
  `SEED=${SEED}; the histories are in .reports/histories/${SEED}/. ${violated} violations${undecided === 0 ? "" : `, ${undecided} undecided`}${isWhole ? "" : ", and not all could be recorded"}.`,
);
process.exit(violated + undecided === 0 && isWhole ? 0 : 1);

async function recordNext(): Promise<void> {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) rows.push(await recordTopology(name));
}

async function recordTopology(topology: TopologyName) {
  const recorded: Round[] = [];
  let field: Field | undefined;
  let failed = 0;
  for (let round = 0; round < rounds; round += 1) {
    const file = `${FOLDER}${SEED}/${topology}/${round}.jsonl`;
    const before = existsSync(file) ? parseRound(readFileSync(file, "utf8")) : undefined;
    if (before !== undefined) {
      recorded.push(before);
      continue;
    }
    try {
      field ??= await openField(topology, { requests: REQUESTS });
      fields.add(field);
      const plan = drawPlan(SEED + round, { requests: REQUESTS, kinds: TOPOLOGIES[topology].kinds, faults: FAULTS });
      const done = await recordRound(field, { topology, seed: SEED, round }, plan);
      save(file, formatRound(done));
      recorded.push(done);
      report(done);
    } catch (error) {
      console.log(`${topology} ${round} could not be recorded: ${error instanceof Error ? error.stack : String(error)}`);
      await field?.close();
      field = undefined;
      failed += 1;
      if (failed > MOST_FAILED) break;
      round -= 1;
    }
  }
  await field?.close();
  return summarize(topology, recorded);
}

/** Whole or not at all: what was cut off is recorded anew. */
function save(file: string, text: string): void {
  mkdirSync(new URL(".", `file://${file}`), { recursive: true });
  writeFileSync(`${file}.part`, text);
  renameSync(`${file}.part`, file);
}

function report(round: Round): void {
  const violations = findViolations(round);
  const struck = round.struck.filter(({ fault }) => !fault.endsWith("is over")).map(({ fault }) => fault);
  console.log(
    `${round.topology} ${round.round}: ${round.requests.length} histories, ${struck.join("; ")}: ${violations.length === 0 ? "0 violations" : violations.map(({ kind }) => kind).join(", ")}`,
  );
  for (const { move, told } of violations) console.log(`${move}\n${told}`);
}

function summarize(topology: TopologyName, recorded: readonly Round[]) {
  const lines = recorded.flatMap((round) => round.lines);
  const found = recorded.flatMap(findViolations);
  const operations = recorded.flatMap((round) => round.requests.flatMap((_, request) => listOperations(round, request)));
  return {
    topology,
    histories: recorded.reduce((sum, { requests }) => sum + requests.length, 0),
    operations: operations.length,
    unknown: operations.filter(({ act, answer }) => answer === undefined && act.do !== "settle").length,
    faults: recorded.reduce((sum, { struck }) => sum + struck.filter(({ fault }) => !fault.endsWith("is over")).length, 0),
    approved: lines.filter((line) => line.is === "ok" && line.answer.is === "counted" && line.answer.state === "approved").length,
    executed: lines.filter((line) => line.is === "invoke" && line.act.do === "end").length,
    violations: found.filter(({ kind }) => kind === "not-linearizable").length,
    undecided: found.filter(({ kind }) => kind === "undecided").length,
  };
}
