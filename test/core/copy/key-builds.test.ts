import { describe, expect, test } from "vitest";
import {
  areAllBuildingKeys,
  areOnlyKeysLeft,
  carryKeyBuilds,
  countRowsThere,
  findKeyBuilds,
  selectKeyBuilds,
  wantsLogs,
} from "../../../src/core/copy/key-builds.ts";
import { computeProgress, takeSample } from "../../../src/core/copy/progress.ts";
import type { Sample } from "../../../src/core/copy/samples.ts";
import type { Stream, StreamLog, Workflow } from "../../../src/core/readings/readings.ts";
import { shardNamed, tableNamed } from "../../names.ts";
import { recordedReadings } from "../../slack/move/recorded.ts";
import { NOW, reading, stream, workflow } from "../../slack/given.ts";

const MINUTE = 60_000;
const CORDER = { table: tableNamed("corder"), lastPk: "at its end" };
const CUSTOMER = { table: tableNamed("customer"), lastPk: "" };
const BUILD = { shard: shardNamed("0"), streamId: 5n, table: tableNamed("corder"), since: NOW - 20 * MINUTE, readAt: NOW };

function log(message: string, of: Partial<StreamLog> = {}): StreamLog {
  return {
    shard: shardNamed("0"),
    streamId: 5n,
    type: "Started Copy Phase",
    state: "Copying",
    message,
    at: BUILD.since,
    count: 1n,
    ...of,
  };
}

const EXECUTING = log("Executing 1 post copy action(s) for corder table");
const COMPLETED = log("Completed all post copy actions for corder table");

function copying(changes: Partial<Stream> = {}, ...others: readonly Stream[]): Workflow {
  const first = stream({ state: "Copying", copyStates: [CORDER], ...changes });
  return workflow({ lag: { kind: "copying" }, defersKeys: true, streams: [first, ...others] });
}

/** Which tables are being built at each recorded reading, by shard. */
function recordedBuilds(scenario: string, name: string): readonly string[] {
  return recordedReadings(scenario, name).flatMap((one) =>
    selectKeyBuilds(one).map(({ shard, table, since }) => `${shard} ${table} since ${new Date(since).toISOString().slice(14, 19)}`),
  );
}

describe("the tables whose secondary keys are built", () => {
  test("are told by the logs of recorded copies, from the last row of a table to its keys", () => {
    expect(recordedBuilds("happy-unsharded", "commerce2customer")).toEqual([
      "0 corder since 09:59",
      "0 corder since 09:59",
      "0 corder since 09:59",
      "0 customer since 10:14",
    ]);
    expect(recordedBuilds("happy-sharded", "commerce2customer2").toSorted()).toEqual([
      "-80 corder since 12:25",
      "-80 customer since 12:30",
      "80- corder since 12:24",
    ]);
    expect(recordedBuilds("copy-stats-fresh", "fresh")).toEqual([]);
  });

  test.each([
    ["while the last line says so", [EXECUTING], [BUILD]],
    ["not once the keys are there", [EXECUTING, COMPLETED], []],
    ["not after the copy was restarted", [EXECUTING, log("Copy phase restarted for 1 table(s)")], []],
    ["not by another shard's log", [log(EXECUTING.message, { shard: shardNamed("80-") })], []],
    ["not by another stream's log", [log(EXECUTING.message, { streamId: 6n })], []],
    ["not for a table that is done", [log("Executing 1 post copy action(s) for product table")], []],
    ["not by a log that does not name its shard", [{ ...EXECUTING, shard: undefined }], []],
  ])("are told %s", (_when, logs, builds) => {
    const known = logs.map(({ shard, ...rest }): StreamLog => ({ ...rest, ...(shard === undefined ? {} : { shard }) }));
    expect(findKeyBuilds({ ...copying(), logs: known }, NOW)).toEqual(builds);
  });

  test("are forgotten once their stream runs or the table is done", () => {
    const told = (changed: Workflow): unknown => selectKeyBuilds({ at: NOW, workflow: changed, keyBuilds: [BUILD] });
    expect(told(copying())).toEqual([BUILD]);
    expect(told(copying({ copyStates: [CUSTOMER] }))).toEqual([]);
    expect(told(copying({ state: "Running" }))).toEqual([]);
    expect(told(copying({ id: 6n }))).toEqual([]);
  });
});

describe("what the reading before knew of keys being built", () => {
  const before = reading({ at: NOW, workflow: copying(), keyBuilds: [BUILD] });

  test.each([
    ["is kept while nothing moves", copying(), NOW + 10_000, [BUILD]],
    ["is dropped once a key moves", copying({ copyStates: [{ ...CORDER, lastPk: "further" }] }), NOW + 10_000, []],
    ["is dropped when no log has confirmed it for over a minute", copying(), NOW + 61_000, []],
  ])("%s", (_when, known, at, builds) => {
    expect(carryKeyBuilds(known, before, at)).toEqual(builds);
  });
});

describe("all rows are there", () => {
  const other = stream({ id: 7n, shard: shardNamed("80-"), state: "Copying", copyStates: [CORDER] });

  test.each([
    ["when the only table left has its keys built", copying(), true],
    ["when the other streams run", copying({}, stream({ id: 7n, shard: shardNamed("80-") })), true],
    ["but not while a table waits", copying({ copyStates: [CORDER, CUSTOMER] }), false],
    ["but not while another shard copies", copying({}, other), false],
    ["but not before another shard has begun", copying({}, { ...other, position: "", copyStates: [] }), false],
    ["but not without a build", copying({ id: 6n }), false],
  ])("%s", (_when, known, expected) => {
    expect(areOnlyKeysLeft(known, [BUILD])).toBe(expected);
  });

  test("is not yet so while a table waits, though no row can move", () => {
    expect(areAllBuildingKeys(copying({ copyStates: [CORDER, CUSTOMER] }), [BUILD])).toBe(true);
    expect(areAllBuildingKeys(copying({}, other), [BUILD])).toBe(false);
  });
});

describe("the rows of a table whose keys are built", () => {
  const tables = [{ table: tableNamed("corder"), state: "copying" }] as const;
  const there = (known: Workflow): unknown => countRowsThere(tables, reading({ at: NOW, workflow: known, keyBuilds: [BUILD] }))[0]?.state;

  test.each([
    ["are all there", copying(), "done"],
    ["are all there if another shard has the whole table", copying({}, stream({ id: 7n, shard: shardNamed("80-") })), "done"],
    ["are not while another shard copies them", copying({}, stream({ id: 7n, copyStates: [CORDER] })), "copying"],
    ["are not before another shard has begun", copying({}, stream({ id: 7n, position: "" })), "copying"],
  ])("%s", (_when, known, state) => {
    expect(there(known)).toBe(state);
  });
});

describe("a copy that builds keys", () => {
  const long = { samples: [] as readonly Sample[], last: reading({ at: NOW, workflow: copying(), keyBuilds: [BUILD] }) };
  for (let at = NOW - 20 * MINUTE; at <= NOW; at += MINUTE) {
    const sample = takeSample({ ...long.last, at }, [], long.samples, false);
    if (sample !== undefined) long.samples = [...long.samples, sample];
  }

  test("has not stalled after twenty minutes, is at 99% and has no estimate", () => {
    expect(computeProgress(long.last, [], long.samples)).toMatchObject({ isAtKeys: true, percent: 99 });
    expect(computeProgress(long.last, [], long.samples)).not.toHaveProperty("stillSince");
    expect(computeProgress(long.last, [], long.samples)).not.toHaveProperty("eta");
  });

  test("has stalled if nothing tells that it builds keys", () => {
    const { keyBuilds: _, ...silent } = long.last;
    expect(computeProgress(silent, [], long.samples)).toMatchObject({ isAtKeys: false, stillSince: NOW - 20 * MINUTE });
  });
});

describe("the logs are read", () => {
  const before = reading({ at: NOW - 2_000, workflow: copying() });
  /** 22:14:00 is the beginning of ten seconds. */
  const [next, same] = [NOW, NOW + 2_000];

  test.each([
    ["when a last key stands still", copying(), before, next, true],
    ["once in ten seconds", copying(), { ...before, at: NOW }, same, false],
    ["not while keys move", copying({ copyStates: [{ ...CORDER, lastPk: "further" }] }), before, next, false],
    ["not before the first row", copying({ copyStates: [CUSTOMER] }), before, next, false],
    ["not without a reading before", copying(), undefined, next, false],
    ["not where keys are not deferred", workflow({ streams: copying().streams }), before, next, false],
  ])("%s", (_when, known, previous, at, expected) => {
    expect(wantsLogs(known, previous, at)).toBe(expected);
  });
});
