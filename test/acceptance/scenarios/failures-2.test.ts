import { ALARM } from "../../alarm-titles.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approved, callsOf, saying, switches } from "../people.ts";
import {
  alarms,
  cardButtons,
  cardSays,
  cardSaysAgain,
  cardText,
  cardSaysUnreadable,
  DENIED,
  fromOutside,
  openScene,
  type Scene,
  statusAsSeenByVtgate,
  SWITCH_OF_WRITES,
  switchRequest,
  told,
  type,
  watchAgain,
  write,
} from "./scene.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await openScene({ workflow: "f1", table: "product" }, { readWithinMs: 500 });
});

afterAll(() => scene.close());

const NOTHING_SAID = new RegExp(`does not know this workflow|not by Tandem|${ALARM.source}`);

describe("mysqld of the target's primary is killed", () => {
  it("the card says that the move cannot be read, and a diagnosis names the tablet", async () => {
    scene.vitess.state.setMysql(200, "down");
    const card = await cardSaysUnreadable(scene);
    expect(card).toContain("The MySQL behind a tablet does not answer.");
    expect(cardButtons(scene)).toEqual(["Diagnose"]);
    expect(await type(scene, "diagnose customer.f1")).toBe(
      [
        "1 thing wrong · customer.f1",
        "1. Vitess could not be read: The MySQL behind a tablet does not answer. It is `zone1-0000000200`.",
        "Next: Bring MySQL back, look at the status, then try again.",
      ].join("\n"),
    );
  });

  it("every command says so at once: nothing is changed or requested, and applications go on writing", async () => {
    for (const verb of ["switch", "cancel", "vdiff show"])
      expect(await type(scene, `${verb} customer.f1`), verb).toContain("The MySQL behind a tablet does not answer.");
    await statusAsSeenByVtgate(scene);
    expect(write(scene)).toBe("commerce");
    expect(callsOf(scene, "WorkflowDelete", "f1")).toEqual([]);
    expect(saying(scene, scene.move, NOTHING_SAID)).toEqual([]);
    scene.vitess.state.setMysql(200, undefined);
    await cardSaysAgain(scene, /^Copied, in sync · customer\.f1/);
  });
});

describe("vtctld is killed", () => {
  it("outside of a call: the card says that it is away, and nothing is announced as gone", async () => {
    scene.vitess.kill(1_500);
    const card = await cardSaysUnreadable(scene);
    expect(card).toContain("vtctld does not answer at any configured address");
    await expect.poll(() => type(scene, "diagnose customer.f1"), { interval: 200 }).toContain("Nothing wrong was found");
    await cardSaysAgain(scene, /^Copied, in sync · customer\.f1/);
    expect(saying(scene, scene.move, NOTHING_SAID)).toEqual([]);
  });

  it("during the catch-up of a switch: applications cannot write, and Tandem says so", async () => {
    scene.vitess.faults.inject(SWITCH_OF_WRITES, { kind: "killed", after: "source-writes-denied", downMs: 100 });
    await approved(scene, scene.move, "switch --tablet-types primary --timeout 20s");
    const line = await told(scene, /requested by Ana\./);
    expect(write(scene)).toMatch(DENIED);
    expect(line).toContain("the source denies writes to these tables: applications cannot write to them");
    scene.vitess.state.ageWorkflowLock("customer", "f1", 4 * 60_000);
    await scene.watch("customer");
    await told(scene, /applications cannot write/i);
    await cardSays(scene, /applications cannot write/i);
    await statusAsSeenByVtgate(scene);
    await watchAgain(scene, ALARM);
    expect(switches(scene, "f1")).toHaveLength(1);
  });

  it("later switches and cancels from a command line fail after 45 s; Tandem does not start its own", async () => {
    scene.vitess.clock.setSpeed(200);
    for (const method of ["WorkflowSwitchTraffic", "WorkflowDelete"])
      expect((await fromOutside(scene, method, switchRequest(scene))).details).toContain("failed to lock the customer/f1 workflow");
    scene.vitess.clock.setSpeed(1);
    for (const verb of ["switch", "cancel"])
      expect(await type(scene, `${verb} customer.f1`)).toContain("Nothing was requested: customer.f1 is locked");
    expect(await type(scene, "reverse customer.f1")).toContain("is locked");
    expect(write(scene)).toMatch(DENIED);
  });
});

describe("the topology service stops during that outage", () => {
  it("the alarm stays in the card's first line, which also says that nothing newer can be read", async () => {
    scene.vitess.faults.inject({ rpc: "*", times: 1_000 }, { kind: "hang" });
    await cardSays(scene, /^Applications cannot write .*, last known · customer\.f1$/);
    const card = cardText(scene);
    expect(card).toMatch(/No answer from Vitess since \d\d:\d\d UTC: this is the last known state\./);
    expect(card).toContain("vtctld did not answer in time; a dead tablet or topology service makes it wait.");
    for (const verb of ["list", "reverse customer.f1", "rescue customer.f1 --confirm f1"])
      expect(await type(scene, verb), verb).toContain("vtctld did not answer in time");
    expect(write(scene)).toMatch(DENIED);
  });

  it("once it is back the alarm is as before, and is not announced again", async () => {
    scene.vitess.faults.clear();
    await cardSaysAgain(scene, /^Applications cannot write .* · customer\.f1$/);
    expect(saying(scene, scene.move, ALARM)).toHaveLength(1);
    expect(alarms(scene)).toHaveLength(1);
    expect(saying(scene, scene.move, /does not know this workflow|not by Tandem/)).toEqual([]);
  });

  it("cleaning the record from a command line does not end the outage: the tablets deny until they are refreshed", async () => {
    const given = { keyspace: "commerce", shard: "0", tablet_type: "PRIMARY", denied_tables: ["product"], remove: true };
    expect((await fromOutside(scene, "SetShardTabletControl", given)).code).toBe(0);
    expect(write(scene)).toMatch(DENIED);
    // Somebody asks before Tandem's watch has read the clean record.
    expect(await type(scene, "status customer.f1")).toContain("Not known whether applications can write");
    expect(await type(scene, "diagnose customer.f1")).toContain("whether every tablet has read it is not known");
    expect(await type(scene, "rescue customer.f1")).toContain("--confirm f1");
    await cardSaysAgain(scene, /^Not known whether applications can write · customer\.f1/);
    expect(await told(scene, /not by Tandem/)).toMatch(
      /The tables that nobody could write to were taken off the list of denied tables at \d\d:\d\d UTC, not by Tandem\./,
    );
    expect(alarms(scene).at(-1)).toContain("Not known whether applications can write");
    await type(scene, "rescue customer.f1 --confirm f1");
    await told(scene, /Writes unblocked/);
    expect(write(scene)).toBe("commerce");
    await cardSaysAgain(scene, /^Copied, in sync · customer\.f1/);
    await statusAsSeenByVtgate(scene);
    expect(await type(scene, "rescue customer.f1")).toContain("no writes are denied where routing sends them");
  });
});
