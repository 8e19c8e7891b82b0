import { expect, test } from "vitest";
import type { WorkflowOperation } from "../../../src/core/operation/request/operations.ts";
import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS } from "../../../src/core/options/options.ts";
import { watchKeyspace } from "../../../src/operations/watch/watch-keyspace.ts";
import { done, lines, nowReading, outcomeOf, SWITCH_AT_ONCE } from "../moves.ts";
import { harnessesWithRunningMove } from "../running-move.ts";
import { C2C, PROD } from "../harness.ts";

const withHarness = harnessesWithRunningMove();

const COMPLETE: WorkflowOperation = { verb: "complete", options: { ...COMPLETE_DEFAULTS, ignoreSourceKeyspace: true } };
const CANCEL: WorkflowOperation = { verb: "cancel", options: { ...CANCEL_DEFAULTS, ignoreSourceKeyspace: true } };

test("a move whose source keyspace was deleted after the switch is completed without it", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH_AT_ONCE, "r1");
    harness.simulator.state.removeKeyspace("commerce");
    expect(await nowReading(harness)).toMatchObject({ sourceGone: true, sourceTables: [] });
    await done(harness, COMPLETE, "r2");
    expect(await outcomeOf(harness, "r2")).toMatchObject({ kind: "succeeded" });
    expect(await harness.vitess.workflows(C2C.targetKeyspace)).toEqual([]);
  }));

test("a move whose source keyspace was deleted before the switch is cancelled without it", () =>
  withHarness(async (harness) => {
    harness.simulator.state.removeKeyspace("commerce");
    await done(harness, CANCEL, "r1");
    expect(await outcomeOf(harness, "r1")).toMatchObject({ kind: "succeeded" });
  }));

test("the watch keeps reading the move, and does not treat the missing source as an outage", () =>
  withHarness(async (harness) => {
    await done(harness, SWITCH_AT_ONCE, "r1");
    await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    harness.simulator.state.removeKeyspace("commerce");
    for (let look = 0; look < 3; look += 1) await watchKeyspace(harness.deps, PROD, C2C.targetKeyspace);
    expect((await lines(harness)).filter((body) => body.kind === "alarm")).toEqual([]);
  }));
