import { describe, expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { channelId } from "../../../src/core/people/people.ts";
import type { NoticeBody } from "../../../src/core/announce/notices.ts";
import { cannotBeRead } from "../../../src/core/move/moves.ts";
import { rescue } from "../../../src/operations/moves/rescue.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { approved, ASKER, carriedOut, followed, lines, SWITCH_AT_ONCE } from "../moves.ts";
import { stagesWithRunningMove } from "../running-move.ts";
import { BEN, C2C, PROD, type Stage, until } from "../stage.ts";

const onStage = stagesWithRunningMove();
const OPS = channelId("C0OPS");
/** In place of 5 s: the stage's own reads give up after 1.5 s. */
const SILENT_MS = 200;
/** Where nothing is silent, and a busy machine is only slow. */
const NEVER_MS = 60_000;

function alarmed(stage: Stage): Stage["deps"] {
  return { ...stage.deps, clusters: { ...stage.deps.clusters, alarmsOf: () => OPS } };
}

async function watched(stage: Stage, silentMs: number = NEVER_MS): Promise<void> {
  await watchKeyspace(alarmed(stage), PROD, C2C.targetKeyspace, silentMs).catch(() => undefined);
}

async function kinds(stage: Stage): Promise<readonly string[]> {
  return (await lines(stage)).map(({ kind }) => kind).filter((kind) => kind.startsWith("vitess-") || kind === "alarm");
}

async function notices(stage: Stage): Promise<readonly NoticeBody[]> {
  return (await stage.records.notices.unposted()).map(({ body }) => body);
}

describe("Vitess that does not answer", () => {
  test("a dead tablet is told in the thread and the operators' channel while the read still waits, once, and so is its end", () =>
    onStage(async (stage) => {
      await watched(stage);
      stage.simulator.state.setTabletAlive(200, false);
      const watching = watched(stage, SILENT_MS);
      await until(async () => (await kinds(stage)).length > 0);
      expect(await kinds(stage)).toEqual(["vitess-silent"]);
      expect(await notices(stage)).toMatchObject([
        { kind: "vitess-silent", move: C2C, next: expect.stringContaining("customer and commerce") },
      ]);
      expect(cannotBeRead(await followed(stage))).toBeDefined();
      await watching;
      for (let look = 0; look < 2; look += 1) await watched(stage);
      expect(await kinds(stage)).toEqual(["vitess-silent"]);

      stage.simulator.state.setTabletAlive(200, true);
      for (let look = 0; look < 2; look += 1) await watched(stage);
      expect(await kinds(stage)).toEqual(["vitess-silent", "vitess-back"]);
      expect((await notices(stage)).map(({ kind }) => kind).toSorted()).toEqual(["vitess-back", "vitess-silent"]);
      expect(cannotBeRead(await followed(stage))).toBeUndefined();
    }));

  test("one try that fails at once is a restart and no news; the second is", () =>
    onStage(async (stage) => {
      await watched(stage);
      stage.simulator.faults.inject({ rpc: "GetWorkflows", times: 4 }, { kind: "unavailable" });
      await watched(stage);
      expect(await kinds(stage)).toEqual([]);
      await watched(stage);
      expect(await kinds(stage)).toEqual(["vitess-silent"]);
      stage.simulator.faults.clear();
      await watched(stage);
      expect(await kinds(stage)).toEqual(["vitess-silent", "vitess-back"]);
    }));

  test("many moves of one keyspace are one line in the operators' channel, and one in each thread", () =>
    onStage(async (stage) => {
      await watched(stage);
      const second = { ...C2C, workflow: "second" as typeof C2C.workflow };
      await stage.records.moves.create(moveId(second), { ...(await followed(stage)), name: second });
      stage.simulator.faults.inject({ rpc: "GetWorkflows", times: 9 }, { kind: "unavailable" });
      for (let look = 0; look < 2; look += 1) await watched(stage);
      expect(await kinds(stage)).toEqual(["vitess-silent"]);
      const others = (await stage.records.entries(moveId(second), 0)).map(({ body }) => body.kind);
      expect(others).toContain("vitess-silent");
      expect((await notices(stage)).map(({ kind }) => kind)).toEqual(["vitess-silent"]);
    }));
});

test("a vtctld that dies in mid-switch and stays away is told with Tandem's own call at the first failed look; back again, writes are given back at once", () =>
  onStage(async (stage) => {
    await watched(stage);
    await approved(stage, SWITCH_AT_ONCE, "r1");
    stage.simulator.faults.inject({ rpc: "WorkflowSwitchTraffic" }, { kind: "killed", after: "source-writes-denied", downMs: 2_500 });
    const worker = carriedOut({ ...stage.deps, timing: { ...stage.deps.timing, settleMs: 60_000 } }, "r1");
    await until(async () => {
      const state = (await stage.records.executions.get("r1"))?.state;
      return state?.kind === "calling" && state.call.end?.fault?.kind === "unreachable";
    });
    await watched(stage);
    const broken = { verb: "switch", executionId: "r1" };
    expect((await lines(stage)).findLast(({ kind }) => kind === "vitess-silent")).toMatchObject({ broken });
    expect(await notices(stage)).toMatchObject([{ kind: "vitess-silent", broken, tables: ["corder", "customer"] }]);

    await until(async () => {
      await watched(stage);
      return (await kinds(stage)).includes("alarm");
    });
    expect(await kinds(stage)).toEqual(["vitess-silent", "vitess-back", "alarm"]);
    const asked = await rescue(stage.deps, await followed(stage), "commerce2customer", { ...ASKER, by: BEN, id: "x1" });
    expect(asked).toMatchObject({ kind: "receipt", doing: "rescuing" });
    await worker;
    await carriedOut(stage.deps, "x1");
    expect(stage.simulator.state.shard("commerce", "0").deniedTables).toEqual([]);
  }));
