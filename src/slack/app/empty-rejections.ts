import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";

// The rejection comes when the closing socket's promise is collected, a moment after the close itself.
const LINGER_MS = 100;

/**
 * Runs a shutdown during which a rejection without a reason does not end the process: socket-mode 3.1.0 leaves one behind when it is
 * stopped between a reconnection and Slack's hello (slack.md 1.4, trap 4). Every other unhandled rejection ends it as usual.
 */
export async function withoutEmptyRejections<T>(log: Logger, shutdown: () => Promise<T>): Promise<T> {
  const others = process.listenerCount("unhandledRejection") > 0;
  const onRejection = (reason: unknown): void => {
    if (reason === undefined) log.info("Socket Mode was stopped in the middle of a reconnection");
    else if (!others) setImmediate(rethrow, reason);
  };
  process.on("unhandledRejection", onRejection);
  try {
    return await shutdown();
  } finally {
    await sleep(LINGER_MS);
    process.off("unhandledRejection", onRejection);
  }
}

function rethrow(reason: unknown): never {
  throw reason instanceof Error ? reason : new Error(`unhandled rejection: ${String(reason)}`);
}
