import type { WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import { calling } from "../web-api/faults.ts";

/** Links to messages. Asked of Slack once for each message. */
export interface Permalinks {
  /** Undefined when Slack does not say; the link is then left out. */
  of(at: { readonly channel: string; readonly ts: string }): Promise<string | undefined>;
}

const MOST_KEPT = 1_000;

export function openPermalinks(client: WebClient, log: Logger): Permalinks {
  const known = new Map<string, string>();
  return {
    async of({ channel, ts }) {
      const key = `${channel}/${ts}`;
      const earlier = known.get(key);
      if (earlier !== undefined) return earlier;
      try {
        const { permalink } = await calling("chat.getPermalink", () => client.chat.getPermalink({ channel, message_ts: ts }));
        if (known.size > MOST_KEPT) known.clear();
        if (permalink !== undefined) known.set(key, permalink);
        return permalink;
      } catch (error) {
        log.info({ err: error }, "A message's link could not be read from Slack");
        return undefined;
      }
    },
  };
}
