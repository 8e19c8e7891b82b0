import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "../../operations/harness.ts";
import { ANA, ask, callsOf, cardOf, inThread, type, words } from "../people.ts";
import { openHarness, type Harness } from "../harness.ts";

let harness: Harness;

beforeAll(async () => {
  harness = await openHarness();
  harness.vitess.sql.createTable({ keyspace: "commerce", table: "once" }, { rows: 1_000, bytes: 100_000 });
  await ask(harness, ANA, "create customer.once --source-keyspace commerce --tables once --stop-after-copy");
  await until(async () => {
    const streams = harness.vitess.state.streams("customer", "once");
    return streams.length > 0 && streams.every(({ message }) => message === "Stopped after copy.");
  });
  await inThread(harness, "customer.once", /created the workflow/);
  await harness.watch("customer");
});

afterAll(() => harness.close());

function card(): string {
  const found = cardOf(harness, "customer.once");
  return found === undefined ? "" : words(found);
}

it("a copy that stops at its end as requested is shown as finished", async () => {
  await inThread(harness, "customer.once", /Copy finished/i);
  await expect.poll(card).toMatch(/Copied, stopped after the copy/);
});

it("nothing suggests to start or compare it: the messages name the available next steps", async () => {
  await expect.poll(card).toMatch(/\*Next:\* .*[Ss]witch.*cancel.*create/s);
  expect(card()).not.toMatch(/start it/);
  expect(card()).not.toMatch(/\[ ?Start ?\]|VDiff/);
  expect(await ask(harness, ANA, "start customer.once")).toMatch(/stops again/);
  expect(callsOf(harness, "WorkflowUpdate", "once").length).toBe(0);
  await type(harness, ANA, "diagnose customer.once");
  expect(await inThread(harness, "customer.once", /diagnosed it:/)).not.toMatch(/somebody stopped it/i);
});

it("its switch can be requested, and the request says which changes the target will not have", async () => {
  expect(await ask(harness, ANA, "switch customer.once")).toMatch(/Requested:/);
  expect(await inThread(harness, "customer.once", /Approval needed/)).toMatch(/stopped when the copy was finished/i);
});
