import { expect, test } from "vitest";
import { ANA, approved, ask, inThread, newMove } from "../acceptance/people.ts";
import { openHarness } from "../acceptance/harness.ts";
import { createCommerceCluster } from "../../practice/vtctld/cluster/presets.ts";

const PACE = { streamStartMs: 5, postCopyMs: 5, betweenTablesMs: 5, vdiffStartMs: 5, switchStepMs: 5, copyRowsPerSecond: 100_000 };

// On these releases vtctld does not roll back the switch when its client goes away (docs/facts/locks-and-deadlines.md#client-gone).
test.each([12, 14])(
  "Vitess %i: a connection lost during a switch is an outage that the thread and the card report",
  { timeout: 60_000 },
  async (version) => {
    const harness = await openHarness({ vitess: { cluster: createCommerceCluster({ version, pace: PACE }) } });
    try {
      const move = await newMove(harness, "lost");
      await ask(harness, ANA, `vdiff create ${move}`);
      await inThread(harness, move, /VDiff clean/);
      harness.vitess.faults.inject(
        { rpc: "ExecuteVtctlCommand", where: ({ args }) => /tablet_types=primary,SwitchTraffic/.test(String(args)) },
        { kind: "drop-connection", after: "source-writes-denied" },
      );
      await approved(harness, move, "switch");
      const told = await inThread(harness, move, /requested by Ana\./);
      expect(told).toContain("Applications cannot write. Outcome of SwitchTraffic unknown · customer.lost");
      expect(told).toContain(
        "reads are switched; writes are not switched; the source denies writes to these tables: applications cannot write",
      );
      expect(harness.vitess.state.shard("commerce", "0").deniedTables).toEqual(["lost"]);
      const status = await ask(harness, ANA, `status ${move}`);
      expect(status).toContain("Applications cannot write");
      expect(status).toContain("[Unblock writes…]");

      // The first switch after it only removes the denied tables.
      await approved(harness, move, "switch");
      await inThread(harness, move, /already present in the denylist[\s\S]*requested by Ana\./);
      expect(harness.vitess.state.shard("commerce", "0").deniedTables).toEqual([]);
      await approved(harness, move, "switch");
      await inThread(harness, move, /Switched · customer\.lost[\s\S]*requested by Ana\./);
    } finally {
      await harness.close();
    }
  },
);
