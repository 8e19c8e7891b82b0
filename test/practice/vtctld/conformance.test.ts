import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { flatten } from "./conformance/answers.ts";
import { compareAnswers } from "./conformance/compare.ts";
import { replay, type Scenario } from "./conformance/replay.ts";
import { auth } from "./conformance/scenarios/auth.ts";
import { cancel } from "./conformance/scenarios/cancel.ts";
import { clientGoneInSwitch } from "./conformance/scenarios/client-gone-in-switch.ts";
import { copyStatsFresh } from "./conformance/scenarios/copy-stats-fresh.ts";
import { dryRunLocks } from "./conformance/scenarios/dry-run-locks.ts";
import { errors } from "./conformance/scenarios/errors.ts";
import { failures2 } from "./conformance/scenarios/failures-2.ts";
import { failures as deadTablets } from "./conformance/scenarios/failures.ts";
import { happySharded } from "./conformance/scenarios/happy-sharded.ts";
import { happyUnsharded } from "./conformance/scenarios/happy-unsharded.ts";
import { killedAfterJournal } from "./conformance/scenarios/killed-after-journal.ts";
import { killedAfterRules } from "./conformance/scenarios/killed-after-rules.ts";
import { lagThrottle } from "./conformance/scenarios/lag-throttle.ts";
import { lockedWorkflowSwitch } from "./conformance/scenarios/locked-workflow-switch.ts";
import { rescueDeniedWrites } from "./conformance/scenarios/rescue-denied-writes.ts";
import { rescueWithRefresh } from "./conformance/scenarios/rescue-with-refresh.ts";
import { reverseForgetsVDiffs } from "./conformance/scenarios/reverse-forgets-vdiffs.ts";
import { reverseNotEnabled } from "./conformance/scenarios/reverse-not-enabled.ts";
import { srvVSchema } from "./conformance/scenarios/srv-vschema.ts";
import { startStopInOrder } from "./conformance/scenarios/start-stop-in-order.ts";
import { stopAfterCopy } from "./conformance/scenarios/stop-after-copy.ts";
import { switchStopped } from "./conformance/scenarios/switch-stopped.ts";
import { throttledBeforeFirstRow } from "./conformance/scenarios/throttled-before-first-row.ts";
import { twoMoves } from "./conformance/scenarios/two-moves.ts";
import { vdiffMismatch } from "./conformance/scenarios/vdiff-mismatch.ts";
import { notes } from "./conformance/counts.ts";
import { count } from "../../counts.ts";

/** Each scenario with the number of calls that must have been checked, so that a missing recording fails. */
const scenarios: readonly { scenario: Scenario; calls: number }[] = [
  { scenario: happyUnsharded, calls: 157 },
  { scenario: happySharded, calls: 70 },
  { scenario: cancel, calls: 152 },
  { scenario: errors, calls: 191 },
  { scenario: startStopInOrder, calls: 22 },
  { scenario: reverseNotEnabled, calls: 18 },
  { scenario: reverseForgetsVDiffs, calls: 51 },
  { scenario: switchStopped, calls: 19 },
  { scenario: vdiffMismatch, calls: 88 },
  { scenario: clientGoneInSwitch, calls: 23 },
  { scenario: killedAfterJournal, calls: 23 },
  { scenario: killedAfterRules, calls: 37 },
  { scenario: rescueDeniedWrites, calls: 33 },
  { scenario: rescueWithRefresh, calls: 45 },
  { scenario: srvVSchema, calls: 111 },
  { scenario: twoMoves, calls: 88 },
  { scenario: dryRunLocks, calls: 23 },
  { scenario: copyStatsFresh, calls: 66 },
  { scenario: lagThrottle, calls: 112 },
  { scenario: throttledBeforeFirstRow, calls: 34 },
  { scenario: stopAfterCopy, calls: 23 },
  { scenario: lockedWorkflowSwitch, calls: 14 },
  { scenario: auth, calls: 9 },
  { scenario: deadTablets, calls: 38 },
  { scenario: failures2, calls: 51 },
];

/** Recorded scenarios that are not played here; test/vtctld/decode.test.ts and golden.test.ts cover their answers, errors and requests. */
const notTold: Readonly<Record<string, string>> = {
  "key-ranges": "keys of two columns, with gaps and of letters: the simulator's tables are counted from 1, and SQL on tablets it has none",
  legacy: "the older service, on 23; its commands are compared for 12 and 14",
  "lock-contention": "three calls at once: a replay makes one call after the other (wedges.test.ts has the locks)",
  "stream-error": "streams that fail on what SQL did to single rows and columns, with the engine's retries in their logs",
  versions: "what tells releases apart: test/vtctld/reflection.test.ts and version.test.ts; the rest is of a cluster with more tablets",
};

const note = notes("23.0.3");

describe("the simulator answers as Vitess 23.0.3 did", () => {
  it("in every recorded scenario, except those listed with a reason", () => {
    const recorded = readdirSync(new URL("../../recordings/v23.0.3/", import.meta.url)).map((file) => file.replace(/\.jsonl$/, ""));
    const told = scenarios.map(({ scenario }) => scenario.name);
    count("recorded scenarios of 23.0.3 that are not played", Object.keys(notTold).length);
    expect([...told, ...Object.keys(notTold)].toSorted()).toEqual(recorded.toSorted());
  });

  it.for(scenarios)("in the recorded scenario $scenario.name", { timeout: 60_000 }, async ({ scenario, calls }) => {
    const report = await replay(scenario);
    note(scenario.name, report);
    expect(report.failures).toEqual([]);
    expect(report.checked).toBe(calls);
  });
});

function status(state: string, position: string): Map<string, unknown> {
  const streams = [{ source_shard: "commerce/0", position }];
  return flatten("WorkflowStatus", { traffic_state: state, shard_streams: { "customer/0": { streams } } });
}

describe("the comparison with the recordings can fail", () => {
  it("if something done between the calls is left out", async () => {
    const withoutTheInsert: Scenario = { ...switchStopped, before: {} };
    const { failures } = await replay(withoutTheInsert);
    expect(failures[0]).toContain("#7 WorkflowSwitchTraffic");
  });

  it("if concurrent calls run one after the other", async () => {
    const { failures } = await replay({ ...twoMoves, overlapping: [], before: {} });
    expect(failures[0]).toContain("#35 WorkflowSwitchTraffic current_state");
  });

  it("if a cluster denies one table more than the recorded one", async () => {
    const tampered: Scenario = {
      ...clientGoneInSwitch,
      before: {
        ...clientGoneInSwitch.before,
        5: ({ state }) => {
          state.setDeniedTables("commerce", "0", ["product"], true);
        },
      },
    };
    const { failures } = await replay(tampered);
    expect(failures.join("\n")).toContain("#5 GetShard shard.shard.tablet_controls");
  });

  it("in every field without a volatile entry, and in the part of a volatile one that is kept", () => {
    const uuid = "a9cf3613-e52d-11f1-98e3-02fc00000001";
    const recorded = status("Reads Not Switched. Writes Not Switched", `${uuid}:1-4120`);
    expect(
      compareAnswers("WorkflowStatus", recorded, status("Reads Not Switched. Writes Not Switched", `${uuid}:1-7`)).differences,
    ).toEqual([]);
    expect(
      compareAnswers("WorkflowStatus", recorded, status("All Reads Switched. Writes Not Switched", `${uuid}:1-4120`)).differences,
    ).toHaveLength(1);
    expect(compareAnswers("WorkflowStatus", recorded, status("Reads Not Switched. Writes Not Switched", "")).differences).toHaveLength(1);
  });
});
