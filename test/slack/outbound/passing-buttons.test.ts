import { WebClient } from "@slack/web-api";
import { describe, expect, test } from "vitest";
import { listMessageLines } from "../../../deploy/demo/message-text.ts";
import type { EntryBody } from "../../../src/core/announce/entries.ts";
import type { Move } from "../../../src/core/move/moves.ts";
import type { Keyspace } from "../../../src/core/vitess/names.ts";
import { SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import type { Records } from "../../../src/operations/records.ts";
import { publishCards } from "../../../src/slack/outbound/publish-cards.ts";
import { publishNotice } from "../../../src/slack/outbound/publish-notice.ts";
import { publishThread } from "../../../src/slack/outbound/publish-thread.ts";
import type { PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import { ANA, FULL_EXECUTION, MOVE, MOVE_ID } from "../../store/literals.ts";
import { bench } from "../../store/with-redis.ts";
import { opened } from "../app/harness.ts";
import { followed, reading, SWITCHED, TABLES } from "../given.ts";
import { openPublishing, type Publishing, withMove } from "./harness.ts";
import { keyspaceNamed, shardNamed } from "../../names.ts";

const redis = bench();
const HOUR = 3_600_000;
const DENIED = [{ keyspace: "commerce" as Keyspace, shard: shardNamed("0"), tables: TABLES }];

function armed(): Pick<Move, "state"> {
  return followed({ rollback: { kind: "armed", until: Date.now() + HOUR } });
}

/** A switch that succeeded, announced with its rollback, and the reading that came after it. */
async function switched(): Promise<Publishing & { readonly records: Records }> {
  const { records } = redis.fresh();
  const publishing = await openPublishing(records);
  await withMove(records, armed());
  await records.addEntry(MOVE_ID, outcomeNow());
  await publishThread(publishing.deps, MOVE_ID);
  await read(records, SWITCHED);
  return { ...publishing, records };
}

function outcomeNow(): EntryBody {
  const act = { verb: "switch", options: SWITCH_DEFAULTS } as const;
  const at = Date.now();
  return { kind: "outcome", executionId: "q-1", act, by: ANA, outcome: { kind: "succeeded", at }, rollbackUntil: at + HOUR };
}

async function read(records: Records, its: Reading): Promise<void> {
  await records.saveReading(MOVE_ID, { ...its, at: Date.now() + 1_000 });
}

/** Everything in the thread under the card, and the buttons in brackets. */
function thread(slack: PracticeSlack): string {
  const [card] = slack.messages("C0MOVES");
  return slack
    .thread("C0MOVES", card?.ts ?? "")
    .slice(1)
    .flatMap((message) => listMessageLines(message))
    .join("\n");
}

async function changeState(records: Records, state: Move["state"]): Promise<void> {
  await records.moves.change(MOVE_ID, (move) => ({ write: { ...move, state }, result: undefined }));
}

/** How often a message in the thread was edited; the card does not count. */
function edits(slack: PracticeSlack): number {
  const [card] = slack.messages("C0MOVES");
  return slack.calls("chat.update").filter(({ args }) => args["ts"] !== card?.ts).length;
}

describe("Roll back on the outcome of a switch", () => {
  test("stays while it is offered, without any call", async () => {
    const { slack, deps } = await switched();
    await publishCards(deps, MOVE_ID);
    expect(thread(slack)).toContain("[Roll back]");
    expect(edits(slack)).toBe(0);
  });

  test("is there if the switch ended while an earlier line was being published", async () => {
    const { records } = redis.fresh();
    const { slack, deps } = await openPublishing(records);
    await withMove(records);
    const { requestId: _none, ...execution } = FULL_EXECUTION;
    await records.commit(MOVE_ID, () => ({ execution, result: undefined }));
    await read(records, reading());
    let ended: Promise<unknown> = Promise.resolve();
    slack.faults.add({
      method: "chat.postMessage",
      kind: "slow",
      ms: 1_000,
      when: () => {
        ended = records.commit(MOVE_ID, ({ move }) => ({
          ...(move === undefined ? {} : { move: { ...move, ...armed() } }),
          execution: { ...execution, state: { kind: "ended", outcome: { kind: "succeeded", at: Date.now() } } },
          reading: { ...SWITCHED, at: Date.now() },
          entries: [{ body: outcomeNow(), key: "ended" }],
          result: undefined,
        }));
        return true;
      },
    });
    await publishThread(deps, MOVE_ID);
    await ended;
    await publishThread(deps, MOVE_ID);
    expect(thread(slack)).toContain("Rollback is one press until");
    expect(thread(slack)).toContain("[Roll back]");
  });

  test("stays while somebody requests something else", async () => {
    const { slack, deps, records } = await switched();
    await opened(records);
    await publishCards(deps, MOVE_ID);
    expect(thread(slack)).toContain("[Roll back]");
  });

  test("is removed when the rollback starts, once, and the words of the line stay", async () => {
    const { slack, deps, records } = await switched();
    const said = thread(slack);
    const { requestId: _none, ...execution } = FULL_EXECUTION;
    await records.commit(MOVE_ID, () => ({ execution, result: undefined }));
    await publishCards(deps, MOVE_ID);
    await publishCards(deps, MOVE_ID);
    expect(thread(slack)).toBe(said.replace("\n[Roll back]", ""));
    expect(edits(slack)).toBe(1);
  });

  test.each(["completed", "cancelled"] as const)("is removed when the move is %s", async (how) => {
    const { slack, deps, records } = await switched();
    await changeState(records, { kind: "ended", at: Date.now(), how });
    await publishCards(deps, MOVE_ID);
    expect(thread(slack)).not.toContain("[Roll back]");
  });

  test("is removed when its window has passed, and when the traffic is back at the source", async () => {
    const first = await switched();
    await changeState(first.records, followed().state);
    await publishCards(first.deps, MOVE_ID);
    expect(thread(first.slack)).not.toContain("[Roll back]");
    const second = await switched();
    await read(second.records, reading());
    await publishCards(second.deps, MOVE_ID);
    expect(thread(second.slack)).not.toContain("[Roll back]");
  });

  test("does not block any card if somebody deleted its message", async () => {
    const { slack, deps, records } = await switched();
    const [card] = slack.messages("C0MOVES");
    const [, outcome] = slack.thread("C0MOVES", card?.ts ?? "");
    await new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl }).chat.delete({ channel: "C0MOVES", ts: outcome?.ts ?? "" });
    await changeState(records, { kind: "ended", at: Date.now(), how: "completed" });
    await publishCards(deps, MOVE_ID);
    await publishCards(deps, MOVE_ID);
    expect(slack.messages("C0MOVES")[0]?.text).toContain("Completed");
    expect(await records.message(`buttons:${MOVE_ID}`)).toBeUndefined();
  });

  test("is removed from the oldest outcome once there are more than Tandem tracks", async () => {
    const { slack, deps, records } = await switched();
    for (let n = 0; n < 6; n += 1) await records.addEntry(MOVE_ID, outcomeNow());
    await publishThread(deps, MOVE_ID);
    expect(thread(slack).match(/\[Roll back\]/g)).toHaveLength(7);
    await publishCards(deps, MOVE_ID);
    expect(thread(slack).match(/\[Roll back\]/g)).toHaveLength(6);
    await changeState(records, { kind: "ended", at: Date.now(), how: "completed" });
    await publishCards(deps, MOVE_ID);
    expect(thread(slack)).not.toContain("[Roll back]");
  });
});

test("an alarm that is over loses its buttons in the thread and in the operators' channel; a look stays", async () => {
  const { records } = redis.fresh();
  const { slack, deps } = await openPublishing(records);
  await withMove(records);
  await read(records, reading({ denied: DENIED }));
  const alarm = { kind: "alarm", alarm: "source-writes-denied", tables: TABLES } as const;
  await records.addEntry(MOVE_ID, alarm);
  const body = { ...alarm, move: MOVE.name, sourceKeyspace: keyspaceNamed("commerce") };
  await records.notices.create("n-1", { id: "n-1", channel: toChannelId("C0INC42"), at: Date.now(), body, posted: false });
  await publishThread(deps, MOVE_ID);
  await publishNotice(deps, "n-1");
  const notice = (): string =>
    slack
      .messages("C0INC42")
      .flatMap((message) => listMessageLines(message))
      .join("\n");
  for (const said of [thread(slack), notice()]) expect(said).toContain("[Unblock writes…] [Diagnose]");
  await records.saveReading(MOVE_ID, reading({ at: Date.now() + 2_000 }));
  await publishCards(deps, MOVE_ID);
  for (const said of [thread(slack), notice()]) {
    expect(said).not.toContain("[Unblock writes…]");
    expect(said).toContain("[Diagnose]");
  }
});

test("messages recorded at the same moment are all kept", async () => {
  const { records } = redis.fresh();
  const { slack, deps } = await openPublishing(records);
  await withMove(records);
  await read(records, reading({ denied: DENIED }));
  const body = {
    kind: "alarm",
    alarm: "source-writes-denied",
    tables: TABLES,
    move: MOVE.name,
    sourceKeyspace: keyspaceNamed("commerce"),
  } as const;
  const ids = ["n-1", "n-2", "n-3"];
  for (const id of ids) await records.notices.create(id, { id, channel: toChannelId("C0INC42"), at: Date.now(), body, posted: false });
  await Promise.all(ids.map((id) => publishNotice(deps, id)));
  await changeState(records, { kind: "ended", at: Date.now(), how: "completed" });
  await publishCards(deps, MOVE_ID);
  expect(
    slack
      .messages("C0INC42")
      .flatMap((message) => listMessageLines(message))
      .join("\n"),
  ).not.toContain("[Unblock writes…]");
});
