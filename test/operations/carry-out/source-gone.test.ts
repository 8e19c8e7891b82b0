import { expect, test } from "vitest";
import type { WorkflowOperation } from "../../../src/core/operation/operations.ts";
import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS } from "../../../src/core/options/options.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { done, lines, nowReading, outcomeOf, SWITCH_AT_ONCE } from "../moves.ts";
import { stagesWithRunningMove } from "../running-move.ts";
import { C2C, PROD } from "../stage.ts";

const onStage = stagesWithRunningMove();

const COMPLETE: WorkflowOperation = { verb: "complete", options: { ...COMPLETE_DEFAULTS, ignoreSourceKeyspace: true } };
const CANCEL: WorkflowOperation = { verb: "cancel", options: { ...CANCEL_DEFAULTS, ignoreSourceKeyspace: true } };

test("a move whose source keyspace was deleted after the switch is completed without it", () =>
  onStage(async (stage) => {
    await done(stage, SWITCH_AT_ONCE, "r1");
    stage.simulator.state.removeKeyspace("commerce");
    expect(await nowReading(stage)).toMatchObject({ sourceGone: true, sourceTables: [] });
    await done(stage, COMPLETE, "r2");
    expect(await outcomeOf(stage, "r2")).toMatchObject({ kind: "succeeded" });
    expect(await stage.vitess.workflows(C2C.targetKeyspace)).toEqual([]);
  }));

test("one whose source was deleted before the switch is cancelled without it", () =>
  onStage(async (stage) => {
    stage.simulator.state.removeKeyspace("commerce");
    await done(stage, CANCEL, "r1");
    expect(await outcomeOf(stage, "r1")).toMatchObject({ kind: "succeeded" });
  }));

test("the watch goes on reading it, and takes a source that is gone for no outage", () =>
  onStage(async (stage) => {
    await done(stage, SWITCH_AT_ONCE, "r1");
    await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
    stage.simulator.state.removeKeyspace("commerce");
    for (let look = 0; look < 3; look += 1) await watchKeyspace(stage.deps, PROD, C2C.targetKeyspace);
    expect((await lines(stage)).filter((body) => body.kind === "alarm")).toEqual([]);
  }));
