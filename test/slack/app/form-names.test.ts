import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import type { Keyspace } from "../../../src/core/vitess/names.ts";
import { bench } from "../../store/with-redis.ts";
import { PROD, STAGING, TWO_CLUSTERS } from "./clusters.ts";
import { openHarness } from "./harness.ts";
import { FILLED, know, offered, open } from "./form-user.ts";

const redis = bench();
const MINUTE = 60_000;
const keyspace = (name: string): Keyspace => name as Keyspace;

test("suggests prefix matches first, then other matches, and offers what is typed as it is", async () => {
  const { slack, records, jobs } = await openHarness(redis.fresh().records);
  await know(records);
  const view = await open(slack, "create");
  expect(await offered(slack, view, "create-source", "")).toEqual(["commerce", "customer", "old_commerce"]);
  expect(await offered(slack, view, "create-source", "Com")).toEqual(["commerce", "old_commerce", "Com — as typed"]);
  expect(await offered(slack, view, "create-source", "commerce")).toEqual(["commerce", "old_commerce"]);
  expect(jobs.asked).toEqual([]);
});

test("suggests tables of the chosen keyspace, and keeps what was filled in before", async () => {
  const { slack, records } = await openHarness(redis.fresh().records);
  await know(records);
  const view = await open(slack, "create");
  expect(await offered(slack, view, "create-tables", "c")).toEqual(["c — as typed"]);
  await slack.selectOption({ user: "U0ANA", viewId: view, actionId: "names:keyspaces", blockId: "create-source", value: "commerce" });
  await slack.waitFor(
    () =>
      slack.views("U0ANA")[0]?.["private_metadata"] !== undefined &&
      String(slack.views("U0ANA")[0]?.["private_metadata"]).includes("commerce"),
  );
  expect(await offered(slack, view, "create-tables", "cust")).toEqual(["customer", "customer_notes", "cust — as typed"]);
  await slack.click({ user: "U0ANA", viewId: view, actionId: "form:more" });
  await slack.waitFor(() => slack.views("U0ANA")[0]?.blocks.some((block) => block["block_id"] === "create-cells"));
  expect(await offered(slack, view, "create-cells", "")).toEqual(["zone1", "zone2"]);
  expect(await offered(slack, view, "create-exclude", "prod")).toEqual(["product", "prod — as typed"]);
  const { "create-source": _chosen, ...rest } = FILLED;
  expect(await slack.submitView({ user: "U0ANA", values: { ...rest, "create-cells": ["zone2"] } })).toEqual({ kind: "closed" });
  expect(await records.inbox.pending()).toMatchObject([
    { text: "/movetables create customer.c2c --source-keyspace=commerce --tables=customer,corder --cells=zone2" },
  ]);
});

test("an empty catalogue stops nobody: names are requested once, and what is typed is accepted", async () => {
  const { slack, records, jobs } = await openHarness(redis.fresh().records);
  const view = await open(slack, "create");
  expect(await offered(slack, view, "create-source", "")).toEqual(["Still reading the names: type one, or look again in a moment"]);
  expect(await offered(slack, view, "create-tables", "")).toEqual(["Choose the source keyspace first, or type a name"]);
  expect(await offered(slack, view, "create-source", "commerce")).toEqual(["commerce — as typed"]);
  expect(await offered(slack, view, "create-target", "customer")).toEqual(["customer — as typed"]);
  expect(jobs.asked).toEqual(["refresh-catalogue prod"]);
  await slack.selectOption({ user: "U0ANA", viewId: view, actionId: "names:keyspaces", blockId: "create-source", value: "commerce" });
  await slack.waitFor(() => jobs.asked.includes("refresh-catalogue prod commerce"));
  expect(await offered(slack, view, "create-tables", "customer,corder")).toEqual(["customer,corder — as typed"]);
  await slack.submitView({ user: "U0ANA", values: { ...FILLED, "create-tables": ["customer,corder"] } });
  expect(await records.inbox.pending()).toMatchObject([{ text: expect.stringContaining("--tables=customer,corder") }]);
});

test("names that vtctld has not confirmed for long are offered with their age, and read again", async () => {
  const { slack, records, jobs } = await openHarness(redis.fresh().records);
  await know(records, Date.now() - 25 * MINUTE);
  const view = await open(slack, "create");
  expect(await offered(slack, view, "create-source", "cust")).toEqual([
    ["Read 25 min ago", "customer"],
    ["As typed", "cust — as typed"],
  ]);
  expect(jobs.asked).toEqual(["refresh-catalogue prod"]);
});

test("a name missing from a list that was not read yet cannot be created by mistake", async () => {
  const { slack, records } = await openHarness(redis.fresh().records);
  await open(slack, "create");
  await slack.submitView({ user: "U0ANA", values: { ...FILLED, "create-source": "…" } });
  expect(slack.views("U0ANA")).toHaveLength(1);
  expect(await records.inbox.pending()).toEqual([]);
});

test("names of 200 characters do not break the list: they are shown shortened and submitted whole", async () => {
  const { slack, records } = await openHarness(redis.fresh().records);
  const [long, tooLong] = [`t${"a".repeat(120)}z`, `t${"b".repeat(199)}`];
  await know(records);
  await records.catalogue.saveKeyspace(PROD, keyspace("commerce"), { tables: { at: Date.now(), names: [long, tooLong] } });
  const view = await open(slack, "create");
  await slack.selectOption({ user: "U0ANA", viewId: view, actionId: "names:keyspaces", blockId: "create-source", value: "commerce" });
  await slack.waitFor(() => String(slack.views("U0ANA")[0]?.["private_metadata"]).includes("commerce"));
  const answer = await slack.suggest({ user: "U0ANA", viewId: view, actionId: "names:tables", blockId: "create-tables", value: "" });
  expect(answer).toMatchObject({ ok: true, options: [{ text: { text: expect.stringMatching(/^ta+…a+z$/) }, value: long }] });
  expect(await offered(slack, view, "create-tables", "t".repeat(200))).toEqual([]);
});

test("of 1,000 keyspaces, and 20,000 tables in one, the right hundred are offered, well within Slack's three seconds", async () => {
  const { slack, records } = await openHarness(redis.fresh().records);
  const at = Date.now();
  const keyspaces = Array.from({ length: 1_000 }, (_, index) => keyspace(`ks${String(index).padStart(4, "0")}`));
  const tables = Array.from({ length: 20_000 }, (_, index) => `orders_${String(index).padStart(5, "0")}`);
  await records.catalogue.saveCluster(PROD, { keyspaces: { at, names: keyspaces }, cells: { at, names: ["zone1"] } });
  await records.catalogue.saveKeyspace(PROD, keyspace("ks0777"), { tables: { at, names: tables }, workflows: { at, names: [] } });
  const view = await open(slack, "create");
  expect(await offered(slack, view, "create-source", "")).toHaveLength(100);
  expect(await offered(slack, view, "create-source", "777")).toEqual(["ks0777", "777 — as typed"]);
  await slack.selectOption({ user: "U0ANA", viewId: view, actionId: "names:keyspaces", blockId: "create-source", value: "ks0777" });
  await slack.waitFor(() => String(slack.views("U0ANA")[0]?.["private_metadata"]).includes("ks0777"));
  const from = performance.now();
  expect(await offered(slack, view, "create-tables", "19999")).toEqual(["orders_19999", "19999 — as typed"]);
  expect(await offered(slack, view, "create-tables", "ORDERS_0123")).toEqual([
    ...Array.from({ length: 10 }, (_, index) => `orders_0123${index}`),
    "ORDERS_0123 — as typed",
  ]);
  expect(performance.now() - from).toBeLessThan(3_000);
});

test("with several clusters a form says which one is meant, and offers its names", async () => {
  const { slack, records } = await openHarness(redis.fresh().records, "socket", {}, undefined, { clusters: TWO_CLUSTERS });
  await know(records);
  await records.catalogue.saveCluster(STAGING, { keyspaces: { at: Date.now(), names: [keyspace("sandbox")] } });
  const view = await open(slack, "create", "C0INC42");
  expect(await offered(slack, view, "create-source", "")).toEqual(["sandbox"]);
  await slack.selectOption({ user: "U0ANA", viewId: view, actionId: "form:cluster", value: "prod" });
  await slack.waitFor(() => String(slack.views("U0ANA")[0]?.["private_metadata"]).includes("prod"));
  expect(await offered(slack, view, "create-source", "old")).toEqual(["old_commerce", "old — as typed"]);
  await slack.submitView({ user: "U0ANA", values: FILLED });
  expect(await records.inbox.pending()).toMatchObject([
    { text: "/movetables create customer.c2c --cluster=prod --source-keyspace=commerce --tables=customer,corder" },
  ]);
});

test("over HTTP names come through the same address", async () => {
  const { slack, records } = await openHarness(redis.fresh().records, "http");
  await know(records);
  const view = await open(slack, "create");
  expect(await offered(slack, view, "create-source", "old")).toEqual(["old_commerce", "old — as typed"]);
});
