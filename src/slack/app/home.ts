import { afterAck } from "./acknowledge.ts";
import type { Listening } from "./deps.ts";

/** Somebody looks at the Home tab: it is drawn from the records by a job. */
export async function onHomeOpened(deps: Listening, event: { readonly user: string; readonly tab?: string }): Promise<void> {
  if (event.tab !== undefined && event.tab !== "home") return;
  await afterAck(deps.log, "Asking for a Home tab", () => deps.jobs.publishHome(event.user));
}
