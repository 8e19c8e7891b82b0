import { setTimeout as sleep } from "node:timers/promises";
import type { PracticeSlack } from "../../practice/slack/practice-slack.ts";
import type { Ephemeral, SlackMessage } from "../../practice/slack/workspace/workspace.ts";
import { ACTIONS } from "../../src/slack/actions.ts";
import { FORM_NOT_OPENED } from "../../src/slack/web-api/sentences.ts";
import { MOVES, ON_ITS_WAY } from "../acceptance/people.ts";
import type { Recorder } from "./history.ts";
import type { Act } from "./request-machine.ts";
import { readTold, type Told } from "./told.ts";

/** What somebody does, and after which pause. */
export interface Deed {
  readonly by: string;
  readonly do: "approve" | "reject" | "withdraw" | "call-off";
  readonly afterMs: number;
}

/** The request that people act on. */
export interface Target {
  readonly request: number;
  readonly move: string;
  readonly message: SlackMessage;
}

// A killed app answers nothing; a worker that takes over from a killed one answers within 15 s.
const PRESS_ANSWERED_WITHIN_MS = 8_000;
const COMMAND_ANSWERED_WITHIN_MS = 25_000;

/**
 * Lets one person do one thing after the other, and notes what they were told. An answer to a command names the command; one to a press or a
 * form does not, so whoever was told nothing does nothing more while an app that stands still could answer late.
 */
export async function actAsOne(slack: PracticeSlack, target: Target, deeds: readonly Deed[], recorder: Recorder): Promise<void> {
  for (const deed of deeds) {
    await sleep(deed.afterMs);
    if ((await act(slack, target, deed, recorder)) === "unanswered") return;
  }
}

/** Presses Approve until told something; at most so many times. */
export async function approveAtLast(slack: PracticeSlack, target: Target, by: string, recorder: Recorder): Promise<void> {
  for (let tries = 10; tries > 0; tries -= 1) {
    const told = await act(slack, target, { by, do: "approve", afterMs: 0 }, recorder);
    if (told !== "unknown" && told !== "unanswered") return;
    await sleep(1_000);
  }
}

/** `unanswered`: unknown, and an answer may still come. */
type Heard = Told | "unanswered";

async function act(slack: PracticeSlack, target: Target, { by, do: what }: Deed, recorder: Recorder): Promise<Heard> {
  switch (what) {
    case "approve":
      return note(recorder, target, { do: "vote", by, vote: "approve" }, () => press(slack, target, by, ACTIONS.approve));
    case "withdraw":
      return note(recorder, target, { do: "withdraw", by }, () => press(slack, target, by, ACTIONS.withdraw));
    case "call-off":
      return note(recorder, target, { do: "call-off", by }, () => callOff(slack, target, by));
    case "reject":
      return reject(slack, target, by, recorder);
    default:
      return what satisfies never;
  }
}

async function note(recorder: Recorder, { request }: Target, what: Act, how: () => Promise<Heard>): Promise<Heard> {
  const operation = recorder.begin(request, what);
  const told = await how();
  if (told === "unknown" || told === "unanswered") operation.unknown();
  else if (told === "nothing") operation.nothing();
  else operation.ok(told);
  return told;
}

async function press(slack: PracticeSlack, { message }: Target, user: string, actionId: string): Promise<Heard> {
  const { channel, ts } = message;
  const answers = listenTo(slack, user, message);
  void slack.click({ user, channel, ts, asSeen: message, actionId });
  return hear(slack, answers, PRESS_ANSWERED_WITHIN_MS);
}

async function callOff(slack: PracticeSlack, { move }: Target, user: string): Promise<Heard> {
  const ack = await slack.runCommand({ user, channel: MOVES, command: "/movetables", text: `call-off ${move} --reason no` });
  const told = await hear(slack, () => slack.answers(ack), COMMAND_ANSWERED_WITHIN_MS);
  return told === "unanswered" ? "unknown" : told;
}

/** Only a submitted form votes; a press that opened none, because an app died, is nothing that the request knows of. */
async function reject(slack: PracticeSlack, target: Target, user: string, recorder: Recorder): Promise<Heard> {
  const { channel, ts } = target.message;
  // A form that came late is of another press.
  if (slack.views(user).length > 0) await slack.closeView({ user, clear: true });
  const answers = listenTo(slack, user, target.message);
  const isOpen = (): boolean => slack.views(user).length > 0;
  const looked = recorder.begin(target.request, { do: "vote", by: user, vote: "reject" });
  void slack.click({ user, channel, ts, asSeen: target.message, actionId: ACTIONS.reject });
  await waitAtMost(slack, () => isOpen() || answers().length > 0, PRESS_ANSWERED_WITHIN_MS);
  if (!isOpen()) {
    const told = await hear(slack, answers, 0, FORM_NOT_OPENED);
    if (typeof told === "string") looked.nothing();
    else looked.ok(told);
    return told;
  }
  looked.nothing();
  return note(recorder, target, { do: "vote", by: user, vote: "reject" }, async () => {
    const toForm = listenTo(slack, user, target.message);
    const submitted = await slack.submitView({ user, values: { "reject-reason": "no" } });
    if (submitted.kind === "errors") return readTold(Object.values(submitted.errors).join(" "));
    return submitted.kind === "closed" ? hear(slack, toForm, PRESS_ANSWERED_WITHIN_MS) : "unanswered";
  });
}

/** The private answers from now on, but not those to commands, or in the thread of an earlier round. */
function listenTo(slack: PracticeSlack, user: string, { thread_ts }: SlackMessage): () => readonly Ephemeral[] {
  const before = slack.ephemerals(user).length;
  return () =>
    slack
      .ephemerals(user)
      .slice(before)
      .filter((answer) => answer.command === undefined && (answer.thread_ts ?? thread_ts) === thread_ts);
}

/** What the first real answer says; `nothing` if it is this sentence. */
async function hear(slack: PracticeSlack, answers: () => readonly Ephemeral[], withinMs: number, nothing?: string): Promise<Heard> {
  const first = (): Ephemeral | undefined => answers().find(({ text }) => !ON_ITS_WAY.test(text));
  await waitAtMost(slack, () => first() !== undefined, withinMs);
  const answer = first();
  if (answer === undefined) return "unanswered";
  return answer.text === nothing ? "nothing" : readTold(answer.text);
}

async function waitAtMost(slack: PracticeSlack, look: () => boolean, ms: number): Promise<void> {
  if (!look()) await slack.waitFor(look, ms).catch(() => false);
}
