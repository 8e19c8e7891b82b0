import { setTimeout as sleep } from "node:timers/promises";

/**
 * Does something `count` times at an even rate, like people, who do not wait for each other; returns how long each took, in milliseconds.
 * Throws if one of them does.
 */
export async function atRate(perSecond: number, count: number, deed: (at: number) => Promise<void>): Promise<readonly number[]> {
  const begin = performance.now();
  const running: Promise<number>[] = [];
  for (let at = 0; at < count; at += 1) {
    const wait = begin + (at * 1000) / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    running.push(timed(() => deed(at)));
  }
  return Promise.all(running);
}

async function timed(deed: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await deed();
  return performance.now() - from;
}
