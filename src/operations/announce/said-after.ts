/**
 * Does `work`, and says so in between when it takes long: `tell` begins after so long, holds nothing up, and is over before this ends. What
 * `tell` throws is lost: it is a courtesy, and what it says is said again by what `work` comes to.
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
