import { describe, expect, test } from "vitest";

import { formatTabletAlias } from "../../src/core/vitess/names.ts";
import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS, CREATE_DEFAULTS, SWITCH_DEFAULTS } from "../../src/core/options/options.ts";
import type { TypedVitess } from "../../src/vtctld/typed/vitess.ts";
import type { VtctldSimulator } from "../../practice/vtctld/simulator.ts";
import { commerce, customer, move } from "./names.ts";
import { seconds, simulated } from "./simulated.ts";
import { shardNamed, tablesNamed, tableNamed } from "../names.ts";

const forward = { direction: "forward", dryRun: false } as const;
const backward = { direction: "backward", dryRun: false } as const;

/** A tenant that lives in a keyspace of its own, and a target where another tenant has three products. */
async function tenantMoved(version = 23): Promise<{ readonly vitess: TypedVitess; readonly simulator: VtctldSimulator }> {
  const { vitess, simulator } = await simulated({ version });
  simulator.state.setMultiTenant("customer", true);
  simulator.sql.createTable({ keyspace: "customer", table: tableNamed("product") }, { rows: 3 });
  const options = { ...CREATE_DEFAULTS, sourceKeyspace: commerce, tables: tablesNamed("product"), tenantId: "17" };
  await vitess.createMove(move, options);
  await seconds(5, vitess, simulator);
  return { vitess, simulator };
}

describe("a move of one tenant", () => {
  test("routes the whole keyspace, and denies nobody's tables at the target", async () => {
    const { vitess } = await tenantMoved();
    expect(await vitess.rules()).toEqual({
      tables: [],
      shards: [],
      mirrors: [],
      keyspaces: ["commerce", "commerce@replica", "commerce@rdonly"].map((fromKeyspace) => ({ fromKeyspace, toKeyspace: "commerce" })),
    });
    expect((await vitess.deniedTables(customer, shardNamed("0"))).tables).toEqual([]);
    await vitess.switchTraffic(move, SWITCH_DEFAULTS, forward);
    expect((await vitess.rules()).keyspaces.map(({ toKeyspace }) => toKeyspace)).toEqual(["customer", "customer", "customer"]);
    expect((await vitess.workflowStatus(move)).trafficState).toBe("All Reads Switched. Writes Switched");
    await vitess.complete(move, COMPLETE_DEFAULTS, { dryRun: false });
    expect((await vitess.rules()).keyspaces).toEqual([]);
  });

  test.each([
    [21, "cannot reverse traffic for multi-tenant migrations"],
    [22, "cannot reverse write traffic for multi-tenant migrations"],
  ])("cannot switch its writes back on %i", async (version, text) => {
    const { vitess } = await tenantMoved(version);
    await vitess.switchTraffic(move, SWITCH_DEFAULTS, forward);
    await expect(vitess.switchTraffic(move, SWITCH_DEFAULTS, backward)).rejects.toThrow(text);
  });

  test("when cancelled removes its own rows, and the other tenant's stay", async () => {
    const { vitess } = await tenantMoved();
    const rows = async (): Promise<bigint | undefined> =>
      (await vitess.tableSizes(formatTabletAlias("zone1", 200), tablesNamed("product")))[0]?.rows;
    expect(await rows()).toBe(8n);
    await vitess.cancelMove(move, { ...CANCEL_DEFAULTS, deleteBatchSize: 10n });
    expect(await rows()).toBe(3n);
    expect((await vitess.rules()).keyspaces).toEqual([]);
  });

  test("is not mirrored", async () => {
    const { vitess } = await tenantMoved();
    await expect(vitess.mirrorTraffic(move, { tabletTypes: ["REPLICA"], percent: 1 })).rejects.toThrow(
      "invalid action for multi-tenant migration: MirrorTraffic",
    );
  });
});
