import { once } from "node:events";
import { createServer } from "node:net";
import { inspect } from "node:util";

import { afterEach, describe, expect, test } from "vitest";

import { SWITCH_DEFAULTS } from "../../src/core/options.ts";
import { openVitess } from "../../src/vtctld/open.ts";
import type { VitessOptions } from "../../src/vtctld/open.ts";
import { answer, refusal } from "./answers.ts";
import { startGrpcServer } from "./grpc-server.ts";
import type { GrpcServer, Reply, SeenCall } from "./grpc-server.ts";
import { commerce, customer, move } from "./names.ts";

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function vtctld(reply: (call: SeenCall) => Reply, port?: number): Promise<GrpcServer> {
  const server = await startGrpcServer(reply, port === undefined ? {} : { port });
  closers.push(() => server.close());
  return server;
}

function open(options: VitessOptions) {
  const { vitess, close } = openVitess(options);
  closers.unshift(close);
  return vitess;
}

/** An address where nobody listens any more. */
async function deadAddress(): Promise<string> {
  const server = await startGrpcServer(() => ({ kind: "hang" }));
  await server.close();
  return server.address;
}

const twoKeyspaces = () => answer("GetKeyspaces", { keyspaces: [{ name: "commerce" }, { name: "customer" }] });
const ok = (): Reply => ({ kind: "answer", message: Buffer.alloc(0) });

// As Vitess' own interceptor answers.
function guarded({ headers: { username, password } }: SeenCall): Reply {
  if (username === undefined || password === undefined) return refusal(16, "username and password must be provided");
  if (username === "tandem" && password === "s3cret-word") return twoKeyspaces();
  return refusal(7, `auth failure: caller "${String(username)}" provided invalid credentials`);
}

describe("static credentials", () => {
  test("go with every call as the metadata username and password", async () => {
    const server = await vtctld(guarded);
    const vitess = open({ addresses: [server.address], credentials: { username: "tandem", password: "s3cret-word" } });
    expect(await vitess.keyspaces()).toEqual(["commerce", "customer"]);
    await vitess.keyspaces();
    expect(server.seen.map(({ headers }) => [headers["username"], headers["password"]])).toEqual([
      ["tandem", "s3cret-word"],
      ["tandem", "s3cret-word"],
    ]);
  });

  test("that are wrong are denied, and neither of them is in the fault", async () => {
    const server = await vtctld(guarded);
    const vitess = open({ addresses: [server.address], credentials: { username: "tandem", password: "wrong-word" } });
    const fault = await vitess.keyspaces().catch((error: unknown) => error);
    expect(fault).toMatchObject({ name: "Fault", kind: "denied", message: "auth failure: caller provided invalid credentials" });
    // Everything that a logger could reach: cause, stack, hidden fields.
    const everything = inspect(fault, { depth: 10, showHidden: true, getters: true });
    expect(everything).not.toMatch(/"tandem"|wrong-word/);
  });

  test("that cannot be sent are refused at once, without showing them", () => {
    expect(() => open({ addresses: ["127.0.0.1:1"], credentials: { username: "tandem", password: "s3cret\nword" } })).toThrow(
      expect.objectContaining({ kind: "denied", message: expect.not.stringContaining("s3cret") }),
    );
  });

  test("that are missing are denied", async () => {
    const server = await vtctld(guarded);
    await expect(open({ addresses: [server.address] }).keyspaces()).rejects.toMatchObject({ kind: "denied" });
  });
});

describe("deadlines", () => {
  test("a vtctld that never answers is timed-out when the deadline passes", async () => {
    const server = await vtctld(() => ({ kind: "hang" }));
    const vitess = open({ addresses: [server.address], deadlines: { read: 300 } });
    const started = Date.now();
    await expect(vitess.keyspaces()).rejects.toMatchObject({ kind: "timed-out" });
    expect(Date.now() - started).toBeGreaterThanOrEqual(250);
    expect(Date.now() - started).toBeLessThan(1500);
  });

  test("a deadline of vtctld's own, long before ours, is its refusal and no time-out of ours", async () => {
    const server = await vtctld(() => refusal(4, "context deadline exceeded"));
    await expect(open({ addresses: [server.address] }).keyspaces()).rejects.toMatchObject({ kind: "refused" });
  });

  test("reads tell vtctld 15 s", async () => {
    const server = await vtctld(twoKeyspaces);
    await open({ addresses: [server.address] }).keyspaces();
    expect(secondsGiven(server)).toBeGreaterThan(14);
    expect(secondsGiven(server)).toBeLessThanOrEqual(15);
  });

  test.each([
    { timeoutMs: 30_000, atLeast: 600 },
    // 3 × 10 min + 10 min + 2 × 45 s + 2 min
    { timeoutMs: 600_000, atLeast: 2610 },
  ])("a switch with a timeout of $timeoutMs ms gets more than $atLeast s, so that we never leave first", async ({ timeoutMs, atLeast }) => {
    const server = await vtctld(() =>
      answer("WorkflowSwitchTraffic", { summary: "SwitchTraffic was successful for workflow customer.commerce2customer" }),
    );
    await open({ addresses: [server.address] }).switchTraffic(
      move,
      { ...SWITCH_DEFAULTS, timeoutMs },
      { direction: "forward", dryRun: false },
    );
    // A little less arrives than was given.
    expect(secondsGiven(server)).toBeGreaterThan(atLeast - 1);
  });
});

/** The deadline that the first call carried, in seconds. */
function secondsGiven({ seen }: GrpcServer): number {
  const [, amount, unit = ""] = /^(\d+)([mSMH])$/.exec(String(seen[0]?.headers["grpc-timeout"])) ?? [];
  return Number(amount) * ({ m: 0.001, S: 1, M: 60, H: 3600 }[unit] ?? Number.NaN);
}

describe("several addresses of one cluster", () => {
  test("a read passes over the dead one, and the next read goes straight to the one that answered", async () => {
    const [dead, alive] = [await deadAddress(), await vtctld(twoKeyspaces)];
    const vitess = open({ addresses: [dead, alive.address] });
    expect(await vitess.keyspaces()).toEqual(["commerce", "customer"]);
    const started = Date.now();
    await vitess.keyspaces();
    expect(Date.now() - started).toBeLessThan(500);
    expect(alive.seen).toHaveLength(2);
  });

  test("a read whose connection breaks is asked again at the other one", async () => {
    const [broken, alive] = [await vtctld(() => ({ kind: "drop" })), await vtctld(twoKeyspaces)];
    expect(await open({ addresses: [broken.address, alive.address] }).keyspaces()).toEqual(["commerce", "customer"]);
    expect([broken.seen.length, alive.seen.length]).toEqual([1, 1]);
  });

  test("a read that the first one refuses is not asked of the second", async () => {
    const [first, second] = [await vtctld(() => refusal(2, "no")), await vtctld(twoKeyspaces)];
    await expect(open({ addresses: [first.address, second.address] }).keyspaces()).rejects.toMatchObject({
      kind: "refused",
      message: "no",
    });
    expect(second.seen).toEqual([]);
  });

  test("a write goes to the address that answered the last read", async () => {
    const [dead, alive] = [await deadAddress(), await vtctld(({ method }) => (method === "GetKeyspaces" ? twoKeyspaces() : ok()))];
    const vitess = open({ addresses: [dead, alive.address] });
    await vitess.keyspaces();
    await vitess.setRunning(move, "Stopped");
    expect(alive.seen.map(({ method }) => method)).toEqual(["GetKeyspaces", "WorkflowUpdate"]);
  });

  test("one that takes connections and says nothing leaves time for the next", async () => {
    const silent = createServer();
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    closers.push(() => silent.close());
    const bound = silent.address();
    const port = typeof bound === "object" ? bound?.port : undefined;
    const alive = await vtctld(twoKeyspaces);
    expect(await open({ addresses: [`127.0.0.1:${port}`, alive.address] }).keyspaces()).toEqual(["commerce", "customer"]);
  });

  test("all dead is unreachable", async () => {
    const vitess = open({ addresses: [await deadAddress(), await deadAddress()] });
    await expect(vitess.keyspaces()).rejects.toMatchObject({ kind: "unreachable" });
  });
});

describe("a write is sent at most once", () => {
  test("to a dead address it is unreachable, was not sent, and does not try the other", async () => {
    const [dead, alive] = [await deadAddress(), await vtctld(ok)];
    const write = open({ addresses: [dead, alive.address] }).setRunning(move, "Running");
    await expect(write).rejects.toMatchObject({ kind: "unreachable", message: expect.stringContaining("nothing was sent") });
    expect(alive.seen).toEqual([]);
  });

  test("when the connection breaks after it arrived it is unreachable, and one call was seen", async () => {
    const [broken, alive] = [await vtctld(() => ({ kind: "drop" })), await vtctld(ok)];
    const vitess = open({ addresses: [broken.address, alive.address] });
    const write = vitess.switchTraffic(move, SWITCH_DEFAULTS, { direction: "forward", dryRun: false });
    await expect(write).rejects.toMatchObject({ kind: "unreachable" });
    expect(broken.seen).toHaveLength(1);
    expect(alive.seen).toEqual([]);
  });

  test("when vtctld says unavailable it is not sent again", async () => {
    const server = await vtctld(() => refusal(14, "server is shutting down"));
    await expect(open({ addresses: [server.address] }).setRunning(move, "Running")).rejects.toMatchObject({ kind: "unreachable" });
    expect(server.seen).toHaveLength(1);
  });
});

describe("what may arrive", () => {
  test("an answer of 10 MiB passes", async () => {
    const big = "x".repeat(10 * 1024 * 1024);
    const server = await vtctld(() => answer("GetVSchema", { v_schema: { sharded: true, tables: { product: { source: big } } } }));
    expect(await open({ addresses: [server.address] }).vschema(commerce)).toEqual({ sharded: true, tables: ["product"] });
  });

  test("an answer above vtctld's own limit of 16 MiB is unexpected, and said", async () => {
    const big = "x".repeat(17 * 1024 * 1024);
    const server = await vtctld(() => answer("GetVSchema", { v_schema: { tables: { product: { source: big } } } }));
    await expect(open({ addresses: [server.address] }).vschema(commerce)).rejects.toMatchObject({
      kind: "unexpected",
      message: expect.stringContaining("larger"),
    });
  });

  test("a tablet type that a newer Vitess invented passes as its number", async () => {
    const server = await vtctld(() =>
      answer("GetTablets", { tablets: [{ alias: { cell: "zone1", uid: 100 }, keyspace: "customer", shard: "0", type: 99 }] }),
    );
    const [tablet] = await open({ addresses: [server.address] }).tablets(customer);
    expect(tablet).toEqual({ alias: "zone1-0000000100", keyspace: "customer", shard: "0", type: "99", cell: "zone1" });
  });

  test("a call that this version does not have is unsupported", async () => {
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

test("after closing, a call is a fault like any other", async () => {
  const server = await vtctld(twoKeyspaces);
  const { vitess, close } = openVitess({ addresses: [server.address] });
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
  // The channel tries again within five seconds.
  await expect
    .poll(() => vitess.keyspaces().catch((error: unknown) => error), { timeout: 8000, interval: 200 })
    .toEqual(["commerce", "customer"]);
});
