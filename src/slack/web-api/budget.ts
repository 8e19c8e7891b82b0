import type { Records } from "../../operations/records.ts";
import type { Allowance } from "../../operations/shared-pace.ts";
import { RateLimited } from "./faults.ts";

/**
 * What a call is for, the most urgent first: somebody waits for it; a card shows a new state; it shows new numbers; or only that it was
 * read again. The less urgent leave room for the others.
 */
export type Urgency = "decision" | "state" | "numbers" | "clock";

/** The calls that Tandem could make too often by itself. */
export type LimitedMethod = "chat.update" | "chat.postMessage" | "views.publish";

/** One Slack method as one kind of caller may use it. */
export interface Spender {
  readonly records: Pick<Records, "spend" | "askBudget" | "rest">;
  readonly urgency: Urgency;
}

interface MethodPace {
  readonly everyMs: number;
  readonly ahead: Readonly<Record<Urgency, number>>;
}

const PACES = {
  // Slack takes 50 edits a minute from the whole workspace (docs/facts/slack-limits.md#edits), and does not say how it counts them. 46 at a
  // steady pace and at most four at once are never more than 50 in any 60 s.
  "chat.update": { everyMs: 60_000 / 46, ahead: { decision: 3, state: 2, numbers: 1, clock: -2 } },
  // About one a second in each channel, and short bursts whose length Slack does not tell (docs/facts/slack-limits.md#tiers). Four at once is a
  // careful guess: a 429 would hold up the whole channel for longer.
  "chat.postMessage": { everyMs: 1_000, ahead: { decision: 3, state: 1, numbers: 0, clock: 0 } },
  // At least 100 a minute (docs/facts/slack-limits.md#tiers).
  "views.publish": { everyMs: 1_000, ahead: { decision: 30, state: 20, numbers: 10, clock: 0 } },
} as const satisfies Readonly<Record<LimitedMethod, MethodPace>>;

/** How long each of so many messages waits between two edits if they share the pace of all edits evenly, in milliseconds. */
export function shareEdits(messages: number): number {
  return PACES["chat.update"].everyMs * messages;
}

/**
 * Makes a call to Slack if the budget that all replicas share allows it. Throws {@link RateLimited}, without calling, if it does not. If
 * Slack itself answers that it was called too often, callers of the same lane leave the method alone for as long as Slack says.
 */
export async function callWithinBudget<T>(spender: Spender, method: LimitedMethod, channel: string, call: () => Promise<T>): Promise<T> {
  const { budget, lane, allowance } = nameBudget(spender, method, channel);
  const waitMs = await spender.records.spend(budget, lane, allowance);
  if (waitMs > 0) throw new RateLimited(method, waitMs);
  try {
    return await call();
  } catch (error) {
    if (error instanceof RateLimited) await spender.records.rest(budget, lane, error.retryAfterMs);
    throw error;
  }
}

/** Throws {@link RateLimited} if the workspace's budget has nothing left, so that the caller need not compose what it cannot send. */
export async function checkBudget(spender: Spender, method: Exclude<LimitedMethod, "chat.postMessage">): Promise<void> {
  const { budget, lane, allowance } = nameBudget(spender, method, "");
  const waitMs = await spender.records.askBudget(budget, lane, allowance);
  if (waitMs > 0) throw new RateLimited(method, waitMs);
}

/** Slack counts posts for each channel and edits for the workspace. A 429 to one lane says nothing about the other lane's next call. */
function nameBudget(
  { urgency }: Spender,
  method: LimitedMethod,
  channel: string,
): { readonly budget: string; readonly lane: string; readonly allowance: Allowance } {
  const { everyMs, ahead } = PACES[method];
  const budget = method === "chat.postMessage" ? `${method}:${channel}` : method;
  return { budget, lane: urgency === "decision" ? "decisions" : "progress", allowance: { everyMs, ahead: ahead[urgency] } };
}
