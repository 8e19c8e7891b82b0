import { mayPass } from "./fault.ts";

type LogLine = (fields: object, words: string) => void;

/** Where a process says what it finds at its looks. */
export interface LookLog {
  readonly info: LogLine;
  readonly warn: LogLine;
  readonly error: LogLine;
  readonly debug: LogLine;
}

export interface Looking {
  readonly log: Pick<LookLog, "error" | "debug">;
  /** Waits until the next look; false once the process stops. */
  readonly pause: () => Promise<boolean>;
}

/**
 * Looks again and again until the process stops. Not a job, so that it works without any worker and without the queues. Never throws: what
 * fails is tried again at the next look, and that the store does not answer others log.
 */
export async function lookUntilStopped({ log, pause }: Looking, what: string, look: () => Promise<void>): Promise<void> {
  do {
    try {
      await look();
    } catch (err) {
      log[mayPass(err) ? "debug" : "error"]({ err }, `${what} failed; it is tried again`);
    }
  } while (await pause());
}
