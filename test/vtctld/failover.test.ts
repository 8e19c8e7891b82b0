import { expect, onTestFinished, test } from "vitest";

import { openCaller, type Caller } from "../../src/vtctld/channel/caller.ts";
import { loadServiceDefinition } from "../../src/vtctld/wire/definitions.ts";
import { startGrpcServer } from "./grpc-server.ts";
import { deadAddress, twoKeyspaces, vtctld } from "./session.ts";

const PORT = /\d+$/;

function callerOf(...addresses: readonly string[]): Caller {
  const caller = openCaller({ addresses });
  onTestFinished(() => caller.close());
  return caller;
}

async function read(caller: Caller): Promise<object> {
  const method = loadServiceDefinition("vtctlservice.Vtctld").get("GetKeyspaces");
  if (method === undefined) throw new Error("GetKeyspaces is not in the .proto files");
  return caller.read(method, {}, 5_000);
}

const states = (caller: Caller): readonly string[] => caller.addresses().map(({ state }) => state);

test("an address that is away is reported with its reason and since when, and unused ones as not tried", async () => {
  const [dead, alive, spare] = [deadAddress(), await vtctld(twoKeyspaces), await vtctld(twoKeyspaces)];
  const caller = callerOf(dead, alive.address, spare.address);
  expect(states(caller)).toEqual(["not-tried", "not-tried", "not-tried"]);
  const before = Date.now();
  await read(caller);
  expect(caller.addresses()).toEqual([
    { address: dead, state: "away", since: expect.any(Number), reason: "no connection" },
    { address: alive.address, state: "answers", since: expect.any(Number), reason: "" },
    { address: spare.address, state: "not-tried", reason: "" },
  ]);
  expect(caller.addresses()[0]?.since).toBeGreaterThanOrEqual(before);
});

test("an address that comes back is found without delaying a call, and stands by for the one that answers", async () => {
  const [first, second] = [await startGrpcServer(twoKeyspaces), await vtctld(twoKeyspaces)];
  const caller = callerOf(first.address, second.address);
  await read(caller);
  await first.close();
  await read(caller);
  expect(states(caller)).toEqual(["away", "answers"]);

  const back = await vtctld(twoKeyspaces, Number(PORT.exec(first.address)?.[0]));
  await expect.poll(() => read(caller).then(() => states(caller)), { interval: 200 }).toEqual(["answers", "answers"]);
  expect(back.seen).toEqual([]);
});

test("if the one that answered dies, one that was away a moment ago is tried last", async () => {
  const [dead, second, third] = [deadAddress(), await startGrpcServer(twoKeyspaces), await vtctld(twoKeyspaces)];
  const caller = callerOf(dead, second.address, third.address);
  await read(caller);
  await second.close();
  await read(caller);
  expect(third.seen).toHaveLength(1);
  expect(caller.addresses().map(({ state }) => state)).toEqual(["away", "away", "answers"]);
});

test("if nobody else is left, even one that was away a moment ago is tried", async () => {
  const caller = callerOf(deadAddress(), deadAddress());
  for (const _ of [1, 2]) await expect(read(caller)).rejects.toMatchObject({ kind: "unreachable" });
  expect(states(caller)).toEqual(["away", "away"]);
});
