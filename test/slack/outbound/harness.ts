import { afterEach } from "vitest";
import type { ChannelId } from "../../../src/core/people/people.ts";
import type { Move } from "../../../src/core/move/moves.ts";
import type { Records } from "../../../src/operations/records.ts";
import { openPublisher, type PublisherDeps } from "../../../src/slack/outbound/publisher.ts";
import { startPracticeSlack, type PracticeSlack, type PracticeSlackOptions } from "../../../practice/slack/practice-slack.ts";
import { MOVE, MOVE_ID } from "../../store/literals.ts";
import { DBAS, listeningLog } from "../app/harness.ts";
import { withoutPace } from "../../store/without-pace.ts";
import { digest } from "../../../src/digest.ts";

export interface Publishing {
  readonly slack: PracticeSlack;
  readonly deps: PublisherDeps;
  readonly log: string[];
}

const toClose: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of toClose.splice(0)) await close();
});

/** A publisher between a real store and the practice Slack, without rate limits and Tandem's own pace unless told otherwise. */
export async function openPublishing(
  store: Records,
  { pace = false, ...options }: PracticeSlackOptions & { readonly pace?: boolean } = {},
  operators?: ChannelId,
): Promise<Publishing> {
  const records = pace ? store : withoutPace(store);
  const slack = await startPracticeSlack({ rateLimits: false, ...options });
  toClose.push(() => slack.close());
  const { lines: log, logger } = listeningLog();
  const access = { botToken: () => slack.botToken, apiUrl: slack.apiUrl };
  return { slack, log, deps: openPublisher(access, { records, policy: () => DBAS, digest, log: logger, alarmsOf: () => operators }) };
}

/** Another replica's publisher for the same Slack and store. */
export function anotherPublisher({ slack, deps }: Publishing): PublisherDeps {
  const { records, policy, log, alarmsOf } = deps;
  return openPublisher({ botToken: () => slack.botToken, apiUrl: slack.apiUrl }, { records, policy, digest, log, alarmsOf });
}

/** Ana's move, in the store and in its channel. */
export async function withMove(records: Records, change: Partial<Move> = {}): Promise<void> {
  await records.moves.create(MOVE_ID, { ...MOVE, ...change });
}

/** The thread under the newest card of a channel, without the card. */
export function threadLines(slack: PracticeSlack, channel = "C0MOVES"): readonly string[] {
  const cards = slack.messages(channel).filter((message) => message.thread_ts === undefined || message.thread_ts === message.ts);
  const card = cards.at(-1);
  return card === undefined
    ? []
    : slack
        .thread(channel, card.ts)
        .slice(1)
        .map(({ text }) => text);
}
