import { describe, expect, it } from "vitest";
import { replayLegacy, type LegacyScenario } from "./conformance/legacy/replay.ts";
import { v12CancelStartStop } from "./conformance/legacy/scenarios/v12-cancel-start-stop.ts";
import { v12CopyInProgress } from "./conformance/legacy/scenarios/v12-copy-in-progress.ts";
import { v12Errors } from "./conformance/legacy/scenarios/v12-errors.ts";
import { v12OneTable, v12TargetReadOnly } from "./conformance/legacy/scenarios/v12-never-copied.ts";
import { v12Sharded, v12ShardedSourceReadOnly } from "./conformance/legacy/scenarios/v12-sharded.ts";
import { v12Timeouts } from "./conformance/legacy/scenarios/v12-timeouts.ts";
import { v12V1Happy } from "./conformance/legacy/scenarios/v12-v1-happy.ts";
import { v12V2Happy } from "./conformance/legacy/scenarios/v12-v2-happy.ts";
import { v12VDiffMismatch } from "./conformance/legacy/scenarios/v12-vdiff-mismatch.ts";
import { v14V1AndCancel, v14V2Happy, v14VDiffMismatch } from "./conformance/legacy/scenarios/v14.ts";
import { notes } from "./conformance/counts.ts";

/** Each scenario with the number of calls that must have been checked, so that a missing recording fails. */
const scenarios: readonly { scenario: LegacyScenario; calls: number }[] = [
  { scenario: v12V2Happy, calls: 127 },
  { scenario: v12CopyInProgress, calls: 314 },
  { scenario: v12V1Happy, calls: 166 },
  { scenario: v12CancelStartStop, calls: 107 },
  { scenario: v12Errors, calls: 171 },
  { scenario: v12VDiffMismatch, calls: 52 },
  { scenario: v12Timeouts, calls: 110 },
  { scenario: v12Sharded, calls: 36 },
  { scenario: v12ShardedSourceReadOnly, calls: 36 },
  { scenario: v12TargetReadOnly, calls: 25 },
  { scenario: v12OneTable, calls: 27 },
  { scenario: v14V2Happy, calls: 159 },
  { scenario: v14VDiffMismatch, calls: 24 },
  { scenario: v14V1AndCancel, calls: 56 },
];

const note = notes("12 and 14");

describe("the simulator answers as Vitess 12.0.6 and 14.0.5 did", () => {
  it.for(scenarios)("in the recorded scenario $scenario.version $scenario.name", { timeout: 60_000 }, async ({ scenario, calls }) => {
    const report = await replayLegacy(scenario);
    note(`${scenario.version} ${scenario.name}`, report);
    expect(report.failures).toEqual([]);
    expect(report.checked).toBe(calls);
  });
});

describe("the comparison with the recordings of old versions can fail", () => {
  it("if a session that held a table is left out: the switch then does not time out", async () => {
    const { failures } = await replayLegacy({ ...v12Timeouts, before: { ...v12Timeouts.before, 5: () => undefined } });
    expect(failures[0]).toContain("#5 MoveTables -timeout 3s -tablet_types=primary SwitchTraffic customer.wf");
  });

  it("if a version answers in another version's words", async () => {
    const late: LegacyScenario = { ...v14VDiffMismatch, cluster: () => ({ ...v14VDiffMismatch.cluster(), version: 12 }) };
    const { failures } = await replayLegacy(late);
    expect(failures.join("\n")).toContain("json.customer.ExtraRowsSourceDiffs");
  });
});
