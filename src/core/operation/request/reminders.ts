import type { PersonId } from "../../people/people.ts";
import type { Instant } from "../../readings/readings.ts";
import { type QuietHours, readQuietHours } from "./quiet-hours.ts";
import type { Request } from "./requests.ts";

/**
 * `half-time`: a line in the thread that mentions the approvers once more. `last-call`: a direct message to each person who may still
 * decide.
 */
export type Reminder = "half-time" | "last-call";

/** When each reminder of a request was decided; each is decided once. */
export type Reminded = { readonly [Kind in Reminder]?: Instant };

const ALL_REMINDERS = ["half-time", "last-call"] as const satisfies readonly Reminder[];

// A quarter of half an hour is time enough to look at a request; of a whole day it would be six hours, when nobody hurries yet.
const LAST_CALL_SHARE = 0.25;
const LAST_CALL_AT_MOST_MS = 60 * 60_000;

/** What to remind of now, and when to look again; without `next` there is nothing left to remind of. */
export interface Reminding {
  readonly due: readonly Reminder[];
  readonly next?: Instant;
  /** Until when the reminders that are due may call people: quiet hours begin then, or the request ends. */
  readonly callUntil: Instant;
}

/**
 * Decides the reminders of a request. Nothing is due for a request that is decided, withdrawn or past its approve-by, nor while one of its
 * votes is held: people did what they could. In quiet hours reminders wait for their end.
 */
export function decideReminders(request: Request, hours: QuietHours | undefined, now: Instant): Reminding {
  const { approveBy, state, votes } = request;
  const isWaiting = state.kind === "open" && now < approveBy;
  if (!isWaiting) return { due: [], callUntil: now };
  const reminded = request.reminded ?? {};
  const left = ALL_REMINDERS.filter((kind) => reminded[kind] === undefined);
  const quiet = hours === undefined ? undefined : readQuietHours(hours, now);
  const callUntil = Math.min(quiet?.changesAt ?? approveBy, approveBy);
  // Votes are held while a group cannot be read, which the next reading of the groups ends.
  if (votes.some(({ held }) => held === true)) return lookAgain(left.length === 0 ? undefined : now + HELD_AGAIN_MS, approveBy, callUntil);
  const due = left.filter((kind) => timeReminder(request, kind) <= now);
  if (due.length > 0 && quiet?.isQuiet === true) return lookAgain(quiet.changesAt, approveBy, callUntil);
  const later = left.filter((kind) => !due.includes(kind)).map((kind) => timeReminder(request, kind));
  return { ...lookAgain(later.length === 0 ? undefined : Math.min(...later), approveBy, callUntil), due };
}

/** Groups are read once a minute. */
const HELD_AGAIN_MS = 60_000;

function lookAgain(next: Instant | undefined, approveBy: Instant, callUntil: Instant): Reminding {
  return { due: [], callUntil, ...(next === undefined || next >= approveBy ? {} : { next }) };
}

/** When a reminder is due, quiet hours aside. */
function timeReminder({ askedAt, approveBy }: Pick<Request, "askedAt" | "approveBy">, kind: Reminder): Instant {
  const window = approveBy - askedAt;
  if (kind === "half-time") return askedAt + Math.floor(window / 2);
  return approveBy - Math.min(Math.floor(window * LAST_CALL_SHARE), LAST_CALL_AT_MOST_MS);
}

/** The request with these reminders decided. */
export function withReminded(request: Request, due: readonly Reminder[], now: Instant): Request {
  return { ...request, reminded: { ...request.reminded, ...Object.fromEntries(due.map((kind) => [kind, now])) } };
}

/** True if this approver may still decide: the requester only where the rule says so, and nobody who has approved. */
export function mayDecide({ askedBy, rule, votes }: Request, person: PersonId): boolean {
  return (askedBy !== person || rule.requesterCounts) && !votes.some((vote) => vote.by === person && vote.kind === "approve");
}
