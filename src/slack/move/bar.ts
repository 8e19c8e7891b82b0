const CELLS = 12;

/** `▓▓▓▓░░░░░░░░`: never full before Vitess reports the end. */
export function drawBar(percent: number): string {
  const filled = Math.min(Math.max(Math.floor((percent * CELLS) / 100), 0), CELLS);
  return "▓".repeat(filled) + "░".repeat(CELLS - filled);
}

/** Never says zero for a copy that has begun, nor 100 before it ends. */
export function sayPercent(percent: number): string {
  return percent < 1 ? "under 1 %" : `about ${Math.min(Math.floor(percent), 99)} %`;
}
