import { setTimeout as sleep } from "node:timers/promises";
import { openHarness } from "../../../deploy/demo/harness.ts";
import { openRedis } from "../../../src/store/redis/connect.ts";
import type { Connection } from "../../../src/store/redis/connection.ts";
import type { PracticeSlack } from "../../../practice/slack/practice-slack.ts";
import { builtFile, type Checkout } from "../checkout.ts";
import { freePort } from "../../loopback.ts";
import { startPlain } from "./plain.ts";
import { openPresses, openRequest, type Press } from "./requests.ts";

export type Transport = "Socket Mode" | "HTTP";

/** An app with its own practice Slack, and what people can press there. */
export interface Side {
  readonly name: string;
  readonly slack: PracticeSlack;
  readonly presses: readonly Press[];
  /** Resolves when all consequences of earlier commands and presses are done. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Tandem of a checkout, with its own Redis. */
export interface Tandem extends Side {
  readonly redis: Connection;
}

const SILENCE_MS = 150;

/** Starts it, with open requests for this many counting presses. */
export async function openTandem(checkout: Checkout, transport: Transport, presses: number): Promise<Tandem> {
  const harness = await openHarness({
    copySeconds: 1,
    rateLimits: false,
    program: [builtFile(checkout, "src/main.js")],
    ...(transport === "HTTP" ? { httpPort: await freePort() } : {}),
  });
  const redis = openRedis(harness.redisUrl, "workers", () => undefined);
  const close = async (): Promise<void> => {
    redis.disconnect();
    await harness.close();
  };
  try {
    const posted = await openRequest(harness);
    // In an installation the worker reads Vitess for each command on another machine; here it would take cores from what is measured.
    await harness.roles.worker.stop();
    const pressed = await openPresses(redis, posted, presses);
    return { name: checkout.name, slack: harness.slack, redis, presses: pressed, settled: () => silent(redis), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The app that Tandem is compared with; people press the same buttons there. */
export async function openPlain(transport: Transport, presses: readonly Press[]): Promise<Side> {
  const plain = await startPlain(transport === "HTTP" ? await freePort() : undefined);
  return { name: "a plain Bolt app", presses, settled: () => Promise.resolve(), ...plain };
}

/** Waits until Redis has received nothing for a while, except from this function. */
async function silent(redis: Connection): Promise<void> {
  const commands = async (): Promise<number> => Number(/total_commands_processed:(\d+)/.exec(await redis.info("stats"))?.[1]);
  let before = await commands();
  for (;;) {
    await sleep(SILENCE_MS);
    const now = await commands();
    if (now - before <= 1) return;
    before = now;
  }
}
