import type { AnyBlock, Button } from "@slack/types";
import { expect } from "vitest";
import { checkMessage } from "../../src/slack/blocks/check.ts";
import type { Message } from "../../src/slack/blocks/message.ts";
import { validateBlocks } from "../../practice/slack/blocks/validate.ts";

const DATE_TOKEN = /<!date\^\d+\^[^|>]*\|([^>]*)>/g;

/** Everything that a person reads in blocks, times in UTC, line by line. Button labels are in brackets. */
export function words(message: { readonly blocks: readonly AnyBlock[] }): string {
  return textsOf(message.blocks).join("\n").replaceAll(DATE_TOKEN, "$1");
}

/** The first line, which must give status and workflow on its own. */
export function firstLine(message: Message): string {
  return words(message).split("\n")[0] ?? "";
}

export function buttons(message: { readonly blocks: readonly AnyBlock[] }): readonly Button[] {
  return collect(message.blocks).filter((one): one is Button => isRecord(one) && one["type"] === "button");
}

/** What can be pressed, in order: the labels of buttons, and of a menu with its choices. */
export function labels(message: { readonly blocks: readonly AnyBlock[] }): readonly string[] {
  return collect(message.blocks).flatMap((one) => {
    if (!isRecord(one)) return [];
    if (one["type"] === "overflow") return [`⋯ ${textsOf(one["options"]).join(", ")}`];
    return one["type"] === "button" ? [textsOf(one["text"]).join("")] : [];
  });
}

/** What people read in a message. What is not named is not looked at. */
export interface Reads {
  /** The notification. */
  readonly text?: string;
  /** The whole first line. */
  readonly title?: string;
  /** Part of the first line. */
  readonly first?: string;
  /** Every line after the first. */
  readonly rest?: readonly string[];
  readonly says?: readonly (string | RegExp)[];
  readonly never?: readonly (string | RegExp)[];
  readonly buttons?: readonly string[];
  readonly styles?: readonly Button["style"][];
}

/** Situations by what is to be read in them, each with a message or with several that belong together: what is given, and what people read. */
export type ReadsOf<Given> = Readonly<Record<string, (Given & Reads) | readonly (Given & Reads)[]>>;

/** Fails unless Slack would accept the message and people read this in it. */
export function expectReads(message: Message, { text, title, first = "", rest, says = [], never = [], ...expected }: Reads): void {
  expectSendable(message);
  if (text !== undefined) expect(message.text).toBe(text);
  if (title !== undefined) expect(firstLine(message)).toBe(title);
  expect(firstLine(message)).toContain(first);
  if (rest !== undefined) expect(words(message).split("\n").slice(1)).toEqual(rest);
  for (const one of says) expect(words(message)).toMatch(one);
  for (const one of never) expect(words(message)).not.toMatch(one);
  if (expected.buttons !== undefined) expect(labels(message)).toEqual(expected.buttons);
  if (expected.styles !== undefined) expect(buttons(message).map(({ style }) => style)).toEqual(expected.styles);
}

/** Fails unless Slack would accept the message, according to Tandem's own check and to the practice Slack's, which share no code. */
export function expectSendable(message: Message): void {
  checkMessage(message);
  expect(validateBlocks("message", message.blocks)).toEqual([]);
  expectNoPing(message, []);
}

// What notifies people or links in mrkdwn: everything that starts with `<` and is not one of our dates.
const TOKEN = /<(?!!date\^\d+\^)[^>]*>?/g;

/** Fails if anything but the allowed mentions could notify somebody. */
export function expectNoPing(message: { readonly text?: string; readonly blocks: readonly AnyBlock[] }, allowed: readonly string[]): void {
  const texts = [...(message.text === undefined ? [] : [message.text]), ...mrkdwnOf(message.blocks)];
  const tokens = texts.flatMap((text) => text.match(TOKEN) ?? []);
  expect(tokens.filter((token) => !allowed.includes(token))).toEqual([]);
}

/** Texts that Slack parses; plain_text and table cells are shown as they are. */
export function mrkdwnOf(blocks: readonly AnyBlock[]): readonly string[] {
  return collect(blocks).flatMap((one) =>
    isRecord(one) && one["type"] === "mrkdwn" && typeof one["text"] === "string" ? [one["text"]] : [],
  );
}

/** How a task of a plan stands. */
const MARKS: Readonly<Record<string, string>> = { pending: "○", in_progress: "◐", complete: "●", error: "✗" };

function textsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one: unknown) => textsOf(one));
  if (!isRecord(value)) return [];
  if (value["type"] === "button") return [`[${textsOf(value["text"]).join("")}]`];
  if (value["type"] === "overflow") return [`[⋯ ${textsOf(value["options"]).join(", ")}]`];
  if (value["type"] === "plan") return [String(value["title"]), ...textsOf(value["tasks"])];
  if (value["type"] === "task_card") return [`${MARKS[String(value["status"])] ?? ""} ${String(value["title"])}`];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === "confirm") return [];
    return key === "text" && typeof inner === "string" ? [inner] : textsOf(inner);
  });
}

function collect(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((one: unknown) => collect(one));
  if (!isRecord(value)) return [];
  return [value, ...Object.values(value).flatMap((inner) => collect(inner))];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
