import { listMessageLines } from "../../deploy/demo/message-text.ts";
import { ACTIONS } from "../../src/slack/actions.ts";
import { until } from "../operations/harness.ts";
import type { Ephemeral, SlackMessage } from "../../practice/slack/workspace/workspace.ts";
import type { Harness } from "./harness.ts";

export const ANA = "U0ANA";
export const BEN = "U0BEN";
export const CHO = "U0CHO";
export const DEV = "U0DEV";
export const MOVES = "C0MOVES";
export const INCIDENT = "C0INC42";

/** The part of a harness that people use. */
export type Around = Pick<Harness, "slack" | "vitess">;

/** How long people wait for a word that comes within moments. */
export const PATIENCE_MS = 30_000;

/** What a person reads in a message. */
export function words(message: Pick<SlackMessage, "text" | "blocks"> | Ephemeral): string {
  return listMessageLines(message).join("\n");
}

/** Types `/movetables <text>` and returns the first private message that follows: for commands that are answered at once. */
export async function type({ slack }: Around, user: string, text: string, channel = MOVES): Promise<string> {
  const ack = await slack.runCommand({ user, channel, command: "/movetables", text });
  if (!ack.ok) throw new Error(`${text} was not acknowledged: ${ack.error}`);
  return words(await slack.waitFor(() => slack.answers(ack)[0]));
}

/**
 * Types `/movetables <text>` and returns the answer to exactly this command. An earlier answer may come again, however late: on a busy
 * machine a worker may lose its lock, and its job then runs again.
 */
export async function ask({ slack }: Around, user: string, text: string, channel = MOVES): Promise<string> {
  const ack = await slack.runCommand({ user, channel, command: "/movetables", text });
  const answer = await slack.waitFor(() => slack.answers(ack).find((one) => !ON_ITS_WAY.test(one.text)), PATIENCE_MS);
  return words(answer);
}

/** Messages that only bridge the time until a slow answer. */
export const ON_ITS_WAY = /^(?:Reading .* …$|Still (?:creating|reading) .*: Vitess has not answered for )/;

/** Presses or submits something and returns the private answer to it, ignoring answers to commands. */
export async function answerTo({ slack }: Around, user: string, channel: string, act: () => Promise<unknown>): Promise<string> {
  const before = slack.ephemerals(user, channel).length;
  await act();
  const told = () =>
    slack
      .ephemerals(user, channel)
      .slice(before)
      .filter(({ command }) => command === undefined);
  return words(await slack.waitFor(() => told().find(({ text }) => !ON_ITS_WAY.test(text)), PATIENCE_MS));
}

/** The move's card in a channel. */
export function cardOf({ slack }: Around, workflow: string, channel = MOVES): SlackMessage | undefined {
  return slack.messages(channel).findLast(({ metadata }) => {
    const payload = metadata?.["event_payload"];
    const isCard = metadata?.["event_type"] === "tandem_card";
    return isCard && JSON.stringify(payload).includes(`"prod/${workflow}"`);
  });
}

/** The move's thread without its card. */
export function thread(around: Around, workflow: string): readonly SlackMessage[] {
  const card = cardOf(around, workflow);
  return card === undefined ? [] : around.slack.thread(MOVES, card.ts).slice(1);
}

/** The newest thread line that says this, as soon as there is one. */
export async function inThread(around: Around, workflow: string, say: RegExp, patienceMs = PATIENCE_MS): Promise<string> {
  const said = (): string | undefined =>
    thread(around, workflow)
      .map(words)
      .findLast((line) => say.test(line));
  try {
    return await around.slack.waitFor(said, patienceMs);
  } catch (error) {
    const there = thread(around, workflow).map(words).join("\n• ");
    throw new Error(`The thread of ${workflow} does not say ${say}. It says:\n• ${there}`, { cause: error });
  }
}

/** All thread lines that say this. */
export function saying(around: Around, workflow: string, say: RegExp): readonly string[] {
  return thread(around, workflow)
    .map(words)
    .filter((line) => say.test(line));
}

/** The request that can be decided now. */
export async function openRequest(around: Around, workflow: string): Promise<SlackMessage> {
  return around.slack.waitFor(
    () => thread(around, workflow).findLast((message) => JSON.stringify(message.blocks ?? []).includes(ACTIONS.approve)),
    PATIENCE_MS,
  );
}

/** Ana requests the operation; returns the message of the request. */
export async function requested(around: Around, workflow: string, verb: string): Promise<SlackMessage> {
  const answer = await ask(around, ANA, `${verb} ${workflow}`);
  if (!answer.includes("Requested:")) throw new Error(answer);
  return openRequest(around, workflow);
}

/** Presses Approve, and returns the private answer. */
export async function approve(around: Around, user: string, request: SlackMessage): Promise<string> {
  const { ts, channel } = request;
  return answerTo(around, user, channel, () => around.slack.click({ user, channel, ts, asSeen: request, actionId: ACTIONS.approve }));
}

/** Ana requests the operation, Ben and Cho approve it. */
export async function approved(around: Around, workflow: string, verb: string): Promise<void> {
  const request = await requested(around, workflow, verb);
  for (const user of [BEN, CHO]) await approve(around, user, request);
}

/** Makes a table of a thousand rows in `commerce`, and Ana moves it to `customer`; resolves when it is copied and its streams run. */
export async function newMove(around: Around, name: string): Promise<string> {
  const workflow = `customer.${name}`;
  around.vitess.sql.createTable({ keyspace: "commerce", table: name }, { rows: 1_000, bytes: 100_000 });
  const answer = await ask(around, ANA, `create ${workflow} --source-keyspace commerce --tables ${name}`);
  if (!answer.includes("Creating")) throw new Error(answer);
  await copied(around, name);
  await inThread(around, workflow, /created the workflow/);
  return workflow;
}

/** Waits until Vitess has copied everything. */
export async function copied({ vitess }: Around, name: string): Promise<void> {
  await until(async () => {
    const streams = vitess.state.streams("customer", name);
    return streams.length > 0 && streams.every((stream) => stream.state === "Running" && stream.copyStates.length === 0);
  });
}

/** The calls of a kind that reached vtctld for one workflow. */
export function callsOf(
  { vitess }: Around,
  method: string,
  name: string,
  where: (request: Record<string, unknown>) => boolean = () => true,
) {
  return vitess.calls().filter(({ method: called, request }) => called === method && request["workflow"] === name && where(request));
}

/** The SwitchTraffic calls for this workflow that are no dry runs. */
export function switches(around: Around, name: string) {
  return callsOf(around, "WorkflowSwitchTraffic", name, (request) => request["dry_run"] !== true);
}
