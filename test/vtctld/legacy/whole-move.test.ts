import { describe, expect, onTestFinished, test, vi } from "vitest";

import { isWorkflowName } from "../../../src/core/vitess/names.ts";
import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS, CREATE_DEFAULTS, SWITCH_DEFAULTS, VDIFF_DEFAULTS } from "../../../src/core/options/options.ts";
import { reachVDiffVerdict } from "../../../src/core/vdiff/verdict.ts";
import type { Workflow } from "../../../src/core/readings/readings.ts";
import { lookAtVDiff } from "../../../src/operations/readings/read-vdiff.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import { openVitess } from "../../../src/vtctld/open.ts";
import { createCommerceCluster } from "../../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator } from "../../../practice/vtctld/simulator.ts";
import { commerce, customer, move } from "../names.ts";
import { shardNamed, tablesNamed } from "../../names.ts";
import { drawEvery } from "../../seed.ts";

const TABLES = tablesNamed("corder", "customer");
const create = { ...CREATE_DEFAULTS, sourceKeyspace: commerce, tables: TABLES };
const uuid = "11111111-2222-4333-8444-000000000001";
const forward = { direction: "forward", dryRun: false } as const;
const backward = { direction: "backward", dryRun: false } as const;
/** Every second one in the usual run. */
const VERSIONS = drawEvery(2, [11, 12, 13, 14, 15, 16, 17]);

async function cluster(version: number): Promise<Vitess> {
  const simulator = await startVtctldSimulator({
    cluster: createCommerceCluster({ version, customerRows: 2_000, corderRows: 3_000, copySeconds: 1, pace: { vdiffStartMs: 50 } }),
  });
  const { vitess, close } = openVitess({ addresses: [simulator.address] });
  onTestFinished(async () => {
    close();
    await simulator.close();
  });
  return vitess;
}

async function running(vitess: Vitess, name = move, keyspace = customer): Promise<Workflow> {
  return vi.waitFor(
    async () => {
      const [workflow] = await vitess.workflows(keyspace, { workflow: name.workflow });
      if (workflow === undefined) throw new Error("not there yet");
      const ready =
        workflow.streams.length > 0 && workflow.streams.every((stream) => stream.state === "Running" && stream.copyStates.length === 0);
      if (!ready || workflow.lag.kind !== "seconds") throw new Error(`not running yet: ${workflow.streams[0]?.state ?? "none"}`);
      return workflow;
    },
    { timeout: 30_000, interval: 100 },
  );
}

async function denied(vitess: Vitess): Promise<readonly (readonly string[])[]> {
  const [source, target] = await Promise.all([
    vitess.deniedTables(commerce, shardNamed("0")),
    vitess.deniedTables(customer, shardNamed("0")),
  ]);
  return [source.tables.toSorted(), target.tables.toSorted()];
}

async function state(vitess: Vitess): Promise<string> {
  return (await vitess.workflowStatus(move)).trafficState;
}

describe.each([false, true])("a whole move (with v1 commands: %s)", (v1) => {
  const versions = v1 ? VERSIONS.filter((version) => version === 12 || version === 15) : VERSIONS;

  test.each(versions)("on %i", { timeout: 60_000 }, async (version) => {
    const vitess = await cluster(version);
    const known = await vitess.version();
    expect(known).toMatchObject({ dialect: "legacy", from: "probed" });
    expect(known.major).toBeLessThanOrEqual(version);

    await vitess.createMove(move, { ...create, v1 });
    const workflow = await running(vitess);
    expect(workflow).toMatchObject({ name: move.workflow, type: "MoveTables", sourceKeyspace: commerce, targetKeyspace: customer });
    expect(await state(vitess)).toBe("Reads Not Switched. Writes Not Switched");

    await vitess.vdiffCreate(move, uuid, VDIFF_DEFAULTS);
    const vdiff = await vi.waitFor(
      async () => {
        const now = await lookAtVDiff(vitess, move, uuid);
        if (now === undefined || reachVDiffVerdict(now, TABLES).kind === "running") throw new Error("still running");
        return now;
      },
      { timeout: 30_000, interval: 200 },
    );
    expect(reachVDiffVerdict(vdiff, TABLES)).toMatchObject({ kind: "clean", rowsCompared: 5_000n });
    await running(vitess);

    const options = { ...SWITCH_DEFAULTS, v1 };
    const lines = await vitess.switchTraffic(move, options, { ...forward, dryRun: true });
    expect(lines[0]).toBe("Lock keyspace commerce");
    await vitess.switchTraffic(move, options, forward);
    expect(await state(vitess)).toBe("All Reads Switched. Writes Switched");
    expect(await denied(vitess)).toEqual([TABLES, []]);
    const reverse = `${move.workflow}_reverse`;
    if (!isWorkflowName(reverse)) throw new Error(reverse);
    await running(vitess, { targetKeyspace: commerce, workflow: reverse }, commerce);

    await vitess.switchTraffic(move, options, backward);
    expect(await state(vitess)).toBe("Reads Not Switched. Writes Not Switched");
    await running(vitess);

    await vitess.switchTraffic(move, options, forward);
    expect(await state(vitess)).toBe("All Reads Switched. Writes Switched");
    expect((await vitess.complete(move, { ...COMPLETE_DEFAULTS, v1 }, { dryRun: true })).length).toBeGreaterThan(3);
    await vitess.complete(move, { ...COMPLETE_DEFAULTS, v1 }, { dryRun: false });
    expect(await vitess.workflows(customer)).toEqual([]);
    expect(await vitess.workflows(commerce)).toEqual([]);
    expect(await denied(vitess)).toEqual([[], []]);
    expect((await vitess.rules()).tables).toEqual([]);
    await expect(vitess.workflowStatus(move)).rejects.toMatchObject({ kind: "not-found" });
  });
});

test.each(VERSIONS)("stop, start and cancel on %i", { timeout: 30_000 }, async (version) => {
  const vitess = await cluster(version);
  await vitess.createMove(move, create);
  await running(vitess);
  await vitess.setRunning(move, "Stopped");
  expect((await vitess.workflows(customer))[0]?.streams.map((stream) => stream.state)).toEqual(["Stopped"]);
  await vitess.setRunning(move, "Running");
  await running(vitess);
  await vitess.cancelMove(move, CANCEL_DEFAULTS);
  expect(await vitess.workflows(customer)).toEqual([]);
  await expect(vitess.setRunning(move, "Running")).rejects.toMatchObject({ kind: "not-found" });
});
