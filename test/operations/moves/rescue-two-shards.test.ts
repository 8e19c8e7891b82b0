import { expect, test } from "vitest";
import { CANCEL_DEFAULTS, CREATE_DEFAULTS } from "../../../src/core/options/options.ts";
import type { CarryOutDeps } from "../../../src/operations/carry-out/deps.ts";
import { Fault } from "../../../src/operations/fault.ts";
import { createMove } from "../../../src/operations/moves/create-move.ts";
import { rescue } from "../../../src/operations/moves/rescue.ts";
import { isCopying, isRunning } from "../../../src/core/move/phase.ts";
import { ASKER, carriedOut, COMMERCE, done, followed, outcomeOf, SWITCH_AT_ONCE, replicasInShards } from "../moves.ts";
import { sent, withCall } from "../rules/plant.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { move, type Harness, until } from "../harness.ts";
import { requestNamed, tablesNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();
const SHARDED = move("prod/customer2.commerce2customer2");
const SHARDS = ["-80", "80-"];
const TABLES = tablesNamed("corder", "customer");

/** A move to two shards that was switched, with its tables denied by both of them: what a dead reverse leaves. */
async function deniedAtTarget(harness: Harness): Promise<void> {
  await done(harness, { verb: "cancel", options: CANCEL_DEFAULTS }, "r0");
  const options = { ...CREATE_DEFAULTS, sourceKeyspace: COMMERCE, tables: TABLES };
  expect(await createMove(harness.deps, SHARDED, options, ASKER)).toMatchObject({ kind: "receipt" });
  await until(async () => {
    const [workflow] = await harness.vitess.workflows(SHARDED.targetKeyspace);
    return workflow !== undefined && isRunning(workflow) && !isCopying(workflow);
  });
  replicasInShards(harness);
  await done(harness, SWITCH_AT_ONCE, "r1", SHARDED);
  expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
  for (const shard of SHARDS) harness.simulator.state.setDeniedTables("customer2", shard, TABLES, true);
}

/** Every read of a shard's record takes longer than the time in which a call may be sent. */
function whereShardsReadSlowly(harness: Harness): CarryOutDeps {
  let reads = 0;
  const deps = withCall(harness, {
    deniedTables(keyspace, shard) {
      reads += 1;
      return harness.vitess.deniedTables(keyspace, shard);
    },
  });
  const freshFor = (): (() => boolean) => {
    const begun = reads;
    return () => reads === begun;
  };
  return { ...deps, freshFor };
}

test("writes are unblocked on every shard although a shard's record is slow to read, as in an outage", () =>
  withHarness(async (harness) => {
    await deniedAtTarget(harness);
    const answer = await rescue(harness.deps, await followed(harness, SHARDED), SHARDED.workflow, { ...ASKER, id: requestNamed("x1") });
    expect(answer).toMatchObject({ kind: "receipt", doing: "rescuing" });
    await carriedOut(whereShardsReadSlowly(harness), "x1");
    expect(await outcomeOf(harness, "x1")).toMatchObject({ kind: "succeeded" });
    expect(sent(harness, "SetShardTabletControl")).toBe(2);
    expect(SHARDS.map((shard) => harness.simulator.state.shard("customer2", shard).deniedTables)).toEqual([[], []]);
  }));

test("a shard whose record is clean is refreshed at once, although a lock holds up the record of another", () =>
  withHarness(async (harness) => {
    await deniedAtTarget(harness);
    const deps = withCall(harness, {
      allowTables: (keyspace, shard, tables) =>
        shard === "-80" ? Promise.reject(new Fault("busy", "the lock is held")) : harness.vitess.allowTables(keyspace, shard, tables),
    });
    await rescue(harness.deps, await followed(harness, SHARDED), SHARDED.workflow, { ...ASKER, id: requestNamed("x1") });
    await carriedOut({ ...deps, timing: { ...deps.timing, deadLockLapsesMs: 0 } }, "x1");
    expect(await outcomeOf(harness, "x1")).toMatchObject({ kind: "failed", fault: { kind: "busy" } });
    const told = harness.simulator.calls().filter(({ method }) => method === "RefreshState" || method === "RefreshStateByShard");
    expect(told.map(({ method }) => method)).toEqual(["RefreshState", "RefreshStateByShard"]);
    expect(told[1]?.request).toMatchObject({ keyspace: "customer2", shard: "80-" });
  }));
