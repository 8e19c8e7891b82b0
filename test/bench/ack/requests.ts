import { randomUUID } from "node:crypto";
import type { Stage } from "../../../deploy/demo/stage.ts";
import { ACTIONS } from "../../../src/slack/actions.ts";
import { openRedis } from "../../../src/store/connect.ts";
import { openStore } from "../../../src/store/open.ts";
import type { SlackMessage } from "../../standins/slack/workspace.ts";

/** One press of Approve that will count: by whom, and on which message. */
export interface Press {
  readonly user: "U0BEN" | "U0CHO";
  readonly message: SlackMessage;
}

const CHANNEL = "C0MOVES";
const MOVE = "customer.commerce2customer";
const PATIENCE_MS = 60_000;

/** Ana's move, copied, and her ask to switch it, as the worker posted it. Throws when it does not come. */
export async function openRequest({ slack }: Stage): Promise<SlackMessage> {
  const say = (text: string) => slack.runCommand({ user: "U0ANA", channel: CHANNEL, command: "/movetables", text });
  await say(`create ${MOVE} --source-keyspace commerce --tables customer,corder`);
  const card = await slack.waitFor(() => slack.messages(CHANNEL).find((message) => message.text.includes(MOVE)), PATIENCE_MS);
  await slack.waitFor(() => slack.thread(CHANNEL, card.ts).some((message) => /[Cc]opy finished/.test(message.text)), PATIENCE_MS);
  await say(`switch ${MOVE}`);
  return slack.waitFor(
    () => slack.thread(CHANNEL, card.ts).find((message) => JSON.stringify(message.blocks ?? []).includes(ACTIONS.approve)),
    PATIENCE_MS,
  );
}

/** The real request's likes, ready to be approved. */
export interface Presses {
  readonly all: readonly Press[];
  /** What the store holds now of what was done to Tandem. */
  written(): Promise<{ readonly commands: number; readonly votes: number }>;
  /** One command to Redis and back. */
  roundTrip(): Promise<void>;
  close(): void;
}

/**
 * Open requests beside the real one, each like it but for its id, and the presses that approve them: Ben's and then Cho's on each, so
 * that every press is a vote that counts and every second one completes an approval.
 */
export async function openPresses({ redisUrl }: Stage, posted: SlackMessage, count: number): Promise<Presses> {
  const redis = openRedis(redisUrl, "records", () => undefined);
  const records = openStore(redis);
  const [real] = await records.requests.live();
  if (real === undefined) throw new Error("the request is not open");
  const ids = Array.from({ length: Math.ceil(count / 2) }, () => randomUUID());
  for (const id of ids) await records.requests.create(id, { ...real, id });
  return {
    all: ids.flatMap((id) => {
      const message = withRequest(posted, real.id, id);
      return [
        { user: "U0BEN", message },
        { user: "U0CHO", message },
      ];
    }),
    async written() {
      const requests = await Promise.all(ids.map((id) => records.requests.get(id)));
      const votes = requests.reduce((sum, request) => sum + (request?.votes.length ?? 0), 0);
      return { commands: (await records.inbox.pending()).length, votes };
    },
    async roundTrip() {
      await redis.ping();
    },
    close: () => redis.disconnect(),
  };
}

function withRequest(message: SlackMessage, from: string, to: string): SlackMessage {
  return JSON.parse(JSON.stringify(message).replaceAll(from, to)) as SlackMessage;
}
