import { expect, test } from "vitest";
import { findFollowed } from "../../../src/core/move/moves.ts";
import { CANCEL_DEFAULTS, SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { rescue } from "../../../src/operations/moves/rescue.ts";
import { startOrStop } from "../../../src/operations/moves/start-stop.ts";
import { requestTurnOfStep, releaseTurn } from "../../../src/operations/leases/turns.ts";
import { carryOut } from "../../../src/operations/carry-out/carry-out.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { sayLeftBehind } from "../../../src/slack/move/left-behind.ts";
import { approved, ASKER, done, followed, lines, SWITCH_AT_ONCE } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { C2C, move, PROD, type Harness } from "../harness.ts";
import { requestNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();
const TABLES = ["corder", "customer"];

/** What a vtctld leaves that was killed in the catch-up of a switch: no lock, because somebody removed it. */
function leaveDeadSwitch({ simulator }: Harness): void {
  simulator.state.setDeniedTables("commerce", "0", TABLES, true);
  simulator.state.setDeniedTables("customer", "0", TABLES, false);
}

/** SetShardTabletControl by somebody who refreshes no tablet. */
function cleanRecord({ simulator }: Harness, tables: readonly string[] = TABLES): void {
  simulator.state.recordDeniedTables("commerce", "0", tables, false);
}

function written({ simulator }: Harness): string {
  const { keyspace, error } = simulator.sql.insertThroughVtgate("corder", { order_id: "1" });
  return keyspace ?? (/denied tables/.test(error) ? "denied" : error);
}

const watched = ({ deps }: Harness): Promise<unknown> => watchKeyspace(deps, PROD, C2C.targetKeyspace);

async function alarms(harness: Harness): Promise<readonly string[]> {
  return (await lines(harness)).flatMap((one) => (one.kind === "alarm" ? [one.alarm] : []));
}

async function toldAlarm(harness: Harness): Promise<string | undefined> {
  return findFollowed(await followed(harness))?.told.alarm;
}

const switched = (harness: Harness, direction: "forward" | "backward"): Promise<unknown> =>
  harness.vitess.switchTraffic(C2C, SWITCH_DEFAULTS, { direction, dryRun: false });

test("a record that somebody cleaned while a step of Tandem's waits in line is also an alarm", () =>
  withHarness(async (harness) => {
    const ahead = { id: "o1", move: move("prod/customer.other"), verb: "switch", tabletTypes: [] } as const;
    await approved(harness, SWITCH_AT_ONCE, "s1");
    await requestTurnOfStep(harness.deps, ahead);
    await carryOut(harness.deps, "s1");
    await watched(harness);
    leaveDeadSwitch(harness);
    await watched(harness);
    expect(await toldAlarm(harness)).toBe("source-writes-denied");
    cleanRecord(harness);
    await watched(harness);
    expect(written(harness)).toBe("denied");
    expect(await toldAlarm(harness)).toBe("tablets-not-told");
    await releaseTurn(harness.deps, PROD, ahead.id);
  }));

test("starting the streams before anybody has looked hides no record that somebody cleaned", () =>
  withHarness(async (harness) => {
    await watched(harness);
    leaveDeadSwitch(harness);
    await watched(harness);
    expect(await toldAlarm(harness)).toBe("source-writes-denied");
    cleanRecord(harness);
    const starts = await startOrStop(
      harness.deps,
      await followed(harness),
      { doing: "start", shards: [] },
      { ...ASKER, id: requestNamed("start") },
    );
    expect(starts).toMatchObject({ kind: "receipt", doing: "start" });
    const plan = await rescue(harness.deps, await followed(harness), undefined, { ...ASKER, id: requestNamed("x1") });
    expect(plan).toMatchObject({ kind: "rescue-plan", refreshOnly: true, tables: TABLES });
    await watched(harness);
    expect(written(harness)).toBe("denied");
    expect(await toldAlarm(harness)).toBe("tablets-not-told");
  }));

test("a switch and a reverse by somebody else make the tablets read their record, and no alarm comes back", () =>
  withHarness(async (harness) => {
    await watched(harness);
    leaveDeadSwitch(harness);
    await watched(harness);
    cleanRecord(harness);
    harness.simulator.state.setDeniedTables("customer", "0", TABLES, true);
    await watched(harness);
    expect(await alarms(harness)).toEqual(["source-writes-denied", "tablets-not-told"]);
    await switched(harness, "forward");
    await watched(harness);
    expect(await toldAlarm(harness)).toBeUndefined();
    await switched(harness, "backward");
    expect(written(harness)).toBe("commerce");
    await watched(harness);
    expect(await toldAlarm(harness)).toBeUndefined();
    expect(await alarms(harness)).toEqual(["source-writes-denied", "tablets-not-told"]);
  }));

test("a record that is cleaned table by table counts for all of the tables", () =>
  withHarness(async (harness) => {
    await watched(harness);
    leaveDeadSwitch(harness);
    await watched(harness);
    cleanRecord(harness, ["corder"]);
    await watched(harness);
    cleanRecord(harness, ["customer"]);
    await watched(harness);
    expect(await toldAlarm(harness)).toBe("tablets-not-told");
    const plan = await rescue(harness.deps, await followed(harness), undefined, { ...ASKER, id: requestNamed("x1") });
    expect(plan).toMatchObject({ kind: "rescue-plan", refreshOnly: true, tables: TABLES });
  }));

test("a cancel that leaves only the denied tables refreshes no tablet, and says so once the alarm is gone with the move", () =>
  withHarness(async (harness) => {
    await watched(harness);
    leaveDeadSwitch(harness);
    await watched(harness);
    cleanRecord(harness);
    await watched(harness);
    expect(await toldAlarm(harness)).toBe("tablets-not-told");
    await done(harness, { verb: "cancel", options: { ...CANCEL_DEFAULTS, keepData: true, keepRoutingRules: true } }, "c1");
    expect((await followed(harness)).state).toMatchObject({ kind: "ended", how: "cancelled" });
    expect(written(harness)).toBe("denied");
    const notTold = { keyspace: "commerce", shards: ["0"], tables: TABLES };
    const [said, noLonger] = (await lines(harness)).slice(-2);
    expect(noLonger).toMatchObject({ kind: "all-clear", cause: "tablets-not-told", ended: "cancelled" });
    expect(said).toMatchObject({ kind: "left-behind", after: "cancel", left: { notTold } });
    if (said?.kind !== "left-behind") throw new Error("nothing is said");
    expect(JSON.stringify(sayLeftBehind(said, await followed(harness)))).toMatch(
      /not known whether applications can write .*`vtctldclient RefreshStateByShard commerce\/0`/,
    );
  }));

test("a cleaned record never leads to a line that applications can write again if the outage was not announced yet", () =>
  withHarness(async (harness) => {
    await watched(harness);
    leaveDeadSwitch(harness);
    harness.simulator.state.holdWorkflowLock("customer", "commerce2customer");
    await watched(harness);
    expect(await toldAlarm(harness)).toBeUndefined();
    cleanRecord(harness);
    await watched(harness);
    expect(written(harness)).toBe("denied");
    expect((await lines(harness)).filter(({ kind }) => kind === "outside")).toEqual([]);
  }));
