import type { destination, Logger } from "pino";

/** What a stop waits for: a running job, or a delivery from Slack that is being answered. */
export interface UnderWay {
  readonly what: string;
  readonly since: Date;
}

/** The functions that close what was opened, each with a name, in the order of opening. */
export interface Closers {
  /** Add each right after opening it: the last opened is closed first. */
  add(name: string, close: () => unknown): void;
  /** Calls every closer, one after the other, and logs each that fails. */
  closeAll(): Promise<void>;
  /** The names of those that have failed. */
  failed(): readonly string[];
}

export function openClosers(log: Logger): Closers {
  const closers: { readonly name: string; readonly close: () => unknown }[] = [];
  const failed: string[] = [];
  return {
    add: (name, close) => void closers.push({ name, close }),
    async closeAll() {
      for (const { name, close } of closers.toReversed()) {
        try {
          await close();
        } catch (error) {
          failed.push(name);
          log.error({ closer: name, err: error }, "Closing failed; the others are closed all the same");
        }
      }
    },
    failed: () => failed,
  };
}

const STILL_STOPPING =
  "Still stopping: this is waited for, because a client that goes away in a switch can leave writes denied. Only SIGKILL cuts it off";

/**
 * From here on SIGTERM and SIGINT do not end the process. The first aborts the returned signal. Every later one logs what the stop waits
 * for, and calls `end` if that is nothing. No number of signals cuts off a call to vtctld: only SIGKILL does.
 */
export function heedSignals(log: Logger, underWay: () => readonly UnderWay[], end: () => void): AbortSignal {
  const stopping = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    const waitingFor = underWay();
    if (!stopping.signal.aborted) {
      log.info({ signal, waitingFor }, "Stopping; calls that are under way are waited for");
      stopping.abort();
    } else if (waitingFor.length > 0) {
      log.warn({ signal, waitingFor }, STILL_STOPPING);
    } else {
      log.warn({ signal }, "Nothing is under way; ended without closing the rest");
      end();
    }
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  return stopping.signal;
}

// If it takes longer, the reader of the log is stuck.
const WRITTEN_WITHIN_MS = 1_000;

/** Resolves when the line that was just logged is written, or cannot be. At exit pino would retry for ever if its reader is gone. */
export function isWritten(out: ReturnType<typeof destination>): Promise<void> {
  return new Promise((resolve) => {
    out.once("drain", resolve);
    out.once("error", () => resolve());
    setTimeout(resolve, WRITTEN_WITHIN_MS);
  });
}
