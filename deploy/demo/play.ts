import { ACTIONS } from "../../src/slack/actions.ts";
import type { SlackMessage } from "../../test/standins/slack/workspace.ts";
import { messageLines } from "./message-text.ts";
import type { Stage } from "./stage.ts";

const ANA = "U0ANA";
const BEN = "U0BEN";
const CHO = "U0CHO";
const CHANNEL = "C0MOVES";
const MOVE = "customer.commerce2customer";
const PATIENCE_MS = 40_000;

/** Plays one whole move as three people, through the same deliveries that the page makes. Throws at the first step that does not happen. */
export async function play(stage: Stage, print: (line: string) => void): Promise<void> {
  const { slack } = stage;
  const narrate = (line: string): void => print(`\n── ${line}`);

  narrate("Ana creates the move");
  const ack = await command(stage, `create ${MOVE} --source-keyspace commerce --tables customer,corder`);
  print(`   (only Ana) ${ack}`);
  const card = await slack.waitFor(() => slack.messages(CHANNEL).find((message) => message.text.includes(MOVE)), PATIENCE_MS);
  await watchCopy(stage, card, print);

  narrate("Ana compares both sides");
  await command(stage, `vdiff create ${MOVE}`);
  await inThread(stage, card, /no difference/);

  narrate("Ana tries the switch without doing it, then asks for it; her own press does not count");
  await command(stage, `switch ${MOVE} --dry-run`);
  await inThread(stage, card, /[Dd]ry run/);
  await command(stage, `switch ${MOVE}`);
  const first = await openRequest(stage, card);
  await slack.click({ user: ANA, channel: CHANNEL, ts: first.ts, actionId: ACTIONS.approve });
  const refused = await slack.waitFor(() => slack.ephemerals(ANA, CHANNEL).find((one) => one.text.includes("somebody else")), PATIENCE_MS);
  print(`   (only Ana) ${refused.text}`);
  await approve(stage, first);
  await ended(stage, card, /Switched|switched/, 1);

  narrate("Ana rolls back: one press within the armed hour");
  await command(stage, `reverse ${MOVE}`);
  await ended(stage, card, /[Ss]witched back/, 2);

  narrate("Ana asks for the switch again");
  await command(stage, `switch ${MOVE}`);
  await approve(stage, await openRequest(stage, card));
  await ended(stage, card, /[Ss]witched/, 3);

  narrate("Ana asks to complete; the source tables are renamed, not dropped");
  await command(stage, `complete ${MOVE} --rename-tables`);
  await approve(stage, await openRequest(stage, card));
  await ended(stage, card, /[Cc]omplete/, 4);

  narrate("The thread, from its first line to its last\n");
  for (const message of thread(stage, card)) printMessage(message, print);
}

async function command({ slack }: Stage, text: string): Promise<string> {
  const ack = await slack.runCommand({ user: ANA, channel: CHANNEL, command: "/movetables", text });
  return JSON.stringify(ack).includes("operation_timeout") ? fail(`no acknowledgement of ${text}`) : text;
}

/** Prints the card each time it is edited, until the copy is done. */
async function watchCopy({ slack }: Stage, card: SlackMessage, print: (line: string) => void): Promise<void> {
  let shown = "";
  await slack.waitFor(() => {
    const now = slack.messages(CHANNEL).find((message) => message.ts === card.ts);
    const lines = now === undefined ? [] : messageLines(now);
    const text = lines.join("\n   ");
    if (text !== shown) print(`   ${text}\n`);
    shown = text;
    return slack.thread(CHANNEL, card.ts).some((message) => /[Cc]opy finished/.test(message.text));
  }, PATIENCE_MS);
}

async function inThread(stage: Stage, card: SlackMessage, words: RegExp): Promise<SlackMessage> {
  return stage.slack.waitFor(() => thread(stage, card).find((message) => words.test(message.text)), PATIENCE_MS);
}

/** The newest message in the thread that can be approved. */
async function openRequest(stage: Stage, card: SlackMessage): Promise<SlackMessage> {
  return stage.slack.waitFor(
    () => thread(stage, card).findLast((message) => JSON.stringify(message.blocks ?? []).includes(ACTIONS.approve)),
    PATIENCE_MS,
  );
}

async function approve({ slack }: Stage, request: SlackMessage): Promise<void> {
  for (const user of [BEN, CHO]) await slack.click({ user, channel: CHANNEL, ts: request.ts, actionId: ACTIONS.approve });
}

/** Waits for the outcome with this number: each act ends in one line that is told to the channel as well. */
async function ended(stage: Stage, card: SlackMessage, words: RegExp, count: number): Promise<void> {
  const outcome = await stage.slack.waitFor(() => outcomes(stage, card)[count - 1], PATIENCE_MS);
  if (!words.test(outcome.text)) fail(`expected ${words}, and the thread says: ${outcome.text}`);
}

/** Lines that were told to the channel as well; a request's own message is none. */
function outcomes(stage: Stage, card: SlackMessage): readonly SlackMessage[] {
  return thread(stage, card).filter(
    (message) => message.subtype === "thread_broadcast" && message.metadata?.["event_type"] === "tandem_entry",
  );
}

function thread({ slack }: Stage, card: SlackMessage): readonly SlackMessage[] {
  return slack.thread(CHANNEL, card.ts);
}

function printMessage(message: SlackMessage, print: (line: string) => void): void {
  const [first = "", ...rest] = messageLines(message);
  print(`• ${first}`);
  for (const line of rest) print(`  ${line}`);
}

function fail(reason: string): never {
  throw new Error(reason);
}
