import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rescue } from "../../../src/operations/moves/rescue.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { readMove } from "../../../src/operations/readings/read-move.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { ASKER, carriedOut, followed, lines, outcomeOf, runningMove } from "../moves.ts";
import { BEN, C2C, openStage, PROD, type Stage } from "../stage.ts";
import { keyspaceNamed } from "../../names.ts";

const TABLES = ["corder", "customer"];
/** 11 to 17 print the lock's file with TopoCat; 18 and 19 answer GetTopologyPath. */
const RELEASES = [11, 12, 14, 15, 17, 18, 19];

let redis: PrivateRedis;

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(() => redis.close());

async function onStage(version: number, work: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await openStage(redis.url, { version });
  try {
    await runningMove(stage);
    await work(stage);
  } finally {
    await stage.end();
  }
}

/** Somebody switches from elsewhere: writes are denied at the source, and both keyspaces are locked. */
function switchFromElsewhere({ simulator }: Stage): void {
  simulator.state.setDeniedTables("commerce", "0", TABLES, true);
  for (const keyspace of ["commerce", "customer"]) simulator.state.holdKeyspaceLock(keyspace);
}

async function looked(stage: Stage, times = 1): Promise<void> {
  for (let look = 0; look < times; look += 1) await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
}

async function alarms(stage: Stage): Promise<readonly unknown[]> {
  return (await lines(stage)).filter(({ kind }) => kind === "alarm");
}

describe.each(RELEASES)("on %i", (version) => {
  test("a switch from elsewhere that holds its lock is no alarm, and nothing is given back meanwhile", () =>
    onStage(version, async (stage) => {
      await looked(stage);
      switchFromElsewhere(stage);
      await looked(stage, 3);
      expect(await alarms(stage)).toEqual([]);
      const reading = await readMove(
        stage.vitess,
        C2C,
        { sourceKeyspace: keyspaceNamed("commerce"), tables: TABLES },
        await stage.records.now(),
      );
      expect(reading.lockHolders).toMatchObject([{ action: "SwitchWrites", host: "localhost", keyspace: "commerce" }]);
      const asked = await rescue(stage.deps, await followed(stage), "commerce2customer", { ...ASKER, by: BEN, id: "x1" });
      expect(asked).toMatchObject({ kind: "refused", reason: "switch-alive" });
    }));

  test("what it leaves when its lock is gone is an outage at the next reading, and writes are given back at once", () =>
    onStage(version, async (stage) => {
      await looked(stage);
      switchFromElsewhere(stage);
      for (const keyspace of ["commerce", "customer"]) stage.simulator.state.removeKeyspaceLock(keyspace);
      await looked(stage);
      // From 18 on the create denies the target's tables until the switch.
      expect(await alarms(stage)).toMatchObject([
        { alarm: version < 18 ? "source-writes-denied" : "both-sides-deny-writes", tables: TABLES },
      ]);
      const asked = await rescue(stage.deps, await followed(stage), "commerce2customer", { ...ASKER, by: BEN, id: "x1" });
      expect(asked).toMatchObject({ kind: "receipt", doing: "rescuing" });
      await carriedOut(stage.deps, "x1");
      expect(await outcomeOf(stage, "x1")).toMatchObject({ kind: "succeeded" });
      expect(stage.simulator.state.shard("commerce", "0").deniedTables).toEqual([]);
    }));
});

test("who changes a schema holds the keyspace's lock too, and hides no outage", () =>
  onStage(14, async (stage) => {
    await looked(stage);
    stage.simulator.state.setDeniedTables("commerce", "0", TABLES, true);
    stage.simulator.state.holdKeyspaceLock("commerce", "ApplySchemaKeyspace");
    await looked(stage);
    expect(await alarms(stage)).toHaveLength(1);
  }));
