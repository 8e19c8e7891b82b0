import type { WebClient } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import { callSlack } from "../web-api/faults.ts";

interface LinkedMessage {
  readonly channel: string;
  readonly ts: string;
}

/** Links to messages. Tandem asks Slack once for each message. */
export interface Permalinks {
  /** Undefined when Slack does not answer; the caller then leaves the link out. */
  of(message: LinkedMessage): Promise<string | undefined>;
}

const MOST_PERMALINKS = 1_000;

export function openPermalinks(client: WebClient, log: Logger): Permalinks {
  const known = new LRUCache<string, string, LinkedMessage>({
    max: MOST_PERMALINKS,
    ignoreFetchAbort: true,
    async fetchMethod(_key, _stale, { context: { channel, ts } }) {
      try {
        return (await callSlack("chat.getPermalink", () => client.chat.getPermalink({ channel, message_ts: ts }))).permalink;
      } catch (error) {
        log.info({ err: error }, "A message's link could not be read from Slack");
        return undefined;
      }
    },
  });
  return { of: (message) => known.fetch(`${message.channel}/${message.ts}`, { context: message }) };
}
