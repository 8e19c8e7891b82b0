import type { VoteRefusal } from "../../core/operation/request/approval.ts";

/** The answer to a person whose vote does not count. */
export const VOTE_REFUSALS = {
  "not-open": "This is already decided.",
  expired: "The time to approve has passed. Request it again, for a fresh look at the workflow.",
  "own-request": "You requested this, so somebody else must approve it.",
  "not-an-approver": "Only approvers can decide this. Who is an approver is set in Tandem's configuration.",
  "already-voted": "Your vote is already counted; nothing changed.",
  "move-busy":
    "Not counted: something else is being carried out on this move, and your vote would begin this as well. Press again when it has ended.",
  "reason-missing": "A rejection needs a reason, so that whoever requested it knows what to change.",
} as const satisfies Record<VoteRefusal, string>;
