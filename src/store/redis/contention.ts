import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "../../operations/fault.ts";

/** Retries a compare-and-set while others overtake it (`attempt` returns undefined). Fault `busy` after {@link CONTENTION_LIMIT_MS}. */
export type Contention = <R>(key: string, attempt: () => Promise<{ readonly result: R } | undefined>) => Promise<R>;

/** A person waits for an answer to a click; being overtaken for ten seconds is not ordinary traffic. */
const CONTENTION_LIMIT_MS = 10_000;
const LONGEST_PAUSE_MS = 20;

/**
 * The first try does not wait. A caller that was overtaken queues with the others of this process, so that only one of each process
 * contends at a time: a thousand rivals cost a thousand rounds instead of half a million.
 */
export function createContention(): Contention {
  const lines = new Map<string, Promise<unknown>>();

  return async (key, attempt) => {
    const first = await attempt();
    if (first !== undefined) return first.result;

    const deadline = Date.now() + CONTENTION_LIMIT_MS;
    const turn = (lines.get(key) ?? Promise.resolve()).then(() => retryUntil(key, attempt, deadline));
    const settled = turn.then(doNothing, doNothing);
    lines.set(key, settled);
    void settled.then(() => (lines.get(key) === settled ? lines.delete(key) : false));
    return turn;
  };
}

async function retryUntil<R>(key: string, attempt: () => Promise<{ readonly result: R } | undefined>, deadline: number): Promise<R> {
  while (Date.now() < deadline) {
    const outcome = await attempt();
    if (outcome !== undefined) return outcome.result;
    await sleep(Math.random() * LONGEST_PAUSE_MS);
  }
  throw new Fault("busy", `Redis key ${key} kept being written by others for ${CONTENTION_LIMIT_MS} ms`);
}

function doNothing(): void {}
