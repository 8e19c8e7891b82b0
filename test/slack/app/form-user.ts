import type { Keyspace } from "../../../src/core/vitess/names.ts";
import type { Records } from "../../../src/operations/records.ts";
import type { PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import { PROD } from "./clusters.ts";

export const FILLED = {
  "create-source": "commerce",
  "create-target": "customer",
  "create-workflow": "c2c",
  "create-tables": ["customer", "corder"],
};

export const keyspace = (name: string): Keyspace => name as Keyspace;

/** Ana types a command that opens a form, and looks at it. */
export async function open(slack: PracticeSlack, text: string, channel = "C0MOVES"): Promise<string> {
  await slack.runCommand({ user: "U0ANA", channel, command: "/movetables", text });
  const view = await slack.waitFor(() => slack.views("U0ANA")[0]);
  return view.id;
}

const textOf = (option: unknown): string => (option as { text: { text: string } }).text.text;

/** What a field suggests for the typed text, as it is shown. */
export async function offered(slack: PracticeSlack, viewId: string, blockId: string, value: string): Promise<readonly unknown[]> {
  const view = slack.views("U0ANA").find((each) => each.id === viewId);
  const block: unknown = view?.blocks.find((each) => each["block_id"] === blockId);
  const actionId = (block as { element: { action_id: string } }).element.action_id;
  const answer = await slack.suggest({ user: "U0ANA", viewId, actionId, blockId, value });
  if (!answer.ok) throw new Error(answer.error);
  if (answer.groups.length === 0) return answer.options.map(textOf);
  return answer.groups.map((group) => [(group["label"] as { text: string }).text, ...(group["options"] as unknown[]).map(textOf)]);
}

export async function know(records: Records, at = Date.now()): Promise<void> {
  await records.catalogue.saveCluster(PROD, {
    keyspaces: { at, names: ["commerce", "customer", "old_commerce"].map(keyspace) },
    cells: { at, names: ["zone1", "zone2"] },
    version: { dialect: "typed", major: 19, tablets: [], from: "probed" },
  });
  await records.catalogue.saveKeyspace(PROD, keyspace("commerce"), {
    tables: { at, names: ["corder", "customer", "customer_notes", "product"] },
    workflows: { at, names: [] },
  });
}
