import type { Sendable } from "./send.ts";

/** For a command that was never sent to the store. */
export const NOT_RECORDED =
  "Tandem could not record this: its store does not answer. Nothing was recorded and nothing will happen. Please try again in a minute.";

/** For a command that was sent to the store without an answer. Tandem undoes it if it was written, unless this process ends before. */
export const PERHAPS_RECORDED =
  "Tandem's store did not answer in time, so it is not known whether this was recorded. Tandem takes it back if it can. Look at `/movetables list` in a minute before you repeat it: if Tandem could not take it back, it happens.";

/** For a command that only reads, from somebody who gave many at once: this many, and then one a second. */
export function composeTooManyLooks(atOnce: number, waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1_000);
  return `You asked to see more than ${atOnce} things at once. After that Tandem takes one a second from you, so that nobody else has to wait. This one was not run, and nothing was changed: ask again in ${seconds} s. Votes, stops and all commands that change something are always taken.`;
}

/** Tandem cannot silently undo a vote, but repeated votes count once, so pressing again is always right. */
export const VOTE_NOT_CONFIRMED =
  "Tandem's store does not answer, so your press may not have been recorded. Please press again in a minute: however often it arrives, it counts once.";

/** Follows the answer to a press or a command that the store has. Also true if nothing had to be recorded. */
export const NOT_KNOWN_DURABLE =
  "Redis did not confirm in time that what is recorded of this would survive a power cut or a failover. Should Redis lose it, Tandem says so; then do it again.";

/** The answer to a press that the store has. */
export function buildPressMessage(text: string, { isDurable }: { readonly isDurable: boolean }): Sendable {
  return buildSentenceMessage(isDurable ? text : `${text} ${NOT_KNOWN_DURABLE}`);
}

/** Calling off twice has the effect of calling off once. */
export const CALL_OFF_NOT_CONFIRMED =
  "Tandem's store does not answer, so this may not have been recorded. Please submit again in a minute: however often it arrives, it counts once.";

/** For a press that only reads. */
export const NOT_READ =
  "Tandem's store does not answer, so this cannot be shown just now. Nothing was changed; please press again in a minute.";

export const REQUEST_UNKNOWN = "This request is not known any more. Request it again if it is still wanted.";

export const STALE_BUTTON =
  "This button is from an earlier version of Tandem and does nothing any more. Type `/movetables list` to see where things are.";

export const STALE_FORM =
  "This form is from an earlier version of Tandem. Nothing of it was recorded and nothing will happen; please open it again.";

export const FORM_NOT_OPENED = "Slack did not open the form in time. Nothing happened; please press again.";

export const NOT_FOUND_HERE =
  "This thread is not the thread of a move that Tandem follows. Name the move, for example `status customer.commerce2customer`.";

/** For a message shortcut. */
export const NO_MOVE_OF_MESSAGE =
  "This message is not in the thread of a move that Tandem follows. Choose the shortcut on a card, or on any message below it; `/movetables list` shows all moves.";

/** For an edited message: whatever it says now, its author wrote it for another moment. */
export const MENTION_EDITED =
  "You edited a message that mentions Tandem. An edited message is not run, so nothing happened; send it as a new message to run it.";

export const MENTION_LATE =
  "Slack brought this message more than ten minutes after you wrote it, so it was not run and nothing happened. Send it again if it is still wanted.";

/** The receipt before a slow answer: small and grey, because it stays above the answer for good. */
export function buildSmallMessage(text: string): Sendable {
  return { text, blocks: [{ type: "context", elements: [{ type: "mrkdwn", text, verbatim: true }] }] };
}

/** One sentence as a message. */
export function buildSentenceMessage(text: string): Sendable {
  return { text, blocks: [{ type: "section", text: { type: "mrkdwn", text, verbatim: true } }] };
}
