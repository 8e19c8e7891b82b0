import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ANA, approve, approved, ask, BEN, inThread, MOVES, newMove, requested, saying, switches, words } from "./people.ts";
import { expectNoSecrets } from "./secrets.ts";
import { ACTIONS } from "../../src/slack/actions.ts";
import { openHarness, type Harness } from "./harness.ts";

let harness: Harness;

beforeAll(async () => {
  harness = await openHarness();
});

afterAll(async () => {
  expectNoSecrets(harness);
  await harness.close();
});

/** Matches the real switches of this workflow's reads or writes, for a fault to strike. */
function realSwitch(workflow: string, types: "reads" | "writes" = "writes") {
  return {
    rpc: "WorkflowSwitchTraffic",
    where: (request: Readonly<Record<string, unknown>>) =>
      request["workflow"] === workflow &&
      request["dry_run"] !== true &&
      JSON.stringify(request["tablet_types"]).includes("PRIMARY") === (types === "writes"),
  } as const;
}

/** The thread line with the outcome of the operation. */
function outcome(move: string): Promise<string> {
  return inThread(harness, move, /requested by Ana\./);
}

describe("a switch whose dry run passed", () => {
  it("changes nothing if Vitess refuses it, and the outcome says why in Vitess's words and in plain ones", async () => {
    const move = await newMove(harness, "refused");
    harness.vitess.faults.inject(realSwitch("refused", "reads"), {
      kind: "error",
      details: "cannot switch traffic for workflow refused at this time: replication lag 61s is higher than allowed lag 30s",
    });
    await approved(harness, move, "switch");
    const told = await outcome(move);
    expect(told).toContain("SwitchTraffic failed and changed nothing · customer.refused");
    expect(told).toContain("replication lag 61s is higher than allowed lag 30s");
    expect(told).toMatch(/\*Next:\* .+/);
    expect(switches(harness, "refused")).toHaveLength(1);
    expect(saying(harness, move, /requested by Ana\./)).toHaveLength(1);
  });

  it("says that the reads are switched and the writes are not, if the writes cannot be switched", async () => {
    const move = await newMove(harness, "half");
    harness.vitess.faults.inject(realSwitch("half"), {
      kind: "error",
      details:
        "failed to sync up replication between the source and target: rpc error: code = DeadlineExceeded desc = context deadline exceeded",
    });
    await approved(harness, move, "switch");
    const told = await outcome(move);
    expect(told).toContain("SwitchTraffic failed after the reads were switched · customer.half");
    expect(told).toContain("An earlier part of this request had switched the reads.");
    expect(told).toContain("The streams could not catch up within the switch's timeout.");
    expect(told).toContain("*Next:* Look at lag, streams and long transactions, then try again with a longer --timeout.");
    expect(switches(harness, "half")).toHaveLength(2);
  });

  it("says that the reason was lost, and what is true, if it ends in an error without a text", async () => {
    const move = await newMove(harness, "wordless");
    harness.vitess.faults.inject(realSwitch("wordless"), { kind: "empty-error" });
    await approved(harness, move, "switch");
    const told = await outcome(move);
    expect(told).toContain("SwitchTraffic failed after the reads were switched · customer.wordless");
    expect(told).toContain("Vitess refused and its reason was lost on the way");
    expect(told).not.toContain("could not be read`");
    expect(told).toContain("*Next:* Diagnose; vtctld's own log has the full reason.");
    expect(switches(harness, "wordless")).toHaveLength(2);
  });

  it("is a success if the traffic did switch in spite of an error", async () => {
    const move = await newMove(harness, "hidden");
    harness.vitess.faults.inject(realSwitch("hidden"), { kind: "error-hides-success" });
    await approved(harness, move, "switch");
    const told = await outcome(move);
    expect(told).toContain("Switched · customer.hidden");
    expect(told).not.toContain("lease");
    expect(switches(harness, "hidden")).toHaveLength(2);
  });
});

describe("a vtctld that is killed during a switch", () => {
  it("before the point of no return leaves an outcome that says that applications cannot write, and what to do", async () => {
    const move = await newMove(harness, "outage");
    harness.vitess.faults.inject(realSwitch("outage"), { kind: "killed", after: "source-writes-denied", downMs: 100 });
    await approved(harness, move, "switch");
    const told = await outcome(move);
    expect(told).toContain("Applications cannot write. Outcome of SwitchTraffic unknown · customer.outage");
    expect(told).toContain(
      "reads are switched; writes are not switched; the source denies writes to these tables: applications cannot write to them; the workflow's lock is held.",
    );
    expect(told).toMatch(
      /Next:\*? (Unblock writes; then the same SwitchTraffic again|Make sure that no switch runs, then unblock writes; the same switch again)/,
    );
    expect(switches(harness, "outage")).toHaveLength(2);
    expect(saying(harness, move, /requested by Ana\./)).toHaveLength(1);

    // A young lock may belong to a switch that is running; an old one was left by a dead vtctld.
    for (const holder of harness.vitess.cluster.locks.held.values()) holder.at -= 5 * 60_000;
    const status = await ask(harness, ANA, "status customer.outage");
    expect(status).toContain("Applications cannot write");
    expect(status).toContain("commerce denies writes to `outage`, and routing still sends writes there.");

    // The first switch after that only removes the denied tables; the second succeeds.
    harness.vitess.state.removeWorkflowLock("customer", "outage");
    await approved(harness, move, "switch");
    const freed = await inThread(harness, move, /already present in the denylist[\s\S]*requested by Ana\./);
    expect(freed).toContain("What Vitess says now: reads are switched; writes are not switched.");
    expect(freed).toContain("The source denied the tables before this switch: an earlier one did not end, or a cancel left them.");
    expect(freed).toContain("*Next:* Run the same SwitchTraffic again; it picks up where it stopped");
    await approved(harness, move, "switch");
    await inThread(harness, move, /Switched · customer\.outage[\s\S]*requested by Ana\./);
  });

  it("after the rules were switched leaves a warning against rolling back, and the same switch again finishes it", async () => {
    const move = await newMove(harness, "journal");
    harness.vitess.faults.inject(realSwitch("journal"), { kind: "killed", after: "routing-switched", downMs: 100 });
    await approved(harness, move, "switch");
    const told = await outcome(move);
    expect(told).toContain("Switched but not finished · customer.journal");
    expect(told).toContain("the reverse workflow does not run: rolling back now would lose the writes made since the switch");
    expect(switches(harness, "journal")).toHaveLength(2);

    harness.vitess.state.removeWorkflowLock("customer", "journal");
    const other = await requested(harness, move, "switch --timeout 50s");
    expect(words(other)).toContain("0 of 2");
    await harness.slack.click({ user: ANA, channel: MOVES, ts: other.ts, asSeen: other, actionId: ACTIONS.withdraw });
    const again = await requested(harness, move, "switch");
    expect(words(again)).toContain("0 of 1, not by Ana");
    expect(words(again)).toContain("this same SwitchTraffic was approved before, and it was cut off on its way.");
    expect(await approve(harness, ANA, again)).toContain("somebody else must approve it");
    expect(switches(harness, "journal")).toHaveLength(2);
    await approve(harness, BEN, again);
    await inThread(harness, move, /Switched · customer\.journal[\s\S]*requested by Ana\./);
    expect(switches(harness, "journal")).toHaveLength(3);
  });
});
