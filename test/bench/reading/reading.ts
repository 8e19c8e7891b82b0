import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isKeyspace, isWorkflowName, type Keyspace } from "../../../src/core/names.ts";
import { CREATE_DEFAULTS } from "../../../src/core/options.ts";
import { isCopying } from "../../../src/core/state/phase.ts";
import type { Vitess, WorkflowIn } from "../../../src/operations/ports.ts";
import { readMove } from "../../../src/operations/watch/read-move.ts";
import { openVitess } from "../../../src/vtctld/open.ts";
import { figuresOf } from "../figures.ts";
import { FIGURES_HEAD, figuresRow, ms, ratioRow, table, type Target, times } from "../table.ts";
import { startSimulatorProcess } from "./simulator-process.ts";

const SCRIPT = fileURLToPath(new URL("./read-once.mjs", import.meta.url));
const ADAPTER = new URL("../../../dist/src/vtctld/open.js", import.meta.url).href;

const ROUNDS = 20;
// Each round: one process, and this many readings of each kind over the kept channel.
const KEPT_PER_ROUND = 20;
const WARM_UP = 100;
const COPY_LIMIT_MS = 60_000;
const FACTOR = 10;

/** One status reading over the kept channel, beside a fresh process for each. */
export async function benchReading(print: (text: string) => void): Promise<readonly Target[]> {
  const simulator = await startSimulatorProcess();
  const { vitess, close } = openVitess({ addresses: [simulator.address] });
  try {
    const move = await runningMove(vitess);
    const known = { sourceKeyspace: "commerce", tables: ["customer", "corder"] };
    const getWorkflows = async (): Promise<void> => void (await vitess.workflows(move.targetKeyspace));
    const whole = async (): Promise<void> => void (await readMove(vitess, move, known, Date.now()));
    for (let at = 0; at < WARM_UP; at += 1) await whole();

    const took: Record<"kept" | "whole" | "fresh" | "node", number[]> = { kept: [], whole: [], fresh: [], node: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let at = 0; at < KEPT_PER_ROUND; at += 1) took.kept.push(await timed(getWorkflows));
      took.fresh.push(await timed(() => ended([SCRIPT, ADAPTER, simulator.address, move.targetKeyspace])));
      for (let at = 0; at < KEPT_PER_ROUND; at += 1) took.whole.push(await timed(whole));
      took.node.push(await timed(() => ended(["--eval", "0"])));
    }
    const [kept, full, fresh, node] = [figuresOf(took.kept), figuresOf(took.whole), figuresOf(took.fresh), figuresOf(took.node)];
    print("\nOne status reading of a running move, simulator");
    print(
      table([
        FIGURES_HEAD,
        figuresRow("GetWorkflows over the kept channel", kept),
        figuresRow("a whole reading (readMove, all its calls) over it", full),
        figuresRow("GetWorkflows by a fresh Node process", fresh),
        figuresRow("  of that: Node itself, with an empty program", node),
        ratioRow("fresh process / kept channel, GetWorkflows", fresh, kept),
      ]),
    );
    print(
      `  A Go process starts faster than a Node process: against a real Vitess 23.0.3, on another machine, the reference client took 34 ms for a status\n` +
        `  and a kept channel 11 ms. What is left of a reading there is vtctld's own work, which a simulator hardly has.`,
    );
    const factor = fresh.p50 / kept.p50;
    const whole50 = fresh.p50 / full.p50;
    return [
      {
        what: `a reading over the kept channel at least ${FACTOR}× quicker than a process each (median, simulator)`,
        figure: `${times(factor)} (${ms(kept.p50)} and ${ms(fresh.p50)} ms); the whole reading ${times(whole50)}`,
        holds: factor >= FACTOR,
      },
    ];
  } finally {
    close();
    await simulator.close();
  }
}

async function runningMove(vitess: Vitess): Promise<WorkflowIn> {
  const [targetKeyspace, workflow] = ["customer", "commerce2customer"];
  if (!isKeyspace(targetKeyspace) || !isWorkflowName(workflow)) throw new Error("names");
  const move = { targetKeyspace, workflow };
  await vitess.createMove(move, { ...CREATE_DEFAULTS, sourceKeyspace: "commerce" as Keyspace, tables: ["customer", "corder"] });
  const deadline = Date.now() + COPY_LIMIT_MS;
  while (Date.now() < deadline) {
    const [read] = await vitess.workflows(targetKeyspace);
    if (read !== undefined && !isCopying(read) && read.streams.every((stream) => stream.state === "Running" && stream.position !== ""))
      return move;
    await sleep(200);
  }
  throw new Error("the copy did not end");
}

/** Runs Node with these arguments; throws unless it ends with 0. */
async function ended(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [...args], { stdio: ["ignore", "ignore", "inherit"] });
  const [code]: unknown[] = await once(child, "exit");
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${String(code)}`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
