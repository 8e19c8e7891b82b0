import type { Sendable } from "../outbound/send.ts";

/** What a person hears when the store did not take their command. True because a write that comes late is taken back. */
export const NOT_RECORDED =
  "Tandem could not record this: its store does not answer. Nothing was recorded and nothing will happen. Please try again in a minute.";

/** A vote cannot be taken back unseen, but the same vote twice is one: so pressing again is always right. */
export const VOTE_NOT_CONFIRMED =
  "Tandem's store does not answer, so your press may not have been recorded. Please press again in a minute: however often it arrives, it counts once.";

export const STALE_BUTTON =
  "This button is from an earlier version of Tandem and does nothing any more. Type `/movetables list` to see where things are.";

export const STALE_FORM =
  "This form is from an earlier version of Tandem. Nothing of it was recorded and nothing will happen; please open it again.";

export const FORM_NOT_OPENED = "Slack did not open the form in time. Nothing happened; please press again.";

export const NOT_FOUND_HERE =
  "This thread is not the thread of a move that Tandem follows. Name the move, for example `status customer.commerce2customer`.";

/** One sentence as a message. */
export function sentence(text: string): Sendable {
  return { text, blocks: [{ type: "section", text: { type: "mrkdwn", text, verbatim: true } }] };
}
