import { callSlack } from "../web-api/faults.ts";
import type { Sendable } from "../web-api/send.ts";
import { runAfterAck } from "./acknowledge.ts";
import type { Listening } from "./deps.ts";

/** Somebody looks at the Home tab: it is drawn from the records by a job. */
export async function onHomeOpened(deps: Listening, event: { readonly user: string; readonly tab?: string }): Promise<void> {
  if (event.tab !== undefined && event.tab !== "home") return;
  await runAfterAck(deps.log, "Asking for a Home tab", () => deps.jobs.ask({ job: "publish-home", person: event.user }));
}

/** For somebody who may not look: the words alone stand on the tab, in place of whatever stood there. */
export async function closeHome({ client, log }: Pick<Listening, "client" | "log">, user: string, { blocks }: Sendable): Promise<void> {
  await runAfterAck(log, "Closing a Home tab", () =>
    callSlack("views.publish", () => client.views.publish({ user_id: user, view: { type: "home", blocks: [...blocks] } })),
  );
}
