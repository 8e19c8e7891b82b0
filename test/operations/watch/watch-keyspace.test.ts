import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { CANCEL_DEFAULTS, CREATE_DEFAULTS } from "../../../src/core/options/options.ts";
import { requestOperation } from "../../../src/operations/requests/request-operation.ts";
import { createMove } from "../../../src/operations/moves/create-move.ts";
import { readMove } from "../../../src/operations/readings/read-move.ts";
import { listMoves, readStatus } from "../../../src/operations/moves/show-moves.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { ASKER, COMMERCE, done, followed, lines, outcomeOf, SWITCH, SWITCH_AT_ONCE, replicasInShards } from "../moves.ts";
import { C2C, move, PROD, until } from "../harness.ts";
import { countLoads } from "./count-loads.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { Fault } from "../../../src/operations/fault.ts";
import { keyspaceNamed, requestNamed, tableNamed, tablesNamed } from "../../names.ts";

const SHARDED = move("prod/customer2.commerce2customer2");

const withHarness = harnessesWithRunningMove();

describe("the watch of a keyspace", () => {
  test("keeps a reading, announces the finished copy once, and comes back later when nothing is going on", () =>
    withHarness(async (harness) => {
      expect(await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace)).toBe(15_000);
      await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
      expect((await harness.records.reading(moveId(C2C)))?.workflow?.name).toBe("commerce2customer");
      expect((await lines(harness)).map((body) => body.kind)).toEqual(["created", "copy-finished"]);
    }));

  test("one dead cell, or one that is not built yet, makes no move unreadable, and the reading says which cell is unknown", () =>
    withHarness(async (harness) => {
      const { state, cluster, faults } = harness.simulator;
      state.addCell("zone8");
      cluster.cells.push("zone9");
      faults.inject(
        { rpc: "GetSrvVSchema", where: ({ cell }) => cell === "zone9", times: 20 },
        { kind: "error", code: 14, details: "no connection to cell zone9" },
      );
      await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
      const reading = await harness.records.reading(moveId(C2C));
      expect(reading?.served?.map(({ cell }) => cell)).toEqual(["zone1"]);
      expect(reading?.servedUnread).toEqual(["zone9"]);
    }));

  test("says of no reading that it is newer than what it shows, however late the store's time comes", () =>
    withHarness(async (harness) => {
      const { records } = harness;
      const readsAt: number[] = [];
      const vitess: typeof harness.vitess = {
        ...harness.vitess,
        async workflows(keyspace, options) {
          readsAt.push(await records.now());
          return harness.vitess.workflows(keyspace, options);
        },
      };
      const now = async (): Promise<number> => {
        await sleep(50);
        return records.now();
      };
      await watchKeyspace({ ...harness.deps, vitess: () => vitess, records: { ...records, now } }, PROD, C2C.targetKeyspace);
      expect(readsAt).not.toEqual([]);
      expect((await records.reading(moveId(C2C)))?.at).toBeLessThanOrEqual(Math.min(...readsAt));
    }));

  test("reads on if a copy's workflow is cancelled between two reads", () =>
    withHarness(async (harness) => {
      const copyStates = [{ table: tableNamed("customer"), lastPk: "a key" }];
      const vitess: typeof harness.vitess = {
        ...harness.vitess,
        async workflows(keyspace, options) {
          const found = await harness.vitess.workflows(keyspace, options);
          return found.map((one) => ({ ...one, streams: one.streams.map((stream) => ({ ...stream, copyStates })) }));
        },
        workflowStatus: ({ workflow }) => Promise.reject(new Fault("not-found", `workflow customer.${workflow} does not exist`)),
      };
      expect(await watchKeyspace({ ...harness.deps, vitess: () => vitess }, PROD, C2C.targetKeyspace)).toBe(2_000);
    }));

  test("ends when no move is left there", () =>
    withHarness(async (harness) => {
      await harness.records.moves.change(moveId(C2C), (current) => ({
        write: { ...current, state: { kind: "ended", at: 1, how: "completed" } },
        result: undefined,
      }));
      expect(await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace)).toBeUndefined();
    }));

  test("closes an open request if the workflow no longer matches the approved facts, with the difference", () =>
    withHarness(async (harness) => {
      await requestOperation(harness.deps, await followed(harness), SWITCH, { ...ASKER, id: requestNamed("r1") });
      await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
      expect((await harness.records.requests.get("r1"))?.state.kind).toBe("open");
      await harness.vitess.setRunning(C2C, "Stopped");
      await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
      expect((await harness.records.requests.get("r1"))?.state).toMatchObject({
        kind: "changed",
        difference: ["streams: 1 running → 1 stopped"],
      });
      expect((await lines(harness)).at(-1)).toMatchObject({ kind: "request-ended", how: "changed" });
    }));

  test("the unreadable source of one move holds up no other move of the keyspace", () =>
    withHarness(async (harness) => {
      const others = ["a", "b", "y", "z"].map((name) => move(`prod/customer.${name}`));
      for (const name of others)
        await harness.records.moves.create(moveId(name), { ...(await followed(harness)), name, sourceKeyspace: keyspaceNamed("gone") });
      const vitess: typeof harness.vitess = {
        ...harness.vitess,
        // It is listed, and its shard records cannot be read.
        keyspaces: async () => [...(await harness.vitess.keyspaces()), move("prod/gone.x").targetKeyspace],
        async workflows(keyspace, options) {
          const found = await harness.vitess.workflows(keyspace, options);
          const [mine] = found;
          if (mine === undefined || keyspace !== C2C.targetKeyspace) return found;
          const gone = move("prod/gone.x").targetKeyspace;
          return [...others.map((name) => ({ ...mine, name: name.workflow, sourceKeyspace: gone })), ...found];
        },
      };
      const { records, loads } = countLoads(harness.records);
      const deps = { ...harness.deps, vitess: () => vitess, records };
      const watching = watchKeyspace(deps, PROD, C2C.targetKeyspace);
      await expect(watching).rejects.toMatchObject({ name: "Fault", kind: "not-found" });
      // Which are watched, and who knows of the silence, however many moves have that source.
      expect(loads()).toBe(2);
      for (const name of others) expect(await harness.records.reading(moveId(name))).toBeUndefined();
      expect((await harness.records.reading(moveId(C2C)))?.workflow?.name).toBe("commerce2customer");
    }));

  test("still reads a shard with a dead replica; a dead primary is a fault, and the last reading stays", () =>
    withHarness(async (harness) => {
      harness.simulator.state.setTabletAlive(201, false);
      expect(await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace)).toBe(15_000);
      const before = await harness.records.reading(moveId(C2C));
      harness.simulator.state.setTabletAlive(200, false);
      await expect(watchKeyspace(harness.deps, PROD, C2C.targetKeyspace)).rejects.toMatchObject({ name: "Fault" });
      expect(await harness.records.reading(moveId(C2C))).toEqual(before);
      expect(await readStatus(harness.deps, C2C)).toMatchObject({ kind: "status", stale: true });
      expect(await listMoves(harness.deps, PROD, {})).toMatchObject({ kind: "list", unreachable: ["customer"], moves: [{}] });
    }));
});

test("a move to two shards is read and switched on both", () =>
  withHarness(async (harness) => {
    await done(harness, { verb: "cancel", options: CANCEL_DEFAULTS }, "r0");
    const options = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: tablesNamed("customer", "corder") };
    expect(await createMove(harness.deps, SHARDED, options, ASKER)).toMatchObject({ kind: "receipt" });
    await until(async () => {
      const [workflow] = await harness.vitess.workflows(SHARDED.targetKeyspace);
      return workflow?.streams.every((stream) => stream.state === "Running" && stream.copyStates.length === 0 && stream.position !== "");
    });
    const known = { sourceKeyspace: keyspaceNamed("commerce"), tables: tablesNamed("corder", "customer") };
    const before = await readMove(harness.vitess, SHARDED, known, Date.now());
    expect(before.workflow?.targetShards).toEqual(["-80", "80-"]);
    expect(before.denied.map((one) => `${one.keyspace}/${one.shard}`)).toEqual(["customer2/-80", "customer2/80-"]);
    replicasInShards(harness);
    await done(harness, SWITCH_AT_ONCE, "r1", SHARDED);
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
    const after = await readMove(harness.vitess, SHARDED, known, Date.now());
    expect(after.denied.map((one) => `${one.keyspace}/${one.shard}`)).toEqual(["commerce/0"]);
    expect(after.reverse?.streams.map((stream) => stream.state)).toEqual(["Running", "Running"]);
  }));

test("a source keyspace that was deleted is announced as gone", () =>
  withHarness(async (harness) => {
    const gone = { sourceKeyspace: keyspaceNamed("gone"), tables: tablesNamed("customer") };
    expect(await readMove(harness.vitess, move("prod/customer.nobody"), gone, 1)).toMatchObject({ sourceGone: true, sourceTables: [] });
    expect((await readMove(harness.vitess, C2C, { sourceKeyspace: keyspaceNamed("commerce"), tables: [] }, 1)).sourceGone).toBeUndefined();
  }));

test("a source without a primary is a fault that names it, never a gap", () =>
  withHarness(async (harness) => {
    const vitess: typeof harness.vitess = {
      ...harness.vitess,
      tablets: async (keyspace) =>
        (await harness.vitess.tablets(keyspace)).filter((tablet) => keyspace !== "commerce" || tablet.type !== "PRIMARY"),
    };
    const known = { sourceKeyspace: keyspaceNamed("commerce"), tables: tablesNamed("corder", "customer") };
    await expect(readMove(vitess, C2C, known, 1)).rejects.toMatchObject({
      name: "Fault",
      message: "no primary found for shard commerce/0",
    });
  }));
