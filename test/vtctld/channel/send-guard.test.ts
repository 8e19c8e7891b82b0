import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { Fault } from "../../../src/operations/fault.ts";
import { customer, move } from "../names.ts";
import { open } from "../session.ts";
import { clusterWithMove, writesSeenBy, type Cluster } from "./cluster.ts";
import { WRITES } from "./writes.ts";

const FORWARD = { direction: "forward", dryRun: false } as const;
const STALE = { name: "Fault", kind: "stale", nothingSent: true };

/** What these releases lack, or do in this process alone: it is refused, or done, without a message. */
const WITHOUT_A_MESSAGE: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  23: {},
  17: { updateWorkflow: "unsupported", mirrorTraffic: "unsupported", throttleApp: "unsupported" },
  14: {
    updateWorkflow: "unsupported",
    mirrorTraffic: "unsupported",
    throttleApp: "unsupported",
    vdiffStop: "unsupported",
    vdiffDelete: "unsupported",
  },
  12: {
    updateWorkflow: "unsupported",
    mirrorTraffic: "unsupported",
    throttleApp: "unsupported",
    vdiffResume: "unsupported",
    vdiffStop: "not-found",
    vdiffDelete: "done",
  },
};

/** The kind of the fault of a write that sent nothing. */
async function outcomeOf(write: Promise<unknown>): Promise<string> {
  try {
    await write;
    return "done";
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.nothingSent ? error.kind : `${error.kind}, and something was sent`;
  }
}

describe.each([23, 17, 14, 12])("on Vitess %i", (version) => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await clusterWithMove(version);
  });
  afterAll(() => cluster.end());

  test("a stale write sends nothing, whichever it is", async () => {
    const { vitess, simulator } = cluster;
    const sent = writesSeenBy(simulator);
    const stale = vitess.whileFresh(() => false);
    const outcomes: Record<string, string> = {};
    for (const [name, write] of Object.entries(WRITES)) outcomes[name] = await outcomeOf(write(stale));
    const allStale = Object.fromEntries(Object.keys(WRITES).map((name) => [name, "stale"]));
    expect(outcomes).toEqual({ ...allStale, ...WITHOUT_A_MESSAGE[version] });
    expect(sent()).toEqual([]);
  });

  test("a stale view still reads, without a check", async () => {
    const stale = cluster.vitess.whileFresh(() => {
      throw new Error("asked");
    });
    expect((await stale.workflows(customer)).map(({ name }) => name)).toEqual(["commerce2customer"]);
    expect((await stale.workflowStatus(move)).trafficState).toBe("Reads Not Switched. Writes Not Switched");
    expect((await stale.rules()).tables.length).toBeGreaterThan(0);
  });

  test("a view of a view runs both checks", async () => {
    const { vitess, simulator } = cluster;
    const sent = writesSeenBy(simulator);
    const [fresh, stale] = [vitess.whileFresh(() => true), vitess.whileFresh(() => false)];
    await expect(WRITES.setRunning(fresh.whileFresh(() => false))).rejects.toMatchObject(STALE);
    await expect(WRITES.setRunning(stale.whileFresh(() => true))).rejects.toMatchObject(STALE);
    expect(sent()).toEqual([]);
  });

  test("nothing is sent if the check itself throws", async () => {
    const { vitess, simulator } = cluster;
    const sent = writesSeenBy(simulator);
    const broken = vitess.whileFresh(() => {
      throw new Error("no clock");
    });
    await expect(WRITES.switchTraffic(broken)).rejects.toMatchObject(STALE);
    expect(sent()).toEqual([]);
  });

  test("a vtctld that was sent nothing is reported neither as answering nor as away", async () => {
    const vitess = open({ addresses: [cluster.simulator.address], version });
    await expect(WRITES.switchTraffic(vitess.whileFresh(() => false))).rejects.toMatchObject(STALE);
    expect(vitess.addresses()).toMatchObject([{ state: "not-tried" }]);
  });

  test("a fresh switch is sent once, and checked once", async () => {
    const { vitess, simulator } = cluster;
    const sent = writesSeenBy(simulator);
    let asked = 0;
    const fresh = vitess.whileFresh(() => {
      asked += 1;
      return true;
    });
    await fresh.whileFresh(() => true).switchTraffic(move, SWITCH_DEFAULTS, FORWARD);
    expect(asked).toBe(1);
    expect(sent()).toHaveLength(1);
    expect((await vitess.workflowStatus(move)).trafficState).toBe("All Reads Switched. Writes Switched");
  });
});

describe("with the commands of Vitess 12", () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await clusterWithMove(12);
  });
  afterAll(() => cluster.end());

  test("a VDiff started by one view is the same for every other", async () => {
    const { vitess } = cluster;
    await WRITES.vdiffCreate(vitess.whileFresh(() => true));
    await expect(WRITES.vdiffCreate(vitess)).rejects.toMatchObject({ kind: "refused", nothingSent: true });
    const state = async (): Promise<string | undefined> => (await vitess.vdiff(move))?.shards[0]?.state;
    expect(await state()).toBe("started");
    await WRITES.vdiffStop(vitess);
    await expect.poll(state).toBe("stopped");
  });

  test("a write of several messages is checked before each, and says that the first was sent", async () => {
    const { vitess, simulator } = cluster;
    const sent = writesSeenBy(simulator);
    const answers = [true, false];
    const once = vitess.whileFresh(() => answers.shift() ?? false);
    await expect(once.switchTraffic(move, { ...SWITCH_DEFAULTS, v1: true }, FORWARD)).rejects.toMatchObject({
      kind: "stale",
      nothingSent: false,
    });
    expect(sent()).toEqual(["SwitchReads customer.commerce2customer"]);
  });
});
