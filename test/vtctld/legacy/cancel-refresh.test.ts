import { expect, onTestFinished, test, vi } from "vitest";
import { CANCEL_DEFAULTS, CREATE_DEFAULTS } from "../../../src/core/options/options.ts";
import { isRunning } from "../../../src/core/move/phase.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import { openVitess } from "../../../src/vtctld/open.ts";
import { createCommerceCluster } from "../../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator, type VtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import { commerce, customer, move } from "../names.ts";
import { tablesNamed } from "../../names.ts";

/** A move on 15 whose target denies its table, as a reverse leaves it, with one dead replica there. */
async function afterWayBack(): Promise<{ readonly vitess: Vitess; readonly simulator: VtctldSimulator }> {
  const simulator = await startVtctldSimulator({ cluster: createCommerceCluster({ version: 15, copySeconds: 0 }) });
  const { vitess, close } = openVitess({ addresses: [simulator.address] });
  onTestFinished(async () => {
    close();
    await simulator.close();
  });
  await vitess.createMove(move, { ...CREATE_DEFAULTS, sourceKeyspace: commerce, tables: tablesNamed("customer") });
  await vi.waitFor(
    async () => {
      const [workflow] = await vitess.workflows(customer);
      if (workflow === undefined || !isRunning(workflow)) throw new Error("not running yet");
    },
    { timeout: 30_000, interval: 100 },
  );
  simulator.state.setDeniedTables("customer", "0", ["customer"], true);
  simulator.state.setTabletAlive(201, false);
  simulator.clock.setSpeed(50);
  return { vitess, simulator };
}

test("a cancel that cleans the target's record knows that the primary has read it", { timeout: 60_000 }, async () => {
  const { vitess, simulator } = await afterWayBack();
  await vitess.cancelMove(move, CANCEL_DEFAULTS);
  expect(simulator.calls().map(({ method }) => method)).toContain("RefreshState");
});

test("a cancel says so if the primary was not seen to read the cleaned record", { timeout: 60_000 }, async () => {
  const { vitess, simulator } = await afterWayBack();
  simulator.faults.inject({ rpc: "RefreshState" }, { kind: "error", details: "failed to refresh" });
  await expect(vitess.cancelMove(move, CANCEL_DEFAULTS)).rejects.toThrow("the primary has not been seen to read it");
});
