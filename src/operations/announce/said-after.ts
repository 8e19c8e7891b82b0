/**
 * Does `work`, and says so meanwhile if it takes long: `tell` begins after `afterMs`, delays nothing, and is over before this ends. Errors
 * of `tell` are ignored, because it is a courtesy: the result of `work` says it again.
 */
export async function runAndSayIfSlow<T>(afterMs: number, tell: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  let telling = Promise.resolve();
  const timer = setTimeout(() => {
    telling = tell().catch(() => undefined);
  }, afterMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    await telling;
  }
}
