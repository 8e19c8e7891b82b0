import { callSlack, SlackRefused } from "../web-api/faults.ts";
import type { PublisherDeps } from "./publisher.ts";

interface Pinned {
  readonly channel: string;
  readonly ts: string;
}

/** Pins a message. Returns `pinned`, or Slack's code when it refuses. Pinning twice is once. */
export async function pinMessage({ clients, log }: Pick<PublisherDeps, "clients" | "log">, { channel, ts }: Pinned): Promise<string> {
  const { pins } = clients.progress;
  try {
    await callSlack("pins.add", () => pins.add({ channel, timestamp: ts }));
    return "pinned";
  } catch (error) {
    if (!(error instanceof SlackRefused)) throw error;
    if (error.code === "already_pinned") return "pinned";
    log.info({ channel, err: error }, "A message cannot be pinned; it stands without that");
    return error.code;
  }
}

/** Takes a message out of the pins; whatever Slack refuses, the message itself says that it is over. */
export async function unpinMessage({ clients, log }: Pick<PublisherDeps, "clients" | "log">, { channel, ts }: Pinned): Promise<void> {
  const { pins } = clients.progress;
  try {
    await callSlack("pins.remove", () => pins.remove({ channel, timestamp: ts }));
  } catch (error) {
    if (!(error instanceof SlackRefused)) throw error;
    log.info({ channel, err: error }, "A message cannot be taken out of the pins");
  }
}
