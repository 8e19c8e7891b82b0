import type { PersonId } from "../../people/people.ts";
import type { Instant } from "../../readings/readings.ts";
import { type Ballot, decideVote, decideWithdrawal, deriveRequestState, type Membership } from "./approval.ts";

/** What people can press on an open request. */
export type RequestPress = "approve" | "reject" | "withdraw";

/** Somebody who reads a request, and whether they are one of its approvers. */
export interface Reader {
  readonly by: PersonId;
  readonly membership: Membership;
}

/** The presses that are not refused now: those of this reader, or without one those that somebody could make. */
export function listPresses(ballot: Ballot, now: Instant, reader?: Reader): readonly RequestPress[] {
  if (deriveRequestState(ballot, now).kind !== "open") return [];
  if (reader === undefined) return ["approve", "reject", "withdraw"];
  const { by, membership } = reader;
  const counts = (kind: "approve" | "reject"): boolean =>
    decideVote(ballot, { by, kind, reason: "as given in the form" }, { membership }, now).kind !== "refused";
  const mayWithdraw = typeof decideWithdrawal(ballot, by, now) !== "string";
  return [...(["approve", "reject"] as const).filter(counts), ...(mayWithdraw ? (["withdraw"] as const) : [])];
}
