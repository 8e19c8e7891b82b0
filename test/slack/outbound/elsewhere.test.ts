import { expect, test } from "vitest";
import { toChannelId, type ChannelId } from "../../../src/core/people/people.ts";
import type { Records } from "../../../src/operations/records.ts";
import { publishHome } from "../../../src/slack/outbound/publish-home.ts";
import { publishThread } from "../../../src/slack/outbound/publish-thread.ts";
import type { PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import { opened } from "../app/harness.ts";
import { ANA, BEN, CHO, MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { openPublishing, type Publishing, withMove } from "./harness.ts";

const redis = bench();
const OPS = toChannelId("C0OPS");

/** Ana's request in a channel that accepts no post from Tandem. */
async function askedInClosed(records: Records, operators?: ChannelId): Promise<Publishing> {
  const channels = ["C0MOVES", "C0OPS"].map((id) => ({ id, name: id.toLowerCase(), botIsMember: true }));
  const publishing = await openPublishing(records, { channels }, operators);
  publishing.slack.faults.add({
    method: "chat.postMessage",
    kind: "ok-false",
    error: "restricted_action_thread_locked",
    times: 99,
    when: (args) => args["channel"] === "C0MOVES",
  });
  await records.saveMembers("S0DBA", [ANA, BEN, CHO]);
  await withMove(records);
  await opened(records);
  await publishThread(publishing.deps, MOVE_ID);
  await publishThread(publishing.deps, MOVE_ID);
  return publishing;
}

function approveButtons(slack: PracticeSlack, channel: string): number {
  return slack.messages(channel).filter(({ blocks }) => JSON.stringify(blocks).includes('"action_id":"request:approve"')).length;
}

test("a request that its channel rejects goes to each approver once, and the requester learns how", async () => {
  const { records, prefix } = redis.fresh();
  const { slack, deps } = await askedInClosed(records);
  const readTtl = (): Promise<number> => redis.redis().pttl(`${prefix}:message:elsewhere:q-1`);
  expect(await readTtl()).toBe(-1);
  expect(["D0ANA", "D0BEN", "D0CHO"].map((person) => approveButtons(slack, person))).toEqual([0, 1, 1]);
  expect(slack.messages("D0BEN")[0]?.text).toMatch(/^Approval needed: /);
  expect(slack.messages("D0ANA").map(({ text }) => text)).toEqual([
    expect.stringContaining("Your request for SwitchTraffic went to 2 approvers as a direct message instead"),
  ]);

  await records.requests.change("q-1", (request) => ({
    write: { ...request, state: { kind: "withdrawn", by: ANA, at: Date.now() } },
    result: undefined,
  }));
  await publishThread(deps, MOVE_ID);
  expect(["D0BEN", "D0CHO"].map((person) => [approveButtons(slack, person), slack.messages(person)[0]?.text])).toEqual([
    [0, expect.stringMatching(/^Withdrawn by Ana: /)],
    [0, expect.stringMatching(/^Withdrawn by Ana: /)],
  ]);
  // Nothing edits the copies any more.
  expect(await readTtl()).toBeGreaterThan(0);
});

test("a request that its channel rejects goes to the operators' channel if there is one, and notifies the approvers there", async () => {
  const { slack } = await askedInClosed(redis.fresh().records, OPS);
  expect(approveButtons(slack, "C0OPS")).toBe(1);
  expect(JSON.stringify(slack.messages("C0OPS"))).toContain("<!subteam^S0DBA>");
  expect(slack.messages("D0BEN")).toEqual([]);
  expect(slack.messages("D0ANA").map(({ text }) => text)).toEqual([expect.stringContaining("SwitchTraffic is in <#C0OPS> instead")]);
});

test("a request that its channel rejects waits on an approver's Home tab, where it can be reviewed", async () => {
  const { slack, deps } = await askedInClosed(redis.fresh().records);
  await publishHome(deps, "U0BEN");
  const home = JSON.stringify(slack.home("U0BEN"));
  expect(home).toContain("Waiting for you (1)");
  expect(home).toContain('"action_id":"request:review"');
});
