import { expect, test } from "vitest";
import { moveId } from "../../../src/core/vitess/names.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/policy.ts";
import { situation } from "../../../src/core/situation/situation.ts";
import { rescue } from "../../../src/operations/moves/rescue.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { ASKER, carriedOut, done, followed, nowReading, outcomeOf, SWITCH_AT_ONCE } from "../moves.ts";
import { redirect } from "../rules/plant.ts";
import { stagesWithRunningMove } from "../running-move.ts";
import { C2C, PROD, type Stage } from "../stage.ts";

const onStage = stagesWithRunningMove();

async function whatIsNext(stage: Stage): Promise<unknown> {
  await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
  const { next, buttons } = situation(
    { move: await followed(stage), reading: await nowReading(stage) },
    DEFAULT_LIMITS,
    await stage.records.now(),
  );
  return { next: next.kind, buttons: buttons.map(({ key }) => key) };
}

test("where only some tables are switched, those that nobody can write to are given back, and no others", () =>
  onStage(async (stage) => {
    await done(stage, SWITCH_AT_ONCE, "r1");
    // Somebody led corder back by hand; both sides deny what they do not serve, and the target customer too.
    for (const name of ["corder", "commerce.corder"]) await redirect(stage, name, "commerce.corder");
    stage.simulator.state.setDeniedTables("commerce", "0", ["corder"], false);
    stage.simulator.state.setDeniedTables("customer", "0", ["corder", "customer"], true);
    expect(await whatIsNext(stage)).toMatchObject({ next: "unblock", buttons: expect.arrayContaining(["rescue"]) });

    const plan = await rescue(stage.deps, await followed(stage), undefined, { ...ASKER, id: "x1" });
    expect(plan).toMatchObject({ kind: "rescue-plan", keyspace: "customer", tables: ["customer"] });
    await rescue(stage.deps, await followed(stage), C2C.workflow, { ...ASKER, id: "x1" });
    await carriedOut(stage.deps, "x1");
    expect(await outcomeOf(stage, "x1")).toMatchObject({ kind: "succeeded" });
    expect(stage.simulator.state.shard("customer", "0").deniedTables).toEqual(["corder"]);
    expect(stage.simulator.state.shard("commerce", "0").deniedTables).toEqual(["customer"]);
    expect(await rescue(stage.deps, await followed(stage), undefined, { ...ASKER, id: "x2" })).toMatchObject({ reason: "nothing-denied" });
    expect(await whatIsNext(stage)).not.toMatchObject({ next: "not-now" });
    expect((await stage.records.dossier(moveId(C2C))).live.execution).toBeUndefined();
  }));
