import { expect, test } from "vitest";
import { findFollowed, type Move, updateFollowed } from "../../../src/core/move/moves.ts";
import { isLastingTrouble } from "../../../src/core/move/raised.ts";
import { closeAlarms } from "../../../src/core/announce/all-clear.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import { toChannelId, toPersonId } from "../../../src/core/people/people.ts";
import type { Reading } from "../../../src/core/readings/readings.ts";
import { followReading } from "../../../src/core/situation/follow.ts";
import type { Known } from "../../../src/core/situation/known.ts";
import { moveOf, UNSHARDED, withStreams } from "../moments.ts";

const MINUTE = 60_000;
const OPERATORS = toChannelId("C0OPS");
const { subject, copying, copied, switched } = UNSHARDED;
const RUNNING: Move = { ...moveOf(subject), state: { kind: "followed", told: { phase: "running", error: "", copyFinishedAt: 1 } } };

/** One reading a minute; what the thread and the operators' channel heard, with the minute. */
function heard(move: Move, readings: readonly Reading[], operators = OPERATORS) {
  let known: Known = { move };
  const [thread, channel]: [string[], string[]] = [[], []];
  for (const [minute, one] of readings.entries()) {
    const reading = { ...one, at: copied.at + minute * MINUTE };
    const news = followReading(known, reading, { limits: DEFAULT_LIMITS, stalled: false, operators });
    if (news === undefined) throw new Error("a reading that says nothing");
    const name = (body: object): string =>
      `${minute} ${"kind" in body ? String(body.kind) : ""} ${"cause" in body ? String(body.cause) : ""}`.trim();
    thread.push(...news.entries.map(({ body }) => name(body)));
    channel.push(...news.notices.map(({ body }) => name(body)));
    known = { move: news.move, reading };
  }
  return { thread, channel, move: known.move };
}

function lagging(reading: Reading, seconds: number): Reading {
  const lag = { kind: "seconds", value: seconds } as const;
  const { workflow, reverse } = reading;
  return {
    ...reading,
    ...(workflow === undefined ? {} : { workflow: { ...workflow, lag } }),
    ...(reverse === undefined ? {} : { reverse: { ...reverse, lag } }),
  };
}

const grows = (reading: Reading, minutes: number): readonly Reading[] =>
  Array.from({ length: minutes }, (_, minute) => lagging(reading, 40 + minute * 60));

// The lag of a throttled stream grew by a second each second: recording v23.0.3/lag-throttle.
test.each([
  ["a move", copied],
  ["the reverse workflow of a switched move", switched],
])("lag of %s that has grown for five minutes is an alarm, and one of the operators' after five more", (_of, reading) => {
  const { thread, channel } = heard(RUNNING, grows(reading, 12));
  expect([thread, channel]).toEqual([["5 lasting lag-grows"], ["10 lasting lag-grows"]]);
});

test.each([
  ["is high but steady", [90, 90, 95, 90, 92, 90, 91, 90]],
  ["grows but stays below the limit of a switch", [0, 1, 2, 5, 9, 15, 22, 29]],
  ["grows for a moment only", [0, 200, 300, 20, 5, 0, 0, 0]],
  ["falls", [900, 800, 700, 600, 500, 400, 300, 200]],
])("lag that %s is none", (_how, seconds) => {
  expect(
    heard(
      RUNNING,
      seconds.map((one) => lagging(copied, one)),
    ),
  ).toMatchObject({ thread: [], channel: [] });
});

test.each([
  ["falls", (minute: number) => Math.max(600 - minute * 100, 0)],
  ["stays high", () => 700],
])("once lag has not grown for five minutes, both places that heard the alarm hear the all clear: it %s", (_how, seconds) => {
  const after = Array.from({ length: 14 }, (_, minute) => lagging(copied, seconds(minute)));
  const { thread, channel } = heard(RUNNING, [...grows(copied, 12), ...after]);
  expect(thread.map((line) => line.replace(/^\d+ /, ""))).toEqual(["lasting lag-grows", "all-clear lag-grows"]);
  expect(channel.map((line) => line.replace(/^\d+ /, ""))).toEqual(["lasting lag-grows", "all-clear lag-grows"]);
});

// A stream that finds no tablet has no position: recording v23.0.3/stream-error.
test("a stream without a tablet to read from is an alarm from its second minute on", () => {
  const reading = withStreams(copying, () => ({ state: "Running", position: "", copyStates: [] }));
  const move: Move = { ...RUNNING, askedAt: copied.at };
  const { thread, channel } = heard(
    move,
    Array.from({ length: 8 }, () => reading),
  );
  expect([thread, channel]).toEqual([["1 lasting no-source"], ["6 lasting no-source"]]);
});

test("a VDiff that stands still is an alarm of the operators' too, until another one is started", () => {
  const startedAt = copied.at - 20 * MINUTE;
  const report = { verdict: "failed", standsStill: true } as const;
  const vdiff = { uuid: "v-1", startedBy: toPersonId("U0ANA"), startedAt, seen: { rows: 7n, at: startedAt }, report };
  const still = heard(
    updateFollowed(RUNNING, { vdiff }),
    Array.from({ length: 7 }, () => copied),
  );
  // Its report was the thread's line.
  expect([still.thread, still.channel]).toEqual([[], ["5 lasting vdiff-still"]]);
  expect(findFollowed(still.move)?.alarms?.[0]).toMatchObject({ cause: "vdiff-still", since: startedAt });
  const { report: _over, ...again } = vdiff;
  const next = heard(
    updateFollowed(still.move, { vdiff: { ...again, uuid: "v-2" } }),
    Array.from({ length: 7 }, () => copied),
  );
  expect([next.thread, next.channel]).toEqual([["5 all-clear vdiff-still"], ["5 all-clear vdiff-still"]]);
});

test("an alarm that an older release announced is neither raised nor forgotten", () => {
  const told = { phase: "alarm", error: "", alarm: "switched-not-finished", alarmSince: copied.at - 5 * MINUTE } as const;
  const unfinished = withStreams(switched, () => ({ message: "stopped for cutover" }));
  const { thread, channel, move } = heard(updateFollowed(RUNNING, { told }), [unfinished, switched, switched]);
  expect([thread, channel]).toEqual([["1 outside", "2 all-clear switched-not-finished"], ["2 all-clear switched-not-finished"]]);
  expect(findFollowed(move)?.alarms?.filter(({ cause }) => !isLastingTrouble(cause))).toEqual([]);
});

test("the end of a move by Tandem is said to whoever heard its alarms, with how it ended", () => {
  const raised = { raisedAt: 1, since: 1, lastAt: 2, times: 1 };
  const alarms = [
    { cause: "stalled", ...raised, noticed: { channel: OPERATORS, at: 2 } },
    { cause: "lag-grows", ...raised },
  ] as const;
  const before = updateFollowed(RUNNING, { alarms });
  const after: Move = { ...before, state: { kind: "ended", at: 9, how: "cancelled" } };
  const { entries, notices, jobs } = closeAlarms(before, after, 9);
  expect(entries.map(({ body }) => body)).toEqual([
    { kind: "all-clear", cause: "stalled", since: 1, until: 9, times: 1, ended: "cancelled" },
    { kind: "all-clear", cause: "lag-grows", since: 1, until: 9, times: 1, ended: "cancelled" },
  ]);
  expect(notices).toMatchObject([{ channel: OPERATORS, posted: false, body: { kind: "all-clear", cause: "stalled", move: before.name } }]);
  expect(jobs).toEqual(notices.map(({ id }) => ({ job: "publish-notice", id })));
  expect(closeAlarms(before, before, 9)).toEqual({ entries: [], notices: [], jobs: [] });
});
