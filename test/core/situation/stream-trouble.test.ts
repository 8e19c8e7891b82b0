import { expect, test } from "vitest";
import type { EntryBody } from "../../../src/core/announce/entries.ts";
import type { Move } from "../../../src/core/move/moves.ts";
import { DEFAULT_LIMITS } from "../../../src/core/operation/request/policy.ts";
import type { Reading, Stream, Workflow } from "../../../src/core/readings/readings.ts";
import { toChannelId } from "../../../src/core/people/people.ts";
import { followReading } from "../../../src/core/situation/follow.ts";
import type { Known } from "../../../src/core/situation/known.ts";
import { type Situation, deriveSituation } from "../../../src/core/situation/situation.ts";
import { followTrouble } from "../../../src/core/situation/stream-trouble.ts";
import { moveOf, SHARDED, UNSHARDED, withStreams } from "../moments.ts";

const { subject, copied, switched } = UNSHARDED;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const ERROR: Partial<Stream> = { state: "Error", message: "task error: failed inserting rows: ... (errno 1366)" };
const RUNNING: Move = {
  ...moveOf(subject),
  state: { kind: "followed", told: { phase: "running", error: "", copyFinishedAt: 1 } },
};

function changed(workflow: Workflow | undefined, change: Partial<Stream>): Workflow {
  if (workflow === undefined) throw new Error("no workflow");
  return { ...workflow, streams: workflow.streams.map((stream) => ({ ...stream, ...change })) };
}

const ofForward = (change: Partial<Stream>): Reading => ({ ...copied, workflow: changed(copied.workflow, change) });
const ofReverse = (change: Partial<Stream>): Reading => ({ ...switched, reverse: changed(switched.reverse, change) });
const FAILED = ofForward(ERROR);

interface Watched {
  readonly known: Known;
  readonly told: readonly EntryBody[];
  readonly notices: number;
  readonly last: Situation;
}

/** Readings at this interval, each after the one before. */
function watched(readings: readonly Reading[], everyMs: number): Watched {
  let known: Known = { move: RUNNING };
  const told: EntryBody[] = [];
  let notices = 0;
  for (const [index, one] of readings.entries()) {
    const reading = { ...one, at: copied.at + index * everyMs };
    const news = followReading(known, reading, { limits: DEFAULT_LIMITS, stalled: false, operators: toChannelId("C0OPS") });
    if (news === undefined) throw new Error("a reading that says nothing");
    told.push(...news.entries.map(({ body }) => body));
    notices += news.notices.length;
    known = { move: news.move, reading };
  }
  return { known, told, notices, last: deriveSituation(known, DEFAULT_LIMITS, known.reading?.at ?? 0) };
}

function flapping(times: number): readonly Reading[] {
  return Array.from({ length: times }, () => [FAILED, copied]).flat();
}

test("an error that comes and goes forty times in three minutes is announced once, and only in the thread", () => {
  const { told, notices, last } = watched(flapping(20), 5 * SECOND);
  expect([told.map(({ kind }) => kind), notices]).toEqual([["stream-error"], 0]);
  expect(last.phase).toEqual({ kind: "error", message: ERROR.message });
  expect([last.next.kind, last.lagSeconds, last.trouble?.times]).toEqual(["mend-stream", undefined, 20]);
});

test("the operators hear of an error that has come and gone for five minutes, and again every half hour", () => {
  const { told, notices } = watched(flapping(80), 15 * SECOND);
  expect([told.map(({ kind }) => kind), notices]).toEqual([["stream-error"], 2]);
});

test("an error ends once the streams have moved without it, and is no news if it comes back soon after", () => {
  const moved = [1, 2].map((step) => ofForward({ position: `a9cf3613-e52d-11f1-98e3-02fc00000001:1-900${step}` }));
  expect(watched([FAILED, copied, ...moved], 5 * SECOND).last.phase.kind).toBe("running");
  expect(watched([FAILED, copied, ...moved, FAILED], 5 * SECOND)).toMatchObject({
    told: [{ kind: "stream-error" }],
    last: { phase: { kind: "error" } },
  });
});

test("with a quiet source an error ends after three minutes of readings without it", () => {
  expect(watched([FAILED, copied, copied], MINUTE).last.phase.kind).toBe("error");
  expect(watched([FAILED, copied, copied, copied], MINUTE).last.phase.kind).toBe("running");
});

test("another error is news, and another attempt with the same error is not", () => {
  const again = ofForward({ ...ERROR, message: "task error: failed inserting rows: ... (errno 1366) at position 17" });
  const other = ofForward({ ...ERROR, message: "error: Duplicate entry 'x' for key (errno 1062)" });
  expect(watched([FAILED, copied, other], 5 * SECOND).told).toHaveLength(2);
  expect(watched([FAILED, { ...FAILED }, FAILED], 5 * SECOND).told).toHaveLength(1);
  expect(watched([again, copied, again], 5 * SECOND).told).toHaveLength(1);
});

test("a reverse stream in error at every other reading is an alarm with its cause; a single bad reading is not", () => {
  const broken = ofReverse({ state: "Error", message: "error: Duplicate entry 'x' for key (errno 1062)" });
  const once = watched([switched, broken, switched], 15 * SECOND);
  expect([once.told, once.last.alarm]).toEqual([[], undefined]);
  const often = watched([switched, broken, switched, broken, switched], 15 * SECOND);
  expect(often.told.map(({ kind }) => kind)).toEqual(["alarm"]);
  expect(often.last.alarm?.alarm).toBe("reverse-not-running");
  expect(often.last.reverseError?.rule).toBe("duplicate-key");
});

const MESSAGE = ERROR.message ?? "";
/** The trouble of an error that was first seen some time before the reading. */
function lasting(change: object = {}, agoMs = 30 * SECOND) {
  const since = copied.at - agoMs;
  return { since, lastAt: copied.at - 5 * SECOND, times: 1, toldAt: since, message: MESSAGE, ...change };
}

test("an error that a reading after the other shows is one, and one that comes back is another", () => {
  expect(followTrouble(lasting(), FAILED, FAILED).trouble?.times).toBe(1);
  expect(followTrouble(lasting(), copied, FAILED).trouble?.times).toBe(2);
  expect(followTrouble(lasting(), undefined, FAILED).trouble?.times).toBe(2);
  const [one, other] = [{ state: "Error", message: MESSAGE }, {}];
  const half = withStreams(SHARDED.copied, (_, index) => [one, other][index] ?? {});
  expect(followTrouble(lasting(), half, half).trouble?.times).toBe(1);
});

test("one that was over begins anew, with the same words", () => {
  expect(followTrouble(lasting({ isOver: true, times: 7 }), copied, FAILED)).toEqual({
    trouble: { since: copied.at, lastAt: copied.at, times: 1, toldAt: copied.at - 30 * SECOND, message: MESSAGE },
    isOther: false,
  });
});

const saidOf = (value: string, id: string, count: number) =>
  `error: row '${value}' of "t${value}" at ${id}:1-${count} failed ${count} times`;

test("the same words with other numbers, ids, positions and quoted values are the same error", () => {
  const uuid = "a9cf3613-e52d-11f1-98e3-02fc00000001";
  const before = lasting({ message: saidOf("ana", uuid, 7) });
  const isOther = (message: string) => followTrouble(before, copied, ofForward({ state: "Error", message })).isOther;
  expect(isOther(saidOf("ben", uuid.replace("a9", "b8"), 1234))).toBe(false);
  expect(isOther(saidOf("ana", uuid, 7).replace("failed", "was refused"))).toBe(true);
  expect(isOther(saidOf("ana", uuid, 7).replace("row", "column"))).toBe(true);
  expect(isOther(saidOf("ana", uuid, 7).replace("times", "rows"))).toBe(true);
});

const seenAt = (reading: Reading, at: number): Reading => ({ ...reading, at });

test("it is over by movement after the error alone, stays over, and is forgotten after a quarter of an hour", () => {
  const moved = ofForward({ position: "a9cf3613-e52d-11f1-98e3-02fc00000001:1-9001" });
  const ended = (change: object, previous: Reading | undefined, reading: Reading) => followTrouble(lasting(change), previous, reading);
  const lastAt = copied.at - 5 * SECOND;
  expect(ended({}, seenAt(copied, lastAt), moved).trouble?.isOver).toBeUndefined();
  expect(ended({}, seenAt(copied, lastAt + 1), moved).trouble?.isOver).toBe(true);
  expect(ended({ isOver: true }, copied, copied).trouble?.isOver).toBe(true);
  expect(ended({}, undefined, copied)).toEqual({ trouble: lasting(), isOther: false });
  const old = (agoMs: number) => ended({ lastAt: copied.at - agoMs }, copied, copied);
  expect(old(15 * MINUTE - 1).trouble?.isOver).toBe(true);
  expect(old(15 * MINUTE)).toEqual({ isOther: false });
});

test("streams of a switch whose reverse workflow is gone have no trouble", () => {
  const { reverse: _none, ...bare } = switched;
  expect(followTrouble(undefined, bare, bare)).toEqual({ isOther: false });
  expect(followTrouble(lasting(), bare, { ...bare, at: copied.at }).trouble?.isOver).toBeUndefined();
});
