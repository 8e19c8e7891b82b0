import { LogLevel, WebClient } from "@slack/web-api";
import type { ChannelSeed } from "../../../practice/slack/workspace/cast.ts";
import { startPracticeSlack } from "../../../practice/slack/practice-slack.ts";
import type { Shower } from "./ages.ts";

/** A bot that shows live moves in the plain way, with a Slack of its own that has the same limits. */
export interface Peer extends Shower {
  close(): Promise<void>;
}

interface PeerOptions {
  readonly moves: number;
  readonly channels: readonly ChannelSeed[];
  /** How often it reads a move. */
  readonly readEveryMs: number;
}

// The cards of a fleet are not all posted at one moment.
const START_WITHIN_MS = 20_000;

/** Edits each card with the newest reading, at most every `debounceMs`, through one default WebClient, which waits out a 429. */
export function startDebouncedBot(debounceMs: number, options: PeerOptions): Promise<Peer> {
  return startBot(`an edit every ${debounceMs / 1000} s`, options, debounceMs, async ({ postMessage, update }, channel, card) => {
    if (card === undefined) return (await postMessage({ channel, text: sayReading() })).ts;
    await update({ channel, ts: card, text: sayReading() });
    return card;
  });
}

/** Posts each reading as a new message of the channel, through one default WebClient. */
export function startPostingBot(options: PeerOptions): Promise<Peer> {
  return startBot("a post at every reading", options, options.readEveryMs, async ({ postMessage }, channel) => {
    return (await postMessage({ channel, text: sayReading() })).ts;
  });
}

function sayReading(): string {
  return `read at ${new Date().toISOString()}`;
}

async function startBot(
  name: string,
  { moves, channels }: PeerOptions,
  everyMs: number,
  send: (chat: WebClient["chat"], channel: string, last: string | undefined) => Promise<string | undefined>,
): Promise<Peer> {
  const slack = await startPracticeSlack({ channels });
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, logLevel: LogLevel.ERROR });
  /** For each move, the message sent last and when it was composed, which is when it was read: these bots need no time to read. */
  const newest = new Map<number, { readonly ts: string | undefined; readonly readAt: number }>();
  const timers: NodeJS.Timeout[] = [];
  let isOpen = true;
  for (let move = 0; move < moves; move += 1) {
    const channel = channels[move % channels.length]?.id ?? "";
    let isSending = false;
    // One call of a move at a time: what Slack holds up is not made longer by what is read meanwhile.
    const tick = async (): Promise<void> => {
      if (isSending || !isOpen) return;
      isSending = true;
      try {
        const readAt = Date.now();
        newest.set(move, { ts: await send(client.chat, channel, newest.get(move)?.ts), readAt });
      } catch {
        // The Slack of a bot that ends is closed under its last calls.
        if (isOpen) throw new Error(`${name} could not send`);
      } finally {
        isSending = false;
      }
    };
    timers.push(
      setTimeout(
        () => {
          void tick();
          timers.push(setInterval(() => void tick(), everyMs));
        },
        (START_WITHIN_MS * move) / moves,
      ),
    );
  }
  return {
    name,
    slack,
    isLive: () => true,
    readAt: () => [...newest.values()].map(({ readAt }) => readAt),
    async close() {
      isOpen = false;
      for (const timer of timers) clearTimeout(timer);
      await slack.close();
    },
  };
}
