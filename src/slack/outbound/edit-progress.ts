import { RateLimited } from "../web-api/faults.ts";
import type { PublisherDeps } from "./publisher.ts";
import { type Sendable, update } from "../web-api/send.ts";

// Slack takes about 50 edits a minute from the whole workspace (docs/facts/slack-limits.md#edits); the rest is for decisions.
const EDITS_A_MINUTE = 40;

/**
 * Edits a message in the lane for progress. Throws {@link RateLimited} when all replicas together have spent the minute's edits: then
 * nothing was sent.
 */
export async function editProgress(
  { records, clients, log }: Pick<PublisherDeps, "records" | "clients" | "log">,
  at: { readonly channel: string; readonly ts: string },
  message: Sendable,
): Promise<void> {
  const restMs = await records.spend("progress-edits", EDITS_A_MINUTE);
  if (restMs > 0) throw new RateLimited("chat.update", restMs);
  await update({ client: clients.progress, log }, at, message);
}
