import { z } from "zod";
import { toPersonId } from "../src/core/people/people.ts";
import { ID, type JobTable, NotYet, PAYLOAD_NAMES, definePayload } from "../src/queue/definition.ts";
import { RateLimited } from "../src/slack/web-api/faults.ts";
import { publishCards } from "../src/slack/outbound/publish-cards.ts";
import { publishFleet } from "../src/slack/outbound/publish-fleet.ts";
import { publishHandover } from "../src/slack/outbound/publish-handover.ts";
import { publishHome } from "../src/slack/outbound/publish-home.ts";
import { publishLastCall } from "../src/slack/outbound/publish-last-call.ts";
import { publishNotice } from "../src/slack/outbound/publish-notice.ts";
import { publishThread } from "../src/slack/outbound/publish-thread.ts";
import type { JobDeps } from "./deps.ts";

/** The two lanes to Slack. */
export const PUBLISHING = {
  /** Posts the lines and requests that a thread lacks. Safe to run twice: a line is posted once, by its number. */
  "publish-thread": {
    queue: "decisions",
    payload: definePayload({ moveId: PAYLOAD_NAMES.moveId }),
    run: ({ publisher }, { moveId }) => waitForBudget(() => publishThread(publisher, moveId)),
  },
  /** Posts one notice in the operators' channel. Safe to run twice: a notice is posted once. */
  "publish-notice": {
    queue: "decisions",
    payload: definePayload({ id: ID }),
    run: ({ publisher }, { id }) => waitForBudget(() => publishNotice(publisher, id)),
  },
  /** Posts a hand-over, and shows who accepted it. Safe to run twice: it posts once and edits what is outdated. */
  "publish-handover": {
    queue: "decisions",
    payload: definePayload({ handoverId: ID }),
    run: ({ publisher }, { handoverId }) => waitForBudget(() => publishHandover(publisher, handoverId)),
  },
  /** Reminds approvers directly before a request expires. Safe to run twice: each person gets one message at most. */
  "publish-last-call": {
    queue: "decisions",
    payload: definePayload({ requestId: PAYLOAD_NAMES.requestId }),
    async run({ publisher, jobs }, { requestId }) {
      const againInMs = await waitForBudget(() => publishLastCall(publisher, requestId));
      if (againInMs !== undefined) await jobs.ask({ job: "publish-last-call", requestId }, againInMs);
    },
  },
  /** Renders the cards of a move from the newest reading. Safe to run twice: it edits a card only if the records changed what it shows. */
  "publish-cards": {
    queue: "progress",
    payload: definePayload({ moveId: PAYLOAD_NAMES.moveId }),
    async run({ publisher, jobs }, { moveId }) {
      // Slack's limits held something newer back.
      const { againInMs } = await waitForBudget(() => publishCards(publisher, moveId));
      if (againInMs !== undefined) await jobs.ask({ job: "publish-cards", moveId }, againInMs);
    },
  },
  /** Renders a channel's message about many moves. Safe to run twice: it edits only if the records changed what the message shows. */
  "publish-fleet": {
    queue: "progress",
    payload: definePayload({ channel: PAYLOAD_NAMES.channel }),
    goesFirst: true,
    async run({ publisher, jobs }, { channel }) {
      const { againInMs } = await waitForBudget(() => publishFleet(publisher, channel));
      if (againInMs !== undefined) await jobs.ask({ job: "publish-fleet", channel }, againInMs);
    },
  },
  /** Renders the App Home of one person, again and again while they may look at it. Safe to run twice: it replaces the view. */
  "publish-home": {
    queue: "progress",
    payload: definePayload({ person: ID, until: z.number().optional() }),
    async run({ publisher, jobs }, { person, until = 0 }) {
      const { againInMs } = await waitForBudget(() => publishHome(publisher, toPersonId(person)));
      const isWatched = Date.now() + againInMs < until;
      if (isWatched) await jobs.ask({ job: "publish-home", person, until }, againInMs);
    },
  },
} as const satisfies Partial<JobTable<JobDeps>>;

/** When Slack's budget is spent, the job runs again as soon as it may. */
async function waitForBudget<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof RateLimited ? new NotYet(error.retryAfterMs) : error;
  }
}
