import { createHash } from "node:crypto";
import type { Instant } from "../../core/readings/readings.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { describeState } from "../../core/situation/state-mark.ts";
import type { Message } from "../blocks/message.ts";
import { readJsonObject } from "../text/json-object.ts";

/** What a card in Slack shows, as recorded beside its ts. */
export interface ShownCard {
  /** When the move was requested: another move of the same name has a card of its own. */
  readonly askedAt: Instant;
  readonly at: Instant;
  /** Changes when something happened that people must see at once. */
  readonly state: string;
  /** The whole message. */
  readonly words: string;
  /** The message without its clock times and ages. */
  readonly facts: string;
}

/** What a card would show if it were sent now. */
export function toShownCard(message: Message, situation: Situation): ShownCard {
  const json = JSON.stringify(message);
  return {
    askedAt: situation.known.move.askedAt,
    at: situation.now,
    state: hashShown(describeState(situation)),
    words: hashShown(json),
    facts: hashShown(json.replaceAll(TIME_WORDS, "")),
  };
}

/** Slack's date tokens, and durations as `text/times.ts` writes them. */
const TIME_WORDS = /<!date\^[^>]*>|\b\d+(?:\.\d+)? (?:s|min|h|d)\b/gu;

export function encodeShown(shown: ShownCard): string {
  return JSON.stringify(shown);
}

/** Undefined for anything that {@link encodeShown} did not write: the card is then simply drawn again. */
export function decodeShown(text: string): ShownCard | undefined {
  const value: unknown = readJsonObject(text);
  return isShownCard(value) ? value : undefined;
}

function isShownCard(value: unknown): value is ShownCard {
  if (typeof value !== "object" || value === null) return false;
  const { askedAt, at, state, words, facts }: Partial<Record<keyof ShownCard, unknown>> = value;
  return [askedAt, at].every((one) => typeof one === "number") && [state, words, facts].every((one) => typeof one === "string");
}

/** A digest that changes with the text. */
export function hashShown(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
