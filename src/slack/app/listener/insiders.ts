import type { WebClient } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import { isInsider, type House, type SlackPerson } from "../../../core/people/insiders.ts";
import { toPersonId } from "../../../core/people/people.ts";
import { type PeopleList, readRoster } from "../../../operations/people/roster.ts";
import type { Records } from "../../../operations/records.ts";
import { callSlack, SlackRefused } from "../../web-api/faults.ts";
import { finishInTime } from "./acknowledge.ts";

/** The person who acts, as identified by Slack's payload. */
export interface Actor {
  readonly user: string;
  readonly team?: string;
}

/** `unknown`: Slack cannot currently say who this is. */
export type InsiderStanding = "inside" | "outside" | "unknown";

export interface Insiders {
  /** Never throws, and takes at most a second and a half, because a form waits for it. */
  standingOf(actor: Actor): Promise<InsiderStanding>;
}

interface Deps {
  readonly client: WebClient;
  readonly records: Pick<Records, "members">;
  readonly log: Logger;
  readonly house: House;
  /** Operators and approvers of every cluster: naming them in the configuration admits them. */
  readonly named: PeopleList;
}

// People join, leave and become guests rarely.
const STANDING_KEPT_MS = 10 * 60_000;
const OUTSIDE_KEPT_MS = 60_000;
const MOST_STANDINGS = 5_000;
// Together half of Slack's three seconds.
const INSIDER_LOOK_MS = 1_000;
const ROSTER_WITHIN_MS = 500;
// Slack says that the person does not exist in this workspace or is not visible to it.
const NOT_OURS = new Set(["user_not_found", "user_not_visible"]);

/** Distinguishes insiders from strangers and guests by their Slack profile, and caches the result. */
export function openInsiders({ client, records, log, house, named }: Deps): Insiders {
  const known = new LRUCache<string, "inside" | "outside">({ max: MOST_STANDINGS, noDeleteOnStaleGet: true });

  async function look({ user, team }: Actor): Promise<InsiderStanding> {
    const remembered = known.get(user);
    if (remembered !== undefined) return remembered;
    const read = await finishInTime(log, "Asking Slack who somebody is", INSIDER_LOOK_MS, () => lookUp(client, user, team));
    // While Slack does not answer, a stale result is better than none.
    if (read.kind === "failed") return known.get(user, { allowStale: true }) ?? "unknown";
    const standing = read.value !== undefined && isInsider(read.value, house) ? "inside" : "outside";
    known.set(user, standing, { ttl: standing === "inside" ? STANDING_KEPT_MS : OUTSIDE_KEPT_MS });
    return standing;
  }

  return {
    async standingOf(actor) {
      const roster = await finishInTime(log, "Reading who is named", ROSTER_WITHIN_MS, () => readRoster(records, named));
      const isNamed = roster.kind === "done" && roster.value.membershipOf(toPersonId(actor.user)) === "member";
      return isNamed ? "inside" : look(actor);
    },
  };
}

async function lookUp(client: WebClient, id: string, team: string | undefined): Promise<SlackPerson | undefined> {
  try {
    const { user } = await callSlack("users.info", () => client.users.info({ user: id }));
    const theirs = user?.team_id ?? team;
    const enterprise = user?.enterprise_user?.enterprise_id;
    return {
      id,
      ...(theirs === undefined ? {} : { team: theirs }),
      ...(enterprise === undefined ? {} : { enterprise }),
      isDeleted: user?.deleted === true,
      isStranger: user?.is_stranger === true,
      isGuest: user?.is_restricted === true || user?.is_ultra_restricted === true,
    };
  } catch (error) {
    if (error instanceof SlackRefused && NOT_OURS.has(error.code)) return undefined;
    throw error;
  }
}
