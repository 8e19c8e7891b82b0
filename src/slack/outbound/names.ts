import type { WebClient } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import type { PersonId } from "../../core/people/people.ts";
import type { Names } from "../text/people.ts";
import { callSlack } from "../web-api/faults.ts";

/** People's names, read from Slack and cached, so that a card can name somebody without notifying them. */
export interface NameBook {
  /** Looks up names that are not cached. Never throws: Slack itself draws a name that Tandem cannot read. */
  of(ids: readonly PersonId[]): Promise<Names>;
}

const NAMES_KEPT_MS = 60 * 60_000;
// A name that cannot be read must not cost a call for every card.
const FAILURE_KEPT_MS = 60_000;
const MOST_NAMES = 2_000;

export function openNameBook(client: WebClient, log: Logger): NameBook {
  const known = new LRUCache<PersonId, { readonly name: string | undefined }>({
    max: MOST_NAMES,
    ttl: NAMES_KEPT_MS,
    ignoreFetchAbort: true,
    async fetchMethod(id, _stale, { options }) {
      try {
        const { user } = await callSlack("users.info", () => client.users.info({ user: id }));
        // Slack itself shows the display name if there is one.
        return { name: [user?.profile?.display_name, user?.real_name, user?.name].find((one) => one !== undefined && one !== "") };
      } catch (error) {
        log.info({ err: error }, "A person's name could not be read from Slack");
        options.ttl = FAILURE_KEPT_MS;
        return { name: undefined };
      }
    },
  });

  return {
    async of(ids) {
      const found = new Map(await Promise.all([...new Set(ids)].map(async (id) => [id, await known.fetch(id)] as const)));
      return (id) => found.get(id)?.name;
    },
  };
}
