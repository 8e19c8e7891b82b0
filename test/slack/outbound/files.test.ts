import { describe, expect, test } from "vitest";
import type { EntryBody } from "../../../src/core/announce/entries.ts";
import type { Records } from "../../../src/operations/records.ts";
import { publishThread } from "../../../src/slack/outbound/publish-thread.ts";
import { ANA, BODIES, MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { outcome } from "../move/entry-bodies.ts";
import { openPublishing, threadLines, withMove } from "./harness.ts";

const redis = bench();

function report(): EntryBody {
  const body = BODIES.find(({ kind }) => kind === "vdiff-report");
  if (body === undefined) throw new Error("the literals have a VDiff report");
  return body;
}

describe("a VDiff report's files", () => {
  test("stand in the thread as one message, after their line and before the next", async () => {
    const { records, prefix } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    for (const body of [report(), { kind: "started", by: ANA } as const]) await records.addEntry(MOVE_ID, body);
    await publishThread(deps, MOVE_ID);
    expect(await redis.redis().pttl(`${prefix}:message:posting:file:${MOVE_ID}:0`)).toBeGreaterThan(0);
    const [card] = slack.messages("C0MOVES");
    expect(
      slack.thread("C0MOVES", card?.ts ?? "").map(({ files, text }) => (files === undefined ? text.includes("started") : "file")),
    ).toEqual([false, false, "file", true]);
    expect(JSON.parse(slack.files()[0]?.content?.toString() ?? "")).toBeTruthy();
  });

  test.each(["files.getUploadURLExternal", "files.completeUploadExternal"])(
    "are there once, under their one line, if a %s was accepted and broke off",
    async (method) => {
      const { records } = redis.fresh();
      const { slack, deps } = await openPublishing(records);
      await withMove(records);
      await records.addEntry(MOVE_ID, report());
      slack.faults.add({ method, kind: "accept-then-fail" });
      await expect(publishThread(deps, MOVE_ID)).rejects.toMatchObject({ kind: "unreachable" });
      await publishThread(deps, MOVE_ID);
      expect(threadLines(slack)).toHaveLength(2);
      expect(slack.files().filter(({ shared }) => shared)).toHaveLength(2);
    },
  );

  test("that the workspace rejects leave their line standing, and the thread goes on", async () => {
    const { records } = redis.fresh();
    const { slack, deps, log } = await openPublishing(records);
    await withMove(records);
    for (const body of [report(), { kind: "started", by: ANA } as const]) await records.addEntry(MOVE_ID, body);
    slack.faults.add({ method: "files.getUploadURLExternal", kind: "ok-false", error: "file_uploads_disabled" });
    await publishThread(deps, MOVE_ID);
    expect(threadLines(slack)).toHaveLength(2);
    expect(log.join("")).toContain("its message stands without it");
  });
});

async function auditOf(records: Records): Promise<void> {
  await records.audit({ kind: "created", moveId: MOVE_ID, by: ANA, facts: {} });
}

describe("the evidence of a move", () => {
  const ended = outcome("complete", { kind: "succeeded", at: 1 });

  test("stands under the line with which the move ends, once, with its digest in the audit", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    await auditOf(records);
    for (const body of [outcome("switch", { kind: "succeeded", at: 1 }), ended]) await records.addEntry(MOVE_ID, body);
    slack.faults.add({ method: "files.completeUploadExternal", kind: "accept-then-fail" });
    await expect(publishThread(deps, MOVE_ID)).rejects.toMatchObject({ kind: "unreachable" });
    await publishThread(deps, MOVE_ID);
    const shared = slack.files().filter((file) => file.shared);
    expect(shared.map(({ name }) => name)).toEqual(["evidence-customer.commerce2customer.jsonl"]);
    const [digest] = /[0-9a-f]{64}(?="\}\n$)/.exec(shared[0]?.content?.toString() ?? "") ?? [];
    expect(threadLines(slack).at(-1)).toContain(`Its digest is \`${digest}\``);
    const { entries } = await records.auditOf(MOVE_ID);
    expect(entries.map(({ event }) => event)).toContainEqual({ kind: "evidence", moveId: MOVE_ID, facts: { digest } });
  });

  test("is missing where the workspace takes no files or the audit says nothing, and the thread goes on", async () => {
    const { records } = redis.fresh();
    const { slack, deps, log } = await openPublishing(records);
    await withMove(records);
    await records.addEntry(MOVE_ID, ended);
    await publishThread(deps, MOVE_ID);
    expect(log.join("")).toContain("There is no evidence of a move that has ended");
    await auditOf(records);
    slack.faults.add({ method: "files.getUploadURLExternal", kind: "ok-false", error: "file_uploads_disabled" });
    await records.addEntry(MOVE_ID, { kind: "gone" });
    await publishThread(deps, MOVE_ID);
    expect(threadLines(slack)).toHaveLength(2);
    expect(slack.files()).toHaveLength(0);
  });
});

test("a line whose blocks Slack rejects altogether is still there in words", async () => {
  const { records } = redis.fresh();
  const { slack, deps, log } = await openPublishing(records);
  await withMove(records);
  await records.addEntry(MOVE_ID, { kind: "stopped", by: ANA });
  slack.faults.add({
    method: "chat.postMessage",
    kind: "ok-false",
    error: "msg_blocks_too_long",
    when: (args) => args["thread_ts"] !== undefined,
  });
  await publishThread(deps, MOVE_ID);
  expect(threadLines(slack)[0]).toContain("stopped the workflow");
  expect(log.join("")).toContain("simpler form");
});
