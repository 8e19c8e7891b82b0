import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { A_SECOND } from "../../../src/core/move/moves.ts";
import { ANA, approved, ask } from "../people.ts";
import { cardText, DENIED, openScene, type Scene, told, type, write } from "../scenarios/scene.ts";
import { cutOff } from "./cut-off.ts";
import { cardOffers, nextIn, offers, press, texts } from "./screens.ts";

const ONE_PRESS = /one press until/i;
const LOSES_WRITES = /would lose|do not (?:reverse|roll back)|misses writes/i;
const NEVER_COMPARED = /no VDiff was run|nothing was compared/i;
const FOR_EVER_MS = 3_600_000;

let scene: Scene;

describe("a switch whose reverse workflow breaks while the rollback is armed", () => {
  beforeAll(async () => {
    scene = await openScene({ workflow: "broken", table: "product" });
    await approved(scene, scene.move, "switch");
    await told(scene, /Switched · [\s\S]*one press until/);
    for (const stream of scene.vitess.state.streams("commerce", "broken_reverse")) stream.state = "Stopped";
  });
  afterAll(() => scene.close());

  it("card and status say that a rollback would lose writes, not that it is one press", async () => {
    const card = async (): Promise<string> => {
      await scene.watch("customer");
      return cardText(scene);
    };
    await expect.poll(card, { timeout: 30_000, interval: 200 }).toMatch(LOSES_WRITES);
    expect(cardText(scene)).not.toMatch(ONE_PRESS);
    const status = await type(scene, `status ${scene.move}`);
    expect(status).toMatch(LOSES_WRITES);
    expect(status).not.toMatch(ONE_PRESS);
  });

  it("no message offers a rollback", async () => {
    await expect.poll(() => offers(scene, /roll ?back|switch back/i).map(({ on }) => on.text), { timeout: 30_000 }).toEqual([]);
  });
});

describe("a clean VDiff that Vitess forgets in a reverse", () => {
  beforeAll(async () => {
    scene = await openScene({ workflow: "compared", table: "product" }, { env: { TANDEM_VDIFF_REQUIRED: "true" } });
    await type(scene, `vdiff create ${scene.move}`);
    await told(scene, /This VDiff counts for a switch until/);
    // Vitess records its end in whole seconds, and an end in the second of the rollback does not count as before it.
    await sleep(A_SECOND);
    await approved(scene, scene.move, "switch");
    await told(scene, /Switched · /);
    await ask(scene, ANA, `reverse ${scene.move}`);
    await told(scene, /Rolled back · /);
    await scene.watch("customer");
  });
  afterAll(() => scene.close());

  it("no longer allows a switch: another VDiff is the next step, and its button works", async () => {
    expect(scene.vitess.state.shard("customer", "0").vdiffs).toEqual([]);
    await expect
      .poll(() => nextIn(cardText(scene)), { timeout: 30_000 })
      .toMatch(/VDiff again, because the last one was before the rollback/);
    const primary = cardOffers(scene, scene.move).filter(({ isPrimary }) => isPrimary);
    expect(primary.map(({ label }) => label)).toEqual(["Run VDiff"]);
    expect(await type(scene, `switch ${scene.move}`)).toContain("`vdiff-before-start`");
    for (const offer of primary) expect(await press(scene, ANA, offer)).toMatch(/VDiff/);
    await told(scene, /This VDiff counts for a switch until/);
  }, 90_000);

  it("is not said to have never run", async () => {
    const said = [...texts(scene), await type(scene, `preflight ${scene.move} switch`), await type(scene, `diagnose ${scene.move}`)];
    for (const text of said) expect(text).not.toMatch(NEVER_COMPARED);
  });
});

describe("a switch of writes that was cut off, with vtctld still away", () => {
  beforeAll(async () => {
    // An installation waits for minutes before it calls an outcome unknown.
    scene = await openScene({ workflow: "gone", table: "product" }, { timing: { callIsOverMs: FOR_EVER_MS } });
    await cutOff(scene, "forward", FOR_EVER_MS);
  });
  afterAll(() => scene.close());

  it("is not said to run, because nothing runs and nobody can write", async () => {
    expect(write(scene)).toMatch(DENIED);
    const running = /SwitchTraffic is running|switching writes since/i;
    expect(await type(scene, `status ${scene.move}`)).not.toMatch(running);
    await expect.poll(() => texts(scene).filter((text) => running.test(text)), { timeout: 30_000 }).toEqual([]);
  });
});
