import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../../operations/harness.ts";
import { ANA, approved, ask, copied, openRequest, saying, words } from "../people.ts";
import { cardText, openScene, type Scene, told, type, write } from "../scenarios/scene.ts";
import { offers } from "./screens.ts";

let scene: Scene;

/** Waits until the card says this. */
async function cardHas(say: RegExp): Promise<void> {
  await until(() => Promise.resolve(say.test(cardText(scene))));
}

/** What the card says now, and the answer to each of these verbs. */
async function answers(...verbs: readonly string[]): Promise<readonly string[]> {
  const said: string[] = [cardText(scene)];
  for (const verb of verbs) said.push(await type(scene, `${verb} ${scene.move}${verb === "preflight" ? " switch" : ""}`));
  return said;
}

describe("a workflow that Ana stopped", () => {
  beforeAll(async () => {
    scene = await openScene({ workflow: "stops", table: "product" });
    await type(scene, `stop ${scene.move}`);
    await cardHas(/stopped/);
    scene.vitess.state.setLag("customer", "stops", 57);
    await scene.watch("customer");
  });
  afterAll(() => scene.close());

  it("is said to have been stopped by her, not by somebody", async () => {
    for (const said of await answers("status", "diagnose")) expect(said).not.toMatch(/somebody stopped/i);
    expect(cardText(scene)).toMatch(/\bAna stopped|stopped by @?Ana/);
  });

  it("shows no lag, because stopped streams measure none", async () => {
    for (const said of await answers("status", "show", "diagnose", "preflight")) expect(said).not.toMatch(/\b57 s\b/);
  });
});

describe("a move that is switched", () => {
  beforeAll(async () => {
    scene = await openScene({ workflow: "whole", table: "product" });
    await approved(scene, scene.move, "switch");
    await told(scene, /Switched · /);
    scene.vitess.state.setLag("customer", "whole", 103);
    await scene.watch("customer");
  });
  afterAll(() => scene.close());

  it("shows no lag of its frozen streams in any answer or request", async () => {
    for (const said of await answers("status", "show", "diagnose", "preflight")) expect(said).not.toMatch(/\b103 s\b/);
    expect(await type(scene, `complete ${scene.move} --keep-data`)).toContain("Requested:");
    const request = await openRequest(scene, scene.move);
    expect(words(request)).not.toMatch(/\b103 s\b/);
  });
});

describe("buttons that have expired", () => {
  beforeAll(async () => {
    scene = await openScene({ workflow: "past", table: "product" });
    await approved(scene, scene.move, "switch");
    await told(scene, /Switched · /);
    await ask(scene, ANA, `reverse ${scene.move}`);
    await told(scene, /Rolled back · /);
  });
  afterAll(() => scene.close());

  it("no message offers a rollback once the move is rolled back", async () => {
    expect(write(scene)).toBe("commerce");
    await expect.poll(() => offers(scene, /roll ?back/i).map(({ on }) => on.text)).toEqual([]);
  });

  it("no message offers anything about traffic once the move is completed", async () => {
    await approved(scene, scene.move, "switch");
    await expect.poll(() => saying(scene, scene.move, /Switched · /).length).toBe(2);
    await approved(scene, scene.move, "complete --keep-data");
    await told(scene, /Completed/);
    const past = /roll ?back|switch|complete|run again|writes back|unblock|vdiff/i;
    await expect.poll(() => offers(scene, past).map(({ label, on }) => `${label}: ${on.text}`)).toEqual([]);
  });
});

describe("a move with only the writes switched", () => {
  beforeAll(async () => {
    scene = await openScene({ workflow: "writes", table: "product" }, { readWithinMs: 700 });
    await approved(scene, scene.move, "switch --tablet-types primary");
    await told(scene, /Switched/);
    await scene.watch("customer");
    await cardHas(/switched/i);
  });
  afterAll(() => scene.close());

  it("is not said to be served from customer, because the reads are not there", async () => {
    expect(scene.vitess.cluster.routingRules.get("product@replica")).toEqual(["commerce.product"]);
    const [title = ""] = (await told(scene, /Switched/)).split("\n");
    expect(title).not.toMatch(/^\*?Switched ·/);
    expect(title).toMatch(/writes/i);
    expect(cardText(scene)).not.toMatch(/reads and writes go to customer/i);
    expect(await type(scene, `status ${scene.move}`)).not.toMatch(/reads and writes go to customer/i);
  });

  it("a request to switch everything does not say that writes will stop, because they are already switched", async () => {
    const answer = await type(scene, `switch ${scene.move}`);
    const asked = /Requested:/.test(answer) ? words(await openRequest(scene, scene.move)) : "";
    for (const said of [answer, asked]) expect(said).not.toMatch(/writes[^.;\n]* stop|then writes/i);
  });

  it("is not listed as healthy next to a keyspace that does not answer", async () => {
    scene.vitess.state.setTabletAlive(200, false);
    const list = await type(scene, "list");
    scene.vitess.state.setTabletAlive(200, true);
    expect(list).toMatch(/not answering|no answer/i);
    const line = list.split("\n").find((one) => one.includes(scene.move));
    expect(line).toMatch(/not answering|no answer|cannot be read|last known/i);
  });
});

describe("a workflow that was created without routing rules", () => {
  beforeAll(async () => {
    scene = await openScene({ workflow: "ruleless", table: "product" }, { create: " --no-routing-rules" });
    await copied(scene, "ruleless");
  });
  afterAll(() => scene.close());

  it("has none that a cancel could remove, and the request does not mention them", async () => {
    expect([...scene.vitess.cluster.routingRules.keys()]).toEqual([]);
    expect(await type(scene, `cancel ${scene.move}`)).toContain("Requested:");
    expect(words(await openRequest(scene, scene.move))).not.toMatch(
      /routing rules go\b|routing rules (?:are|will be) (?:removed|deleted)/i,
    );
  });
});
