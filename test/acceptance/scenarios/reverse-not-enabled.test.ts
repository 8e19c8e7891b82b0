import { ALARM } from "../../alarm-titles.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approve, BEN, callsOf, CHO, requested, saying, switches, words } from "../people.ts";
import {
  alarms,
  buttonsUnder,
  cardButtons,
  cardSays,
  cardText,
  DENIED,
  fromOutside,
  openScene,
  type Scene,
  statusAsSeenByVtgate,
  switchRequest,
  told,
  type,
  watchAgain,
  write,
} from "./scene.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await openScene({ workflow: "e3", table: "extra" }, { rows: 2 });
});

afterAll(() => scene.close());

const NO_WAY_BACK =
  "there is no running reverse workflow, so a rollback would lose writes or break the workflow. Next: do not reverse; keep traffic where it is and ask your Vitess team.";

describe("a switch that two people approve without a reverse workflow", () => {
  it("says beforehand that there will be no rollback", async () => {
    expect(await type(scene, "switch customer.e3 --enable-reverse-replication=false --dry-run")).toContain(
      "Dry run of SwitchTraffic for customer.e3",
    );
    const request = await requested(scene, scene.move, "switch --enable-reverse-replication=false");
    expect(words(request)).toContain("*No reverse workflow is created: going back would lose the writes made after it.*");
    expect(words(request)).toContain("Not without losing the writes made after it, because no reverse workflow is created.");
    for (const user of [BEN, CHO]) await approve(scene, user, request);
    const line = await told(scene, /Switched · customer\.e3/);
    expect(line).toContain("No reverse workflow was requested: a rollback would lose writes.");
    expect(line).toContain("Next: Watch the applications, then complete");
    expect(line).not.toContain("reverse\n");
    expect(buttonsUnder(scene, /Switched · customer\.e3/)).toEqual([]);
    expect(write(scene)).toBe("customer");
  });

  it("is what people requested, so there is no alarm, no trouble, and no button to reverse", async () => {
    await cardSays(scene, /^Switched · customer\.e3$/);
    for (let look = 0; look < 3; look += 1) await statusAsSeenByVtgate(scene);
    expect(scene.vitess.state.streams("commerce", "e3_reverse")[0]?.state).toBe("Stopped");
    await scene.watch("customer");
    await scene.watch("customer");
    expect(await type(scene, "diagnose customer.e3")).toContain("Nothing wrong was found · customer.e3");
    expect(cardText(scene)).toContain("No reverse workflow runs: commerce does not follow, and switching back would lose writes.");
    expect(cardText(scene)).toMatch(/Next: Watch the applications, then complete\.$/m);
    expect(cardButtons(scene)).toEqual(["Request complete", "Details"]);
    expect(saying(scene, scene.move, ALARM)).toEqual([]);
  });

  it("cannot be reversed: Tandem refuses even the dry run, which Vitess would pass, without calling Vitess", async () => {
    const before = callsOf(scene, "WorkflowSwitchTraffic", "e3").length;
    expect(await type(scene, "reverse customer.e3")).toBe(`Not done for \`customer.e3\`: ${NO_WAY_BACK}`);
    expect(await type(scene, "reverse customer.e3 --dry-run")).toBe(`Not done for \`customer.e3\`: ${NO_WAY_BACK}`);
    expect(callsOf(scene, "WorkflowSwitchTraffic", "e3")).toHaveLength(before);
    expect(switches(scene, "e3")).toHaveLength(2);
  });
});

describe("somebody reverses it anyway, by command line", () => {
  it("Vitess passes the dry run and then fails; Tandem says that the record is gone and writes are at the target", async () => {
    scene.vitess.sql.write({ keyspace: "customer" });
    const dry = await fromOutside(scene, "WorkflowSwitchTraffic", { ...switchRequest(scene, "backward"), dry_run: true });
    expect(dry.code).toBe(0);
    const { code, details } = await fromOutside(scene, "WorkflowSwitchTraffic", switchRequest(scene, "backward"));
    expect([code, details]).toEqual([2, ""]);
    expect(scene.vitess.state.streams("customer", "e3")).toEqual([]);
    await scene.watch("customer");
    const alarm = await told(scene, ALARM);
    await expect.poll(() => alarms(scene)).toHaveLength(1);
    for (const text of [alarm, alarms(scene)[0]]) {
      expect(text).toContain("The workflow's record is gone · customer.e3");
      expect(text).toContain(
        "Vitess has no workflow of this name any more, yet writes are routed to customer and its reverse workflow is still in commerce.",
      );
      expect(text).toContain(
        "Next: No write is lost while the reverse workflow runs; have a Vitess DBA finish the reverse: `vtctldclient MoveTables --workflow e3_reverse --target-keyspace commerce SwitchTraffic` (before Vitess 18 `vtctlclient MoveTables SwitchTraffic commerce.e3_reverse`), which leads everything to commerce and makes the workflow anew; until then change neither rules nor streams",
      );
    }
    expect(buttonsUnder(scene, ALARM)).toEqual(["Diagnose"]);
    expect(write(scene)).toBe("customer");
  });

  it("the move is not said to be gone, and the alarm is not repeated", async () => {
    await cardSays(scene, /^The workflow's record is gone · customer\.e3$/);
    expect(cardButtons(scene)).toEqual(["Diagnose"]);
    await watchAgain(scene, ALARM);
    await statusAsSeenByVtgate(scene);
    expect(saying(scene, scene.move, /does not know this workflow any more/)).toEqual([]);
  });

  it("the diagnosis says so, and Tandem can do nothing more with the move", async () => {
    const lines = (await type(scene, "diagnose customer.e3")).split("\n");
    expect(lines[0]).toBe("2 things wrong · customer.e3");
    expect(lines[1]).toContain("Vitess has no workflow of this name any more, yet writes are routed to customer");
    expect(lines.join(" ")).toContain(
      "finish the reverse: `vtctldclient MoveTables --workflow e3_reverse --target-keyspace commerce SwitchTraffic`",
    );
    const before = scene.vitess.calls().length;
    for (const verb of ["reverse", "switch", "cancel", "rescue"])
      expect(await type(scene, `${verb} customer.e3`), verb).toMatch(/no workflow|no writes are denied/);
    const sent = scene.vitess
      .calls()
      .slice(before)
      .map(({ method }) => method);
    expect(sent).not.toContain("WorkflowSwitchTraffic");
    expect(sent).not.toContain("WorkflowDelete");
  });

  it("denied writes are more urgent than the missing record: a rescue unblocks them at the target without the workflow", async () => {
    scene.vitess.state.setDeniedTables("customer", "0", ["extra"], true);
    expect(write(scene)).toMatch(DENIED);
    await scene.watch("customer");
    expect(await told(scene, /applications cannot write/i)).toContain(
      "Next: Make sure that no switch runs, then unblock writes at customer",
    );
    await cardSays(scene, /^Applications cannot write .* · customer\.e3$/);
    expect(cardButtons(scene)).toEqual(["Unblock writes…", "Diagnose"]);
    expect(await type(scene, "rescue customer.e3")).toContain("Unblock writes at customer: customer.e3");
    await type(scene, "rescue customer.e3 --confirm e3");
    await told(scene, /Writes unblocked/);
    expect(write(scene)).toBe("customer");
    await cardSays(scene, /^The workflow's record is gone · customer\.e3$/);
  });

  it("the line that the diagnosis names finishes the reverse without losing a write, and the move is back", async () => {
    const rows = (keyspace: string): number => scene.vitess.state.table(keyspace, "0", "extra").rows;
    const written = rows("customer");
    const { code } = await fromOutside(scene, "WorkflowSwitchTraffic", {
      ...switchRequest(scene, "forward"),
      keyspace: "commerce",
      workflow: "e3_reverse",
    });
    expect(code).toBe(0);
    expect(rows("commerce")).toBe(written);
    expect(write(scene)).toBe("commerce");
    await scene.watch("customer");
    await cardSays(scene, /^Copied, in sync · customer\.e3/);
    await statusAsSeenByVtgate(scene);
  });
});
