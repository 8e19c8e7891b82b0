import { ALARM } from "../../alarm-titles.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approve, approved, BEN, CHO, requested, saying, switches } from "../people.ts";
import {
  alarms,
  buttonsUnder,
  cardButtons,
  cardSays,
  cardText,
  DENIED,
  openScene,
  type Scene,
  statusAsSeenByVtgate,
  SWITCH_OF_WRITES,
  told,
  type,
  write,
} from "./scene.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await openScene({ workflow: "cutmove", table: "product" });
});

afterAll(() => scene.close());

const made = (method: string): number => scene.vitess.calls().filter((call) => call.method === method).length;

describe("vtctld is killed when the rules of a switch are saved, and before they are served", () => {
  it("the outcome says neither that writes are switched nor to run the switch again first", async () => {
    scene.vitess.faults.inject(SWITCH_OF_WRITES, { kind: "killed", after: "routing-saved", downMs: 100 });
    await approved(scene, scene.move, "switch --tablet-types primary");
    const line = await told(scene, /requested by Ana\./);
    expect(write(scene)).toMatch(DENIED);
    expect(line).toContain("writes are not switched");
    expect(line).toContain("some cell does not serve the saved routing rules");
    expect(line).toMatch(/Next: Have the saved routing rules served/);
    expect(line).not.toMatch(/Next: Run the same/);
  });

  it("the alarm is in the thread and in the operators' channel, with the button that serves the rules", async () => {
    const alarm = await told(scene, /The saved routing rules are not what vtgates go by/);
    const said = [
      "Applications cannot write: routing rules not served · customer.cutmove",
      "The saved routing rules are not what vtgates go by: between commerce and customer they still send writes of `product` to the side that denies them.",
      "Next: Have the saved routing rules served",
    ];
    for (const sentence of said) expect(alarm).toContain(sentence);
    await expect.poll(() => alarms(scene)).toHaveLength(1);
    for (const sentence of said) expect(alarms(scene)[0]).toContain(sentence);
    expect(buttonsUnder(scene, /The saved routing rules are not what vtgates go by/)).toEqual(["Serve the saved rules…", "Diagnose"]);
    await cardSays(scene, ALARM);
    expect(cardButtons(scene)).toEqual(["Serve the saved rules…", "Diagnose"]);
    expect(cardText(scene)).not.toContain("Unblock writes");
    expect(await statusAsSeenByVtgate(scene)).toContain("Applications cannot write");
    expect(await type(scene, "diagnose customer.cutmove")).toContain("The saved routing rules are not what vtgates go by");
  });

  it("one operator makes the cells serve the rules by typing the workflow's name: it waits for no lock, and unblocks no table", async () => {
    const plan = await type(scene, "rescue customer.cutmove");
    expect(plan).toContain("Serve the saved routing rules: customer.cutmove");
    expect(plan).toContain("vtgates still send writes of `product` to the side that denies them: applications cannot write.");
    expect(made("RebuildVSchemaGraph")).toBe(0);
    await type(scene, "rescue customer.cutmove --confirm cutmove");
    const line = await told(scene, /Saved rules served/);
    expect(line).toContain("Applications can write to `product` again.");
    expect(write(scene)).toBe("customer");
    expect([made("RebuildVSchemaGraph"), made("SetShardTabletControl")]).toEqual([1, 0]);
  });

  it("the outcome says what the switch left: it is unfinished, and its lock is in the way", async () => {
    await scene.watch("customer");
    expect(await cardSays(scene, /Switched but not finished/)).toContain("customer.cutmove");
    expect(await statusAsSeenByVtgate(scene)).toContain("Run the same switch again, once nobody holds the workflow's lock");
  });

  it("the same switch again finishes it once the lock is gone", async () => {
    scene.vitess.state.removeWorkflowLock("customer", "cutmove");
    await scene.watch("customer");
    const request = await requested(scene, scene.move, "switch --tablet-types primary");
    await approve(scene, BEN, request);
    await approve(scene, CHO, request);
    const line = await told(scene, /Switched \(writes\) · customer\.cutmove/);
    expect(line).toContain("Reverse replication runs, so a rollback loses nothing.");
    expect(write(scene)).toBe("customer");
    expect(await statusAsSeenByVtgate(scene)).not.toMatch(ALARM);
    expect(saying(scene, scene.move, /not by Tandem/)).toEqual([]);
    expect(switches(scene, "cutmove")).toHaveLength(2);
  });
});
