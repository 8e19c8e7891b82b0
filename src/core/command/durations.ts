const UNIT_MS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y;
// The longest duration Go holds, 2562047h47m16.854s: people type nearly that for "without limit". Still exact in milliseconds.
const LONGEST_MS = 9_223_372_036_854;

/** The accepted durations in milliseconds: at least `least`, and multiples of `step`. */
interface Bounds {
  readonly least?: number;
  readonly step?: number;
}

/** Parses a duration as Go writes it (`1m30s`, `500ms`, `0`) into milliseconds; undefined for others, negative or finer than 1 ms. */
export function parseDuration(text: string, { least = 0, step = 1 }: Bounds = {}): number | undefined {
  const ms = text === "0" ? 0 : parseMilliseconds(text);
  return ms !== undefined && ms >= least && ms % step === 0 ? ms : undefined;
}

function parseMilliseconds(text: string): number | undefined {
  let ms = 0;
  PART.lastIndex = 0;
  let end = 0;
  while (end < text.length) {
    const part = PART.exec(text);
    if (part === null) return undefined;
    ms += Number(part[1]) * (UNIT_MS[part[2] ?? ""] ?? Number.NaN);
    end = PART.lastIndex;
  }
  // 0.1s + 0.2s is not exactly 300 ms in binary; a real fraction of a millisecond is larger than this.
  const whole = Math.round(ms);
  if (end === 0 || !(whole <= LONGEST_MS) || Math.abs(ms - whole) > 1e-7 * Math.max(1, ms)) return undefined;
  return whole;
}

/** Formats milliseconds so that Go accepts them: `90000` → `1m30s`. Parsing the result gives the same number. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0s";
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, size] of [
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
    ["ms", 1],
  ] as const) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * size;
  }
  return parts.join("");
}
