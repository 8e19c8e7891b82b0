import { describe, expect, onTestFinished, test } from "vitest";

import { parse } from "../../src/command/parse.ts";
import { listLackingNeeds } from "../../src/core/command/capabilities.ts";
import { formatRelease, pickNewestMajor, type VitessVersion } from "../../src/core/vitess/version.ts";
import { Fault } from "../../src/operations/fault.ts";
import { createKnownVersion } from "../../src/vtctld/version/known-version.ts";
import { openVitess, type VitessOptions } from "../../src/vtctld/open.ts";
import { deriveVersion } from "../../src/vtctld/version/version.ts";
import { createCommerceCluster } from "../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator } from "../../practice/vtctld/simulator.ts";
import { answer, refusal } from "./answers.ts";
import type { Reply, SeenCall } from "./grpc-server.ts";
import { commerce, move } from "./names.ts";
import { deadAddress, vtctld } from "./session.ts";

/** The first release of each call that reflection is asked about. */
const FIRST: Readonly<Record<string, number>> = {
  ValidatePermissionsKeyspace: 22,
  GetMirrorRules: 21,
  GetKeyspaceRoutingRules: 20,
  WorkflowStatus: 18,
  GetShardRoutingRules: 15,
  GetVersion: 14,
  ValidateKeyspace: 12,
};

/** A vtctld of this release; its tablets answer with these texts, one after the other. */
function releaseOf(major: () => number, texts: readonly string[]): (call: SeenCall) => Reply {
  let told = 0;
  return ({ method }) => {
    if (method === "ServerReflectionInfo") return refusal(12, "unknown service grpc.reflection.v1alpha.ServerReflection");
    if ((FIRST[method] ?? 0) > major()) return refusal(12, `unknown method ${method} for service vtctlservice.Vtctld`);
    if (method === "GetTablets") {
      const tablets = texts.map((_, at) => ({ alias: { cell: "zone1", uid: 100 + at }, keyspace: "commerce", type: "REPLICA" }));
      return answer("GetTablets", { tablets });
    }
    if (method === "GetVersion") {
      const text = texts[told % texts.length] ?? "";
      told += 1;
      return text === "dead" ? refusal(2, "connection refused") : answer("GetVersion", { version: text });
    }
    return method === "ValidateKeyspace" || method === "WorkflowStatus" || method === "ValidatePermissionsKeyspace"
      ? refusal(2, "node doesn't exist: keyspaces//shards")
      : { kind: "answer", message: Buffer.alloc(0) };
  };
}

function opened(options: VitessOptions) {
  const { vitess, close } = openVitess(options);
  onTestFinished(close);
  return vitess;
}

async function simulated(version: number, reflectionClosedOff: boolean): Promise<VitessVersion> {
  const simulator = await startVtctldSimulator({ cluster: createCommerceCluster({ version }), reflectionClosedOff });
  onTestFinished(() => simulator.close());
  return opened({ addresses: [simulator.address] }).version();
}

describe("the release is derived from what vtctld's reflection knows", () => {
  test.each([24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 12, 11])("%i", async (major) => {
    const dialect = major < 18 ? "legacy" : "typed";
    // 13 was never examined, so nobody knows whether it would be distinguished from 12.
    const exact = major === 12 ? { newest: 13 } : {};
    expect(await simulated(major, false)).toEqual({ dialect, major, ...exact, tablets: [], from: "probed" });
  });

  test.each([
    [24, "22 or later"],
    [22, "22 or later"],
    [21, "21"],
    [20, "20"],
    [19, "18 or 19"],
    [17, "15 to 17"],
    [14, "14"],
    [12, "12 or 13"],
    [11, "11"],
  ])("and if reflection is disabled, a %i is known only as %j", async (major, text) => {
    const found = await simulated(major, true);
    expect(formatRelease(found)).toBe(text);
    expect(found.major).toBeLessThanOrEqual(major);
    expect(pickNewestMajor(found)).toBeGreaterThanOrEqual(major);
  });

  test("an option that the release may have is not refused, and one that would do more where it is passed over is", () => {
    const version = { dialect: "typed", major: 18, newest: 19, tablets: [], from: "probed" } as const;
    const lacking = (line: string) => {
      const parsed = parse(line);
      if (parsed.kind === "refused") throw new Error(parsed.text);
      return listLackingNeeds(version, parsed.command).map(({ option }) => option);
    };
    expect(lacking("vdiff create customer.c --max-diff-duration 5m")).toEqual([]);
    expect(lacking("cancel customer.c --shards -80")).toEqual(["--shards"]);
    expect(lacking("mirror customer.c 5")).toEqual(["mirror"]);
  });

  test("a tablet that says an older release holds it back", async () => {
    const simulator = await startVtctldSimulator({ cluster: createCommerceCluster({ version: 23 }) });
    onTestFinished(() => simulator.close());
    simulator.state.setTabletVersion(201, "22.0.4");
    expect(await opened({ addresses: [simulator.address] }).version()).toMatchObject({ major: 22, tablets: ["22.0.4"] });
  });
});

describe("without reflection, a release is found by the calls that it does not know", () => {
  test.each([
    [24, ["Version: 24.0.0"], "typed", 24, ["24.0.0"]],
    [23, ["Version: 23.0.3 (Git revision abc)"], "typed", 23, ["23.0.3"]],
    [22, [], "typed", [22, 24], []],
    [21, ["Version: 21.0.5"], "typed", 21, ["21.0.5"]],
    [20, ["dead"], "typed", 20, []],
    [19, ["Version: 19.0.10", "Version: 19.0.10"], "typed", 19, ["19.0.10"]],
    [19, [], "typed", [18, 19], []],
    [18, ["Version: 18.0.8"], "typed", 18, ["18.0.8"]],
    [17, ["Version: 17.0.7"], "legacy", 17, ["17.0.7"]],
    [16, [], "legacy", [15, 17], []],
    [15, ["Version: 15.0.5"], "legacy", 15, ["15.0.5"]],
    [14, ["{  -62135596800 }"], "legacy", 14, []],
    [13, ["Version: 13.0.0"], "legacy", [12, 13], []],
    [12, ["Version: 12.0.6"], "legacy", [12, 13], []],
    [11, ["Version: 11.0.4"], "legacy", 11, []],
  ] as const)("vtctld %i with tablets that say %j", async (major, texts, dialect, found, tablets) => {
    const server = await vtctld(releaseOf(() => major, texts));
    const [oldest, newest] = typeof found === "number" ? [found] : found;
    const range = newest === undefined ? {} : { newest };
    expect(await opened({ addresses: [server.address] }).version()).toEqual({ dialect, major: oldest, ...range, tablets, from: "probed" });
  });

  test("tablets that are older than vtctld hold the options back, and newer ones do not bring what vtctld lacks", () => {
    expect(deriveVersion({ floor: 22, ceiling: 24, tablets: ["23.0.3", "21.0.5", "23.0.3"] })).toEqual({
      dialect: "typed",
      major: 21,
      tablets: ["21.0.5", "23.0.3"],
      from: "probed",
    });
    expect(deriveVersion({ floor: 18, ceiling: 19, tablets: ["21.0.5"] }).major).toBe(19);
    expect(deriveVersion({ floor: 18, ceiling: 19, tablets: ["17.0.7"] })).toMatchObject({ dialect: "typed", major: 17 });
  });

  test("a configured release wins, and nobody is asked", async () => {
    const server = await vtctld(releaseOf(() => 23, ["Version: 23.0.3"]));
    const vitess = opened({ addresses: [server.address], version: 14 });
    expect(await vitess.version()).toEqual({ dialect: "legacy", major: 14, tablets: [], from: "configured" });
    expect(server.seen).toEqual([]);
  });

  test("a vtctld that serves only the old service says what to switch on", async () => {
    const server = await vtctld(() => refusal(12, "unknown service vtctlservice.Vtctld"));
    await expect(opened({ addresses: [server.address] }).version()).rejects.toMatchObject({
      kind: "unsupported",
      message: expect.stringContaining("grpc-vtctld"),
    });
  });

  test("a vtctld that is down is unreachable and not old", async () => {
    const vitess = opened({ addresses: [deadAddress()] });
    await expect(vitess.version()).rejects.toMatchObject({ kind: "unreachable" });
    await expect(vitess.keyspaces()).rejects.toMatchObject({ kind: "unreachable" });
  });

  test("the dialect follows: typed calls to a 23, commands to a 12", async () => {
    const young = await vtctld(releaseOf(() => 23, []));
    await expect(opened({ addresses: [young.address] }).workflowStatus(move)).rejects.toBeInstanceOf(Fault);
    expect(young.seen.at(-1)?.method).toBe("WorkflowStatus");
    const old = await vtctld(releaseOf(() => 12, []));
    await expect(opened({ addresses: [old.address] }).workflowStatus(move)).rejects.toBeInstanceOf(Fault);
    expect(old.seen.map(({ method }) => method)).toContain("ExecuteVtctlCommand");
  });

  test("one probe answers calls that begin together", async () => {
    const server = await vtctld(releaseOf(() => 23, []));
    const vitess = opened({ addresses: [server.address] });
    await Promise.all([vitess.keyspaces(), vitess.cells(), vitess.version()]);
    expect(server.seen.filter(({ method }) => method === "GetTablets")).toHaveLength(1);
  });
});

function of(major: number): VitessVersion {
  return { dialect: "typed", major, tablets: [], from: "probed" };
}

function looks(results: readonly (VitessVersion | Fault)[]) {
  let now = 1_000_000;
  let looked = 0;
  function probe(): Promise<VitessVersion> {
    const next = results[looked];
    looked += 1;
    return next instanceof Fault ? Promise.reject(next) : Promise.resolve(next ?? of(99));
  }
  const version = createKnownVersion(probe, () => now);
  return { version, times: () => looked, later: (ms: number) => void (now += ms) };
}

describe("a version stands for a while", () => {
  test("ten minutes, and an upgrade meanwhile is noticed", async () => {
    const { version, times, later } = looks([of(18), of(21)]);
    expect((await version.current()).major).toBe(18);
    later(9 * 60_000);
    expect((await version.current()).major).toBe(18);
    later(60_000);
    expect((await version.current()).major).toBe(21);
    expect(times()).toBe(2);
  });

  test("something missing makes it doubtful, and it is looked up once a minute at most for that", async () => {
    const { version, times, later } = looks([of(21), of(20), of(20)]);
    await version.current();
    later(60_000);
    version.doubt();
    expect((await version.current()).major).toBe(20);
    version.doubt();
    later(59_000);
    await version.current();
    expect(times()).toBe(2);
  });

  test("one that cannot be looked up again stays, and is not asked about by every call", async () => {
    const { version, times, later } = looks([of(21), new Fault("unreachable", "gone"), of(22)]);
    await version.current();
    later(10 * 60_000);
    expect((await version.current()).major).toBe(21);
    later(30_000);
    expect((await version.current()).major).toBe(21);
    expect(times()).toBe(2);
    later(30_000);
    expect((await version.current()).major).toBe(22);
  });

  test("without any, the fault of the look is thrown, and the next call looks again", async () => {
    const { version } = looks([new Fault("unreachable", "gone"), of(20)]);
    await expect(version.current()).rejects.toMatchObject({ kind: "unreachable" });
    expect((await version.current()).major).toBe(20);
  });
});

describe("how the addresses do", () => {
  test("each says whether it answers, and since when it is away", async () => {
    const [dead, alive] = [deadAddress(), await vtctld(releaseOf(() => 23, []))];
    const vitess = opened({ addresses: [dead, alive.address, "127.0.0.1:9"], version: 23 });
    expect(vitess.addresses().map(({ state }) => state)).toEqual(["not-tried", "not-tried", "not-tried"]);
    await vitess.tablets(commerce);
    const [first, second, third] = vitess.addresses();
    expect(first).toMatchObject({
      address: dead,
      state: "away",
      since: expect.any(Number),
      reason: expect.stringMatching(/no connection/i),
    });
    expect(second).toMatchObject({ address: alive.address, state: "answers", reason: "" });
    expect(third?.state).toBe("not-tried");
  });
});
