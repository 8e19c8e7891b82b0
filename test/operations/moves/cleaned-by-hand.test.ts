import { expect, test } from "vitest";
import { followedState } from "../../../src/core/move/moves.ts";
import { CANCEL_DEFAULTS, SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { rescue } from "../../../src/operations/moves/rescue.ts";
import { askTurn, giveBack } from "../../../src/operations/leases/turns.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { leftBehindLine } from "../../../src/slack/move/left-behind.ts";
import { approved, ASKER, done, followed, lines, SWITCH_AT_ONCE } from "../moves.ts";
import { stagesWithRunningMove } from "../running-move.ts";
import { C2C, move, PROD, type Stage } from "../stage.ts";

const onStage = stagesWithRunningMove();
const TABLES = ["corder", "customer"];

/** What a vtctld leaves that was killed in the catch-up of a switch: no lock, where somebody removed it. */
function leaveDeadSwitch({ simulator }: Stage): void {
  simulator.state.setDeniedTables("commerce", "0", TABLES, true);
  simulator.state.setDeniedTables("customer", "0", TABLES, false);
}

/** SetShardTabletControl of somebody who tells no tablet. */
function cleanRecord({ simulator }: Stage, tables: readonly string[] = TABLES): void {
  simulator.state.recordDeniedTables("commerce", "0", tables, false);
}

function written({ simulator }: Stage): string {
  const { keyspace, error } = simulator.sql.insertThroughVtgate("corder", { order_id: "1" });
  return keyspace ?? (/denied tables/.test(error) ? "denied" : error);
}

const watched = ({ deps }: Stage): Promise<unknown> => watchKeyspace(deps, PROD, C2C.targetKeyspace);

async function alarms(stage: Stage): Promise<readonly string[]> {
  return (await lines(stage)).flatMap((one) => (one.kind === "alarm" ? [one.alarm] : []));
}

async function toldAlarm(stage: Stage): Promise<string | undefined> {
  return followedState(await followed(stage))?.told.alarm;
}

const switched = (stage: Stage, direction: "forward" | "backward"): Promise<unknown> =>
  stage.vitess.switchTraffic(C2C, SWITCH_DEFAULTS, { direction, dryRun: false });

test("a record that somebody cleaned while a step of Tandem's stands in line is an alarm as well", () =>
  onStage(async (stage) => {
    const ahead = { id: "o1", move: move("prod/customer.other"), verb: "switch", tabletTypes: [] } as const;
    await approved(stage, SWITCH_AT_ONCE, "s1");
    await askTurn(stage.deps, ahead);
    await carryOut(stage.deps, "s1");
    await watched(stage);
    leaveDeadSwitch(stage);
    await watched(stage);
    expect(await toldAlarm(stage)).toBe("source-writes-denied");
    cleanRecord(stage);
    await watched(stage);
    expect(written(stage)).toBe("denied");
    expect(await toldAlarm(stage)).toBe("tablets-not-told");
    await giveBack(stage.deps, PROD, ahead.id);
  }));

test("a switch and a way back of somebody else have the tablets read their record: no alarm comes again", () =>
  onStage(async (stage) => {
    await watched(stage);
    leaveDeadSwitch(stage);
    await watched(stage);
    cleanRecord(stage);
    stage.simulator.state.setDeniedTables("customer", "0", TABLES, true);
    await watched(stage);
    expect(await alarms(stage)).toEqual(["source-writes-denied", "tablets-not-told"]);
    await switched(stage, "forward");
    await watched(stage);
    expect(await toldAlarm(stage)).toBeUndefined();
    await switched(stage, "backward");
    expect(written(stage)).toBe("commerce");
    await watched(stage);
    expect(await toldAlarm(stage)).toBeUndefined();
    expect(await alarms(stage)).toEqual(["source-writes-denied", "tablets-not-told"]);
  }));

test("a record that is cleaned one table after the other is of all of them", () =>
  onStage(async (stage) => {
    await watched(stage);
    leaveDeadSwitch(stage);
    await watched(stage);
    cleanRecord(stage, ["corder"]);
    await watched(stage);
    cleanRecord(stage, ["customer"]);
    await watched(stage);
    expect(await toldAlarm(stage)).toBe("tablets-not-told");
    const plan = await rescue(stage.deps, await followed(stage), undefined, { ...ASKER, id: "x1" });
    expect(plan).toMatchObject({ kind: "rescue-plan", refreshOnly: true, tables: TABLES });
  }));

test("a cancel that leaves the denied tables alone tells no tablet, and says so once the alarm is gone with the move", () =>
  onStage(async (stage) => {
    await watched(stage);
    leaveDeadSwitch(stage);
    await watched(stage);
    cleanRecord(stage);
    await watched(stage);
    expect(await toldAlarm(stage)).toBe("tablets-not-told");
    await done(stage, { verb: "cancel", options: { ...CANCEL_DEFAULTS, keepData: true, keepRoutingRules: true } }, "c1");
    expect((await followed(stage)).state).toMatchObject({ kind: "ended", how: "cancelled" });
    expect(written(stage)).toBe("denied");
    const notTold = { keyspace: "commerce", shards: ["0"], tables: TABLES };
    const said = (await lines(stage)).at(-1);
    expect(said).toMatchObject({ kind: "left-behind", after: "cancel", left: { notTold } });
    if (said?.kind !== "left-behind") throw new Error("nothing is said");
    expect(JSON.stringify(leftBehindLine(said, await followed(stage)))).toMatch(
      /not known whether applications can write .*`vtctldclient RefreshStateByShard commerce\/0`/,
    );
  }));

test("nobody is told that applications can write again because a record was cleaned whose outage was not told yet", () =>
  onStage(async (stage) => {
    await watched(stage);
    leaveDeadSwitch(stage);
    stage.simulator.state.holdWorkflowLock("customer", "commerce2customer");
    await watched(stage);
    expect(await toldAlarm(stage)).toBeUndefined();
    cleanRecord(stage);
    await watched(stage);
    expect(written(stage)).toBe("denied");
    expect((await lines(stage)).filter(({ kind }) => kind === "outside")).toEqual([]);
  }));
