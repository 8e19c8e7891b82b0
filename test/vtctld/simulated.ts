import { onTestFinished } from "vitest";

import { CREATE_DEFAULTS } from "../../src/core/options/options.ts";
import { openCaller } from "../../src/vtctld/channel/caller.ts";
import { DEADLINES } from "../../src/vtctld/channel/deadlines.ts";
import { createTypedVitess, type TypedVitess } from "../../src/vtctld/typed/vitess.ts";
import { createCommerceCluster, type CommerceOptions } from "../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../practice/vtctld/simulator.ts";
import { commerce, move } from "./names.ts";
import { tablesNamed } from "../names.ts";

/** The clock stands at 21 November 2026, 04:00 UTC. */
export const NOW = Date.UTC(2026, 10, 21, 4);

/** The typed adapter against a simulator of a release, whose clock moves only when told to. */
export async function simulated(
  options: CommerceOptions = {},
): Promise<{ readonly vitess: TypedVitess; readonly simulator: VtctldSimulator }> {
  const cluster = createCommerceCluster({ pace: { switchStepMs: 0 }, ...options });
  const simulator = await startVtctldSimulator({ cluster, clock: { start: NOW, speed: 0 } });
  const caller = openCaller({ addresses: [simulator.address] });
  onTestFinished(async () => {
    caller.close();
    await simulator.close();
  });
  return { vitess: createTypedVitess(caller, DEADLINES, () => Promise.resolve(cluster.version)), simulator };
}

/** A move of `product` whose copy is done. */
export async function moved(vitess: TypedVitess, simulator: VtctldSimulator): Promise<void> {
  await vitess.createMove(move, { ...CREATE_DEFAULTS, sourceKeyspace: commerce, tables: tablesNamed("product") });
  await seconds(5, vitess, simulator);
}

export async function seconds(count: number, vitess: TypedVitess, simulator: VtctldSimulator): Promise<void> {
  for (let second = 0; second < count; second += 1) {
    simulator.clock.advance(1_000);
    await vitess.workflowStatus(move);
  }
}
