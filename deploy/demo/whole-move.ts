import { ACTIONS } from "../../src/slack/actions.ts";
import type { SlackMessage } from "../../test/standins/slack/workspace.ts";
import { messageLines } from "./message-text.ts";
import type { Stage } from "./stage.ts";

export const ANA = "U0ANA";
const BEN = "U0BEN";
const CHO = "U0CHO";
export const CHANNEL = "C0MOVES";

/** Which tables go where, and how long each step may take. */
export interface Plot {
  /** `target_keyspace.workflow` */
  readonly move: string;
  readonly sourceKeyspace: string;
  readonly tables: readonly string[];
  /** What Tandem itself answers: a card, a request, a refusal. */
  readonly answerWithinMs: number;
  /** What Vitess has to do first: a copy, a VDiff, a switch. */
  readonly doneWithinMs: number;
  /** Runs after each step, with its name. */
  readonly afterStep?: (step: string) => Promise<void>;
}

/**
 * One whole move by three people, through the same deliveries that the page makes: create, VDiff, dry run, switch, reverse, switch,
 * complete. Returns the move's card. Throws at the first step that does not happen.
 */
export async function wholeMove(stage: Stage, plot: Plot, print: (line: string) => void): Promise<SlackMessage> {
  const { slack } = stage;
  const { move, answerWithinMs, afterStep = async () => undefined } = plot;
  const narrate = (line: string): void => print(`\n── ${line}`);

  narrate("Ana creates the move");
  const typed = await command(stage, `create ${move} --source-keyspace ${plot.sourceKeyspace} --tables ${plot.tables.join(",")}`);
  print(`   (only Ana) ${typed}`);
  const card = await step(stage, () => slack.messages(CHANNEL).find((message) => message.text.includes(move)), answerWithinMs);
  const on: Playing = { ...plot, stage, card };
  await watchCopy(on, print);
  await afterStep("copy");

  narrate("Ana compares both sides");
  await command(stage, `vdiff create ${move}`);
  await inThread(on, /no difference/, plot.doneWithinMs);
  await afterStep("VDiff");

  narrate("Ana tries the switch without doing it, then asks for it; her own press does not count");
  await command(stage, `switch ${move} --dry-run`);
  await inThread(on, /[Dd]ry run/, answerWithinMs);
  await afterStep("dry run");
  await command(stage, `switch ${move}`);
  const first = await openRequest(on);
  await slack.click({ user: ANA, channel: CHANNEL, ts: first.ts, actionId: ACTIONS.approve });
  const refused = await step(stage, () => slack.ephemerals(ANA, CHANNEL).find((one) => one.text.includes("somebody else")), answerWithinMs);
  print(`   (only Ana) ${refused.text}`);
  await approve(on, first);
  await ended(on, /Switched|switched/, 1);
  await afterStep("switch");

  narrate("Ana rolls back: one press within the armed hour");
  await command(stage, `reverse ${move}`);
  await ended(on, /[Ss]witched back/, 2);
  await afterStep("reverse");

  narrate("Ana asks for the switch again");
  await command(stage, `switch ${move}`);
  await approve(on, await openRequest(on));
  await ended(on, /[Ss]witched/, 3);
  await afterStep("second switch");

  narrate("Ana asks to complete; the source tables are renamed, not dropped");
  await command(stage, `complete ${move} --rename-tables`);
  await approve(on, await openRequest(on));
  await ended(on, /[Cc]omplete/, 4);
  await afterStep("complete");
  return card;
}

interface Playing extends Plot {
  readonly stage: Stage;
  readonly card: SlackMessage;
}

async function command({ slack }: Stage, text: string): Promise<string> {
  const ack = await slack.runCommand({ user: ANA, channel: CHANNEL, command: "/movetables", text });
  return JSON.stringify(ack).includes("operation_timeout") ? fail(`no acknowledgement of ${text}`) : text;
}

/** Waits for what a step brings. When it does not come, the newest private answer mostly says why. */
async function step<T>({ slack }: Stage, look: () => T | undefined, withinMs: number): Promise<T> {
  try {
    return (await slack.waitFor(look, withinMs)) as T;
  } catch (error) {
    const told = slack.ephemerals(ANA, CHANNEL).at(-1);
    throw new Error(`This step did not happen. Ana was told last: ${told === undefined ? "nothing" : messageLines(told).join("\n")}`, {
      cause: error,
    });
  }
}

/** Prints the card each time it is edited, until the copy is done. */
async function watchCopy({ stage, card, doneWithinMs }: Playing, print: (line: string) => void): Promise<void> {
  const { slack } = stage;
  let shown = "";
  await step(
    stage,
    () => {
      const now = slack.messages(CHANNEL).find((message) => message.ts === card.ts);
      const lines = now === undefined ? [] : messageLines(now);
      const text = lines.join("\n   ");
      if (text !== shown) print(`   ${text}\n`);
      shown = text;
      return slack.thread(CHANNEL, card.ts).find((message) => /[Cc]opy finished/.test(message.text));
    },
    doneWithinMs,
  );
}

async function inThread(on: Playing, words: RegExp, withinMs: number): Promise<SlackMessage> {
  return step(on.stage, () => thread(on).find((message) => words.test(message.text)), withinMs);
}

/** The newest message in the thread that can be approved. */
async function openRequest(on: Playing): Promise<SlackMessage> {
  return step(
    on.stage,
    () => thread(on).findLast((message) => JSON.stringify(message.blocks ?? []).includes(ACTIONS.approve)),
    on.answerWithinMs,
  );
}

async function approve({ stage }: Playing, request: SlackMessage): Promise<void> {
  for (const user of [BEN, CHO]) await stage.slack.click({ user, channel: CHANNEL, ts: request.ts, actionId: ACTIONS.approve });
}

/** Waits for the outcome with this number: each act ends in one line that is told to the channel as well. */
async function ended(on: Playing, words: RegExp, count: number): Promise<void> {
  const outcome = await step(on.stage, () => outcomes(on)[count - 1], on.doneWithinMs);
  if (!words.test(outcome.text)) fail(`expected ${words}, and the thread says: ${outcome.text}`);
}

/** Lines that were told to the channel as well; a request's own message is none. */
function outcomes(on: Playing): readonly SlackMessage[] {
  return thread(on).filter((message) => message.subtype === "thread_broadcast" && message.metadata?.["event_type"] === "tandem_entry");
}

function thread({ stage, card }: Playing): readonly SlackMessage[] {
  return stage.slack.thread(CHANNEL, card.ts);
}

function fail(reason: string): never {
  throw new Error(reason);
}
