import { RateLimited } from "../web-api/faults.ts";
import type { PublisherDeps } from "./publisher.ts";
import { type Sendable, update } from "../web-api/send.ts";

// Slack takes about 50 edits a minute from the whole workspace (docs/facts/slack-limits.md#edits); decisions get the rest.
const EDITS_A_MINUTE = 40;

/**
 * Edits a message in the progress lane. Throws {@link RateLimited}, without sending anything, when all replicas together have used up the
 * minute's edits.
 */
export async function editProgress(
  { records, clients, log, refused }: Pick<PublisherDeps, "records" | "clients" | "log" | "refused">,
  at: { readonly channel: string; readonly ts: string },
  message: Sendable,
): Promise<void> {
  const restMs = await records.spend("progress-edits", EDITS_A_MINUTE);
  if (restMs > 0) throw new RateLimited("chat.update", restMs);
  await update({ client: clients.progress, log, refused }, at, message);
}
