import { describe, expect, it, test } from "vitest";
import { parse } from "../../../src/command/parse.ts";
import { commandDependsOnVersion, listLackingNeeds, withoutAdditions } from "../../../src/core/command/capabilities.ts";
import type { Command } from "../../../src/core/command/command.ts";
import { NEWEST_MAJOR, OLDEST_MAJOR, type VitessVersion } from "../../../src/core/vitess/version.ts";

function release(major: number): VitessVersion {
  return { dialect: major >= 18 ? "typed" : "legacy", major, tablets: [], from: "configured" };
}

function typed(line: string): Command {
  const parsed = parse(line);
  if (parsed.kind !== "command") throw new Error(parsed.text);
  return parsed.command;
}

const CREATE = "create customer.c2c --source-keyspace commerce --tables customer";
const UUID = "5c1e2f34-2222-4333-8444-000000000001";

/** Every option and verb that some releases lack: a line with it, its name, and the first release with it. */
const SINCE: readonly (readonly [line: string, option: string, since: number])[] = [
  [`${CREATE} --tablet-types rdonly,replica`, "--tablet-types-in-preference-order", 14],
  [`${CREATE} --drop-foreign-keys`, "--drop-foreign-keys", 14],
  [`${CREATE} --source-time-zone US/Pacific`, "--source-time-zone", 14],
  [`${CREATE} --source-shards -80`, "--source-shards", 15],
  [`${CREATE} --on-ddl STOP`, "--on-ddl", 16],
  [`${CREATE} --no-routing-rules`, "--no-routing-rules", 18],
  ["create customer.c2c --source-keyspace commerce --all-tables --atomic-copy", "--atomic-copy", 18],
  [`${CREATE} --external-cluster ext1`, "--external-cluster", 18],
  [`${CREATE} --tenant-id 7`, "--tenant-id", 20],
  [`${CREATE} --tenant-id 7 --shards -80`, "--shards", 20],
  [`${CREATE} --sharded-auto-increment-handling REPLACE`, "--sharded-auto-increment-handling", 21],
  [`${CREATE} --global-keyspace lookup`, "--global-keyspace", 21],
  [`${CREATE} --config-overrides vreplication-net-read-timeout=600`, "--config-overrides", 21],
  ["switch customer.c2c --max-replication-lag-allowed 10s", "--max-replication-lag-allowed", 13],
  ["switch customer.c2c --initialize-target-sequences", "--initialize-target-sequences", 18],
  ["switch customer.c2c --shards -80", "--shards", 19],
  ["switch customer.c2c --force", "--force", 21],
  ["reverse customer.c2c --max-replication-lag-allowed 10s", "--max-replication-lag-allowed", 13],
  ["reverse customer.c2c --enable-reverse-replication=false", "--enable-reverse-replication=false", 18],
  ["reverse customer.c2c --shards -80", "--shards", 19],
  ["reverse customer.c2c --force", "--force", 21],
  ["complete customer.c2c --drop-tables --keep-routing-rules", "--keep-routing-rules", 14],
  ["complete customer.c2c --drop-tables --shards -80", "--shards", 19],
  ["complete customer.c2c --drop-tables --ignore-source-keyspace", "--ignore-source-keyspace", 22],
  ["cancel customer.c2c --keep-routing-rules", "--keep-routing-rules", 18],
  ["cancel customer.c2c --shards -80", "--shards", 19],
  ["cancel customer.c2c --delete-batch-size 50", "--delete-batch-size", 22],
  ["cancel customer.c2c --ignore-source-keyspace", "--ignore-source-keyspace", 22],
  ["delete customer.c2c --shards -80", "--shards", 19],
  ["delete customer.c2c --delete-batch-size 50", "--delete-batch-size", 22],
  ["delete customer.c2c --ignore-source-keyspace", "--ignore-source-keyspace", 22],
  ["start customer.c2c --shards -80", "--shards", 22],
  ["stop customer.c2c --shards -80", "--shards", 22],
  ["update customer.c2c --cells zone1", "update", 18],
  ["update customer.c2c --config-overrides a=1", "--config-overrides", 21],
  ["update customer.c2c --cells zone1 --shards -80", "--shards", 22],
  ["mirror customer.c2c --percent 1", "mirror", 21],
  ["vdiff create customer.c2c --tablet-types replica,primary", "--tablet-types-in-preference-order", 14],
  ["vdiff create customer.c2c --max-extra-rows-to-compare 5", "--max-extra-rows-to-compare", 14],
  ["vdiff create customer.c2c --source-cells zone1,zone2", "--source-cells", 18],
  ["vdiff create customer.c2c --target-cells zone1,zone2", "--target-cells", 18],
  ["vdiff create customer.c2c --update-table-stats", "--update-table-stats", 18],
  ["vdiff create customer.c2c --max-report-sample-rows 5", "--max-report-sample-rows", 19],
  ["vdiff create customer.c2c --max-diff-duration 2h", "--max-diff-duration", 19],
  ["vdiff create customer.c2c --row-diff-column-truncate-at 20", "--row-diff-column-truncate-at", 21],
  ["vdiff create customer.c2c --auto-start=false", "--auto-start", 21],
  [`vdiff stop customer.c2c ${UUID} --target-shards -80`, "--target-shards", 21],
  [`vdiff resume customer.c2c ${UUID}`, "vdiff resume", 14],
  [`vdiff resume customer.c2c ${UUID} --target-shards -80`, "--target-shards", 21],
  ["rules get shards", "shards", 15],
  ["rules get keyspaces", "keyspaces", 20],
  ["rules get mirrors", "mirrors", 21],
  ["rules restore r-17 --documents shards", "shards", 15],
  ["rules restore r-17 --documents keyspaces", "keyspaces", 20],
  ["throttler show customer", "throttler show", 21],
  ["throttler check customer", "throttler check", 21],
  ["throttle customer vreplication", "throttle", 18],
  ["unthrottle customer vreplication", "unthrottle", 18],
  ["validate customer", "validate", 12],
  ["rescue customer.c2c", "rescue", 12],
];

describe("an option that some releases lack", () => {
  it.each(SINCE)("%j, %s, is missing before Vitess %i and there from it on", (line, option, needs) => {
    const command = typed(line);
    expect(commandDependsOnVersion(command)).toBe(true);
    const lacking = (major: number) => listLackingNeeds(release(major), command).filter((each) => each.option === option);
    for (let major = OLDEST_MAJOR; major < needs; major += 1) expect(lacking(major)).toEqual([{ option, needs, bound: "since" }]);
    for (let major = needs; major <= NEWEST_MAJOR; major += 1) expect(lacking(major)).toEqual([]);
  });

  it.each([
    [`${CREATE} --v1`, "MoveTables --v1"],
    ["vtctlclient SwitchReads -tablet_type=rdonly customer.c2c", "SwitchReads and SwitchWrites"],
    ["vtctlclient SwitchWrites -reverse customer.c2c", "SwitchReads and SwitchWrites"],
    ["vtctlclient DropSources customer.c2c", "DropSources"],
  ])("%j ends with Vitess 15: %s", (line, option) => {
    const lacking = [15, 16, 23].map((major) => listLackingNeeds(release(major), typed(line)));
    expect(lacking).toEqual([[], [{ option, needs: 15, bound: "until" }], [{ option, needs: 15, bound: "until" }]]);
  });
});

test.each([
  CREATE,
  `${CREATE} --defer-secondary-keys --sharded-auto-increment-handling remove --tablet-types replica,primary`,
  "switch customer.c2c --timeout 1m --tablet-types replica",
  "reverse customer.c2c",
  "complete customer.c2c --rename-tables",
  "cancel customer.c2c --keep-data",
  "delete customer.c2c --keep-data --keep-routing-rules",
  "vdiff create customer.c2c --tables customer --limit 10 --only-pks --auto-retry=false",
  "rules get",
  "rules restore r-17",
  "tables commerce",
  "list",
])("every release can execute %j", (line) => {
  for (let major = OLDEST_MAJOR; major <= NEWEST_MAJOR; major += 1) expect(listLackingNeeds(release(major), typed(line))).toEqual([]);
});

test("what Tandem adds to a VDiff on its own is left out where the release lacks it", () => {
  const own = typed("vdiff create customer.c2c");
  const asked = typed("vdiff create customer.c2c --max-report-sample-rows 10");
  expect(withoutAdditions(release(18), own)).toEqual(asked);
  expect(withoutAdditions(release(19), own)).toEqual(own);
  expect(withoutAdditions(release(12), typed("switch customer.c2c"))).toEqual(typed("switch customer.c2c"));
});
