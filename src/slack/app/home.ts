import { callSlack } from "../web-api/faults.ts";
import type { Sendable } from "../web-api/send.ts";
import { runAfterAck } from "./listener/acknowledge.ts";
import type { Listening } from "./listener/deps.ts";

/** Enqueues a job that draws the Home tab from the records when somebody opens it. */
export async function onHomeOpened(deps: Listening, event: { readonly user: string; readonly tab?: string }): Promise<void> {
  if (event.tab !== undefined && event.tab !== "home") return;
  await runAfterAck(deps.log, "Asking for a Home tab", () => deps.jobs.ask({ job: "publish-home", person: event.user }));
}

/** Replaces the whole Home tab with a refusal for somebody who may not see it. */
export async function closeHome({ client, log }: Pick<Listening, "client" | "log">, user: string, { blocks }: Sendable): Promise<void> {
  await runAfterAck(log, "Closing a Home tab", () =>
    callSlack("views.publish", () => client.views.publish({ user_id: user, view: { type: "home", blocks: [...blocks] } })),
  );
}
