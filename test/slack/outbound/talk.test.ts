import { describe, expect, test } from "vitest";
import type { Answer } from "../../../src/core/command/answers.ts";
import { toChannelId, toPersonId } from "../../../src/core/people/people.ts";
import type { Inbound } from "../../../src/operations/records.ts";
import { publishThread } from "../../../src/slack/outbound/publish-thread.ts";
import { openTalk } from "../../../src/slack/outbound/talk.ts";
import { recordingJobs } from "../app/recording-jobs.ts";
import { askInSlack, openHarness, openRequest, type Harness } from "../app/harness.ts";
import { receiveCommand } from "../../../src/operations/commands/receive-command.ts";
import { listMessageLines } from "../../../deploy/demo/message-text.ts";
import { ANA, MOVE, MOVE_ID, READING } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { view } from "../given.ts";
import { requestNamed } from "../../names.ts";

const redis = bench();
const REFUSED: Answer = { kind: "refused", reason: "unknown-keyspace", subject: "<!channel>", nearest: ["customer"] };

/** A command that Dev typed a moment ago and that waits for its answer. */
async function typed({ slack, records }: Harness, change: Partial<Inbound> = {}): Promise<Inbound> {
  await slack.runCommand({ user: "U0DEV", channel: "C0MOVES", command: "/movetables", text: "status customer.commerce2customer" });
  const [inbound] = await records.inbox.pending();
  if (inbound === undefined) throw new Error("the command is not in the inbox");
  // Nobody waits for it: this test answers.
  await records.inbox.done(inbound.id);
  return { ...inbound, ...change };
}

/** What Dev was told. */
function told({ slack }: Harness): readonly string[] {
  return slack.ephemerals("U0DEV").map(({ text }) => text);
}

describe("the answer to a command", () => {
  test("goes to the requester by the response URL, and cannot notify anybody", async () => {
    const harness = await openHarness(redis.fresh().records);
    await openTalk(harness.publisher).answer(await typed(harness), REFUSED);
    expect(told(harness)).toHaveLength(1);
    expect(told(harness)[0]).toContain("There is no keyspace");
    expect(JSON.stringify(harness.slack.ephemerals("U0DEV"))).not.toContain("<!channel>");
    expect(harness.slack.calls("chat.postEphemeral")).toEqual([]);
  });

  test("goes by an ephemeral message after half an hour, without trying the URL", async () => {
    const harness = await openHarness(redis.fresh().records);
    const inbound = await typed(harness);
    await openTalk(harness.publisher).answer({ ...inbound, receivedAt: inbound.receivedAt - 30 * 60_000 }, REFUSED);
    expect(told(harness)).toHaveLength(1);
    expect(harness.slack.calls("chat.postEphemeral")).toHaveLength(1);
  });

  test("goes by an ephemeral message when the URL is used up", async () => {
    const harness = await openHarness(redis.fresh().records);
    const inbound = await typed(harness);
    const talk = openTalk(harness.publisher);
    for (let n = 0; n < 6; n += 1) await talk.answer(inbound, REFUSED);
    expect(told(harness)).toHaveLength(6);
    expect(harness.slack.calls("chat.postEphemeral")).toHaveLength(1);
    expect(harness.log.join("")).not.toContain(inbound.responseUrl ?? "none");
  });

  test("promises the thread only if Slack is known to accept what is posted there", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { slack, records, publisher } = harness;
    const answer = {
      kind: "receipt",
      move: MOVE.name,
      doing: "vdiff-create",
      tables: MOVE.tables,
      sourceKeyspace: MOVE.sourceKeyspace,
    } as const;
    await askInSlack(harness);
    const inbound = await typed(harness);
    await openTalk(publisher).answer(inbound, answer);
    slack.faults.add({
      method: "chat.postMessage",
      kind: "ok-false",
      error: "restricted_action",
      times: 9,
      when: ({ channel }) => channel === "C0MOVES",
    });
    await records.addEntry(MOVE_ID, { kind: "started", by: ANA });
    await publishThread(publisher, MOVE_ID);
    await openTalk(publisher).answer(inbound, answer);
    slack.faults.clear();
    await publishThread(publisher, MOVE_ID);
    await openTalk(publisher).answer(inbound, answer);
    const [before, closed, after] = told(harness);
    expect(before).toContain("The report appears in the thread.");
    expect(closed).toContain("Slack takes no post of Tandem's in <#C0MOVES> (`restricted_action`)");
    expect(closed).not.toContain("thread");
    expect(after).toBe(before);
  });

  test("about a move shows what its card shows: an open request, and no button next to it", async () => {
    const harness = await openHarness(redis.fresh().records);
    await askInSlack(harness);
    const shown = view({ move: MOVE, reading: { ...READING, at: Date.now() }, request: openRequest(), now: Date.now() });
    await openTalk(harness.publisher).answer(await typed(harness), { kind: "status", view: shown, stale: false });
    const [answer] = harness.slack.ephemerals("U0DEV");
    expect(listMessageLines(answer ?? { text: "" }).join("\n")).toContain("Ana requested SwitchTraffic");
    expect(listMessageLines(answer ?? { text: "" }).at(-2)).toBe("[Unblock writes…] [Diagnose]");
  });

  test("goes by a direct message from a channel that Tandem is not in", async () => {
    const harness = await openHarness(redis.fresh().records, "socket", {
      channels: [{ id: "C0MOVES", name: "db-moves", botIsMember: false }],
    });
    const { responseUrl: _old, ...inbound } = await typed(harness);
    await openTalk(harness.publisher).answer(inbound, REFUSED);
    expect(harness.slack.messages("D0DEV").map(({ text }) => text)[0]).toContain("There is no keyspace");
  });

  test("that Slack rate-limits is thrown, so that the job delivers it later", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { responseUrl: _old, ...inbound } = await typed(harness);
    harness.slack.faults.add({ method: "chat.postEphemeral", kind: "429", retryAfter: 3 });
    await expect(openTalk(harness.publisher).answer(inbound, REFUSED)).rejects.toMatchObject({ retryAfterMs: 3_000 });
    await openTalk(harness.publisher).answer(inbound, REFUSED);
    expect(told(harness)).toHaveLength(1);
  });

  test("to a person Slack no longer knows is logged and ends there", async () => {
    const harness = await openHarness(redis.fresh().records);
    const { records } = harness;
    const by = toPersonId("U0LEFT");
    await receiveCommand(
      { records, jobs: recordingJobs() },
      { id: requestNamed("slash-9"), by, channel: toChannelId("C0MOVES"), text: "list" },
    );
    const [inbound] = await records.inbox.pending();
    if (inbound === undefined) throw new Error("the command is not in the inbox");
    await openTalk(harness.publisher).answer(inbound, REFUSED);
    expect(harness.log.join("")).toContain("An answer could not be brought");
  });
});

describe("an answer with a file", () => {
  test("delivers it to the requester in a direct message", async () => {
    const harness = await openHarness(redis.fresh().records);
    const inbound = await typed(harness);
    const rules = { tables: [{ from: "customer", to: ["customer.customer"] }], shards: [], keyspaces: [], mirrors: [] };
    const answer: Answer = {
      kind: "rules",
      cluster: MOVE.name.cluster,
      documents: ["tables"],
      rules,
      snapshots: [],
      now: inbound.receivedAt,
    };
    await openTalk(harness.publisher).answer(inbound, answer);
    expect(told(harness)).toEqual([expect.stringContaining("Routing rules of local: 1 table rule")]);
    const shared = harness.slack.calls("files.completeUploadExternal");
    expect(shared).toMatchObject([{ args: { files: [{ title: "routing-rules-local.json" }] } }]);
    expect(harness.slack.calls("chat.postMessage").map(({ args }) => args["channel"])).toContain("U0DEV");
  });
});
