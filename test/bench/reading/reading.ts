import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Keyspace, WorkflowName } from "../../../src/core/vitess/names.ts";
import { CREATE_DEFAULTS } from "../../../src/core/options/options.ts";
import { isCopying } from "../../../src/core/move/phase.ts";
import { openVitess } from "../../../src/vtctld/open.ts";
import { builtFile, type Checkout, type Checkouts } from "../checkout.ts";
import { comparison, FIGURES_HEAD, figuresRow, ms, ratioRow, table, type Target, times } from "../table.ts";
import { inTurns, type Subject } from "../turns.ts";
import { openReader, type Reader, type Reading } from "./reader.ts";
import { startSimulatorProcess } from "./simulator-process.ts";
import { tablesNamed } from "../../names.ts";

const SCRIPT = fileURLToPath(new URL("./read-once.mjs", import.meta.url));

const ROUNDS = 20;
// Each round has one process, and this many readings of each kind over the kept channel.
const KEPT_PER_ROUND = 20;
// Not counted: what ran before, above all starting a process, leaves cold caches.
const BEFORE_EACH_ROUND = 5;
const WARM_UP = 100;
const COPY_LIMIT_MS = 60_000;
const FACTOR = 10;

const MOVE = {
  targetKeyspace: "customer" as Keyspace,
  workflow: "commerce2customer" as WorkflowName,
  sourceKeyspace: "commerce" as Keyspace,
  tables: tablesNamed("customer", "corder"),
};

/** Measures readings over the kept channel of each checkout, against a new process for each reading. */
export async function benchReading([here, ...others]: Checkouts, print: (text: string) => void): Promise<readonly Target[]> {
  const simulator = await startSimulatorProcess();
  const readers: Reader[] = [];
  try {
    await makeRunningMove(simulator.address);
    const keptOf = (checkout: Checkout) => {
      const reader = openReader(checkout, simulator.address, MOVE);
      readers.push(reader);
      return { workflows: kept(reader, checkout.name, "workflows"), whole: kept(reader, checkout.name, "whole") };
    };
    const [ours, theirs] = [keptOf(here), others.map(keptOf)];
    for (const reader of readers) await reader.read("whole", WARM_UP);
    const adapter = pathToFileURL(builtFile(here, "src/vtctld/open.js")).href;
    const fresh = started("GetWorkflows by a fresh Node process", [SCRIPT, adapter, simulator.address, MOVE.targetKeyspace]);
    const node = started("  of that: Node itself, with an empty program", ["--eval", "0"]);

    const channels = [ours, ...theirs];
    const measured = await inTurns([...channels.map((one) => one.workflows), ...channels.map((one) => one.whole), fresh, node], ROUNDS);
    const { figures: workflows } = measured(ours.workflows);
    const { figures: whole } = measured(ours.whole);
    const { figures: single } = measured(fresh);
    print("\nOne status reading of a running move, simulator");
    print(
      table([
        FIGURES_HEAD,
        ...comparison(
          "GetWorkflows over the kept channel of ",
          measured(ours.workflows),
          theirs.map((one) => measured(one.workflows)),
        ),
        ...comparison(
          "a whole reading, all its calls, over that of ",
          measured(ours.whole),
          theirs.map((one) => measured(one.whole)),
        ),
        figuresRow(fresh.name, single),
        figuresRow(node.name, measured(node).figures),
        ratioRow("  fresh process / kept channel, GetWorkflows", single, workflows),
      ]),
    );
    print(
      `  A Go process starts faster than a Node process: against a real Vitess 23.0.3, on another machine, the reference client took 34 ms for a status\n` +
        `  and a kept channel 11 ms. What is left of a reading there is vtctld's own work, which a simulator hardly has.`,
    );
    const factor = single.p50 / workflows.p50;
    return [
      {
        what: `a reading over the kept channel at least ${FACTOR}× quicker than a process each (median, simulator)`,
        figure: `${times(factor)} (${ms(workflows.p50)} and ${ms(single.p50)} ms); the whole reading ${times(single.p50 / whole.p50)}`,
        holds: factor >= FACTOR,
      },
    ];
  } finally {
    for (const reader of readers) await reader.close();
    await simulator.close();
  }
}

function kept(reader: Reader, name: string, reading: Reading): Subject {
  return {
    name,
    async measure() {
      await reader.read(reading, BEFORE_EACH_ROUND);
      return reader.read(reading, KEPT_PER_ROUND);
    },
  };
}

/** How long Node runs with these arguments, from start to end. Throws unless it ends with 0. */
function started(name: string, args: readonly string[]): Subject {
  return {
    name,
    async measure() {
      const from = performance.now();
      const child = spawn(process.execPath, [...args], { stdio: ["ignore", "ignore", "inherit"] });
      const [code]: unknown[] = await once(child, "exit");
      if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${String(code)}`);
      return [performance.now() - from];
    },
  };
}

/** Creates {@link MOVE} and waits until it is copied. */
async function makeRunningMove(address: string): Promise<void> {
  const { vitess, close } = openVitess({ addresses: [address] });
  try {
    await vitess.createMove(MOVE, { ...CREATE_DEFAULTS, sourceKeyspace: MOVE.sourceKeyspace, tables: MOVE.tables });
    const deadline = Date.now() + COPY_LIMIT_MS;
    while (Date.now() < deadline) {
      const [read] = await vitess.workflows(MOVE.targetKeyspace);
      if (read !== undefined && !isCopying(read) && read.streams.every((stream) => stream.state === "Running" && stream.position !== ""))
        return;
      await sleep(200);
    }
    throw new Error("the copy did not end");
  } finally {
    close();
  }
}
