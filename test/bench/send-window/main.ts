import { availableParallelism, cpus } from "node:os";

import { startFreshnessCheck } from "../../../src/core/operation/request/freshness.ts";
import { type Keyspace, isKeyspace, isWorkflowName } from "../../../src/core/vitess/names.ts";
import { CREATE_DEFAULTS } from "../../../src/core/options/options.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import { readClocks } from "../../../src/vtctld/channel/clocks.ts";
import { openVitess } from "../../../src/vtctld/open.ts";
import { figuresOf } from "../figures.ts";
import { startSimulatorProcess } from "../reading/simulator-process.ts";
import { FIGURES_HEAD, figuresRow, table } from "../table.ts";
import { tablesNamed } from "../../names.ts";

/**
 * How long a message may take to reach the kernel after the last check that it is fresh, which is the time that no check covers
 * (SECURITY.md). Measured from before reading the clocks to the end of that turn of the event loop, by when Node has written the message
 * (src/vtctld/channel/send-guard.ts), so these figures are upper bounds.
 */
const CALLS = 3_000;
const LOADS = 8;

const [targetKeyspace, workflow] = ["customer", "commerce2customer"];
if (!isKeyspace(targetKeyspace) || !isWorkflowName(workflow)) throw new Error("names");
const move = { targetKeyspace, workflow };

const simulator = await startSimulatorProcess();
const { vitess, close } = openVitess({ addresses: [simulator.address], version: 23 });
try {
  await vitess.createMove(move, { ...CREATE_DEFAULTS, sourceKeyspace: "commerce" as Keyspace, tables: tablesNamed("customer", "corder") });
  const [first = 0, ...quiet] = await windows(vitess);
  const readers = { areAtWork: true };
  const load = Array.from({ length: LOADS }, async () => {
    while (readers.areAtWork) await vitess.workflows(targetKeyspace, { logs: true });
  });
  const loaded = await windows(vitess);
  readers.areAtWork = false;
  await Promise.all(load);
  console.log(`Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model ?? "?"}`);
  console.log(
    table([
      FIGURES_HEAD,
      figuresRow("the first call of a process", figuresOf([first])),
      figuresRow("one call after the other", figuresOf(quiet)),
      figuresRow(`beside ${LOADS} readers in the same process`, figuresOf(loaded)),
    ]),
  );
} finally {
  close();
  await simulator.close();
}

async function windows(cluster: Vitess): Promise<readonly number[]> {
  const measured: number[] = [];
  for (let call = 0; call < CALLS; call += 1) {
    const isFresh = startFreshnessCheck(readClocks);
    let ended: Promise<void> = Promise.resolve();
    const guarded = cluster.whileFresh(() => {
      const begun = performance.now();
      ended = new Promise((resolve) => {
        setImmediate(() => {
          measured.push(performance.now() - begun);
          resolve();
        });
      });
      return isFresh();
    });
    await guarded.setRunning(move, "Running");
    await ended;
  }
  return measured;
}
