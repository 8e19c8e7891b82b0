import type { RequestState } from "../../src/core/operation/request/approval.ts";
import {
  CALL_OFF_NOT_CONFIRMED,
  NOT_KNOWN_DURABLE,
  NOT_RECORDED,
  PERHAPS_RECORDED,
  VOTE_NOT_CONFIRMED,
} from "../../src/slack/web-api/sentences.ts";
import type { Answer } from "./request-machine.ts";

/** What a person was told: an answer, that nobody knows, or that nothing happened. */
export type Told = Answer | "unknown" | "nothing";

const UNKNOWN: readonly string[] = [VOTE_NOT_CONFIRMED, CALL_OFF_NOT_CONFIRMED, PERHAPS_RECORDED];

/** Said before anything is done. */
const TURNED_AWAY = "Slack does not say who you are just now, so Tandem shows and does nothing.";

/** The first that matches counts. A sentence that none knows fails the run: an answer must never be guessed. */
const SENTENCES: readonly (readonly [RegExp, (found: RegExpExecArray) => Answer])[] = [
  [/^Counted:(?: \S+:)? your rejection closes this request/, () => ({ is: "counted", state: "rejected" })],
  [/^Counted:(?: \S+:)? (\d+) of \d+\. It is approved/, ([, count]) => ({ is: "counted", state: "approved", approvals: Number(count) })],
  [/^Counted:(?: \S+:)? (\d+) of \d+\./, ([, count]) => ({ is: "counted", state: "open", approvals: Number(count) })],
  [/^Your vote is already counted/, () => ({ is: "refused", reason: "already-voted" })],
  [/^You requested this, so somebody else/, () => ({ is: "refused", reason: "own-request" })],
  [/^Already decided: .* approved, complete at [^,]*(, and it ended)?/, ([, ended]) => toClosed(ended === undefined ? "approved" : "used")],
  [/^Already decided: .* rejected it at/, () => toClosed("rejected")],
  [/^Already decided: .* withdrew it at/, () => toClosed("withdrawn")],
  [/^Already decided: .* called it off at/, () => toClosed("called-off")],
  [/^Already decided: it expired/, () => toClosed("expired")],
  [/^Already decided: the workflow changed/, () => toClosed("changed")],
  [/^Withdrawn\. Nothing was changed/, () => ({ is: "withdrawn" })],
  [/^This is already decided, so it cannot be withdrawn/, () => ({ is: "not-open" })],
  [/^This is approved, so it cannot be withdrawn/, () => ({ is: "approved" })],
  [/^This request is not known any more/, () => ({ is: "no-such-request" })],
  [/^Called off: /, () => ({ is: "called-off" })],
  [/^A call of .* is on its way/, () => ({ is: "after-call" })],
  [/^There is nothing to call off/, () => ({ is: "nothing-to-call-off" })],
];

function toClosed(state: RequestState["kind"]): Answer {
  return { is: "refused", reason: "not-open", state };
}

/** Reads a private answer as what it says about the store. */
export function readTold(text: string): Told {
  if (UNKNOWN.some((sentence) => text.startsWith(sentence))) return "unknown";
  // It took effect, and a failover may undo it.
  if (text.endsWith(NOT_KNOWN_DURABLE)) return "unknown";
  // The command's acknowledgement was late or lost: it may have been recorded.
  if (text.startsWith("/movetables failed with the error")) return "unknown";
  // It failed on its way, after its write or before.
  if (text.startsWith("call-off: ")) return "unknown";
  if (text.startsWith(NOT_RECORDED) || text.startsWith(TURNED_AWAY)) return "nothing";
  for (const [say, toAnswer] of SENTENCES) {
    const found = say.exec(text);
    if (found !== null) return toAnswer(found);
  }
  throw new Error(`No rule reads this answer: ${text}`);
}
