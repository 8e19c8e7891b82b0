import { readObject } from "../../../practice/slack/blocks/json.ts";
import type { SlackMessage, View } from "../../../practice/slack/workspace/workspace.ts";
import { type Around, MOVES, PATIENCE_MS, thread, words } from "../people.ts";

interface Button {
  readonly label: string;
  readonly actionId: string;
  readonly value: string;
}

/** Presses the button with this label, as soon as the message has it. */
export async function press({ slack }: Around, user: string, find: () => SlackMessage | undefined, label: RegExp): Promise<void> {
  const button = await slack.waitFor(() => buttonOn(find(), label), PATIENCE_MS).catch(() => undefined);
  const message = find();
  if (button === undefined || message === undefined) {
    throw new Error(`There is no button ${label} here:\n${message === undefined ? "no message" : words(message)}`);
  }
  const { actionId, value } = button;
  await slack.click({ user, channel: message.channel, ts: message.ts, asSeen: message, actionId, value });
}

/** The labels of all buttons on a message. */
export function labelsOn(message: SlackMessage | undefined): readonly string[] {
  return buttonsIn(message?.blocks).map(({ label }) => label);
}

function buttonOn(message: SlackMessage | undefined, label: RegExp): Button | undefined {
  return buttonsIn(message?.blocks).find((button) => label.test(button.label));
}

function buttonsIn(part: unknown): readonly Button[] {
  if (Array.isArray(part)) return part.flatMap(buttonsIn);
  if (typeof part !== "object" || part === null) return [];
  if (!("type" in part) || part.type !== "button") return Object.values(part).flatMap(buttonsIn);
  const { action_id: actionId, value, text } = part as Readonly<Record<string, unknown>>;
  return [{ label: String(readObject({ text }, "text")["text"]), actionId: String(actionId), value: String(value) }];
}

/** The message of the request, which stays and says how the request ended. */
export function requestIn(around: Around, workflow: string): SlackMessage | undefined {
  return thread(around, workflow).findLast(({ metadata }) => metadata?.["event_type"] === "tandem_request");
}

/** The form that asks for the reason of a call-off, once this person sees it. */
export async function callOffForm({ slack }: Around, user: string): Promise<View> {
  const form = await slack.waitFor(() => slack.views(user).at(-1), PATIENCE_MS).catch(() => undefined);
  if (form?.["callback_id"] !== "form:call-off") throw new Error(`${user} sees no form to call off, but ${JSON.stringify(form ?? "none")}`);
  return form;
}

/** Submits the form with this reason in its only field. */
export function giveReason({ slack }: Around, user: string, form: View, reason: string) {
  const [field] = form.blocks.filter((block) => block["type"] === "input");
  return slack.submitView({ user, values: { [String(field?.["block_id"])]: reason } });
}

/** Does something, and returns the private message that matches. */
export async function privately({ slack }: Around, user: string, act: () => Promise<unknown>, say: RegExp): Promise<string> {
  const before = slack.ephemerals(user).length;
  await act();
  const told = (): readonly string[] => slack.ephemerals(user).slice(before).map(words);
  const said = await slack.waitFor(() => told().find((one) => say.test(one)), PATIENCE_MS).catch(() => undefined);
  if (said === undefined) throw new Error(`${user} was not told ${say}, but:\n• ${told().join("\n• ")}`);
  return said;
}

/** Types `/movetables <text>`; read the result with {@link privately}, in the form or in the thread. */
export function types({ slack }: Around, user: string, text: string): Promise<unknown> {
  return slack.runCommand({ user, channel: MOVES, command: "/movetables", text });
}
