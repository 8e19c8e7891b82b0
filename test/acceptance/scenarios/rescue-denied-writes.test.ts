import { ALARM } from "../../alarm-titles.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SlackMessage } from "../../../practice/slack/workspace/workspace.ts";
import { answerTo, approve, approved, BEN, cardOf, CHO, INCIDENT, requested, saying, switches, words } from "../people.ts";
import {
  alarms,
  buttonsUnder,
  cardButtons,
  cardSays,
  DENIED,
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
  scene = await openScene({ workflow: "wr", table: "product" });
});

afterAll(() => scene.close());

const controls = (): number => scene.vitess.calls().filter(({ method }) => method === "SetShardTabletControl").length;
const DEL = "etcdctl del --prefix /vitess/global/internal/named_locks/customer/wr/locks/";

function read(message: SlackMessage | undefined): string {
  return words(message ?? { text: "" });
}

describe("vtctld is killed while a switch of writes catches up", () => {
  it("before it, applications write to the source", async () => {
    expect(await statusAsSeenByVtgate(scene)).toContain("Copied, in sync · customer.wr");
    expect(write(scene)).toBe("commerce");
  });

  it("the outcome says that applications cannot write, and what Tandem will offer", async () => {
    scene.vitess.faults.inject(SWITCH_OF_WRITES, { kind: "killed", after: "source-writes-denied", downMs: 100 });
    await approved(scene, scene.move, "switch --tablet-types primary");
    const line = await told(scene, /requested by Ana\./);
    expect(write(scene)).toMatch(DENIED);
    expect(line).toContain("Applications cannot write. Outcome of SwitchTraffic unknown · customer.wr");
    expect(line).toContain(
      "What Vitess says now: reads are not switched; writes are not switched; the source denies writes to these tables: applications cannot write to them; the workflow's lock is held.",
    );
    expect(line).toMatch(
      /Next:\*? (Unblock writes; then the same SwitchTraffic again|Make sure that no switch runs, then unblock writes; the same switch again)/,
    );
    expect(switches(scene, "wr")).toHaveLength(1);
  });

  it("an alarm comes at once, because Tandem sent the call: in thread and operators' channel, with the button that unblocks writes", async () => {
    const alarm = await told(scene, ALARM);
    const said = [
      "Applications cannot write `product` · customer.wr",
      "commerce denies writes to `product`, and routing still sends writes there.",
      "Next: Make sure that no switch runs, then unblock writes; the same switch again is for later, once nobody holds the workflow's lock (`WorkflowSwitchTraffic` on `localhost` holds it since ",
    ];
    for (const sentence of said) expect(alarm).toContain(sentence);
    await expect.poll(() => alarms(scene)).toHaveLength(1);
    for (const sentence of said) expect(alarms(scene)[0]).toContain(sentence);
    expect(buttonsUnder(scene, ALARM)).toEqual(["Unblock writes…", "Diagnose"]);
    expect(await cardSays(scene, ALARM)).toBe("Applications cannot write `product` · customer.wr");
    expect(cardButtons(scene)).toEqual(["Unblock writes…", "Diagnose"]);
    expect(controls()).toBe(0);
    scene.vitess.state.ageWorkflowLock("customer", "wr", 4 * 60_000);
    await scene.watch("customer");
    expect(await statusAsSeenByVtgate(scene)).toContain("Applications cannot write");
    await watchAgain(scene, ALARM);
  });

  it("whoever presses I have it is named in the notice, in the thread and on the card", async () => {
    const notice = (): SlackMessage | undefined => scene.slack.messages(INCIDENT).find((one) => ALARM.test(words(one)));
    expect(read(notice())).toContain("[I have it]");
    const press = { user: BEN, channel: INCIDENT, ts: notice()?.ts ?? "", actionId: "alarm:take" };
    const answer = await answerTo(scene, BEN, INCIDENT, () => scene.slack.click(press));
    expect(answer).toContain("You have it: this alarm is not repeated any more.");
    await told(scene, /Ben has the alarm "Applications cannot write"/);
    const named = /Ben has had it since /;
    await expect.poll(() => read(notice())).toMatch(named);
    expect(read(notice())).not.toContain("[I have it]");
    expect(read(notice())).toContain("[Unblock writes…]");
    await expect.poll(() => read(cardOf(scene, scene.move))).toMatch(/Alarm "Applications cannot write": .*Ben has had it/);
  });

  it("a diagnosis names the side that denies and the holder of the lock", async () => {
    expect(await type(scene, "diagnose customer.wr")).toMatch(
      /^2 things wrong · customer\.wr\n1\. Applications cannot write: commerce denies writes to `product`, and routing still sends writes there\.\n2\. `WorkflowSwitchTraffic` on `localhost` holds the workflow's lock since \d\d:\d\d UTC, longer than a switch lasts: its vtctld may be dead\.\nNext: Make sure that no switch runs, then unblock writes; .*$/,
    );
  });

  it("the same switch is refused behind such a lock: the answer says who holds it, until when, and how to remove it", async () => {
    const before = scene.vitess.calls().length;
    const answer = await type(scene, "switch customer.wr --tablet-types primary");
    expect(answer).toMatch(
      /^Nothing was requested: customer\.wr is locked\n`WorkflowSwitchTraffic` on `localhost` holds the workflow's lock since .*, longer than a switch lasts: its vtctld may be dead\. Switch, reverse, complete and cancel would wait for it\.\nIt lapses by itself at .* UTC at the latest\. Start and stop work meanwhile\.\n/,
    );
    expect(answer).toContain(DEL);
    const since = scene.vitess.calls().slice(before);
    expect(since.map(({ method }) => method)).not.toContain("WorkflowSwitchTraffic");
  });

  it("the same switch from a command line waits 45 s and fails as recorded", async () => {
    scene.vitess.clock.setSpeed(200);
    const { details } = await fromOutside(scene, "WorkflowSwitchTraffic", switchRequest(scene));
    scene.vitess.clock.setSpeed(1);
    expect(details).toBe(
      "failed to lock the customer/wr workflow: deadline exceeded: /vitess/global/internal/named_locks/customer/wr/locks",
    );
  });
});

describe("a rescue", () => {
  it("asks for the workflow's name first, and does nothing for another name", async () => {
    const plan = await type(scene, "rescue customer.wr");
    expect(plan).toContain("Unblock writes at commerce: customer.wr");
    expect(plan).toContain("commerce denies writes to `product`, and routing still sends them there: applications cannot write.");
    expect(plan).toMatch(
      /`WorkflowSwitchTraffic` on `localhost` holds the workflow's lock since .* It stays: switch and cancel are blocked/,
    );
    expect(await type(scene, "rescue customer.wr --confirm product")).toContain("Nothing was done: `product` is not the workflow's name.");
    expect([controls(), DENIED.test(write(scene))]).toEqual([0, true]);
  });

  it("lets applications write again once the name is typed, and says what stays blocked and how to remove that", async () => {
    expect(await type(scene, "rescue customer.wr --confirm wr")).toBe(
      "Unblocking writes: customer.wr. The thread shows the outcome, and what stays locked.",
    );
    const line = await told(scene, /Writes unblocked/);
    expect(write(scene)).toBe("commerce");
    expect(line).toContain("Writes unblocked · customer.wr\ncommerce takes its writes again.");
    expect(line).toContain("Applications can write to `product` again.");
    expect(scene.vitess.calls().findLast(({ method }) => method === "SetShardTabletControl")?.request).toMatchObject({
      keyspace: "commerce",
      shard: "0",
      tablet_type: "PRIMARY",
      denied_tables: ["product"],
      remove: true,
    });
    expect(controls()).toBe(1);
    const left = await told(scene, /Still blocked/);
    expect(left).toMatch(
      /Still blocked: switch and cancel wait for the workflow's lock\. `WorkflowSwitchTraffic` on `localhost` holds it since \d\d:\d\d UTC\.\nIt lapses by itself at \d{4}-\d\d-\d\d \d\d:\d\d UTC at the latest\. Start and stop work meanwhile\./,
    );
    expect(left).toContain(DEL);
    await cardSays(scene, /^Copied, in sync · customer\.wr/);
    expect(await statusAsSeenByVtgate(scene)).not.toMatch(ALARM);
    expect(saying(scene, scene.move, /not by Tandem/)).toEqual([]);
    expect(await type(scene, "rescue customer.wr")).toContain("no writes are denied where routing sends them");
  });

  it("brings the rows written meanwhile to the target", () => {
    const [source, target] = ["commerce", "customer"].map((keyspace) => scene.vitess.state.table(keyspace, "0", "product").rows);
    expect(target).toBe(source);
  });

  it("lets stop and start work, but not cancel and switch, and the diagnosis says why", async () => {
    expect(await type(scene, "stop customer.wr")).toContain("Stopping customer.wr.");
    await cardSays(scene, /stopped/);
    expect(await type(scene, "start customer.wr")).toContain("Starting customer.wr.");
    await cardSays(scene, /Copied, in sync/);
    expect(await type(scene, "cancel customer.wr")).toContain("Nothing was requested: customer.wr is locked");
    expect(scene.vitess.calls().map(({ method }) => method)).not.toContain("WorkflowDelete");
    expect(await type(scene, "diagnose customer.wr")).toMatch(
      /^1 thing wrong · customer\.wr\n1\. `WorkflowSwitchTraffic` on `localhost` holds the workflow's lock since .*\nNext: Find out whether that vtctld runs; until the lock is gone, switch and cancel are blocked\.$/,
    );
  });

  it("is followed by the same switch once the lock's key is deleted; a lock that appears after the vote holds it, and is named", async () => {
    scene.vitess.state.removeWorkflowLock("customer", "wr");
    const request = await requested(scene, scene.move, "switch --tablet-types primary");
    await approve(scene, BEN, request);
    scene.vitess.state.holdWorkflowLock("customer", "wr", "VDiffCreate");
    await approve(scene, CHO, request);
    expect(await told(scene, /but held/)).toMatch(
      /Approved, but held: `VDiffCreate` on `localhost` holds the workflow's lock since \d\d:\d\d UTC\. Tries until \d\d:\d\d UTC, then gives up\.$/,
    );
    expect(switches(scene, "wr").filter(({ outcome }) => outcome?.code !== 2)).toHaveLength(1);
    scene.vitess.state.removeWorkflowLock("customer", "wr");
    const line = await told(scene, /Switched \(writes\) · customer\.wr/);
    expect(line).toContain("Reverse replication runs, so a rollback loses nothing.");
    expect(write(scene)).toBe("customer");
    expect(await statusAsSeenByVtgate(scene)).not.toMatch(ALARM);
    expect(alarms(scene)).toHaveLength(1);
  });
});
