import { describe, expect, test } from "vitest";
import { ANA, approve, ask, BEN, CHO, inThread, openRequest } from "../acceptance/people.ts";
import { harnessOf } from "./on-version.ts";
import { sent } from "./sent.ts";
import { left } from "./whole-move.ts";

const MOVE = "customer.product2customer";

describe("Vitess 12, with the v1 commands as documented", () => {
  const harness = harnessOf(12);

  /** Ana pastes a guarded line, Ben and Cho approve, and the thread shows the outcome. */
  async function guarded(line: string, outcome: RegExp): Promise<string> {
    expect(await ask(harness(), ANA, line)).toContain("Requested:");
    const request = await openRequest(harness(), MOVE);
    for (const user of [BEN, CHO]) await approve(harness(), user, request);
    return inThread(harness(), MOVE, outcome);
  }

  /** Ana pastes the line of an armed rollback, which needs no vote. */
  async function rollsBack(line: string, outcome: RegExp): Promise<void> {
    expect(await ask(harness(), ANA, line)).toContain("Rolling back");
    await inThread(harness(), MOVE, outcome);
  }

  test("plays a whole move", { timeout: 60_000 }, async () => {
    expect(await ask(harness(), ANA, "vtctlclient MoveTables -workflow=product2customer commerce customer product")).toContain("Creating");
    await inThread(harness(), MOVE, /Copy finished/);
    expect(await ask(harness(), ANA, `vtctlclient VDiff ${MOVE}`)).toContain("Starting a VDiff");
    await inThread(harness(), MOVE, /5 rows in 1 table: no difference/);
    await guarded(`vtctlclient SwitchReads -tablet_type=replica ${MOVE}`, /Switched \(reads\) · /);
    await guarded(`vtctlclient SwitchWrites ${MOVE}`, /Switched \(writes\) · /);
    // Within the armed hour a rollback needs nobody else, and reads that go back leave the hour to the writes.
    await rollsBack("vtctlclient SwitchReads -tablet_type=replica commerce.product2customer_reverse", /Rolled back \(reads\) · /);
    await rollsBack("vtctlclient SwitchWrites commerce.product2customer_reverse", /Rolled back \(writes\) · /);
    await guarded("vtctlclient DropSources commerce.product2customer_reverse", /Cancelled · .*\nIts tables stay in commerce/);
    expect(left(harness())).toMatchObject({ denied: [], workflows: [], rules: [] });
    expect(sent(harness())).toEqual([
      "MoveTables -v1 -workflow=product2customer commerce customer product",
      "VDiff -format=json customer.product2customer",
      "SwitchReads -tablet_types=replica -dry_run customer.product2customer",
      "SwitchReads -tablet_types=replica customer.product2customer",
      "SwitchWrites -dry_run customer.product2customer",
      "SwitchWrites customer.product2customer",
      "SwitchReads -tablet_types=replica -reverse customer.product2customer",
      "SwitchWrites commerce.product2customer_reverse",
      "MoveTables Cancel customer.product2customer",
      "SetShardTabletControl",
    ]);
  });

  test("does not switch a workflow that never copied", { timeout: 60_000 }, async () => {
    const before = sent(harness()).length;
    expect(
      await ask(harness(), ANA, "vtctlclient MoveTables -auto_start=false -source=commerce -tables=customer Create customer.never"),
    ).toContain("Creating");
    const answer = await ask(harness(), ANA, "switch customer.never");
    expect(answer).toMatch(/^Not done for `customer\.never`: not every stream runs\. Next: start the workflow/);
    expect(sent(harness()).slice(before)).toEqual(["MoveTables -source=commerce -tables=customer -auto_start=false Create customer.never"]);
  });

  test("does not switch during a copy, though its own commands would", { timeout: 60_000 }, async () => {
    const { state, cluster } = harness().vitess;
    state.setPace({ copyRowsPerSecond: 20 });
    const before = sent(harness()).length;
    await harness().slack.runCommand({
      user: ANA,
      channel: "C0MOVES",
      command: "/movetables",
      text: "create customer.slow --source-keyspace commerce --tables corder",
    });
    await expect
      .poll(() => {
        state.streams("customer", "slow");
        return cluster.keyspaces.get("customer")?.shards.get("0")?.tables.get("corder")?.rows ?? 0;
      })
      .toBeGreaterThan(0);
    const answer = await ask(harness(), ANA, "vtctlclient SwitchReads -tablet_type=rdonly customer.slow");
    expect(answer).toBe("Not done for `customer.slow`: tables are still being copied. Next: wait until the copy is finished.");
    expect(sent(harness()).slice(before)).toEqual(["MoveTables -source=commerce -tables=corder Create customer.slow"]);
  });
});
