import { parse } from "../../../command/parse.ts";
import type { Click } from "../buttons/click.ts";
import { openStopForm } from "../forms/stop.ts";
import { acknowledge } from "../listener/acknowledge.ts";
import type { Listening } from "../listener/deps.ts";
import { onCommandButton } from "./command-button.ts";

/** Handles a choice in a card's menu: a stop asks first, everything else runs like a button with the same command. */
export async function onMenu(deps: Listening, click: Click, ack: () => Promise<void>): Promise<void> {
  const parsed = parse(click.value);
  if (parsed.kind === "refused" || parsed.command.verb !== "stop") return onCommandButton(deps, click, ack);
  await acknowledge(deps.log, ack);
  await openStopForm(deps, click, parsed.command.name);
}
