const LOCALE = "en-GB";

type Format = Intl.DateTimeFormatOptions;

/** The tokens of Slack's date syntax; the "pretty" ones would say "today", which would make a screenshot age. */
const TOKENS: Readonly<Record<string, Format>> = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_pretty: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_short_pretty: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  date_long_pretty: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/** `1765000000`, `{date_short} at {time}` → what the person reads. */
export function formatDate(seconds: number, format: string): string {
  const date = new Date(seconds * 1000);
  return format.replace(/\{(\w+)\}/gu, (whole, token: string) => {
    const known = TOKENS[token];
    return known ? new Intl.DateTimeFormat(LOCALE, known).format(date) : whole;
  });
}

export function formatClockTime(ts: string): string {
  return formatDate(Number(ts), "{time}");
}
