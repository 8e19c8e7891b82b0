/** The fields of Slack's `app_mention`, and of a direct message, that say who wrote it and when. */
export interface MentionEvent {
  readonly user?: string;
  /** The message's own timestamp; editing or unfurling does not change it. */
  readonly ts: string;
  /** When the event occurred: equal to `ts` for a new message, later when somebody or something changed an old one. */
  readonly event_ts?: string;
  readonly edited?: unknown;
  readonly subtype?: string | undefined;
  readonly bot_id?: string;
  readonly thread_ts?: string;
  /** The author's workspace. */
  readonly user_team?: string;
}

/**
 * `edited`: its author changed a message. `touched`: something else did, such as an unfurled link, or no person wrote it, so nobody expects
 * an answer. `late`: Slack delivers it long after it was written.
 */
export type Freshness = "new" | "edited" | "touched" | "late";

// Slack repeats an unacknowledged event for about five minutes (docs/facts/slack-limits.md#event-retries). Anything later was written for a
// situation that has passed: an old "stop" must not stop what runs now.
const LATE_AFTER_MS = 10 * 60_000;

/** Classifies a mention. Only a new message written by a person is a command. */
export function classifyFreshness(event: MentionEvent, now: number): Freshness {
  const { ts, event_ts: eventTs = ts, edited, subtype, bot_id: bot, user = "" } = event;
  if (bot !== undefined || user === "") return "touched";
  if (edited !== undefined && edited !== null) return "edited";
  // A reply that is also sent to the channel is as new as any other.
  if (eventTs !== ts || (subtype !== undefined && subtype !== "thread_broadcast")) return "touched";
  return now - Number(ts) * 1000 > LATE_AFTER_MS ? "late" : "new";
}
