import type { Actor } from "./insiders.ts";

/** The fields of an event, and of the envelope around it, that say who caused it. */
interface EventAuthor {
  readonly user?: string;
  /** The author's workspace, which Slack names in a shared channel. */
  readonly user_team?: string;
}

interface DeliveredFor {
  readonly authorizations?: readonly { readonly team_id: string | null }[];
}

/**
 * Who caused an event. Slack leaves out the workspace of somebody who belongs to the one that the event is delivered for, which is another
 * than Tandem's if the same app is installed there as well (docs/facts/slack-delivery.md#event-workspace).
 */
export function toEventActor({ user = "", user_team: named }: EventAuthor, { authorizations }: DeliveredFor): Actor {
  const team = named ?? authorizations?.[0]?.team_id ?? undefined;
  return { user, ...(team === undefined ? {} : { team }) };
}
