import { sayNext } from "../wording/next-line.ts";
import type { Answer } from "../../core/command/answers.ts";
import type { ThrottlerStatus } from "../../core/readings/throttler.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { buildSection } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { markCode, escapeName, quoteText } from "../text/escape.ts";
import { formatCounted } from "../text/numbers.ts";
import { formatMoment } from "../text/times.ts";
import type { OfKind } from "../wording/of-kind.ts";

type ThrottlerAnswer<K extends Answer["kind"]> = OfKind<Answer, K>;

// A block holds about this many lines; a keyspace has up to hundreds of shards.
const MOST_SHARDS_SHOWN = 20;
const MOST_METRICS = 6;

/** Replication lag, alone or with its scope before it; the other metrics are counts and averages. */
const MEASURES_SECONDS = /(?:^|\/)lag$/;

/** Shows what the throttler measures in each shard, and whom it holds back. */
export function renderThrottler({ keyspace, tablets, now }: ThrottlerAnswer<"throttler">): Message {
  const off = tablets.filter((one) => !one.enabled).length;
  const title = `Throttler of ${escapeName(keyspace)}: ${formatOnOff(tablets.length, off)}`;
  const shown = tablets.slice(0, MOST_SHARDS_SHOWN).flatMap((one) => listShardLines(one, now));
  const more = tablets.length - MOST_SHARDS_SHOWN;
  return {
    text: toNotification(title),
    blocks: [buildSection(`*${title}*`, ...shown, more > 0 && `and ${formatCounted(more, "more shard", "more shards")}`)],
  };
}

export function renderThrottlerChecked({ keyspace, app, checks }: ThrottlerAnswer<"throttler-checked">): Message {
  const held = checks.filter((one) => !one.ok);
  const title =
    held.length === 0
      ? `${markCode(app, 60)} may go on in every shard of ${escapeName(keyspace)}`
      : `${markCode(app, 60)} is held back in ${held.length} of ${formatCounted(checks.length, "shard")} of ${escapeName(keyspace)}`;
  const shown = held
    .slice(0, MOST_SHARDS_SHOWN)
    .map(({ shard, reason }) => `• shard ${markCode(shard, 30)}: ${reason === "" ? "no reason given" : quoteText(reason)}`);
  return { text: toNotification(title), blocks: [buildSection(`*${title}*`, ...shown)] };
}

export function renderThrottled({ app, keyspace, ratio, until, isOff, now }: ThrottlerAnswer<"throttled">): Message {
  const share = ratio >= 1 ? "all" : `${Math.round(ratio * 100)}%`;
  const off = isOff && `*The throttler of ${escapeName(keyspace)} is off, so nothing is held back until somebody enables it.*`;
  const line = `${share} of the work of ${markCode(app, 60)} is held back in ${escapeName(keyspace)} until ${formatMoment(until, now)}.`;
  const next = sayNext(`\`/movetables unthrottle ${keyspace} ${app.replaceAll(/[^A-Za-z0-9_:-]/g, "")}\` lets it go on sooner`);
  return { text: toNotification(line), blocks: [buildSection(line, off, next)] };
}

function formatOnOff(all: number, off: number): string {
  if (all === 0) return "no primary tablet";
  if (off === 0) return "on";
  return off === all ? "off" : `off in ${off} of ${formatCounted(all, "shard")}`;
}

function listShardLines({ shard, metrics, throttledApps }: ThrottlerStatus, now: Instant): readonly string[] {
  const measured = metrics.slice(0, MOST_METRICS).map(({ name, value, threshold, error }) => {
    if (error !== "") return `${markCode(name, 40)} ${quoteText(error, 80)}`;
    const unit = MEASURES_SECONDS.test(name) ? " s" : "";
    return `${markCode(name, 40)} ${formatRounded(value)}${unit}${threshold === undefined ? "" : `, limit ${formatRounded(threshold)}${unit}`}`;
  });
  const apps = throttledApps.map(({ name, ratio, expiresAt }) => {
    const end = expiresAt === undefined ? "" : ` until ${formatMoment(expiresAt, now)}`;
    return `holds back ${markCode(name, 40)} (${Math.round(ratio * 100)}%${end})`;
  });
  return [`• shard ${markCode(shard, 30)}: ${[...measured, ...apps].join(" · ") || "nothing measured"}`];
}

function formatRounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}
