import { vi } from "vitest";

import { CREATE_DEFAULTS } from "../../../src/core/options/options.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import { openVitess } from "../../../src/vtctld/open.ts";
import { createCommerceCluster } from "../../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator, type RecordedCall, type VtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import { commerce, customer, move } from "../names.ts";
import { tablesNamed } from "../../names.ts";

export interface Cluster {
  readonly vitess: Vitess;
  readonly simulator: VtctldSimulator;
  end(): Promise<void>;
}

// Streams start at once; a VDiff takes longer than any test.
const PACE = { streamStartMs: 5, postCopyMs: 5, switchStepMs: 5, vdiffStartMs: 3_600_000 };

/** A cluster of this release, probed as Tandem does, with a move of two tables whose copy is done. */
export async function clusterWithMove(version: number): Promise<Cluster> {
  const tiny = { customerRows: 1_000, corderRows: 2_000, copySeconds: 0.2, pace: PACE };
  const simulator = await startVtctldSimulator({ cluster: createCommerceCluster({ version, ...tiny }) });
  const { vitess, close } = openVitess({ addresses: [simulator.address] });
  await vitess.createMove(move, { ...CREATE_DEFAULTS, sourceKeyspace: commerce, tables: tablesNamed("customer", "corder") });
  await vi.waitFor(
    async () => {
      const [workflow] = await vitess.workflows(customer);
      const { streams = [] } = workflow ?? {};
      const isReady = streams.every(({ state, position, copyStates }) => state === "Running" && position !== "" && copyStates.length === 0);
      if (streams.length === 0 || !isReady || workflow?.lag.kind !== "seconds") throw new Error("not running yet");
    },
    { timeout: 30_000, interval: 20 },
  );
  return {
    vitess,
    simulator,
    async end() {
      close();
      await simulator.close();
    },
  };
}

const READS = /^(?:Get|Find|Check|Validate|Shard)|^WorkflowStatus$|^VDiffShow$|^Workflow .* show$|^MoveTables .*Progress|^VDiff .* show /;

/** The changing calls that vtctld got from here on: a call's name, or a command's words. */
export function writesSeenBy(simulator: VtctldSimulator): () => readonly string[] {
  const before = simulator.calls().length;
  return () =>
    simulator
      .calls()
      .slice(before)
      .map(wordsOf)
      .filter((words) => !READS.test(words));
}

function wordsOf({ method, request }: RecordedCall): string {
  const { args } = request;
  return Array.isArray(args) ? args.map(String).join(" ") : method;
}
