import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rescue } from "../../../src/operations/moves/rescue.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { readMove } from "../../../src/operations/readings/read-move.ts";
import { type PrivateRedis, startRedis } from "../../../practice/redis.ts";
import { ASKER, carriedOut, followed, lines, outcomeOf } from "../moves.ts";
import { openHarnessWithMove } from "../prepared-move.ts";
import { BEN, C2C, PROD, type Harness } from "../harness.ts";
import { keyspaceNamed, requestNamed, tablesNamed } from "../../names.ts";
import { drawEvery } from "../../seed.ts";

const TABLES = tablesNamed("corder", "customer");
/** 11 to 17 print the lock's file with TopoCat; 18 and 19 answer GetTopologyPath. */
/** Every second one in the usual run. */
const RELEASES = drawEvery(2, [11, 12, 14, 15, 17, 18, 19]);

let redis: PrivateRedis;

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(() => redis.close());

async function withHarness(version: number, work: (harness: Harness) => Promise<void>): Promise<void> {
  const harness = await openHarnessWithMove(redis.url, { version });
  try {
    await work(harness);
  } finally {
    await harness.end();
  }
}

/** Somebody switches from elsewhere: writes are denied at the source, and both keyspaces are locked. */
function switchFromElsewhere({ simulator }: Harness): void {
  simulator.state.setDeniedTables("commerce", "0", TABLES, true);
  for (const keyspace of ["commerce", "customer"]) simulator.state.holdKeyspaceLock(keyspace);
}

async function looked(harness: Harness, times = 1): Promise<void> {
  for (let look = 0; look < times; look += 1) await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
}

async function alarms(harness: Harness): Promise<readonly unknown[]> {
  return (await lines(harness)).filter(({ kind }) => kind === "alarm");
}

describe.each(RELEASES)("on %i", (version) => {
  test("a switch from elsewhere that holds its lock is no alarm, and blocks a rescue", () =>
    withHarness(version, async (harness) => {
      await looked(harness);
      switchFromElsewhere(harness);
      await looked(harness, 3);
      expect(await alarms(harness)).toEqual([]);
      const reading = await readMove(
        harness.vitess,
        C2C,
        { sourceKeyspace: keyspaceNamed("commerce"), tables: TABLES },
        await harness.records.now(),
      );
      expect(reading.lockHolders).toMatchObject([{ action: "SwitchWrites", host: "localhost", keyspace: "commerce" }]);
      const asked = await rescue(harness.deps, await followed(harness), "commerce2customer", { ...ASKER, by: BEN, id: requestNamed("x1") });
      expect(asked).toMatchObject({ kind: "refused", reason: "switch-alive" });
    }));

  test("what it leaves once its lock is gone is an outage at the next reading, and a rescue unblocks writes at once", () =>
    withHarness(version, async (harness) => {
      await looked(harness);
      switchFromElsewhere(harness);
      for (const keyspace of ["commerce", "customer"]) harness.simulator.state.removeKeyspaceLock(keyspace);
      await looked(harness);
      // From 18 on the create denies the target's tables until the switch.
      expect(await alarms(harness)).toMatchObject([
        { alarm: version < 18 ? "source-writes-denied" : "both-sides-deny-writes", tables: TABLES },
      ]);
      const asked = await rescue(harness.deps, await followed(harness), "commerce2customer", { ...ASKER, by: BEN, id: requestNamed("x1") });
      expect(asked).toMatchObject({ kind: "receipt", doing: "rescuing" });
      await carriedOut(harness.deps, "x1");
      expect(await outcomeOf(harness, "x1")).toMatchObject({ kind: "succeeded" });
      expect(harness.simulator.state.shard("commerce", "0").deniedTables).toEqual([]);
    }));
});

test("a schema change also holds the keyspace's lock, and does not hide an outage", () =>
  withHarness(14, async (harness) => {
    await looked(harness);
    harness.simulator.state.setDeniedTables("commerce", "0", TABLES, true);
    harness.simulator.state.holdKeyspaceLock("commerce", "ApplySchemaKeyspace");
    await looked(harness);
    expect(await alarms(harness)).toHaveLength(1);
  }));
