import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approved, callsOf, saying, switches } from "../people.ts";
import {
  alarms,
  buttonsUnder,
  cardButtons,
  cardSays,
  fromOutside,
  openScene,
  type Scene,
  statusAsSeenByVtgate,
  SWITCH_OF_WRITES,
  switchRequest,
  told,
  type,
  watchAgain,
  write,
} from "./scene.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await openScene({ workflow: "pj", table: "product" }, { create: " --tablet-types primary" });
});

afterAll(() => scene.close());

const UNFINISHED =
  "Writes go to customer, but the old streams are not frozen: the last switch of traffic did not come to its end. As long as no reverse workflow runs, commerce misses the writes made since, and rolling back would lose them.";

const NEXT =
  /Next:\*? Run the same switch again, once nobody holds the workflow's lock \(`WorkflowSwitchTraffic` on `localhost` holds it since .* UTC\); do not roll back and do not start the old streams/;

const AGAIN = /Next:\*? Run the same (?:switch|SwitchTraffic) again/;
const LOOKS = "Next: Wait: Tandem is finding out what became of SwitchTraffic";

describe("vtctld is killed right after the journal of a switch", () => {
  it("the outcome says what is switched and what is missing, and offers no rollback", async () => {
    expect(write(scene)).toBe("commerce");
    scene.vitess.faults.inject(SWITCH_OF_WRITES, { kind: "killed", after: "routing-switched", downMs: 100 });
    await approved(scene, scene.move, "switch");
    const line = await told(scene, /requested by Ana\./);
    expect(line).toContain("Switched but not finished · customer.pj");
    expect(line).toContain(
      "What Vitess says now: reads are switched; writes are switched; the old streams are not frozen; the reverse workflow does not run: rolling back now would lose the writes made since the switch; the workflow's lock is held.",
    );
    // From the outcome's own findings, or from a later reading if that came first.
    expect(line).toMatch(
      /Next: Run the same (SwitchTraffic again once the workflow's lock is gone|switch again, once nobody holds the workflow's lock)/,
    );
    expect(buttonsUnder(scene, /^\*Switched but not finished · customer\.pj/)).toEqual(["Diagnose"]);
  });

  it("applications write to the target, so nobody is told that they cannot", async () => {
    expect(write(scene)).toBe("customer");
    await statusAsSeenByVtgate(scene);
    expect(saying(scene, scene.move, /cannot write/)).toEqual([]);
  });

  it("what Vitess calls switched is one alarm at once, because Tandem sent the call, and no advice loses writes or waits in vain", async () => {
    expect(scene.vitess.state.streams("customer", "pj")[0]?.message).toBe("stopped for cutover");
    expect(scene.vitess.state.streams("commerce", "pj_reverse")[0]?.state).toBe("Stopped");
    const alarm = await told(scene, /Writes go to customer, but the old streams/);
    await expect.poll(() => alarms(scene)).toHaveLength(1);
    // The alarm may come while Tandem still finds out what its call did; the next step is then in the outcome.
    await told(scene, AGAIN);
    for (const text of [alarm, alarms(scene)[0]]) {
      expect(text).toContain("Switched but not finished · customer.pj");
      expect(text).toContain(UNFINISHED);
      expect(text).toMatch(new RegExp(`${NEXT.source}|${LOOKS}`));
      expect(text).toMatch(/Tandem sent SwitchTraffic .* at \d\d:\d\d:\d\d UTC, and the connection broke at \d\d:\d\d:\d\d UTC\./);
    }
    expect(buttonsUnder(scene, AGAIN)).toEqual(["Diagnose"]);
    await cardSays(scene, /^Switched but not finished · customer\.pj$/);
    expect(cardButtons(scene)).toEqual(["Diagnose"]);
    scene.vitess.state.ageWorkflowLock("customer", "pj", 4 * 60_000);
    await scene.watch("customer");
    await statusAsSeenByVtgate(scene);
    await watchAgain(scene, /Writes go to customer, but the old streams/);
  });

  it("a diagnosis lists in this order: the switch, the lock, the stream", async () => {
    const lines = (await type(scene, "diagnose customer.pj")).split("\n");
    expect(lines).toEqual([
      "3 things wrong · customer.pj",
      `1. ${UNFINISHED}`,
      expect.stringMatching(
        /^2\. `WorkflowSwitchTraffic` on `localhost` holds the workflow's lock since .* UTC, longer than a switch lasts: its vtctld may be dead\.$/,
      ),
      "3. The stream of shard `0` is stopped: A switch of writes stopped this stream and has not frozen it yet.",
      expect.stringMatching(NEXT),
    ]);
  });

  it("everything that would lose writes or wait in vain is refused before Vitess is called", async () => {
    const before = scene.vitess.calls().length;
    for (const verb of ["reverse", "reverse --dry-run", "complete --keep-data", "cancel", "switch", "switch --dry-run"]) {
      const answer = await type(scene, `${verb} customer.pj`);
      expect(answer, verb).toContain("Nothing was requested: customer.pj is locked");
      expect(answer, verb).toContain("etcdctl del --prefix /vitess/global/internal/named_locks/customer/pj/locks/");
    }
    expect(await type(scene, "rescue customer.pj")).toBe(
      "Not done for `customer.pj`: no writes are denied where routing sends them. Next: nothing has to be unblocked; look at the status. If applications cannot write all the same, a tablet has not read its record: run `vtctldclient RefreshStateByShard` for each shard.",
    );
    expect(await type(scene, "start customer.pj")).toContain(
      "A switch of traffic has stopped the streams of `customer.pj`; started by hand they would write old rows over new ones, so Tandem neither starts nor stops them.",
    );
    const sent = new Set(
      scene.vitess
        .calls()
        .slice(before)
        .map(({ method }) => method),
    );
    for (const method of ["WorkflowSwitchTraffic", "WorkflowDelete", "WorkflowUpdate", "MoveTablesComplete", "SetShardTabletControl"])
      expect(sent).not.toContain(method);
  });

  it("the switch and its dry run, from a command line, wait 45 s and fail as recorded", async () => {
    scene.vitess.clock.setSpeed(200);
    for (const more of [{ dry_run: true }, {}]) {
      const { details } = await fromOutside(scene, "WorkflowSwitchTraffic", { ...switchRequest(scene), ...more });
      expect(details).toBe(
        "failed to lock the customer/pj workflow: deadline exceeded: /vitess/global/internal/named_locks/customer/pj/locks",
      );
    }
    scene.vitess.clock.setSpeed(1);
  });
});

describe("once the lock's key is deleted", () => {
  it("a reverse is still refused, and so are complete and cancel", async () => {
    scene.vitess.state.removeWorkflowLock("customer", "pj");
    expect(await type(scene, "reverse customer.pj")).toContain(
      "there is no running reverse workflow, so a rollback would lose writes or break the workflow",
    );
    expect(await type(scene, "complete customer.pj --keep-data")).toContain("the last switch of traffic did not come to its end");
    expect(await type(scene, "cancel customer.pj")).toContain("traffic is switched already");
    expect(callsOf(scene, "MoveTablesComplete", "pj")).toEqual([]);
  });

  it("the same switch finishes it, and the rollback is offered again", async () => {
    const before = switches(scene, "pj").length;
    await approved(scene, scene.move, "switch");
    const line = await told(scene, /Switched · customer\.pj/);
    expect(line).toContain("Switched · customer.pj");
    expect(line).toContain("Reverse replication runs, so a rollback loses nothing.");
    expect(switches(scene, "pj")).toHaveLength(before + 1);
    expect(buttonsUnder(scene, /Switched · customer\.pj/)).toEqual(["Roll back"]);
    expect(scene.vitess.state.streams("customer", "pj")[0]?.message).toBe("FROZEN");
    expect(scene.vitess.state.streams("commerce", "pj_reverse")[0]?.state).toBe("Running");
    expect(write(scene)).toBe("customer");
    await cardSays(scene, /^Switched · customer\.pj$/);
    expect(await statusAsSeenByVtgate(scene)).toContain("commerce follows through the reverse workflow, so switching back loses nothing.");
    expect(await type(scene, "diagnose customer.pj")).toContain("Nothing wrong was found · customer.pj");
    expect(saying(scene, scene.move, /not by Tandem/)).toEqual([]);
    expect(alarms(scene)).toHaveLength(1);
  });

  it("the move is completed", async () => {
    await approved(scene, scene.move, "complete --rename-tables");
    await told(scene, /Completed · customer\.pj/);
    await cardSays(scene, /^Completed · customer\.pj$/);
    expect(write(scene)).toBe("customer");
  });
});
