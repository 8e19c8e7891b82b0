import { describe, expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { CANCEL_DEFAULTS, CREATE_DEFAULTS } from "../../../src/core/options/options.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { createMove } from "../../../src/operations/moves/create-move.ts";
import { readMove } from "../../../src/operations/readings/read-move.ts";
import { listMoves, statusOf } from "../../../src/operations/moves/show-moves.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { ASKER, COMMERCE, done, followed, lines, outcomeOf, SWITCH, SWITCH_AT_ONCE, replicasInShards } from "../moves.ts";
import { C2C, move, PROD, until } from "../stage.ts";
import { stagesWithRunningMove } from "../running-move.ts";
import { keyspaceNamed } from "../../names.ts";

const SHARDED = move("prod/customer2.commerce2customer2");

const onStage = stagesWithRunningMove();

describe("the watch of a keyspace", () => {
  test("keeps a reading, tells the finished copy once, and comes again later when nothing is busy", () =>
    onStage(async (stage) => {
      expect(await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace)).toBe(15_000);
      await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
      expect((await stage.records.reading(moveId(C2C)))?.workflow?.name).toBe("commerce2customer");
      expect((await lines(stage)).map((body) => body.kind)).toEqual(["created", "copy-finished"]);
    }));

  test("one dead cell, or one that is not built yet, makes no move unreadable: which cell is not known is kept", () =>
    onStage(async (stage) => {
      const { state, cluster, faults } = stage.simulator;
      state.addCell("zone8");
      cluster.cells.push("zone9");
      faults.inject(
        { rpc: "GetSrvVSchema", where: ({ cell }) => cell === "zone9", times: 20 },
        { kind: "error", code: 14, details: "no connection to cell zone9" },
      );
      await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
      const reading = await stage.records.reading(moveId(C2C));
      expect(reading?.served?.map(({ cell }) => cell)).toEqual(["zone1"]);
      expect(reading?.servedUnread).toEqual(["zone9"]);
    }));

  test("ends when no move is left there", () =>
    onStage(async (stage) => {
      await stage.records.moves.change(moveId(C2C), (current) => ({
        write: { ...current, state: { kind: "ended", at: 1, how: "completed" } },
        result: undefined,
      }));
      expect(await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace)).toBeUndefined();
    }));

  test("closes an open request when the workflow is not what was sealed, with the difference", () =>
    onStage(async (stage) => {
      await requestOperation(stage.deps, await followed(stage), SWITCH, { ...ASKER, id: "r1" });
      await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
      expect((await stage.records.requests.get("r1"))?.state.kind).toBe("open");
      await stage.vitess.setRunning(C2C, "Stopped");
      await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
      expect((await stage.records.requests.get("r1"))?.state).toMatchObject({
        kind: "changed",
        difference: ["streams: 1 running → 1 stopped"],
      });
      expect((await lines(stage)).at(-1)).toMatchObject({ kind: "request-ended", how: "changed" });
    }));

  test("one move's source that cannot be read holds up no other move of the keyspace", () =>
    onStage(async (stage) => {
      const others = ["a", "b", "y", "z"].map((name) => move(`prod/customer.${name}`));
      for (const name of others)
        await stage.records.moves.create(moveId(name), { ...(await followed(stage)), name, sourceKeyspace: keyspaceNamed("gone") });
      const vitess: typeof stage.vitess = {
        ...stage.vitess,
        // It is listed, and its shard records cannot be read.
        keyspaces: async () => [...(await stage.vitess.keyspaces()), move("prod/gone.x").targetKeyspace],
        async workflows(keyspace, options) {
          const found = await stage.vitess.workflows(keyspace, options);
          const [mine] = found;
          if (mine === undefined || keyspace !== C2C.targetKeyspace) return found;
          const gone = move("prod/gone.x").targetKeyspace;
          return [...others.map((name) => ({ ...mine, name: name.workflow, sourceKeyspace: gone })), ...found];
        },
      };
      const watching = watchKeyspace({ ...stage.deps, vitess: () => vitess }, PROD, C2C.targetKeyspace);
      await expect(watching).rejects.toMatchObject({ name: "Fault", kind: "not-found" });
      for (const name of others) expect(await stage.records.reading(moveId(name))).toBeUndefined();
      expect((await stage.records.reading(moveId(C2C)))?.workflow?.name).toBe("commerce2customer");
    }));

  test("sees a dead replica's shard all the same; a dead primary is a fault, and the last reading stays", () =>
    onStage(async (stage) => {
      stage.simulator.state.setTabletAlive(201, false);
      expect(await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace)).toBe(15_000);
      const before = await stage.records.reading(moveId(C2C));
      stage.simulator.state.setTabletAlive(200, false);
      await expect(watchKeyspace(stage.deps, PROD, C2C.targetKeyspace)).rejects.toMatchObject({ name: "Fault" });
      expect(await stage.records.reading(moveId(C2C))).toEqual(before);
      expect(await statusOf(stage.deps, C2C)).toMatchObject({ kind: "status", stale: true });
      expect(await listMoves(stage.deps, PROD, undefined)).toMatchObject({ kind: "list", unreachable: ["customer"], moves: [{}] });
    }));
});

test("a move to two shards is read and switched on both", () =>
  onStage(async (stage) => {
    await done(stage, { verb: "cancel", options: CANCEL_DEFAULTS }, "r0");
    const options = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: ["customer", "corder"] };
    expect(await createMove(stage.deps, SHARDED, options, ASKER)).toMatchObject({ kind: "receipt" });
    await until(async () => {
      const [workflow] = await stage.vitess.workflows(SHARDED.targetKeyspace);
      return workflow?.streams.every((stream) => stream.state === "Running" && stream.copyStates.length === 0 && stream.position !== "");
    });
    const known = { sourceKeyspace: keyspaceNamed("commerce"), tables: ["corder", "customer"] };
    const before = await readMove(stage.vitess, SHARDED, known, Date.now());
    expect(before.workflow?.targetShards).toEqual(["-80", "80-"]);
    expect(before.denied.map((one) => `${one.keyspace}/${one.shard}`)).toEqual(["customer2/-80", "customer2/80-"]);
    replicasInShards(stage);
    await done(stage, SWITCH_AT_ONCE, "r1", SHARDED);
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
    const after = await readMove(stage.vitess, SHARDED, known, Date.now());
    expect(after.denied.map((one) => `${one.keyspace}/${one.shard}`)).toEqual(["commerce/0"]);
    expect(after.reverse?.streams.map((stream) => stream.state)).toEqual(["Running", "Running"]);
  }));

test("a source keyspace that was deleted is told as gone", () =>
  onStage(async (stage) => {
    const gone = { sourceKeyspace: keyspaceNamed("gone"), tables: ["customer"] };
    expect(await readMove(stage.vitess, move("prod/customer.nobody"), gone, 1)).toMatchObject({ sourceGone: true, sourceTables: [] });
    expect((await readMove(stage.vitess, C2C, { sourceKeyspace: keyspaceNamed("commerce"), tables: [] }, 1)).sourceGone).toBeUndefined();
  }));

test("a source without a primary is a fault that names it, never a gap", () =>
  onStage(async (stage) => {
    const vitess: typeof stage.vitess = {
      ...stage.vitess,
      tablets: async (keyspace) =>
        (await stage.vitess.tablets(keyspace)).filter((tablet) => keyspace !== "commerce" || tablet.type !== "PRIMARY"),
    };
    const known = { sourceKeyspace: keyspaceNamed("commerce"), tables: ["corder", "customer"] };
    await expect(readMove(vitess, C2C, known, 1)).rejects.toMatchObject({
      name: "Fault",
      message: "no primary found for shard commerce/0",
    });
  }));
