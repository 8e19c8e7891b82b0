import { describe, expect, onTestFinished, test } from "vitest";
import { SWITCH_DEFAULTS } from "../../../src/core/options/options.ts";
import type { Vitess } from "../../../src/operations/ports.ts";
import { openVitess } from "../../../src/vtctld/open.ts";
import { answer } from "../answers.ts";
import { commerce, customer, move } from "../names.ts";
import { deadAddress, open, twoKeyspaces, vtctld } from "../session.ts";
import { shardNamed } from "../../names.ts";

const STOP = new Error("Tandem stops");

describe.each([
  { version: 23, dialect: "typed" },
  { version: 16, dialect: "legacy" },
])("a read of the $dialect dialect", ({ version }) => {
  test.each([
    ["keyspaces", (vitess: Vitess) => vitess.keyspaces()],
    ["workflows", (vitess: Vitess) => vitess.workflows(customer)],
    ["workflow status", (vitess: Vitess) => vitess.workflowStatus(move)],
    ["denied tables", (vitess: Vitess) => vitess.deniedTables(commerce, shardNamed("0"))],
    ["VDiffs", (vitess: Vitess) => vitess.vdiffs(move)],
  ])("of %s rejects with the signal's reason, and is cancelled at vtctld", async (_name, read) => {
    const server = await vtctld(() => ({ kind: "hang" }));
    const stopping = new AbortController();
    const reading = read(open({ version, addresses: [server.address] }).readsUntil(stopping.signal));
    await expect.poll(() => server.seen.length).toBeGreaterThan(0);
    stopping.abort(STOP);
    await expect(reading).rejects.toBe(STOP);
    await expect.poll(() => server.cancelled).toEqual(server.seen.map(({ method: called }) => called));
  });

  test("sends nothing once the signal has aborted, and tries no other address", async () => {
    const server = await vtctld(() => ({ kind: "hang" }));
    const stopping = new AbortController();
    const vitess = open({ version, addresses: [deadAddress(), server.address] }).readsUntil(stopping.signal);
    const waiting = vitess.workflows(customer);
    stopping.abort(STOP);
    await expect(waiting).rejects.toBe(STOP);
    await expect(vitess.vdiffs(move)).rejects.toBe(STOP);
    expect(server.seen).toEqual([]);
  });
});

test("the release of an unknown cluster is a read too", async () => {
  const server = await vtctld(() => ({ kind: "hang" }));
  const stopping = new AbortController();
  const { vitess, close } = openVitess({ addresses: [server.address] });
  onTestFinished(close);
  const version = vitess.readsUntil(stopping.signal).version();
  await expect.poll(() => server.seen.length).toBeGreaterThan(0);
  stopping.abort(STOP);
  await expect(version).rejects.toBe(STOP);
});

test("a signal that never aborts changes nothing, and other callers of the cluster go on", async () => {
  const server = await vtctld(twoKeyspaces);
  const vitess = open({ addresses: [server.address] });
  const stopping = new AbortController();
  expect(await vitess.readsUntil(stopping.signal).keyspaces()).toEqual(["commerce", "customer"]);
  stopping.abort(STOP);
  expect(await vitess.keyspaces()).toEqual(["commerce", "customer"]);
});

test.each(["outer", "inner"] as const)("of two signals, the %s one ends a read too", async (aborted) => {
  const server = await vtctld(() => ({ kind: "hang" }));
  const signals = { outer: new AbortController(), inner: new AbortController() };
  const vitess = open({ addresses: [server.address] })
    .readsUntil(signals.outer.signal)
    .readsUntil(signals.inner.signal);
  const reading = vitess.keyspaces();
  await expect.poll(() => server.seen.length).toBe(1);
  signals[aborted].abort(STOP);
  await expect(reading).rejects.toBe(STOP);
  await expect.poll(() => server.cancelled).toHaveLength(1);
});

test("a write is not cut off, and a view of a view heeds both", async () => {
  let finish: (() => void) | undefined;
  const summary = answer("WorkflowSwitchTraffic", { summary: "SwitchTraffic was successful for workflow customer.commerce2customer" });
  const server = await vtctld(() => ({ kind: "later", reply: new Promise((resolve) => (finish = () => resolve(summary))) }));
  const stopping = new AbortController();
  const vitess = open({ addresses: [server.address] }).readsUntil(stopping.signal);
  const switching = vitess.whileFresh(() => true).switchTraffic(move, SWITCH_DEFAULTS, { direction: "forward", dryRun: false });
  await expect.poll(() => server.seen.length).toBe(1);
  stopping.abort(STOP);
  await expect(vitess.whileFresh(() => true).keyspaces()).rejects.toBe(STOP);
  finish?.();
  await expect(switching).resolves.toEqual([
    "SwitchTraffic was successful for workflow customer.commerce2customer",
    "Start State: ",
    "Current State: ",
  ]);
  expect(server.cancelled).toEqual([]);
});
