import { expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import { deriveSituation } from "../../../src/core/situation/situation.ts";
import { rescue } from "../../../src/operations/moves/rescue.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { ASKER, carriedOut, done, followed, nowReading, outcomeOf, SWITCH_AT_ONCE } from "../moves.ts";
import { redirect } from "../rules/plant.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { C2C, PROD, type Harness } from "../harness.ts";
import { requestNamed } from "../../names.ts";

const withHarness = harnessesWithRunningMove();

async function whatIsNext(harness: Harness): Promise<unknown> {
  await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
  const { next, buttons } = deriveSituation(
    { move: await followed(harness), reading: await nowReading(harness) },
    DEFAULT_LIMITS,
    await harness.records.now(),
  );
  return { next: next.kind, buttons: buttons.map(({ key }) => key) };
}

test("where only some tables are switched, writes are unblocked for those that nobody can write to, and no others", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH_AT_ONCE, "r1");
    // Somebody routed corder back by hand; both sides deny what they do not serve, and the target customer too.
    for (const name of ["corder", "commerce.corder"]) await redirect(harness, name, "commerce.corder");
    harness.simulator.state.setDeniedTables("commerce", "0", ["corder"], false);
    harness.simulator.state.setDeniedTables("customer", "0", ["corder", "customer"], true);
    expect(await whatIsNext(harness)).toMatchObject({ next: "unblock", buttons: expect.arrayContaining(["rescue"]) });

    const plan = await rescue(harness.deps, await followed(harness), undefined, { ...ASKER, id: requestNamed("x1") });
    expect(plan).toMatchObject({ kind: "rescue-plan", keyspace: "customer", tables: ["customer"] });
    await rescue(harness.deps, await followed(harness), C2C.workflow, { ...ASKER, id: requestNamed("x1") });
    await carriedOut(harness.deps, "x1");
    expect(await outcomeOf(harness, "x1")).toMatchObject({ kind: "succeeded" });
    expect(harness.simulator.state.shard("customer", "0").deniedTables).toEqual(["corder"]);
    expect(harness.simulator.state.shard("commerce", "0").deniedTables).toEqual(["customer"]);
    expect(await rescue(harness.deps, await followed(harness), undefined, { ...ASKER, id: requestNamed("x2") })).toMatchObject({
      reason: "nothing-denied",
    });
    expect(await whatIsNext(harness)).not.toMatchObject({ next: "not-now" });
    expect((await harness.records.dossier(moveId(C2C))).live.execution).toBeUndefined();
  }));
