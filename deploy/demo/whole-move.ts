import { ACTIONS, toCommandAction } from "../../src/slack/actions.ts";
import type { SlackMessage } from "../../practice/slack/workspace/workspace.ts";
import type { PracticeHarness } from "./harness.ts";
import { listMessageLines } from "./message-text.ts";
import type { Found } from "../../practice/slack/workspace/wait-for.ts";

export const ANA = "U0ANA";
const BEN = "U0BEN";
const CHO = "U0CHO";
export const DEMO_CHANNEL = "C0MOVES";

/** The steps of a story, in the order in which it may play them. */
export type Step =
  | "create"
  | "copy"
  | "VDiff"
  | "dry run"
  | "switch"
  | "reverse"
  | "second VDiff"
  | "second switch"
  | "complete"
  | "roll back"
  | "cancel";

/** As much of a harness as people touch. */
type Around = Pick<PracticeHarness, "slack">;

/** From the first copied table to the renamed source tables. */
const WHOLE: readonly Step[] = ["create", "copy", "VDiff", "dry run", "switch", "reverse", "second VDiff", "second switch", "complete"];

/** Which tables go where, and how long each step may take. */
export interface Plot {
  /** `target_keyspace.workflow` */
  readonly move: string;
  readonly sourceKeyspace: string;
  readonly tables: readonly string[];
  /** For what Tandem answers by itself: a card, a request, a refusal. */
  readonly answerWithinMs: number;
  /** For what Vitess has to do first: a copy, a VDiff, a switch. */
  readonly doneWithinMs: number;
  /** Runs after each step, with its name and the move's card. */
  readonly afterStep?: (step: Step, card: SlackMessage) => Promise<void>;
  /** The steps to play; default a whole move. */
  readonly steps?: readonly Step[];
  /** What to type after `/movetables` for a step, instead of Tandem's own short form. */
  readonly typed?: Partial<Record<Step, string>>;
}

/**
 * A story by three people, with the same deliveries that the page makes; a whole move unless the plot says otherwise. Returns the move's
 * card. Throws at the first step that does not happen.
 */
export async function playWholeMove(harness: Around, plot: Plot, print: (line: string) => void): Promise<SlackMessage> {
  const { steps = WHOLE, afterStep = async () => undefined } = plot;
  const { narration, type } = PLAYED.create;
  print(`\n── ${narration}`);
  await typeCommand({ harness, print }, plot.typed?.create ?? type(plot));
  const card = await waitForStep(
    harness,
    () => harness.slack.messages(DEMO_CHANNEL).find((message) => message.text.includes(plot.move)),
    plot.answerWithinMs,
  );
  const on: Playing = { ...plot, harness, card, print };
  await afterStep("create", card);
  for (const name of steps.filter((one) => one !== "create")) {
    await playStep(on, name);
    await afterStep(name, card);
  }
  return card;
}

interface Playing extends Plot {
  readonly harness: Around;
  readonly card: SlackMessage;
  readonly print: (line: string) => void;
}

interface Played {
  readonly narration?: string;
  readonly type: (plot: Plot) => string;
  /** Resolves when the step is over; throws if it ended otherwise. */
  readonly over: (on: Playing, outcomesBefore: number) => Promise<void>;
}

const PLAYED: Readonly<Record<Step, Played>> = {
  create: {
    narration: "Ana creates the move",
    type: ({ move, sourceKeyspace, tables }) => `create ${move} --source-keyspace ${sourceKeyspace} --tables ${tables.join(",")}`,
    over: () => Promise.resolve(),
  },
  copy: { type: () => "", over: watchCopy },
  VDiff: {
    narration: "Ana compares both sides",
    type: ({ move }) => `vdiff create ${move}`,
    over: async (on) => void (await waitInThread(on, /VDiff clean/, on.doneWithinMs)),
  },
  "dry run": {
    narration: "Ana tries the switch without doing it, then requests it; her own press does not count",
    type: ({ move }) => `switch ${move} --dry-run`,
    over: async (on) => void (await waitInThread(on, /[Dd]ry run/, on.answerWithinMs)),
  },
  switch: {
    type: ({ move }) => `switch ${move}`,
    async over(on, before) {
      const request = await findOpenRequest(on);
      await pressOwnRequest(on, request);
      await approve(on, request);
      await waitForOutcome(on, /Switched|switched/, before + 1);
    },
  },
  reverse: {
    narration: "Ana rolls back: one press within the armed hour",
    type: ({ move }) => `reverse ${move}`,
    over: (on, before) => waitForOutcome(on, /[Rr]olled back/, before + 1),
  },
  "second VDiff": {
    narration: "Ana compares again: with the rollback Vitess has forgotten the first comparison",
    type: ({ move }) => `vdiff create ${move}`,
    over: async (on) => {
      await waitForStep(on.harness, () => readThread(on).filter((message) => /VDiff clean/.test(message.text))[1], on.doneWithinMs);
    },
  },
  "second switch": {
    narration: "Ana requests the switch again, on what was compared after the rollback",
    type: ({ move }) => `switch ${move}`,
    over: approveAndExpect(/[Ss]witched/),
  },
  complete: {
    narration: "Ana requests the end of the move; the source tables are renamed, not dropped",
    type: ({ move }) => `complete ${move} --rename-tables`,
    over: approveAndExpect(/[Cc]omplete/),
  },
  "roll back": {
    narration: "Ana presses Roll back below the outcome",
    type: () => "",
    async over(on, before) {
      const outcome = listBroadcasts(on).at(-1) ?? fail("there is no outcome to roll back");
      await on.harness.slack.click({ user: ANA, channel: DEMO_CHANNEL, ts: outcome.ts, actionId: toCommandAction("reverse") });
      await waitForOutcome(on, /[Rr]olled back/, before + 1);
    },
  },
  cancel: {
    narration: "Ana asks to cancel; what was copied is dropped at the target",
    type: ({ move }) => `cancel ${move}`,
    over: approveAndExpect(/[Cc]ancelled/),
  },
};

async function playStep(on: Playing, name: Step): Promise<void> {
  const { narration, type, over } = PLAYED[name];
  if (narration !== undefined) on.print(`\n── ${narration}`);
  const before = listBroadcasts(on).length;
  const typed = on.typed?.[name] ?? type(on);
  if (typed !== "") await typeCommand(on, typed);
  await over(on, before);
}

/** Ana requests, Ben and Cho approve, and the outcome must match these words. */
function approveAndExpect(words: RegExp): Played["over"] {
  return async (on, before) => {
    await approve(on, await findOpenRequest(on));
    await waitForOutcome(on, words, before + 1);
  };
}

/** Ana's own press gets an answer but does not count. */
async function pressOwnRequest({ harness, answerWithinMs, print }: Playing, request: SlackMessage): Promise<void> {
  const { slack } = harness;
  await slack.click({ user: ANA, channel: DEMO_CHANNEL, ts: request.ts, actionId: ACTIONS.approve });
  const refused = await waitForStep(
    harness,
    () => slack.ephemerals(ANA, DEMO_CHANNEL).find((one) => one.text.includes("somebody else")),
    answerWithinMs,
  );
  print(`   (only Ana) ${refused.text}`);
}

/** Prints what Ana types, and types it. */
async function typeCommand({ harness, print }: Pick<Playing, "harness" | "print">, text: string): Promise<void> {
  print(`   Ana: /movetables ${text}`);
  const ack = await harness.slack.runCommand({ user: ANA, channel: DEMO_CHANNEL, command: "/movetables", text });
  if (JSON.stringify(ack).includes("operation_timeout")) fail(`no acknowledgement of ${text}`);
}

/** Waits for the result of a step. If there is none, the newest private answer usually says why. */
async function waitForStep<T>({ slack }: Around, look: () => T, withinMs: number): Promise<Found<T>> {
  try {
    return await slack.waitFor(look, withinMs);
  } catch (error) {
    const told = slack.ephemerals(ANA, DEMO_CHANNEL).at(-1);
    throw new Error(`This step did not happen. Ana was told last: ${told === undefined ? "nothing" : listMessageLines(told).join("\n")}`, {
      cause: error,
    });
  }
}

/** Prints the card each time it is edited, until the copy is done. */
async function watchCopy({ harness, card, doneWithinMs, print }: Playing): Promise<void> {
  const { slack } = harness;
  let shown = "";
  await waitForStep(
    harness,
    () => {
      const now = slack.messages(DEMO_CHANNEL).find((message) => message.ts === card.ts);
      const lines = now === undefined ? [] : listMessageLines(now);
      const text = lines.join("\n   ");
      if (text !== shown) print(`   ${text}\n`);
      shown = text;
      return slack.thread(DEMO_CHANNEL, card.ts).find((message) => /[Cc]opy finished/.test(message.text));
    },
    doneWithinMs,
  );
}

async function waitInThread(on: Playing, words: RegExp, withinMs: number): Promise<SlackMessage> {
  return waitForStep(on.harness, () => readThread(on).find((message) => words.test(message.text)), withinMs);
}

/** The newest message in the thread that can be approved. */
async function findOpenRequest(on: Playing): Promise<SlackMessage> {
  return waitForStep(
    on.harness,
    () => readThread(on).findLast((message) => JSON.stringify(message.blocks ?? []).includes(ACTIONS.approve)),
    on.answerWithinMs,
  );
}

async function approve({ harness }: Playing, request: SlackMessage): Promise<void> {
  for (const user of [BEN, CHO]) await harness.slack.click({ user, channel: DEMO_CHANNEL, ts: request.ts, actionId: ACTIONS.approve });
}

/** Waits for the outcome with this number: each operation ends in one line that Tandem also announces in the channel. */
async function waitForOutcome(on: Playing, words: RegExp, count: number): Promise<void> {
  const outcome = await waitForStep(on.harness, () => listBroadcasts(on)[count - 1], on.doneWithinMs);
  if (!words.test(outcome.text)) fail(`expected ${words}, and the thread says: ${outcome.text}`);
}

/** Lines that are announced in the channel as well, except the messages of requests. */
function listBroadcasts(on: Playing): readonly SlackMessage[] {
  return readThread(on).filter((message) => message.subtype === "thread_broadcast" && message.metadata?.["event_type"] === "tandem_entry");
}

function readThread({ harness, card }: Playing): readonly SlackMessage[] {
  return harness.slack.thread(DEMO_CHANNEL, card.ts);
}

function fail(reason: string): never {
  throw new Error(reason);
}
