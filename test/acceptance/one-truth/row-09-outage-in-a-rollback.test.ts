import { ALARM } from "../../alarm-titles.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../../operations/harness.ts";
import { ANA, approved, ask } from "../people.ts";
import { cardText, DENIED, openScene, type Scene, told, type, write } from "../scenarios/scene.ts";
import { cutOff } from "./cut-off.ts";
import { operatorsRead, texts } from "./screens.ts";

const OUTAGE = /cannot write/i;
const WELL = /nothing wrong|as they should/i;
/** Phrases that are right for a switch to the target, and wrong for a rollback. */
const OTHER_DIRECTION = /commerce (?:stops|denies)\b|before customer takes|writes go to customer already/i;

let scene: Scene;

/** A move whose reads and writes Tandem has switched. */
async function openSwitched(): Promise<void> {
  scene = await openScene({ workflow: "wayback", table: "product" });
  await approved(scene, scene.move, "switch");
  await told(scene, /Switched · /);
}

describe("vtctld dies in a rollback by Tandem, and nobody can write", () => {
  beforeAll(async () => {
    await openSwitched();
    await cutOff(scene, "back");
    // Wait until Tandem has read what its call did.
    await told(scene, /ReverseTraffic/);
  });
  afterAll(() => scene.close());

  it("a diagnosis says what applications notice, or may notice while vtctld is away, and calls nothing healthy", async () => {
    const diagnosis = await type(scene, `diagnose ${scene.move}`);
    expect(diagnosis).not.toMatch(WELL);
    expect(diagnosis).toMatch(/cannot write|unable to write/i);
  });

  it("the card starts with the outage, without waiting three minutes", async () => {
    await expect.poll(() => cardText(scene).split("\n")[0]).toMatch(OUTAGE);
  });

  it("the outage is announced once in the thread and once in the operators' channel", async () => {
    const outages = (): readonly string[] => operatorsRead(scene).filter((text) => OUTAGE.test(text));
    await expect.poll(outages).toEqual([expect.stringMatching(ALARM)]);
    await told(scene, ALARM);
  });

  it("status and list agree with a write through vtgate", async () => {
    expect(write(scene)).toMatch(DENIED);
    expect(await type(scene, `status ${scene.move}`)).toMatch(OUTAGE);
    const line = (await type(scene, "list")).split("\n").find((one) => one.includes(scene.move));
    expect(line).toMatch(OUTAGE);
  });

  it("no sentence about it mentions a switch to customer, because customer is the side that denies writes", async () => {
    const said = [
      ...texts(scene).filter((text) => text.includes("wayback")),
      await type(scene, `status ${scene.move}`),
      await type(scene, `diagnose ${scene.move}`),
    ];
    for (const text of said) expect(text).not.toMatch(OTHER_DIRECTION);
    expect(cardText(scene)).toMatch(/customer\S* denies writes|denie[ds].*\bcustomer/i);
    expect(cardText(scene)).toMatch(/back/i);
  });
});

describe("a rollback that waits for its streams", () => {
  beforeAll(openSwitched);
  afterAll(() => {
    scene.vitess.state.stall("commerce", "wayback_reverse", false);
    return scene.close();
  });

  it("is shown in its own direction while it runs: writes stop at customer and go to commerce", async () => {
    scene.vitess.state.stall("commerce", "wayback_reverse", true);
    expect(write(scene)).toBe("customer");
    await ask(scene, ANA, `reverse ${scene.move}`);
    await until(() => Promise.resolve(DENIED.test(write(scene))));

    await scene.watch("customer");
    await expect.poll(() => cardText(scene)).toMatch(/under way|ReverseTraffic is running|back since/);
    expect(cardText(scene)).not.toMatch(OTHER_DIRECTION);
    expect(await type(scene, `status ${scene.move}`)).not.toMatch(OTHER_DIRECTION);
  });
});
