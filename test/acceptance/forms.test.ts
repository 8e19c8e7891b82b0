import { afterAll, beforeAll, expect, test } from "vitest";
import type { View } from "../../practice/slack/workspace/workspace.ts";
import { openHarness, type Harness } from "./harness.ts";

let harness: Harness | undefined;
beforeAll(async () => {
  harness = await openHarness();
}, 60_000);
afterAll(() => harness?.close());

test("a form opens before any name is known, suggests the names that a worker then reads, and creates a move", async () => {
  if (harness === undefined) throw new Error("only inside a test");
  const { slack } = harness;
  await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "create" });
  const view = await slack.waitFor(() => slack.views("U0ANA")[0]);
  await expect.poll(() => offered(slack, view, "keyspaces", "create-source", "comm")).toEqual(["commerce", "comm"]);
  await slack.selectOption({ user: "U0ANA", viewId: view.id, actionId: "names:keyspaces", blockId: "create-source", value: "commerce" });
  await expect.poll(() => offered(slack, view, "tables", "create-tables", "")).toEqual(["corder", "customer", "product"]);
  const values = { "create-target": "customer", "create-workflow": "by_form", "create-tables": ["corder", "customer"] };
  expect(await slack.submitView({ user: "U0ANA", values })).toEqual({ kind: "closed" });
  const card = await slack.waitFor(() => slack.messages("C0MOVES").find(({ text }) => text.includes("customer.by_form")), 15_000);
  expect(card.text).toContain("customer.by_form");

  // The other forms now offer the move, because Tandem follows it.
  await slack.runCommand({ user: "U0ANA", channel: "C0MOVES", command: "/movetables", text: "update" });
  const update = await slack.waitFor(() => slack.views("U0ANA")[0]);
  await expect.poll(() => offered(slack, update, "moves", "update-move", "")).toEqual(["customer.by_form"]);
}, 60_000);

/** The names that a field offers. */
async function offered(slack: Harness["slack"], view: View, kind: string, blockId: string, value: string): Promise<readonly unknown[]> {
  const answer = await slack.suggest({ user: "U0ANA", viewId: view.id, actionId: `names:${kind}`, blockId, value });
  return answer.ok ? answer.options.map((option) => option["value"]) : [answer.error];
}
