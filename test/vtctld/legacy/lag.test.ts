import { describe, expect, test } from "vitest";

import { formatTabletAlias } from "../../../src/core/vitess/names.ts";
import type { Stream } from "../../../src/core/readings/readings.ts";
import { measureLag } from "../../../src/vtctld/legacy/workflow/lag.ts";
import { hasReached } from "../../../src/vtctld/legacy/workflow/positions.ts";
import { parseShownWorkflow } from "../../../src/vtctld/legacy/workflow/show.ts";
import { commerce } from "../names.ts";
import { shardNamed, tablesNamed, tableNamed } from "../../names.ts";

const NOW = Date.parse("2026-11-20T22:30:00Z");
const RUNNING: Stream = {
  id: 1n,
  shard: shardNamed("0"),
  tablet: formatTabletAlias("zone1", 200),
  sourceKeyspace: commerce,
  sourceShard: shardNamed("0"),
  tables: tablesNamed("customer"),
  state: "Running",
  message: "",
  position: "MariaDB/0-43154189-272",
  rowsCopied: 0n,
  copyStates: [],
  transactionAt: NOW - 1_000,
  updatedAt: NOW - 500,
};
const AT = (position: string) => new Map([["commerce/0", position]]);

describe("the lag on a release that does not report it", () => {
  test("is the age of the last transaction", () => {
    expect(measureLag([RUNNING, { ...RUNNING, transactionAt: NOW - 7_300 }], new Map(), NOW)).toEqual({ kind: "seconds", value: 7 });
  });

  test("of an idle source is the age of its last heartbeat", () => {
    const idle = { ...RUNNING, transactionAt: NOW - 3_600_000 };
    expect(measureLag([idle], AT("MariaDB/0-43154189-272"), NOW)).toEqual({ kind: "seconds", value: 0 });
  });

  test("of a stream behind its source is not hidden by heartbeats", () => {
    const late = { ...RUNNING, transactionAt: NOW - 3_600_000 };
    expect(measureLag([late], AT("MariaDB/0-43154189-273"), NOW)).toEqual({ kind: "seconds", value: 3600 });
  });

  test("is too large rather than too small if the source did not report", () => {
    expect(measureLag([{ ...RUNNING, transactionAt: NOW - 3_600_000 }], new Map(), NOW)).toEqual({ kind: "seconds", value: 3600 });
  });

  test.each([
    ["copies", { state: "Copying" }],
    ["has tables left", { copyStates: [{ table: tableNamed("customer"), lastPk: "" }] }],
    ["never ran", { position: "" }],
  ])("of a stream that %s is not a number", (_, what) => {
    expect(measureLag([{ ...RUNNING, ...what }], AT("MariaDB/0-43154189-272"), NOW)).toEqual({ kind: "copying" });
  });
});

describe("positions", () => {
  test.each([
    ["MariaDB/0-1-10", "MariaDB/0-1-10", true],
    ["MariaDB/0-1-10", "MariaDB/0-2-9", true],
    ["MariaDB/0-1-10", "MariaDB/0-1-11", false],
    ["MariaDB/0-1-10,1-1-5", "MariaDB/0-1-10,1-1-6", false],
    ["MySQL56/aaaa-1:1-83", "MySQL56/aaaa-1:1-80", true],
    ["MySQL56/aaaa-1:1-83", "MySQL56/aaaa-1:1-84", false],
    ["MySQL56/aaaa-1:1-83,bbbb-2:1-5:7-9", "MySQL56/bbbb-2:8", true],
    ["MySQL56/aaaa-1:1-83", "MySQL56/aaaa-1:1-83,bbbb-2:1", false],
    ["FilePos/vt-bin.000001:5", "FilePos/vt-bin.000001:5", true],
    ["FilePos/vt-bin.000001:6", "FilePos/vt-bin.000001:5", false],
    ["MySQL56/aaaa-1:1-83", "MariaDB/0-1-1", false],
    ["", "MariaDB/0-1-1", false],
  ])("%s has %s: %s", (reached, goal, expected) => {
    expect(hasReached(reached, goal)).toBe(expected);
  });
});

describe("Workflow show", () => {
  const stream = '{"Tablet":"zone1-0000000200","ID":1,"TimeThrottled":1795213181,"ComponentThrottled":"vplayer","RowsCopied":7}';

  test("of 11 has other names", () => {
    expect(
      parseShownWorkflow(`{"ShardStatuses":{"0/zone1-0000000200":{"MasterReplicationStatuses":[${stream}],"MasterIsServing":true}}}`),
    ).toEqual({
      streams: [{ tablet: "zone1-0000000200", id: 1n, throttle: { component: "vplayer", at: 1_795_213_181_000 }, rowsCopied: 7n }],
    });
  });

  test("of a stream that never ran reports an epoch as its lag, which means none", () => {
    expect(parseShownWorkflow('{"MaxVReplicationTransactionLag":1795215186,"ShardStatuses":{}}').lag).toEqual({ kind: "copying" });
  });

  test("of 15 says what kind of workflow it is", () => {
    const typed = '{"Tablet":"zone1-0000000200","ID":1,"WorkflowType":"MoveTables","WorkflowSubType":"None"}';
    expect(
      parseShownWorkflow(`{"MaxVReplicationTransactionLag":1,"ShardStatuses":{"0/a":{"PrimaryReplicationStatuses":[${typed}]}}}`),
    ).toMatchObject({
      type: "MoveTables",
      subType: "",
      lag: { kind: "seconds", value: 1 },
    });
  });
});
