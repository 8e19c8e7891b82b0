import { describe, expect, it } from "vitest";
import { findLeftoverAtSwitch } from "../../../src/core/preflight/traffic/controls.ts";
import { findMissingLooks } from "../../../src/core/preflight/cluster/could-not-look.ts";
import { listCreateFindings, describePlannedCreate } from "../../../src/core/preflight/create.ts";
import { tellsDdl } from "../../../src/core/preflight/tables/ddl.ts";
import { sortBySeverity, listFew, type Finding } from "../../../src/core/findings/finding.ts";
import { doRangesOverlap } from "../../../src/core/preflight/tables/key-range.ts";
import { toSeen } from "../../../src/core/preflight/facts/looked.ts";
import { listReverseFindings } from "../../../src/core/preflight/reverse.ts";
import { listSwitchFindings } from "../../../src/core/preflight/switch.ts";
import { findNoSourceTablet } from "../../../src/core/preflight/cluster/tablets.ts";
import { KNOWN_FAULTS, type Meeting } from "../../../src/core/preflight/cluster/known-faults.ts";
import { findKnownFaults } from "../../../src/core/preflight/cluster/versions.ts";
import { KILLED } from "../moments.ts";
import { at, CREATE, REVERSE, SWITCH, tablet } from "./healthy.ts";
import { shardNamed, shardsNamed, tablesNamed, tableNamed } from "../../names.ts";

function codes(findings: readonly Finding[]): readonly string[] {
  return findings.map((one) => `${one.severity} ${one.code}`);
}

function version(major: number, ...tablets: readonly string[]) {
  return { dialect: major < 18 ? "legacy" : "typed", major, tablets, from: "probed" } as const;
}

describe("a tablet to read from", () => {
  const tablets = [tablet("zone1-0000000100", "0", "PRIMARY"), tablet("zone2-0000000102", "0", "REPLICA", "zone2")];
  const primaries = [tablet("zone1-0000000200", "0", "PRIMARY")];

  it("in another cell than the target's primary is only a warning, because newer releases also use cells of the same alias", () => {
    const wanted = { types: ["REPLICA"], cells: [], knownCells: ["zone1", "zone2"] } as const;
    expect(codes(findNoSourceTablet("commerce", tablets, primaries, wanted))).toEqual(["warning no-source-tablet"]);
  });

  it("in a cell that was not named does not count", () => {
    const wanted = { types: ["REPLICA"], cells: ["zone1"], knownCells: ["zone1", "zone2"] } as const;
    expect(codes(findNoSourceTablet("commerce", tablets, primaries, wanted))).toEqual(["blocking no-source-tablet"]);
  });

  it("may hide behind a cell alias, which Tandem cannot resolve", () => {
    const wanted = { types: ["REPLICA"], cells: ["europe"], knownCells: ["zone1", "zone2"] } as const;
    expect(findNoSourceTablet("commerce", tablets, primaries, wanted)).toEqual([]);
  });
});

describe("tablet controls before a switch", () => {
  const control = { shard: shardNamed("0"), tabletType: "PRIMARY", cells: [], deniedTables: ["corder"], frozen: false };
  const none = { keyspace: "commerce", controls: [] };

  it("are right if the target's primary denies the tables", () => {
    expect(findLeftoverAtSwitch(none, { keyspace: "customer", controls: [control] }, tablesNamed("corder"))).toEqual([]);
  });

  it("are leftovers for other tablet types, and where a shard is frozen", () => {
    const rdonly = { ...control, tabletType: "RDONLY" };
    const target = { keyspace: "customer", controls: [rdonly, { ...control, frozen: true }] };
    expect(findLeftoverAtSwitch(none, target, tablesNamed("corder"))[0]?.evidence).toEqual([
      "customer/0 RDONLY denies corder",
      "customer/0 PRIMARY is frozen",
    ]);
  });
});

describe("what preflight could not check", () => {
  it("is a warning if the check failed, and a note if the release lacks the call or there is too much to check", () => {
    const findings = findMissingLooks({
      cells: { kind: "unseen", why: "15 s" },
      "schema changes": { kind: "unseen", why: "" },
      replication: {
        of: 40,
        looked: [
          { where: "commerce/-04", look: toSeen([]) },
          { where: "commerce/04-08", look: { kind: "unseen", why: "away" } },
        ],
      },
      version: toSeen(1),
      "left out": undefined,
    });
    expect(findings.map((one) => [one.severity, one.evidence])).toEqual([
      ["warning", ["cells: 15 s", "replication of commerce/04-08: away"]],
      ["notice", ["schema changes: this version of Vitess does not tell", "replication: looked at 2 of 40"]],
    ]);
  });

  it("never stops a step", () => {
    const nothing = { kind: "unseen", why: "vtctld is away" } as const;
    const all = {
      version: nothing,
      cells: nothing,
      sourceTablets: nothing,
      targetTablets: nothing,
      sourceControls: nothing,
      targetControls: nothing,
    };
    const more = { migrations: nothing, sourceVSchema: nothing, targetVSchema: nothing, targetSizes: nothing };
    const switching = listSwitchFindings({ ...SWITCH, ...all, ...more, sizes: nothing, ddlMet: nothing });
    const creating = listCreateFindings({ ...CREATE, ...all, ...more, schemas: nothing });
    expect(codes(switching)).toEqual(["warning could-not-look"]);
    expect(codes(creating)).toEqual(["warning could-not-look", "notice disk-unknown"]);
  });

  it("names tablets that could not be asked before a switch once", () => {
    const answering = {
      of: 1,
      looked: [{ where: "commerce/0 zone1-0000000102", look: { kind: "unseen", why: "no connection" } }],
    } as const;
    expect(codes(listSwitchFindings({ ...SWITCH, answering }))).toEqual(["warning tablets-not-asked"]);
  });
});

const WRITES: Meeting = { step: "switch", isWrites: true };

function met(meeting: Meeting, major: number, ...tablets: readonly string[]): readonly string[] {
  return findKnownFaults(version(major, ...tablets), meeting).flatMap((one) => one.evidence);
}

function meets(major: number, ...tablets: readonly string[]): boolean {
  return met(WRITES, major, ...tablets).some((line) => line.includes("#17620"));
}

describe("a known fault of a release", () => {
  it("is found for the releases that have it, down to the patch release", () => {
    expect([meets(19, "19.0.9"), meets(20, "20.0.7"), meets(21, "21.0.4"), meets(18, "18.0.8"), meets(18)]).toEqual(
      Array.from({ length: 5 }, () => true),
    );
    expect([meets(19, "19.0.10"), meets(20, "20.0.8"), meets(21, "21.0.5"), meets(22), meets(17)]).toEqual(
      Array.from({ length: 5 }, () => false),
    );
  });

  it("that a patch fixed is left out if the patch release is unknown, unless it destroys something", () => {
    expect(meets(21)).toBe(false);
    expect(met({ step: "cancel", dropsData: true, isTargetSharded: true }, 16)).toHaveLength(1);
    expect(met({ step: "cancel", dropsData: true, isTargetSharded: true }, 16, "16.0.4")).toEqual([]);
    expect(met({ step: "cancel", dropsData: true, isTargetSharded: true }, 16, "16.0.3")).toHaveLength(1);
  });

  it("is reported for a mixed range of releases only if all of them have it", () => {
    const range = { ...version(18), newest: 19 };
    const lines = findKnownFaults(range, WRITES).flatMap(({ evidence }) => evidence);
    expect(lines).toEqual([]);
    expect(findKnownFaults({ ...version(19), newest: 20 }, { step: "create", tablesAtTarget: true })[0]?.evidence[0]).toContain(
      "Vitess 19 or 20: ",
    );
  });

  it("is left out for a step that does not trigger it, given its options and the cluster", () => {
    for (let major = 11; major <= 24; major += 1) {
      for (const step of ["create", "switch", "complete", "reverse", "cancel"] as const) expect(met({ step }, major)).toEqual([]);
    }
    expect(met({ step: "create", tablesAtTarget: true }, 20)).toHaveLength(1);
    expect(met({ step: "create", tablesAtTarget: true }, 22)).toEqual([]);
    expect(met({ step: "switch", sharesTables: true }, 20)).toHaveLength(1);
    expect(met({ step: "switch", emptySequences: true }, 23)).toHaveLength(1);
    expect(met({ step: "switch", emptySequences: true }, 24)).toEqual([]);
    expect(met({ ...WRITES, isTenant: true }, 20, "20.0.7").some((line) => line.includes("for every tenant"))).toBe(true);
    expect(met({ ...WRITES, isTenant: true }, 23)).toEqual([]);
    expect(met({ step: "cancel", dropsData: true, deniedInPart: true }, 20)).toHaveLength(1);
  });

  it("has a reference that the reader can open, and a remedy", () => {
    for (const { reference, advice, from, to } of KNOWN_FAULTS) {
      expect(reference).toMatch(/^vitessio\/vitess #\d{4,5}$|^seen on \d/);
      expect(advice).not.toBe("");
      expect(from).toBeLessThanOrEqual(to);
    }
  });
});

describe("a switch that was cut off", () => {
  it("may always be finished: no VDiff, schema change or leftover blocks it", () => {
    const trouble = {
      vdiff: toSeen(undefined),
      migrations: toSeen([{ uuid: "0a8f", keyspace: "commerce", table: tableNamed("product"), status: "running" }]),
      tables: tablesNamed("product"),
    };
    const cutOff = { ...SWITCH, ...trouble, subject: KILLED.subject, reading: { ...KILLED.rightAfter, lockHolders: [] } };
    expect(listSwitchFindings(cutOff)).toEqual([]);
  });
});

describe("a switch of reads alone", () => {
  it("gets warnings about a missing VDiff and about replicas, and is not stopped", () => {
    const options = { ...SWITCH.options, tabletTypes: ["REPLICA", "RDONLY"] } as const;
    const broken = at("commerce/0", [{ tablet: "zone1-0000000101", type: "REPLICA", replicating: false, lastError: "" }]);
    expect(codes(listSwitchFindings({ ...SWITCH, options, vdiff: toSeen(undefined), replication: broken }))).toEqual([
      "warning vdiff-missing",
      "warning not-replicating",
    ]);
  });
});

describe("if a VDiff is recommended and not required", () => {
  it("a missing VDiff is a warning, and one with differences still stops the switch", () => {
    expect(codes(listSwitchFindings({ ...SWITCH, vdiff: toSeen(undefined), vdiffIsRequired: false }))).toEqual(["warning vdiff-missing"]);
    const different = toSeen({ uuid: "5c1e", verdict: { kind: "different", rowsCompared: 1n, tables: tablesNamed("corder") } } as const);
    expect(codes(listSwitchFindings({ ...SWITCH, vdiff: different, vdiffIsRequired: false }))).toEqual(["blocking vdiff-different"]);
  });
});

describe("a rollback", () => {
  it("is never stopped by a finding", () => {
    const broken = at("customer/0", [{ tablet: "zone1-0000000201", type: "REPLICA", replicating: false, lastError: "" }]);
    expect(codes(listReverseFindings({ ...REVERSE, replication: broken }))).toEqual(["warning not-replicating"]);
  });
});

describe("what a create would make", () => {
  it("is one stream from each source shard to each overlapping target shard, and nine rules a table", () => {
    const shards = [tablet("zone1-0000000300", "-80", "PRIMARY"), tablet("zone1-0000000400", "80-", "PRIMARY")];
    expect(describePlannedCreate({ ...CREATE, targetTablets: toSeen(shards) })).toMatchObject({
      streams: [
        { from: "0", to: "-80" },
        { from: "0", to: "80-" },
      ],
      routingRules: 18,
      deniedOn: ["-80", "80-"],
      startsAtOnce: true,
    });
  });

  it("has no rules if none were requested, and only the named shards", () => {
    const halves = [tablet("zone1-0000000300", "-80", "PRIMARY"), tablet("zone1-0000000400", "80-", "PRIMARY")];
    const options = { ...CREATE.options, sourceShards: shardsNamed("-80"), noRoutingRules: true, autoStart: false };
    const planned = describePlannedCreate({ ...CREATE, options, sourceTablets: toSeen(halves), targetTablets: toSeen(halves) });
    expect(planned).toMatchObject({ streams: [{ from: "-80", to: "-80" }], routingRules: 0, deniedOn: [], startsAtOnce: false });
  });
});

describe("shards", () => {
  it.each([
    ["0", "-80", true],
    ["-", "80-", true],
    ["-80", "80-", false],
    ["-80", "40-c0", true],
    ["-40", "40-80", false],
    ["40-80", "4000-8000", true],
    ["c0-", "80-d0", true],
  ])("%s and %s have keys in common: %s", (a, b, common) => {
    expect(doRangesOverlap(shardNamed(a), shardNamed(b))).toBe(common);
    expect(doRangesOverlap(shardNamed(b), shardNamed(a))).toBe(common);
  });
});

it("findings are sorted by severity, and long evidence is cut and counted", () => {
  const mixed = [{ severity: "notice" }, { severity: "blocking" }, { severity: "warning" }] as const;
  expect(sortBySeverity(mixed).map((one) => one.severity)).toEqual(["blocking", "warning", "notice"]);
  expect(listFew(["a", "b", "c"], 2)).toEqual(["a", "b", "and 1 more"]);
});

it("a stream's log entry about DDL is recognised", () => {
  expect(tellsDdl("Stopped at DDL alter table customer add column x int")).toBe(true);
  expect(tellsDdl("State Changed")).toBe(false);
});
