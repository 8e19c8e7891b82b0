const CELLS = 12;

/** `▓▓▓▓░░░░░░░░`: never full before Vitess says that it is. */
export function bar(percent: number): string {
  const filled = Math.min(Math.max(Math.floor((percent * CELLS) / 100), 0), CELLS);
  return "▓".repeat(filled) + "░".repeat(CELLS - filled);
}

/** A copy that moves is never at zero, and never at its end before it is. */
export function percentWords(percent: number): string {
  return percent < 1 ? "under 1 %" : `about ${Math.min(Math.floor(percent), 99)} %`;
}
