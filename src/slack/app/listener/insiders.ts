import type { WebClient } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import { isFromElsewhere, isInsider, type House } from "../../../core/people/insiders.ts";
import { isPersonId } from "../../../core/people/people.ts";
import { describePerson } from "../../web-api/describe-person.ts";
import { finishInTime } from "./acknowledge.ts";

/** The person who acts, as identified by Slack's payload. */
export interface Actor {
  readonly user: string;
  readonly team?: string;
}

/** `unknown`: Slack cannot currently say who this is. */
export type InsiderStanding = "inside" | "outside" | "unknown";

export interface Insiders {
  /** Never throws, and takes at most a second, because a form waits for it. */
  standingOf(actor: Actor): Promise<InsiderStanding>;
}

interface Deps {
  readonly client: WebClient;
  readonly log: Logger;
  readonly house: House;
}

interface SlackWord {
  readonly standing: Exclude<InsiderStanding, "unknown">;
  readonly since: number;
}

// People join, leave and become guests rarely.
const STANDING_KEPT_MS = 10 * 60_000;
const OUTSIDE_KEPT_MS = 60_000;
// While Slack does not answer, an older answer is better than none: an operator must be able to act in a partial outage. But whoever was
// dismissed meanwhile must not act for long.
const STANDING_STALE_MS = 60 * 60_000;
const MOST_STANDINGS = 5_000;
// A third of Slack's three seconds.
const INSIDER_LOOK_MS = 1_000;

/**
 * Distinguishes insiders from strangers, guests and bots by what Slack says about them, and caches the result. Neither a name nor an entry
 * in the settings stands in for Slack's word: an operator who was dismissed, or became a guest, is an outsider.
 */
export function openInsiders({ client, log, house }: Deps): Insiders {
  const known = new LRUCache<string, SlackWord>({ max: MOST_STANDINGS });
  const asked = new Map<string, Promise<SlackWord>>();

  async function ask(key: string, { user, team }: Actor): Promise<SlackWord> {
    const person = await describePerson(client, user, team);
    const standing = person !== undefined && isInsider(person, house) ? "inside" : "outside";
    const found = { standing, since: Date.now() } as const;
    known.set(key, found);
    return found;
  }

  /** One question at a time for each person. It goes on when nobody waits any more, so that the next try finds its answer. */
  function askOnce(key: string, actor: Actor): Promise<SlackWord> {
    const asking = asked.get(key) ?? ask(key, actor).finally(() => asked.delete(key));
    asked.set(key, asking);
    return asking;
  }

  return {
    async standingOf(actor) {
      if (!isPersonId(actor.user) || isFromElsewhere({ ...actor, id: actor.user }, house)) return "outside";
      const key = `${actor.user} ${actor.team ?? ""}`;
      const before = known.get(key);
      if (before !== undefined && isYounger(before, before.standing === "inside" ? STANDING_KEPT_MS : OUTSIDE_KEPT_MS))
        return before.standing;
      const read = await finishInTime(log, "Asking Slack who somebody is", INSIDER_LOOK_MS, () => askOnce(key, actor));
      if (read.kind === "done") return read.value.standing;
      return before !== undefined && isYounger(before, STANDING_STALE_MS) ? before.standing : "unknown";
    },
  };
}

function isYounger({ since }: SlackWord, ms: number): boolean {
  return Date.now() - since <= ms;
}
