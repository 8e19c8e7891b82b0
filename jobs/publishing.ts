import { personId } from "../src/core/people/people.ts";
import { ID, type JobTable, LaneBusy, payload } from "../src/queue/definition.ts";
import { RateLimited } from "../src/slack/web-api/faults.ts";
import { publishCards } from "../src/slack/outbound/publish-cards.ts";
import { publishHome } from "../src/slack/outbound/publish-home.ts";
import { publishNotice } from "../src/slack/outbound/publish-notice.ts";
import { publishThread } from "../src/slack/outbound/publish-thread.ts";
import type { JobDeps } from "./deps.ts";

/** The two lanes to Slack. */
export const PUBLISHING = {
  /** Posts the lines of a thread that are not posted yet, and its requests. Again: a line is posted once, by its number. */
  "publish-thread": {
    queue: "decisions",
    payload: payload({ moveId: ID }),
    run: ({ publisher }, { moveId }) => onLane(() => publishThread(publisher, moveId)),
  },
  /** Posts one notice in the operators' channel. Again: a notice is posted once. */
  "publish-notice": {
    queue: "decisions",
    payload: payload({ id: ID }),
    run: ({ publisher }, { id }) => onLane(() => publishNotice(publisher, id)),
  },
  /** Renders the cards of a move from the newest reading. Again: it shows what the records say now, and nothing when that is shown already. */
  "publish-cards": {
    queue: "progress",
    payload: payload({ moveId: ID }),
    async run({ publisher, jobs }, { moveId }) {
      // Something newer was held back for Slack's sake.
      const { againInMs } = await onLane(() => publishCards(publisher, moveId));
      if (againInMs !== undefined) await jobs.ask({ job: "publish-cards", moveId }, againInMs);
    },
  },
  /** Renders the App Home of one person. Again: it replaces it. */
  "publish-home": {
    queue: "progress",
    payload: payload({ person: ID }),
    run: ({ publisher }, { person }) => onLane(() => publishHome(publisher, personId(person))),
  },
} as const satisfies Partial<JobTable<JobDeps>>;

/** Slack's budget is spent: the lane rests, in every replica, and the job runs again. */
async function onLane<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof RateLimited ? new LaneBusy(error.retryAfterMs) : error;
  }
}
