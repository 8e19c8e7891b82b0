import { ALARM } from "../../alarm-titles.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approved, saying } from "../people.ts";
import { cardSays, DENIED, openScene, type Scene, statusAsSeenByVtgate, SWITCH_OF_WRITES, told, type, write } from "./scene.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await openScene({ workflow: "rescuemove", table: "product" });
});

afterAll(() => scene.close());

/** In this order: it refreshes the primary alone before the rest of its shard. */
const GIVING_BACK = ["SetShardTabletControl", "RefreshState", "RefreshStateByShard"];

function sent(): readonly string[] {
  return scene.vitess
    .calls()
    .map(({ method }) => method)
    .filter((method) => GIVING_BACK.includes(method));
}

async function killed(): Promise<void> {
  scene.vitess.faults.inject(SWITCH_OF_WRITES, { kind: "killed", after: "source-writes-denied", downMs: 100 });
  await approved(scene, scene.move, "switch --tablet-types primary");
  await told(scene, /requested by Ana\./);
  expect(write(scene)).toMatch(DENIED);
}

describe("a rescue after a vtctld that died in the catch-up", () => {
  it("says that applications can write once the tablets have read the cleaned record, and not before", async () => {
    await killed();
    await cardSays(scene, /applications cannot write/i);
    expect(await type(scene, "rescue customer.rescuemove")).toContain(
      "Tandem takes these tables off the list of denied tables, then has the tablets read it: until they have, they go on denying.",
    );
    for (const rpc of ["RefreshState", "RefreshStateByShard"] as const)
      scene.vitess.faults.inject({ rpc }, { kind: "error", details: "failed to refresh" });
    await type(scene, "rescue customer.rescuemove --confirm rescuemove");
    const unsure = await told(scene, /whether the primary that denied them has read it is not known/);
    expect(unsure).not.toContain("Applications can write to `product` again");
    expect(unsure).toMatch(/RefreshStateByShard|Unblock writes once more: the record is clean, and the tablets are only told to read it/);
    expect([sent(), DENIED.test(write(scene))]).toEqual([GIVING_BACK, true]);
  });

  it("refreshes the primary alone if a replica is dead, and says what applications notice", async () => {
    scene.vitess.state.setDeniedTables("commerce", "0", ["product"], true);
    scene.vitess.state.setTabletAlive(101, false);
    await scene.watch("customer");
    await cardSays(scene, /applications cannot write/i);
    const before = sent().length;
    scene.vitess.clock.setSpeed(20);
    await type(scene, "rescue customer.rescuemove --confirm rescuemove");
    const line = await told(scene, /Writes unblocked/);
    scene.vitess.clock.setSpeed(1);
    expect(line).toContain("Applications can write to `product` again.");
    expect(line).toContain("Its tablets have read the cleaned list of denied tables.");
    expect(write(scene)).toBe("commerce");
    expect(sent().slice(before)).toEqual(GIVING_BACK);
    expect(saying(scene, scene.move, /Writes unblocked/)).toHaveLength(1);
    await scene.watch("customer");
    await cardSays(scene, /^Copied.* · customer\.rescuemove/);
    expect(await statusAsSeenByVtgate(scene)).not.toMatch(ALARM);
  });
});
