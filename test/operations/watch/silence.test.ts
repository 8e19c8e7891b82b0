import { describe, expect, test } from "vitest";
import { moveId, type MoveName } from "../../../src/core/vitess/names.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import type { NoticeBody } from "../../../src/core/announce/notices.ts";
import { findFollowed, findUnreadable, type Move } from "../../../src/core/move/moves.ts";
import type { ClusterAlarms } from "../../../src/core/move/raised.ts";
import type { Limits } from "../../../src/core/operation/request/policy.ts";
import type { Instant } from "../../../src/core/readings/readings.ts";
import { takeAlarm } from "../../../src/operations/announce/take-alarm.ts";
import { rescue } from "../../../src/operations/moves/rescue.ts";
import { followSilence } from "../../../src/operations/watch/follow-silence.ts";
import { sweep } from "../../../src/operations/watch/sweep.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { approved, ASKER, carriedOut, followed, lines, SWITCH_AT_ONCE } from "../moves.ts";
import { countLoads } from "./count-loads.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { BEN, C2C, CHO, move, PROD, type Harness, under, until } from "../harness.ts";
import { requestNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();
const OPS = toChannelId("C0OPS");
/** Instead of 5 s: the harness's own reads give up after 1.5 s. */
const SILENT_MS = 200;
/** For tests in which nothing is silent, and a busy machine is only slow. */
const NEVER_MS = 60_000;

/** The operators' channel hears at once, and not again. */
function alarmed(harness: Harness, limits: Partial<Limits> = { alarmAfterMs: 0 }): Harness["deps"] {
  return under({ ...harness.deps, clusters: { ...harness.deps.clusters, alarmsOf: () => OPS } }, { limits });
}

async function watched(harness: Harness, silentMs: number = NEVER_MS, limits?: Partial<Limits>): Promise<void> {
  await watchKeyspace(alarmed(harness, limits), PROD, C2C.targetKeyspace, silentMs).catch(() => undefined);
}

function calmFor({ cluster, alarms }: ClusterAlarms, calmSince: Instant): ClusterAlarms {
  return { cluster, alarms: alarms.map((one) => ({ ...one, calmSince })) };
}

/** A move that is read again, for so long that its own alarm is over. */
async function readAgain({ records }: Harness, name: MoveName): Promise<void> {
  await records.moves.change(moveId(name), ({ state, ...rest }) => {
    if (state.kind !== "followed") throw new Error("not followed");
    const { unreadable: _read, ...again } = state;
    return { write: { ...rest, state: { ...again, alarms: [] } }, result: undefined };
  });
}

/** Has another move of the keyspace followed, and Vitess not answer about either for so many reads. */
async function withSilentTwin(harness: Harness, times: number): Promise<MoveName> {
  const second = move("prod/customer.second");
  await harness.records.moves.create(moveId(second), { ...(await followed(harness)), name: second });
  harness.simulator.faults.inject({ rpc: "GetWorkflows", times }, { kind: "unavailable" });
  return second;
}

async function kinds(harness: Harness): Promise<readonly string[]> {
  return (await lines(harness)).map(({ kind }) => kind).filter((kind) => kind.startsWith("vitess-") || kind === "alarm");
}

async function notices(harness: Harness): Promise<readonly NoticeBody[]> {
  return (await harness.records.notices.unposted()).map(({ body }) => body);
}

describe("a Vitess that does not answer", () => {
  test("a dead tablet is announced in the thread and the operators' channel while the read still waits, once", () =>
    withHarness(async (harness) => {
      await watched(harness);
      harness.simulator.state.setTabletAlive(200, false);
      const watching = watched(harness, SILENT_MS);
      await until(async () => (await notices(harness)).length > 0);
      expect(await kinds(harness)).toEqual(["vitess-silent"]);
      expect(await notices(harness)).toMatchObject([
        { kind: "vitess-silent", move: C2C, next: expect.stringContaining("customer and commerce") },
      ]);
      expect(findUnreadable(await followed(harness))).toBeDefined();
      await watching;
      for (let look = 0; look < 2; look += 1) await watched(harness);
      expect(await kinds(harness)).toEqual(["vitess-silent"]);

      harness.simulator.state.setTabletAlive(200, true);
      for (let look = 0; look < 2; look += 1) await watched(harness);
      expect(await kinds(harness)).toEqual(["vitess-silent"]);
      expect((await notices(harness)).map(({ kind }) => kind)).toEqual(["vitess-silent"]);
      expect(findUnreadable(await followed(harness))).toBeUndefined();
      expect(findFollowed(await followed(harness))?.alarms).toMatchObject([{ cause: "vitess-silent", calmSince: expect.any(Number) }]);
    }));

  test("whoever has it has it for the whole cluster: it is not repeated, each thread names them, and a second press changes nothing", () =>
    withHarness(async (harness) => {
      const again = { alarmAfterMs: 0, alarmAgainMs: 1 };
      await watched(harness);
      const second = await withSilentTwin(harness, 99);
      for (let look = 0; look < 3; look += 1) await watched(harness, NEVER_MS, again);
      const [first, repeated] = await notices(harness);
      expect(first).toMatchObject({ kind: "vitess-silent", move: C2C, others: [second] });
      expect(repeated).toMatchObject({ kind: "vitess-silent", isAgain: true });
      if (first?.kind !== "vitess-silent") throw new Error("no notice");
      const about = { move: C2C, cause: "vitess-silent", raisedAt: first.raisedAt ?? 0 };
      expect((await takeAlarm(harness.deps, about, BEN)).result).toEqual({ kind: "taken" });
      expect((await takeAlarm(harness.deps, about, CHO)).result).toMatchObject({ kind: "has-it", by: BEN });

      for (let look = 0; look < 2; look += 1) await watched(harness, NEVER_MS, again);
      expect(await notices(harness)).toHaveLength(2);
      for (const name of [C2C, second]) {
        const said = (await harness.records.entries(moveId(name), 0)).map(({ body }) => body.kind);
        expect(said.filter((kind) => kind === "vitess-silent" || kind === "alarm-taken")).toEqual(["vitess-silent", "alarm-taken"]);
      }
    }));

  test("can still be taken after the move that the notice names is read again, as long as others of the cluster are not", () =>
    withHarness(async (harness) => {
      await watched(harness);
      const second = await withSilentTwin(harness, 99);
      for (let look = 0; look < 2; look += 1) await watched(harness);
      const [notice] = await notices(harness);
      if (notice?.kind !== "vitess-silent") throw new Error("no notice");
      await readAgain(harness, C2C);
      await sweep(alarmed(harness));
      const about = { move: C2C, cause: "vitess-silent", raisedAt: notice.raisedAt ?? 0 };
      expect((await takeAlarm(harness.deps, about, BEN)).result).toEqual({ kind: "taken" });
      expect((await takeAlarm(harness.deps, about, CHO)).result).toMatchObject({ kind: "has-it", by: BEN });
      expect(await harness.records.clusterAlarms()).toMatchObject([{ alarms: [{ takenBy: { by: BEN } }] }]);
      // Nobody is called again, and the thread of the move that is still silent names who has it.
      await watched(harness, NEVER_MS, { alarmAfterMs: 0, alarmAgainMs: 1 });
      expect(await notices(harness)).toHaveLength(1);
      expect((await harness.records.entries(moveId(second), 0)).map(({ body }) => body.kind)).toContain("alarm-taken");
      // An alarm of an earlier outage is over, whatever goes on now.
      const before = { ...about, raisedAt: about.raisedAt - 60_000 };
      expect((await takeAlarm(harness.deps, before, BEN)).result).toEqual({ kind: "over" });
    }));

  test("the sweep says the all clear of a cluster that answers again, where the alarm was heard, also if no move is left there", () =>
    withHarness(async (harness) => {
      await watched(harness);
      harness.simulator.faults.inject({ rpc: "GetWorkflows", times: 4 }, { kind: "unavailable" });
      for (let look = 0; look < 2; look += 1) await watched(harness);
      const ended: Move["state"] = { kind: "ended", at: await harness.records.now(), how: "completed" };
      await harness.records.commit(moveId(C2C), ({ move: current, clusterAlarms }, now) => ({
        ...(current === undefined ? {} : { move: { ...current, state: ended } }),
        ...(clusterAlarms === undefined ? {} : { clusterAlarms: calmFor(clusterAlarms, now - 6 * 60_000) }),
        result: undefined,
      }));
      for (let time = 0; time < 2; time += 1) await sweep(alarmed(harness));
      expect((await notices(harness)).map(({ kind }) => kind).toSorted()).toEqual(["all-clear", "vitess-silent"]);
      expect(await harness.records.clusterAlarms()).toEqual([]);
    }));

  test("is not raised again by a process that loaded the moves before another one said the all clear", () =>
    withHarness(async (harness) => {
      await watched(harness);
      harness.simulator.faults.inject({ rpc: "GetWorkflows", times: 4 }, { kind: "unavailable" });
      for (let look = 0; look < 2; look += 1) await watched(harness);
      const deps = alarmed(harness);
      let isFirst = true;
      const active = async (): Promise<readonly Move[]> => {
        const found = await harness.records.moves.active();
        if (isFirst) {
          isFirst = false;
          await readAgain(harness, C2C);
          await harness.records.commit(moveId(C2C), ({ clusterAlarms }, now) => ({
            ...(clusterAlarms === undefined ? {} : { clusterAlarms: calmFor(clusterAlarms, now - 6 * 60_000) }),
            result: undefined,
          }));
          await followSilence(deps, PROD, moveId(C2C));
        }
        return found;
      };
      const slow = { ...deps, records: { ...deps.records, moves: { ...deps.records.moves, active } } };
      await followSilence(slow, PROD, moveId(C2C));
      expect((await notices(harness)).map(({ kind }) => kind).toSorted()).toEqual(["all-clear", "vitess-silent"]);
      expect(await harness.records.clusterAlarms()).toEqual([]);
    }));

  test("one attempt that fails at once is a restart and no news; the second is news", () =>
    withHarness(async (harness) => {
      await watched(harness);
      harness.simulator.faults.inject({ rpc: "GetWorkflows", times: 4 }, { kind: "unavailable" });
      await watched(harness);
      expect(await kinds(harness)).toEqual([]);
      await watched(harness);
      expect(await kinds(harness)).toEqual(["vitess-silent"]);
    }));

  test("many moves of one keyspace are one line in the operators' channel, and one in each thread", () =>
    withHarness(async (harness) => {
      await watched(harness);
      const second = await withSilentTwin(harness, 9);
      for (let look = 0; look < 2; look += 1) await watched(harness);
      expect(await kinds(harness)).toEqual(["vitess-silent"]);
      const others = (await harness.records.entries(moveId(second), 0)).map(({ body }) => body.kind);
      expect(others).toContain("vitess-silent");
      expect((await notices(harness)).map(({ kind }) => kind)).toEqual(["vitess-silent"]);
    }));

  test("loads all moves once for the silence of many, because two hundred would load forty thousand", () =>
    withHarness(async (harness) => {
      await watched(harness);
      for (const workflow of ["second", "third", "fourth"]) {
        const name = { ...C2C, workflow: workflow as typeof C2C.workflow };
        await harness.records.moves.create(moveId(name), { ...(await followed(harness)), name });
      }
      const { records, loads } = countLoads(harness.records);
      harness.simulator.faults.inject({ rpc: "GetWorkflows", times: 9 }, { kind: "unavailable" });
      const deps = { ...alarmed(harness), records };
      await expect(watchKeyspace(deps, PROD, C2C.targetKeyspace, NEVER_MS)).rejects.toMatchObject({ kind: "unreachable" });
      // Which are watched, and who knows of the outage.
      expect(loads()).toBe(2);
    }));
});

test("a vtctld that dies during a switch and stays away is announced with Tandem's own call at the first failed look; once it is back, a rescue unblocks writes at once", () =>
  withHarness(async (harness) => {
    await watched(harness);
    await approved(harness, SWITCH_AT_ONCE, "r1");
    harness.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "source-writes-denied", downMs: 2_500 });
    const worker = carriedOut({ ...harness.deps, timing: { ...harness.deps.timing, settleMs: 60_000 } }, "r1");
    await until(async () => {
      const state = (await harness.records.executions.get("r1"))?.state;
      return state?.kind === "calling" && state.call.end?.fault?.kind === "unreachable";
    });
    await watched(harness);
    const broken = { verb: "switch", executionId: "r1" };
    expect((await lines(harness)).findLast(({ kind }) => kind === "vitess-silent")).toMatchObject({ broken });
    expect(await notices(harness)).toMatchObject([{ kind: "vitess-silent", broken, tables: ["corder", "customer"] }]);

    await until(async () => {
      await watched(harness);
      return (await kinds(harness)).includes("alarm");
    });
    expect(await kinds(harness)).toEqual(["vitess-silent", "alarm"]);
    const asked = await rescue(harness.deps, await followed(harness), "commerce2customer", { ...ASKER, by: BEN, id: requestNamed("x1") });
    expect(asked).toMatchObject({ kind: "receipt", doing: "rescuing" });
    await worker;
    await carriedOut(harness.deps, "x1");
    expect(harness.simulator.state.shard("commerce", "0").deniedTables).toEqual([]);
  }));
