import { ALARM } from "../../alarm-titles.ts";
import { expect } from "vitest";
import type { Row } from "../../../practice/vtctld/cluster/cluster.ts";
import { openWireClient, type WireAnswer } from "../../../practice/vtctld/rpc/wire-client.ts";
import type { SlackMessage } from "../../../practice/slack/workspace/workspace.ts";
import { ANA, ask, cardOf, copied, INCIDENT, inThread, saying, thread, words } from "../people.ts";
import { expectNoSecrets } from "../secrets.ts";
import { openHarness, type Harness, type HarnessOptions } from "../harness.ts";

/** A recorded scenario as people experience it: one move of one table in the recorded cluster. The operators' channel is #incident-42. */
export interface Scene extends Harness {
  readonly move: string;
  readonly workflow: string;
  readonly table: string;
}

export interface SceneOptions extends Pick<HarnessOptions, "readWithinMs" | "timing"> {
  /** Options of the create. */
  readonly create?: string;
  /** Creates the table first, with this many rows. */
  readonly rows?: number;
  /** Settings that override those of every scene. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Opens the whole app, and Ana creates the move; resolves when it is copied. */
export async function openScene(
  { workflow, table }: Pick<Scene, "workflow" | "table">,
  { create = "", rows, env = {}, ...stands }: SceneOptions = {},
): Promise<Scene> {
  const harness = await openHarness({ env: { TANDEM_ALARMS: INCIDENT, ...env }, ...stands });
  const move = `customer.${workflow}`;
  if (rows !== undefined) harness.vitess.sql.createTable({ keyspace: "commerce", table }, { rows });
  const answer = await ask(harness, ANA, `create ${move} --source-keyspace commerce --tables ${table}${create}`);
  expect(answer).toContain(`Creating ${move}`);
  await copied(harness, workflow);
  await inThread(harness, move, /created the workflow/);
  await inThread(harness, move, /Copy finished/);
  return {
    ...harness,
    move,
    workflow,
    table,
    async close() {
      expectNoSecrets(harness);
      await harness.close();
    },
  };
}

/** The text without the marks for bold and italics. */
function plain(text: string): string {
  return text.replaceAll(/(^|\s)[*_](?=\S)/gm, "$1").replaceAll(/(?<=\S)[*_](?=\s|$)/gm, "");
}

/** Ana types a command; returns the answer. */
export async function type(scene: Scene, text: string): Promise<string> {
  return plain(await ask(scene, ANA, text));
}

/** The newest line in the move's thread that says this. */
export async function told(scene: Scene, say: RegExp): Promise<string> {
  return plain(await inThread(scene, scene.move, say));
}

let written = 0;

/** Writes once through vtgate, as an application; returns the keyspace that received it, or vtgate's error. */
export function write({ vitess, table }: Scene): string {
  written += 1;
  const row: Row = { id: `SKU-${7000 + written}`, note: "by an application" };
  const { keyspace, error } = vitess.sql.insertThroughVtgate(table, row);
  return keyspace ?? `failed: ${error}`;
}

/** The error of a write while its table is denied. */
export const DENIED = /^failed: [\s\S]*disallowed due to rule: enforce denied tables/;

const NO_WRITES = /applications cannot write/i;

/** Checks that the status says that applications cannot write exactly when a write of theirs fails. Returns the status. */
export async function statusAsSeenByVtgate(scene: Scene): Promise<string> {
  const status = await type(scene, `status ${scene.move}`);
  expect(NO_WRITES.test(status), `${write(scene)}\n${status}`).toBe(DENIED.test(write(scene)));
  return status;
}

/** The whole text of the card. */
export function cardText(scene: Scene): string {
  const card = cardOf(scene, scene.move);
  return card === undefined ? "" : plain(words(card));
}

/** The first line of the card once it says this. */
export async function cardSays(scene: Scene, say: RegExp): Promise<string> {
  const line = (): string => plain(cardText(scene)).split("\n")[0] ?? "";
  await expect.poll(line).toMatch(say);
  return line();
}

/** The alarms in the operators' channel, oldest first. */
export function alarms({ slack }: Scene): readonly string[] {
  return slack
    .messages(INCIDENT)
    .map((message) => plain(words(message)))
    .filter((line) => ALARM.test(line));
}

/** The buttons under the newest thread line that says this. */
export function buttonsUnder(scene: Scene, say: RegExp): readonly string[] {
  const message = thread(scene, scene.move).findLast((one) => say.test(words(one)));
  return message === undefined ? [] : labels(message);
}

/** The buttons of a move's card. */
export function cardButtons(scene: Scene): readonly string[] {
  const card = cardOf(scene, scene.move);
  return card === undefined ? [] : labels(card);
}

function labels(message: SlackMessage): readonly string[] {
  const found = words(message).match(/(?<=\[)[^\]]+(?=\]( \[|$))/gm);
  return found ?? [];
}

/** Reads the keyspace several times, and checks that nothing is announced twice. */
export async function watchAgain(scene: Scene, say: RegExp): Promise<void> {
  const before = scene.vitess.calls().filter(({ method }) => method === "GetWorkflows").length;
  for (let look = 1; look <= 3; look += 1) {
    await scene.watch("customer");
    const seen = (): number => scene.vitess.calls().filter(({ method }) => method === "GetWorkflows").length;
    await expect.poll(seen).toBeGreaterThanOrEqual(before + look);
  }
  expect(saying(scene, scene.move, say)).toHaveLength(1);
  expect(alarms(scene).filter((line) => say.test(line))).toHaveLength(1);
}

/** Matches a real switch of writes, for a fault to strike. */
export const SWITCH_OF_WRITES = {
  rpc: "WorkflowSwitchTraffic",
  where: (request: Readonly<Record<string, unknown>>) =>
    request["dry_run"] !== true && JSON.stringify(request["tablet_types"]).includes("PRIMARY"),
} as const;

/** One call from somebody's command line, not through Tandem. */
export async function fromOutside({ vitess }: Harness, method: string, request: object, deadlineMs?: number): Promise<WireAnswer> {
  const client = openWireClient(vitess.address);
  try {
    return await client.call(method, request, deadlineMs === undefined ? {} : { deadlineMs });
  } finally {
    client.close();
  }
}

/** The reference client's request for a SwitchTraffic or ReverseTraffic of everything. */
export function switchRequest({ workflow }: Scene, direction: "forward" | "backward" = "forward"): object {
  return {
    keyspace: "customer",
    workflow,
    tablet_types: ["PRIMARY", "REPLICA", "RDONLY"],
    max_replication_lag_allowed: { seconds: "30" },
    enable_reverse_replication: true,
    direction: direction === "forward" ? 0 : 1,
    timeout: { seconds: "30" },
  };
}

/** Reads the keyspace until the card says that it cannot be read: a single failed try is not shown. */
export async function cardSaysUnreadable(scene: Scene): Promise<string> {
  const say = /^No answer from Vitess since \d\d:\d\d UTC · customer\.\w+$/;
  await expect
    .poll(
      async () => {
        await scene.watch("customer");
        return cardText(scene).split("\n")[0];
      },
      { timeout: 30_000, interval: 200 },
    )
    .toMatch(say);
  return cardText(scene);
}

/** Reads the keyspace, and waits until the card's first line says this. */
export async function cardSaysAgain(scene: Scene, say: RegExp): Promise<void> {
  await scene.watch("customer");
  await cardSays(scene, say);
}
