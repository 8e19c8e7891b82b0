import { createHash } from "node:crypto";
import { cannotBeRead } from "../../core/moves.ts";
import { phaseOf } from "../../core/state/phase.ts";
import type { Instant } from "../../core/readings.ts";
import type { Message } from "../blocks/message.ts";
import type { MoveFacts } from "./move-facts.ts";

/** What a card in Slack shows, as kept beside its ts. */
export interface Shown {
  /** When the move was asked for: another move of the same name has a card of its own. */
  readonly askedAt: Instant;
  readonly at: Instant;
  /** Changes when something happened that nobody should wait for. */
  readonly state: string;
  /** The whole message. */
  readonly words: string;
  /** The message without its clock times and ages. */
  readonly facts: string;
}

/** What a card would show if it were sent now. */
export function shownBy(message: Message, facts: MoveFacts, maxLagSeconds: number): Shown {
  const json = JSON.stringify(message);
  return {
    askedAt: facts.view.move.askedAt,
    at: facts.now,
    state: digest(JSON.stringify(stateOf(facts, maxLagSeconds))),
    words: digest(json),
    facts: digest(json.replaceAll(TIME_WORDS, "")),
  };
}

/** Slack's date tokens, and durations as `text/times.ts` writes them. */
const TIME_WORDS = /<!date\^[^>]*>|\b\d+(?:\.\d+)? (?:s|min|h|d)\b/gu;

function stateOf({ view, openRequest, runningExecution }: MoveFacts, maxLagSeconds: number): unknown {
  const phase = phaseOf(view.move, view.reading, maxLagSeconds);
  const run = runningExecution;
  return [
    phase.kind,
    phase.kind === "alarm" ? phase.alarm : "",
    phase.kind === "error" ? phase.message : "",
    view.move.rollbackUntil ?? "",
    cannotBeRead(view.move)?.since ?? "",
    openRequest === undefined ? [] : [openRequest.id, openRequest.votes.length, openRequest.state.kind],
    run === undefined ? [] : [run.id, run.step, run.calls.length, run.hold?.since ?? "", run.outcome?.kind ?? ""],
  ];
}

export function encodeShown(shown: Shown): string {
  return JSON.stringify(shown);
}

/** Undefined for anything else than what {@link encodeShown} wrote: then the card is simply drawn again. */
export function decodeShown(text: string): Shown | undefined {
  const value: unknown = text.startsWith("{") ? JSON.parse(text) : undefined;
  return isShown(value) ? value : undefined;
}

function isShown(value: unknown): value is Shown {
  if (typeof value !== "object" || value === null) return false;
  const { askedAt, at, state, words, facts } = value as Partial<Record<keyof Shown, unknown>>;
  return [askedAt, at].every((one) => typeof one === "number") && [state, words, facts].every((one) => typeof one === "string");
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
