import { describe, expect, onTestFinished, test } from "vitest";

import { isClusterName } from "../../../src/core/vitess/names.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import { openClusters } from "../../../src/vtctld/open-all.ts";
import { openVitess } from "../../../src/vtctld/open.ts";
import { createCommerceCluster } from "../../../practice/vtctld/cluster/presets.ts";
import { startVtctldSimulator, type SimulatorOptions } from "../../../practice/vtctld/simulator.ts";
import { answer, refusal } from "../answers.ts";
import { deadAddress, open, vtctld } from "../session.ts";
import { WRITES } from "./writes.ts";

async function simulator(options: SimulatorOptions = {}) {
  const started = await startVtctldSimulator(options);
  onTestFinished(() => started.close());
  return started;
}

/** Detects the version by itself, as Tandem does. */
function probing(address: string): Vitess {
  const { vitess, close } = openVitess({ addresses: [address] });
  onTestFinished(close);
  return vitess;
}

describe("connect", () => {
  test.each([23, 12])("detects version %i and opens the connection, so that a write only has to send", async (version) => {
    const cluster = await simulator({ cluster: createCommerceCluster({ version }) });
    const vitess = probing(cluster.address);
    await vitess.connect();
    const probes = cluster.calls().length;
    expect(vitess.addresses()).toMatchObject([{ state: "answers" }]);
    await expect(WRITES.switchTraffic(vitess.whileFresh(() => false))).rejects.toMatchObject({ kind: "stale" });
    expect(cluster.calls()).toHaveLength(probes);
  });

  test("sends nothing if the version is known", async () => {
    const cluster = await simulator();
    const vitess = open({ addresses: [cluster.address] });
    await vitess.connect();
    expect(vitess.addresses()).toMatchObject([{ state: "answers" }]);
    expect(cluster.calls()).toEqual([]);
  });

  test("is a fault if no vtctld is there, probed or not, and nothing was sent", async () => {
    const address = deadAddress();
    const fault = { name: "Fault", kind: "unreachable", nothingSent: true };
    await expect(open({ addresses: [address] }).connect()).rejects.toMatchObject(fault);
    await expect(probing(address).connect()).rejects.toMatchObject(fault);
  });

  test("goes to the address that a write would go to, and to no other", async () => {
    const { address } = await simulator();
    const vitess = open({ addresses: [deadAddress(), address] });
    await expect(vitess.connect()).rejects.toMatchObject({ kind: "unreachable", nothingSent: true });
    await vitess.keyspaces();
    await vitess.connect();
  });

  test("recovers when vtctld does", async () => {
    const cluster = await simulator();
    const vitess = open({ addresses: [cluster.address] });
    await vitess.connect();
    cluster.kill(300);
    await expect.poll(() => vitess.connect().catch(() => "away")).toBe("away");
    await expect
      .poll(() =>
        vitess
          .connect()
          .then(() => "there")
          .catch(() => "away"),
      )
      .toBe("there");
  });
});

describe("a fault says that nothing was sent", () => {
  test("if there is no connection", async () => {
    const vitess = open({ addresses: [deadAddress()] });
    await expect(WRITES.setRunning(vitess)).rejects.toMatchObject({ kind: "unreachable", nothingSent: true });
  });

  test("if the connections are closed", async () => {
    const { address } = await simulator();
    const { vitess, close } = openVitess({ addresses: [address], version: 23 });
    close();
    await expect(WRITES.setRunning(vitess)).rejects.toMatchObject({ kind: "unreachable", nothingSent: true });
    await expect(vitess.connect()).rejects.toMatchObject({ kind: "unreachable", nothingSent: true });
  });

  test("if the password's file is missing", async () => {
    const cluster = await simulator();
    const vitess = open({ addresses: [cluster.address], credentials: { username: "tandem", password: { file: "/nonexistent/password" } } });
    await expect(vitess.connect()).rejects.toMatchObject({ kind: "denied", nothingSent: true });
    await expect(WRITES.setRunning(vitess)).rejects.toMatchObject({ kind: "denied", nothingSent: true });
    expect(cluster.calls()).toEqual([]);
  });

  test("if the password cannot be sent", () => {
    const credentials = { username: "tandem", password: "with\na break" };
    expect(() => open({ addresses: ["127.0.0.1:1"], credentials })).toThrow(expect.objectContaining({ kind: "denied", nothingSent: true }));
  });

  test("if the cluster is not configured", () => {
    const name = "prod";
    if (!isClusterName(name)) throw new Error(name);
    expect(() => openClusters([]).vitess(name)).toThrow(expect.objectContaining({ kind: "unreachable", nothingSent: true }));
  });

  test("if the release lacks the call, so that the adapter refuses it", async () => {
    const cluster = await simulator({ cluster: createCommerceCluster({ version: 17 }) });
    const vitess = open({ addresses: [cluster.address], version: 17 });
    await expect(WRITES.mirrorTraffic(vitess)).rejects.toMatchObject({ kind: "unsupported", nothingSent: true });
    expect(cluster.calls()).toEqual([]);
  });
});

describe("a fault does not say so", () => {
  test("if vtctld refused", async () => {
    const server = await vtctld(() => refusal(2, "no"));
    await expect(WRITES.setRunning(open({ addresses: [server.address] }))).rejects.toMatchObject({ kind: "refused", nothingSent: false });
  });

  test("if vtctld itself does not know the call", async () => {
    const server = await vtctld(() => refusal(12, "unknown method WorkflowMirrorTraffic for service vtctlservice.Vtctld"));
    const mirror = WRITES.mirrorTraffic(open({ addresses: [server.address] }));
    await expect(mirror).rejects.toMatchObject({ kind: "unsupported", nothingSent: false });
  });

  test("if the connection broke after the call had left", async () => {
    const server = await vtctld(() => ({ kind: "drop" }));
    const write = WRITES.setRunning(open({ addresses: [server.address] }));
    await expect(write).rejects.toMatchObject({ kind: "unreachable", nothingSent: false });
  });

  test("if no answer came in time", async () => {
    const server = await vtctld(() => ({ kind: "hang" }));
    const write = WRITES.setRunning(open({ addresses: [server.address], deadlines: { setRunning: 300 } }));
    await expect(write).rejects.toMatchObject({ kind: "timed-out", nothingSent: false });
  });

  test("if the answer came, and a later read found no connection", async () => {
    // After a `Workflow stop` that changed no row comes a look whether the workflow exists, which here finds no connection.
    const server = await vtctld(({ method }) =>
      method === "ExecuteVtctlCommand" ? { kind: "stream", messages: [], code: 0, details: "" } : { kind: "drop" },
    );
    const write = WRITES.setRunning(open({ addresses: [server.address, deadAddress()], version: 12 }));
    await expect(write).rejects.toMatchObject({
      kind: "unreachable",
      message: expect.stringContaining("No connection"),
      nothingSent: false,
    });
    expect(server.seen.map(({ method }) => method)).toEqual(["ExecuteVtctlCommand", "GetWorkflows"]);
  });

  test("if an answer says that nothing was done", async () => {
    const server = await vtctld(({ method }) => answer(method, {}));
    const write = WRITES.switchTraffic(open({ addresses: [server.address] }));
    await expect(write).rejects.toMatchObject({ kind: "unexpected", nothingSent: false });
  });
});
