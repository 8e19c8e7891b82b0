import { createServer } from "node:net";
import { listenOnLoopback } from "../loopback.ts";

import { describe, expect, onTestFinished, test } from "vitest";

import { SWITCH_DEFAULTS } from "../../src/core/options/options.ts";
import { openVitess } from "../../src/vtctld/open.ts";
import { answer, refusal } from "./answers.ts";
import { startGrpcServer, type Reply } from "./grpc-server.ts";
import { commerce, customer, move } from "./names.ts";
import { deadAddress, open, twoKeyspaces, vtctld } from "./session.ts";

const ok = (): Reply => ({ kind: "answer", message: Buffer.alloc(0) });

describe("several addresses of one cluster", () => {
  test("a read skips the dead one, and the next read goes straight to the one that answered", async () => {
    const [dead, alive] = [deadAddress(), await vtctld(twoKeyspaces)];
    const vitess = open({ addresses: [dead, alive.address] });
    expect(await vitess.keyspaces()).toEqual(["commerce", "customer"]);
    const started = Date.now();
    await vitess.keyspaces();
    expect(Date.now() - started).toBeLessThan(500);
    expect(alive.seen).toHaveLength(2);
  });

  test("a read whose connection breaks is repeated at the other one", async () => {
    const [broken, alive] = [await vtctld(() => ({ kind: "drop" })), await vtctld(twoKeyspaces)];
    expect(await open({ addresses: [broken.address, alive.address] }).keyspaces()).toEqual(["commerce", "customer"]);
    expect([broken.seen.length, alive.seen.length]).toEqual([1, 1]);
  });

  test("a read that the first one refuses is not sent to the second", async () => {
    const [first, second] = [await vtctld(() => refusal(2, "no")), await vtctld(twoKeyspaces)];
    await expect(open({ addresses: [first.address, second.address] }).keyspaces()).rejects.toMatchObject({
      kind: "refused",
      message: "no",
    });
    expect(second.seen).toEqual([]);
  });

  test("a write goes to the address that answered the last read", async () => {
    const [dead, alive] = [deadAddress(), await vtctld(({ method }) => (method === "GetKeyspaces" ? twoKeyspaces() : ok()))];
    const vitess = open({ addresses: [dead, alive.address] });
    await vitess.keyspaces();
    await vitess.setRunning(move, "Stopped");
    expect(alive.seen.map(({ method }) => method)).toEqual(["GetKeyspaces", "WorkflowUpdate"]);
  });

  test("one that accepts connections and says nothing leaves time for the next", async () => {
    const silent = createServer();
    const port = await listenOnLoopback(silent);
    onTestFinished(() => void silent.close());
    const alive = await vtctld(twoKeyspaces);
    expect(await open({ addresses: [`127.0.0.1:${port}`, alive.address] }).keyspaces()).toEqual(["commerce", "customer"]);
  });

  test("if all are dead they are unreachable", async () => {
    const vitess = open({ addresses: [deadAddress(), deadAddress()] });
    await expect(vitess.keyspaces()).rejects.toMatchObject({ kind: "unreachable" });
  });
});

describe("a write is sent at most once", () => {
  test("to a dead address it is unreachable, was not sent, and does not try the other", async () => {
    const [dead, alive] = [deadAddress(), await vtctld(ok)];
    const write = open({ addresses: [dead, alive.address] }).setRunning(move, "Running");
    await expect(write).rejects.toMatchObject({ kind: "unreachable", message: expect.stringContaining("nothing was sent") });
    expect(alive.seen).toEqual([]);
  });

  test("if the connection breaks after it arrived it is unreachable, and one call was seen", async () => {
    const [broken, alive] = [await vtctld(() => ({ kind: "drop" })), await vtctld(ok)];
    const vitess = open({ addresses: [broken.address, alive.address] });
    const write = vitess.switchTraffic(move, SWITCH_DEFAULTS, { direction: "forward", dryRun: false });
    await expect(write).rejects.toMatchObject({ kind: "unreachable" });
    expect(broken.seen).toHaveLength(1);
    expect(alive.seen).toEqual([]);
  });

  test("if vtctld says unavailable it is not sent again", async () => {
    const server = await vtctld(() => refusal(14, "server is shutting down"));
    await expect(open({ addresses: [server.address] }).setRunning(move, "Running")).rejects.toMatchObject({ kind: "unreachable" });
    expect(server.seen).toHaveLength(1);
  });
});

describe("what may arrive", () => {
  test("an answer of 10 MiB passes", async () => {
    const big = "x".repeat(10 * 1024 * 1024);
    const server = await vtctld(() => answer("GetVSchema", { v_schema: { sharded: true, tables: { product: { source: big } } } }));
    expect(await open({ addresses: [server.address] }).vschema(commerce)).toMatchObject({ sharded: true, tables: ["product"] });
  });

  test("an answer above vtctld's own limit of 16 MiB is unexpected, and reported", async () => {
    const big = "x".repeat(17 * 1024 * 1024);
    const server = await vtctld(() => answer("GetVSchema", { v_schema: { tables: { product: { source: big } } } }));
    await expect(open({ addresses: [server.address] }).vschema(commerce)).rejects.toMatchObject({
      kind: "unexpected",
      message: expect.stringContaining("larger"),
    });
  });

  test("a tablet type of a newer Vitess passes as its number", async () => {
    const server = await vtctld(() =>
      answer("GetTablets", { tablets: [{ alias: { cell: "zone1", uid: 100 }, keyspace: "customer", shard: "0", type: 99 }] }),
    );
    const [tablet] = await open({ addresses: [server.address] }).tablets(customer);
    expect(tablet).toEqual({ alias: "zone1-0000000100", keyspace: "customer", shard: "0", type: "99", cell: "zone1" });
  });

  test("a call that this version lacks is unsupported", async () => {
    const server = await vtctld(() => refusal(12, "unknown method WorkflowStatus for service vtctlservice.Vtctld"));
    await expect(open({ addresses: [server.address] }).workflowStatus(move)).rejects.toMatchObject({ kind: "unsupported" });
  });

  test("a reason that ends in a blank is lost on the way, and the fault says so", async () => {
    const server = await vtctld(() => refusal(2, "failed to sync up replication between the source and target: message: "));
    await expect(open({ addresses: [server.address] }).setRunning(move, "Running")).rejects.toMatchObject({
      kind: "unreadable",
      message: "Vitess gave a reason that could not be read",
    });
  });
});

test("a call after closing is a fault like any other", async () => {
  const server = await vtctld(twoKeyspaces);
  const { vitess, close } = openVitess({ addresses: [server.address], version: 23 });
  await vitess.keyspaces();
  close();
  await expect(vitess.keyspaces()).rejects.toMatchObject({ name: "Fault", kind: "unreachable" });
});

test("a vtctld that comes back is used again", async () => {
  const first = await startGrpcServer(twoKeyspaces);
  const vitess = open({ addresses: [first.address], deadlines: { read: 2000 } });
  await vitess.keyspaces();
  await first.close();
  await expect(vitess.keyspaces()).rejects.toMatchObject({ kind: "unreachable" });
  await vtctld(twoKeyspaces, Number(first.address.split(":")[1]));
  // The channel retries within five seconds.
  await expect
    .poll(() => vitess.keyspaces().catch((error: unknown) => error), { timeout: 8000, interval: 200 })
    .toEqual(["commerce", "customer"]);
});
