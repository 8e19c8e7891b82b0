import { runAfterAck } from "./acknowledge.ts";
import type { Listening } from "./deps.ts";

// Slack says when somebody opens the tab, and never when they leave it.
const LOOKED_AT_MS = 10 * 60_000;

/** Has the Home tab drawn from the records for somebody who looks at it. */
export async function askForHome({ log, jobs }: Pick<Listening, "log" | "jobs">, person: string): Promise<void> {
  const until = Date.now() + LOOKED_AT_MS;
  await runAfterAck(log, "Asking for a Home tab", () => jobs.ask({ job: "publish-home", person, until }));
}
