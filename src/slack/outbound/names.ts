import type { WebClient } from "@slack/web-api";
import type { Logger } from "pino";
import type { PersonId } from "../../core/people/people.ts";
import type { Names } from "../text/people.ts";
import { calling } from "../web-api/faults.ts";

/** People's names, read from Slack and kept for a while, so that a card can name somebody without ringing their phone. */
export interface NameBook {
  /** Looks up who is not known yet. Never throws: a name that cannot be read is left to Slack to draw. */
  of(ids: readonly PersonId[]): Promise<Names>;
}

const KEPT_MS = 60 * 60_000;
// A failed lookup must not cost a call for every card that is drawn.
const FAILURE_KEPT_MS = 60_000;
const MOST_KEPT = 2_000;

interface Known {
  readonly name: string | undefined;
  readonly until: number;
}

export function openNameBook(client: WebClient, log: Logger, clock: () => number = Date.now): NameBook {
  const known = new Map<PersonId, Known>();

  async function lookUp(id: PersonId): Promise<void> {
    try {
      const { user } = await calling("users.info", () => client.users.info({ user: id }));
      // As Slack itself shows people: the display name when there is one.
      const name = [user?.profile?.display_name, user?.real_name, user?.name].find((one) => one !== undefined && one !== "");
      known.set(id, { name, until: clock() + KEPT_MS });
    } catch (error) {
      log.info({ err: error }, "A person's name could not be read from Slack");
      known.set(id, { name: undefined, until: clock() + FAILURE_KEPT_MS });
    }
  }

  return {
    async of(ids) {
      if (known.size > MOST_KEPT) known.clear();
      const missing = [...new Set(ids)].filter((id) => (known.get(id)?.until ?? 0) <= clock());
      await Promise.all(missing.map(lookUp));
      return (id) => known.get(id)?.name;
    },
  };
}
