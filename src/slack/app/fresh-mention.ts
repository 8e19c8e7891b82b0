/** Slack's `app_mention`, as far as it tells who wrote it and when. */
export interface MentionEvent {
  readonly user?: string;
  /** The message's own; an edited or unfurled message keeps it. */
  readonly ts: string;
  /** When the event arose: the message's own `ts` for a new message, a later one when an old message was touched. */
  readonly event_ts?: string;
  readonly edited?: unknown;
  readonly subtype?: string;
  readonly bot_id?: string;
  readonly thread_ts?: string;
  /** The author's workspace. */
  readonly user_team?: string;
}

/**
 * `edited`: its author changed a message. `touched`: something else did, such as a link that unfurled, or no person wrote it: nobody waits
 * for a word. `late`: Slack brings it long after it was written.
 */
export type Freshness = "new" | "edited" | "touched" | "late";

// Slack repeats an unacknowledged event for about five minutes (docs/facts/slack-limits.md#event-retries). Whatever comes later was written
// for a moment that is past, and a "stop" from then must not stop what runs now.
const LATE_AFTER_MS = 10 * 60_000;

/** Whether a mention is a new message of a person's; only such a one is a command. */
export function freshnessOf(event: MentionEvent, now: number): Freshness {
  const { ts, event_ts: eventTs = ts, edited, subtype, bot_id: bot, user = "" } = event;
  if (bot !== undefined || user === "") return "touched";
  if (edited !== undefined && edited !== null) return "edited";
  // A reply that is shown in its channel as well is as new as any other.
  if (eventTs !== ts || (subtype !== undefined && subtype !== "thread_broadcast")) return "touched";
  return now - Number(ts) * 1000 > LATE_AFTER_MS ? "late" : "new";
}
