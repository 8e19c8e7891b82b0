import { type OptionKind, type OptionValues } from "../../core/options/kinds.ts";
import { formatOptionValue } from "../../core/options/row.ts";
import { formatDuration } from "../../core/command/durations.ts";
import { formatHours, type WallHours } from "../../core/options/hours.ts";
import { HOURS } from "./hours.ts";
import { DOCUMENTS, NAMES, SHARDS, STREAM_SETTINGS, TABLES, TABLET_TYPES } from "./list-values.ts";
import {
  AUTO_INCREMENT,
  defineNumberKind,
  defineCountKind,
  DURATION,
  FLAG,
  FOREIGN_NAME,
  LIVE,
  MOMENT,
  KEYSPACE_VALUE,
  KEYSPACE_OR_NONE,
  ON_DDL,
  PACE,
  SENTENCE,
  TIME_ZONE,
  type ValueKind,
  WHOLE_SECONDS,
} from "./values.ts";

/** How to read each kind of option. */
export const READERS: { readonly [K in OptionKind]: ValueKind<OptionValues[K]> } = {
  flag: FLAG,
  order: FLAG,
  duration: DURATION,
  "whole-seconds": WHOLE_SECONDS,
  pace: PACE,
  count: defineCountKind(0n),
  "count-from-1": defineCountKind(1n),
  percent: defineNumberKind(0, 100, "PERCENT"),
  ratio: defineNumberKind(0, 1, "RATIO"),
  keyspace: KEYSPACE_VALUE,
  "keyspace-or-none": KEYSPACE_OR_NONE,
  id: FOREIGN_NAME,
  "time-zone": TIME_ZONE,
  moment: MOMENT,
  hours: HOURS,
  sentence: SENTENCE,
  "on-ddl": ON_DDL,
  "auto-increment": AUTO_INCREMENT,
  names: NAMES,
  shards: SHARDS,
  tables: TABLES,
  types: TABLET_TYPES,
  documents: DOCUMENTS,
  settings: STREAM_SETTINGS,
};

/** A value as somebody would type it; reading it gives the same value. */
export function writeValue(kind: OptionKind, value: unknown): string {
  const isDuration = kind === "duration" || kind === "whole-seconds";
  if (isDuration && typeof value === "number") return formatDuration(value);
  if (kind === "pace" && typeof value === "number") return value === 0 ? LIVE : formatDuration(value);
  if (kind === "hours" && isHours(value)) return `"${formatHours(value)}"`;
  const text = formatOptionValue(value);
  if (kind === "moment") return text.includes(" ") ? `"${text}"` : text;
  return kind === "sentence" ? `"${text.replaceAll(/[\\"]/g, (sign) => `\\${sign}`)}"` : text;
}

function isHours(value: unknown): value is WallHours {
  return typeof value === "object" && value !== null && "timeZone" in value;
}
