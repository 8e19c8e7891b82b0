import { describe, expect, test } from "vitest";
import { COMPLETE_DEFAULTS, SWITCH_DEFAULTS, VDIFF_DEFAULTS } from "../../../src/core/options/options.ts";
import { commerce } from "../names.ts";
import { create, forward, move, playLegacyServer, uuid } from "./played-server.ts";
import { shardNamed, tablesNamed } from "../../names.ts";

const backward = { direction: "backward", dryRun: false } as const;
const { seen, sent } = playLegacyServer();

describe("each release gets its own form", () => {
  test.each([
    [11, "MoveTables -source=commerce -tables=corder,customer Create customer.wf"],
    [12, "MoveTables -source=commerce -tables=corder,customer Create customer.wf"],
    [13, "MoveTables -source=commerce -tables=corder,customer Create customer.wf"],
    [14, "MoveTables --source=commerce --tables=corder,customer Create customer.wf"],
    [15, "MoveTables --source=commerce --tables=corder,customer Create customer.wf"],
    [16, "MoveTables --source=commerce --tables=corder,customer --defer-secondary-keys Create customer.wf"],
    [17, "MoveTables --source=commerce --tables=corder,customer --defer-secondary-keys Create customer.wf"],
  ])("create on %i", async (major, line) => {
    expect(await sent(major, (vitess) => vitess.createMove(move, create))).toEqual([line]);
  });

  test.each([
    [11, "MoveTables -v1 -workflow=wf commerce customer corder,customer"],
    [12, "MoveTables -v1 -workflow=wf commerce customer corder,customer"],
    [14, "MoveTables --v1 --workflow=wf commerce customer corder,customer"],
    [15, "MoveTables --v1 --workflow=wf commerce customer corder,customer"],
    [16, "MoveTables --source=commerce --tables=corder,customer --defer-secondary-keys Create customer.wf"],
  ])("v1 create on %i", async (major, line) => {
    expect(await sent(major, (vitess) => vitess.createMove(move, { ...create, v1: true }))).toEqual([line]);
  });

  test.each([
    [11, ["SwitchReads -tablet_type=replica customer.wf", "SwitchReads -tablet_type=rdonly customer.wf", "SwitchWrites customer.wf"]],
    [12, ["SwitchReads customer.wf", "SwitchWrites customer.wf"]],
    [15, ["SwitchReads customer.wf", "SwitchWrites customer.wf"]],
    [16, ["MoveTables SwitchTraffic customer.wf"]],
  ])("v1 switch on %i", async (major, lines) => {
    expect(await sent(major, (vitess) => vitess.switchTraffic(move, { ...SWITCH_DEFAULTS, v1: true }, forward))).toEqual(lines);
  });

  test.each([
    [12, ["SwitchReads -reverse customer.wf", "SwitchWrites commerce.wf_reverse"]],
    [14, ["SwitchReads --reverse customer.wf", "SwitchWrites commerce.wf_reverse"]],
    [17, ["MoveTables ReverseTraffic customer.wf"]],
  ])("v1 reverse on %i", async (major, lines) => {
    expect(await sent(major, (vitess) => vitess.switchTraffic(move, { ...SWITCH_DEFAULTS, v1: true }, backward))).toEqual(lines);
  });

  test.each([
    [12, "SwitchWrites -filtered_replication_wait_time=1500ms customer.wf"],
    [14, "SwitchWrites --timeout=1500ms --filtered_replication_wait_time=1500ms customer.wf"],
  ])("the timeout of SwitchWrites on %i", async (major, line) => {
    const options = { ...SWITCH_DEFAULTS, v1: true, tabletTypes: ["PRIMARY"] as const, timeoutMs: 1500 };
    expect(await sent(major, (vitess) => vitess.switchTraffic(move, options, forward))).toEqual([line]);
  });

  test.each([
    [11, "MoveTables -tablet_types=master,replica SwitchTraffic customer.wf"],
    [12, "MoveTables -tablet_types=primary,replica SwitchTraffic customer.wf"],
    [17, "MoveTables --tablet_types=primary,replica SwitchTraffic customer.wf"],
  ])("the name of PRIMARY on %i", async (major, line) => {
    const options = { ...SWITCH_DEFAULTS, tabletTypes: ["PRIMARY", "REPLICA"] as const };
    expect(await sent(major, (vitess) => vitess.switchTraffic(move, options, forward))).toEqual([line]);
  });

  test("every option of a switch that 13 has", async () => {
    const options = {
      ...SWITCH_DEFAULTS,
      tabletTypes: ["RDONLY"] as const,
      cells: ["zone1", "zone2"],
      timeoutMs: 60_000,
      maxReplicationLagAllowedMs: 10_000,
      enableReverseReplication: false,
    };
    expect(await sent(13, (vitess) => vitess.switchTraffic(move, options, { ...forward, dryRun: true }))).toEqual([
      "MoveTables -tablet_types=rdonly -cells=zone1,zone2 -timeout=60s -max_replication_lag_allowed=10s -reverse_replication=false -dry_run SwitchTraffic customer.wf",
    ]);
  });

  test.each([
    [13, "DropSources -rename_tables customer.wf"],
    [15, "DropSources --rename_tables customer.wf"],
    [16, "MoveTables --rename_tables Complete customer.wf"],
  ])("DropSources on %i", async (major, line) => {
    const options = { ...COMPLETE_DEFAULTS, v1: true, renameTables: true };
    expect(await sent(major, (vitess) => vitess.complete(move, options, { dryRun: false }))).toEqual([line]);
  });

  test.each([
    [11, "VDiff -format=json -tables=corder customer.wf"],
    [13, "VDiff -format=json -tables=corder customer.wf"],
    [14, `VDiff --v2 --format=json --tables=corder customer.wf create ${uuid}`],
    [15, `VDiff --v2 --format=json --tables=corder customer.wf create ${uuid}`],
    [16, `VDiff --format=json --tables=corder customer.wf create ${uuid}`],
    [17, `VDiff --format=json --tables=corder customer.wf create ${uuid}`],
  ])("VDiff on %i", async (major, line) => {
    expect(await sent(major, (vitess) => vitess.vdiffCreate(move, uuid, { ...VDIFF_DEFAULTS, tables: tablesNamed("corder") }))).toEqual([
      line,
    ]);
  });

  test.each([
    [14, "VDiff --v2 --format=json customer.wf show last"],
    [15, "VDiff --v2 --format=json --verbose customer.wf show last"],
    [16, "VDiff --format=json --verbose customer.wf show last"],
  ])("VDiff show on %i", async (major, line) => {
    expect(await sent(major, (vitess) => vitess.vdiff(move))).toEqual([line]);
  });

  test.each([
    [11, "TopoCat -long -cell=global /keyspaces/commerce/locks/* /keyspaces/customer/locks/*"],
    [12, "TopoCat -long -cell=global /keyspaces/commerce/locks/* /keyspaces/customer/locks/*"],
    [14, "TopoCat --long --cell=global /keyspaces/commerce/locks/* /keyspaces/customer/locks/*"],
    [17, "TopoCat --long --cell=global /keyspaces/commerce/locks/* /keyspaces/customer/locks/*"],
  ])("who holds a keyspace's lock, on %i", async (major, line) => {
    expect(await sent(major, (vitess) => vitess.lockHolders(move, commerce))).toEqual([line]);
  });

  test("writes can be unblocked on 11 too, in its own words", async () => {
    expect(await sent(11, (vitess) => vitess.allowTables(commerce, shardNamed("0"), tablesNamed("corder", "customer")))).toEqual([
      "SetShardTabletControl -blacklisted_tables=corder,customer -remove commerce/0 master",
    ]);
    expect(await sent(12, (vitess) => vitess.allowTables(commerce, shardNamed("0"), tablesNamed("corder")))).toEqual([]);
    expect(seen().at(-1)?.method).toBe("SetShardTabletControl");
  });

  test("tablet types in another order than the default", async () => {
    const types = { tabletTypes: ["RDONLY", "REPLICA"] as const };
    const inOrder = await sent(14, (vitess) => vitess.createMove(move, { ...create, ...types }));
    expect(inOrder).toEqual([
      "MoveTables --source=commerce --tables=corder,customer --tablet_types=in_order:rdonly,replica Create customer.wf",
    ]);
    const anyOrder = await sent(12, (vitess) => vitess.createMove(move, { ...create, ...types, tabletTypesInOrder: false }));
    expect(anyOrder).toEqual(["MoveTables -source=commerce -tables=corder,customer -tablet_types=rdonly,replica Create customer.wf"]);
  });
});
