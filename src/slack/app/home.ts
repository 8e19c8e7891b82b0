import { callSlack } from "../web-api/faults.ts";
import type { Sendable } from "../web-api/send.ts";
import { runAfterAck } from "./listener/acknowledge.ts";
import { askForHome } from "./listener/ask-for-home.ts";
import type { Listening } from "./listener/deps.ts";

/** Has the Home tab drawn when somebody opens it, and kept current for a while. */
export async function onHomeOpened(deps: Listening, event: { readonly user: string; readonly tab?: string }): Promise<void> {
  if (event.tab !== undefined && event.tab !== "home") return;
  await askForHome(deps, event.user);
}

/** Replaces the whole Home tab with a refusal for somebody who may not see it. */
export async function closeHome({ client, log }: Pick<Listening, "client" | "log">, user: string, { blocks }: Sendable): Promise<void> {
  await runAfterAck(log, "Closing a Home tab", () =>
    callSlack("views.publish", () => client.views.publish({ user_id: user, view: { type: "home", blocks: [...blocks] } })),
  );
}
