import { ALARM } from "../alarm-titles.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RoleProcess } from "../../deploy/demo/role.ts";
import { until } from "../operations/harness.ts";
import { ANA, approve, approved, ask, BEN, CHO, newMove, openRequest, switches } from "../acceptance/people.ts";
import { openProcesses, type Processes } from "../acceptance/processes.ts";
import { cardText, DENIED, openScene, type Scene, told, type, write } from "../acceptance/scenarios/scene.ts";
import { cutOff } from "../acceptance/one-truth/cut-off.ts";
import { offers, operatorsRead, press, texts } from "../acceptance/one-truth/screens.ts";

const OUTAGE = /cannot write/i;
const NOTHING_SENT = /nothing was sent/i;
const FOR_EVER_MS = 3_600_000;

let scene: Scene;

/** Tandem switches the writes, and vtctld dies in the middle. */
async function openCutOff(downMs?: number): Promise<void> {
  // An installation waits for minutes before it calls an outcome unknown.
  scene = await openScene({ workflow: "cut", table: "product" }, { timing: { callIsOverMs: FOR_EVER_MS } });
  await cutOff(scene, "forward", downMs);
}

describe("while vtctld is away after Tandem sent its switch", () => {
  beforeAll(() => openCutOff(FOR_EVER_MS));
  afterAll(() => scene.close());

  it("the card says that the switch was sent and its connection broke, and never that nothing was sent", async () => {
    const card = async (): Promise<string> => {
      await scene.watch("customer");
      return cardText(scene);
    };
    await expect.poll(card, { interval: 200 }).toMatch(/cannot be read|no answer|broke/i);
    expect(cardText(scene)).not.toMatch(NOTHING_SENT);
    expect(cardText(scene)).toMatch(/(?:SwitchTraffic|switch)\b[^.]*(?:was sent|broke|cut off)/i);
  });

  it("neither status nor diagnosis nor thread says that nothing was sent, and nothing is called healthy", async () => {
    expect(await type(scene, `status ${scene.move}`)).not.toMatch(/^Copied, in sync · customer\.cut/);
    for (const verb of ["status", "diagnose"]) expect(await type(scene, `${verb} ${scene.move}`), verb).not.toMatch(NOTHING_SENT);
    for (const text of texts(scene)) expect(text).not.toMatch(NOTHING_SENT);
  });
});

describe("once vtctld is back and the source still denies writes", () => {
  beforeAll(() => openCutOff());
  afterAll(() => scene.close());

  it("card, thread and operators' channel say at once that applications cannot write", async () => {
    expect(write(scene)).toMatch(DENIED);
    await expect.poll(() => cardText(scene).split("\n")[0]).toMatch(OUTAGE);
    const outages = (): readonly string[] => operatorsRead(scene).filter((text) => OUTAGE.test(text));
    await expect.poll(outages).toEqual([expect.stringMatching(ALARM)]);
    await told(scene, ALARM);
  });

  it("no message tells people to wait for a dead switch", async () => {
    // Wait until Tandem has read what its call did.
    await told(scene, /requested by Ana\./);
    const said = [...texts(scene), await type(scene, `status ${scene.move}`), await type(scene, `diagnose ${scene.move}`)];
    for (const text of said) expect(text).not.toMatch(/a switch (?:is|may be) under way|\*Next:\* Wait|three minutes/i);
  });

  it("a rescue by an operator unblocks writes at once", async () => {
    const answer = await type(scene, "rescue customer.cut --confirm cut");
    expect(answer).not.toMatch(/not done|under way|being carried out/i);
    await expect.poll(() => write(scene)).toBe("commerce");
  });
});

describe("a rescue while the dead vtctld's lock on the keyspace lasts", () => {
  beforeAll(async () => {
    // Tandem retries for longer than the test waits.
    scene = await openScene({ workflow: "cut", table: "product" }, { timing: { deadLockLapsesMs: FOR_EVER_MS } });
    scene.vitess.state.setPace({ keyspaceLockOutlivesMs: FOR_EVER_MS });
    await cutOff(scene, "forward");
    await told(scene, /requested by Ana\./);
    // So old that nobody takes it for the lock of a live switch.
    scene.vitess.state.ageWorkflowLock("customer", "cut", 4 * 60_000);
    // Each try waits 45 s for the lock.
    scene.vitess.clock.setSpeed(200);
  });
  afterAll(() => scene.close());

  it("is retried until the lock is gone, and says meanwhile what it waits for and since when", async () => {
    await type(scene, "rescue customer.cut --confirm cut");
    await expect.poll(triesToGiveBack).not.toEqual([]);
    expect(triesToGiveBack()[0]?.outcome?.details).toContain("/keyspaces/commerce/locks");
    await expect.poll(() => triesToGiveBack().length).toBeGreaterThan(1);
    await expect.poll(whatItWaitsFor).toBeDefined();
    for (const text of texts(scene)) expect(text).not.toMatch(/SetShardTabletControl failed/);

    scene.vitess.state.removeKeyspaceLock("commerce");
    await expect.poll(() => write(scene)).toBe("commerce");
    await told(scene, /Applications can write/i);
  });
});

describe("the same switch again", () => {
  beforeAll(async () => {
    await openCutOff();
    await told(scene, /requested by Ana\./);
    scene.vitess.state.ageWorkflowLock("customer", "cut", 4 * 60_000);
    await scene.watch("customer");
  });
  afterAll(() => scene.close());

  it("is offered only once the dead call's lock is free, and then succeeds", async () => {
    await expect.poll(() => cardText(scene).split("\n")[0]).toMatch(OUTAGE);
    expect(offers(scene, /run (?:it )?again/i).map(({ on }) => on.text)).toEqual([]);

    await type(scene, "rescue customer.cut --confirm cut");
    await expect.poll(() => write(scene)).toBe("commerce");
    scene.vitess.state.removeWorkflowLock("customer", "cut");
    await scene.watch("customer");
    await expect.poll(() => offers(scene, /run (?:it )?again/i)).not.toEqual([]);
    const [again] = offers(scene, /run (?:it )?again/i);
    if (again !== undefined) await press(scene, ANA, again);
    const request = await openRequest(scene, scene.move);
    for (const user of [BEN, CHO]) await approve(scene, user, request);
    await expect.poll(() => write(scene)).toBe("customer");
  });
});

describe("a worker and its vtctld that die together during a switch", () => {
  it("leave a call without a sender: a rescue unblocks writes within seconds, and nothing is sent twice", async () => {
    const around = await openProcesses({ apps: 1, workers: 2 }, { quickTakeOver: true });
    try {
      const move = await newMove(around, "orphan");
      const vtgate = (): string => {
        const { keyspace, error } = around.vitess.sql.insertThroughVtgate("orphan", { id: "1" });
        return keyspace ?? error;
      };
      around.vitess.state.stall("customer", "orphan", true);
      expect(vtgate()).toBe("commerce");
      await approved(around, move, "switch --tablet-types primary");
      await until(() => Promise.resolve(around.vitess.state.shard("commerce", "0").deniedTables.includes("orphan")), 20_000);
      const { pid } = busyWorker(around);
      // The worker must not see its connection break.
      process.kill(pid, "SIGSTOP");
      around.vitess.kill(100);
      process.kill(pid, "SIGKILL");
      expect(vtgate()).toMatch(/denied tables/);

      const rescued = async (): Promise<readonly string[]> => [await ask(around, ANA, `rescue ${move} --confirm orphan`), vtgate()];
      await expect.poll(rescued, { timeout: 40_000, interval: 500 }).toEqual([expect.any(String), "commerce"]);
      expect(switches(around, "orphan")).toHaveLength(1);
    } finally {
      await around.close();
    }
  }, 120_000);
});

function logged(role: RoleProcess, words: string): number {
  return role.log().filter((line) => line.includes(words)).length;
}

function busyWorker({ workers }: Processes): RoleProcess {
  const busy = workers.find((role) => logged(role, "carry-out begins") > logged(role, "carry-out ends"));
  if (busy === undefined) throw new Error("No worker is busy");
  return busy;
}

function triesToGiveBack(): ReturnType<Scene["vitess"]["calls"]> {
  return scene.vitess.calls().filter(({ method, outcome }) => method === "SetShardTabletControl" && outcome !== undefined);
}

/** A text that says what the rescue waits for. */
function whatItWaitsFor(): string | undefined {
  const signs = [/\bcommerce\b/, /\bkeyspace\b/i, /\block\b/i, /since \d\d:\d\d/];
  return texts(scene).find((text) => signs.every((sign) => sign.test(text)));
}
