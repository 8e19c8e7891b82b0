import { isKeyspace, type Keyspace } from "../../core/vitess/names.ts";
import type { OnDdl, ShardedAutoIncrement } from "../../core/options/kinds.ts";
import { parseDuration } from "../../core/command/durations.ts";
import { readUntil } from "../../core/command/until.ts";
import { toProblem, type Problem } from "./refusals.ts";

/** One kind of value: how to read it, and what help calls it. */
export interface ValueKind<T> {
  /** Shown after the option in help; empty for a flag, which has no value of its own. */
  readonly placeholder: string;
  /** A list, which continues if the option is repeated. */
  readonly isList?: true;
  /** `option` includes its dashes and only serves to name it in a refusal. */
  readonly read: (raw: string, option: string) => { readonly value: T } | Problem;
}

// The spellings of Go's strconv.ParseBool, which the reference client accepts after `=`.
const TRUE = new Set(["1", "t", "true"]);
const FALSE = new Set(["0", "f", "false"]);

export const FLAG: ValueKind<boolean> = {
  placeholder: "",
  read(raw, option) {
    const word = raw.toLowerCase();
    if (TRUE.has(word)) return { value: true };
    return FALSE.has(word) ? { value: false } : toProblem("value-wrong", { option, value: raw, expected: "true or false" });
  },
};

export const DURATION: ValueKind<number> = {
  placeholder: "DURATION",
  read(raw, option) {
    const ms = parseDuration(raw);
    return ms === undefined
      ? toProblem("value-wrong", { option, value: raw, expected: "a duration such as 30s, 1m30s or 500ms" })
      : { value: ms };
  },
};

/** For what Vitess counts in whole seconds: it would silently drop a fraction. */
export const WHOLE_SECONDS: ValueKind<number> = {
  ...DURATION,
  read(raw, option) {
    const duration = DURATION.read(raw, option);
    if ("value" in duration && duration.value % 1000 !== 0) {
      return toProblem("value-wrong", { option, value: raw, expected: "whole seconds, such as 30s or 2h" });
    }
    return duration;
  },
};

/** As often as Slack's limits allow. */
export const LIVE = "live";
const SLOWEST_PACE_MS = 24 * 3_600_000;

/** How often something is shown. */
export const PACE: ValueKind<number> = {
  placeholder: "live|DURATION",
  read(raw, option) {
    const value = raw.toLowerCase() === LIVE ? 0 : parseDuration(raw);
    return value === undefined || value > SLOWEST_PACE_MS
      ? toProblem("value-wrong", { option, value: raw, expected: "`live`, or a duration of at most a day such as 5m or 30m" })
      : { value };
  },
};

const LARGEST_INT64 = 2n ** 63n - 1n;

/** A 64-bit count of at least `least`. */
export function defineCountKind(least: bigint): ValueKind<bigint> {
  return {
    placeholder: "NUMBER",
    read(raw, option) {
      const value = /^\d{1,19}$/.test(raw) ? BigInt(raw) : -1n;
      const fits = value >= least && value <= LARGEST_INT64;
      return fits ? { value } : toProblem("value-wrong", { option, value: raw, expected: `a whole number from ${least} up` });
    },
  };
}

export const KEYSPACE_VALUE: ValueKind<Keyspace> = {
  placeholder: "KEYSPACE",
  read: (raw, option) => (isKeyspace(raw) ? { value: raw } : toProblem("value-wrong", { option, value: raw, expected: "a keyspace name" })),
};

/** One of a few words, in any letter case; accepts a dash for Vitess' underscore. */
export function defineWordKind<T extends string>(words: readonly T[]): (raw: string) => T | undefined {
  return (raw) => words.find((word) => word === raw.toUpperCase().replaceAll("-", "_"));
}

function defineWordAmong<T extends string>(words: readonly T[], expected: string): ValueKind<T> {
  const read = defineWordKind(words);
  return {
    placeholder: words.join("|"),
    read(raw, option) {
      const value = read(raw);
      return value === undefined ? toProblem("value-wrong", { option, value: raw, expected }) : { value };
    },
  };
}

// vtctld would silently read an unknown word as IGNORE (docs/facts/create.md#on-ddl).
export const ON_DDL = defineWordAmong<OnDdl>(["IGNORE", "STOP", "EXEC", "EXEC_IGNORE"], "IGNORE, STOP, EXEC or EXEC_IGNORE");
export const AUTO_INCREMENT = defineWordAmong<ShardedAutoIncrement>(["LEAVE", "REMOVE", "REPLACE"], "LEAVE, REMOVE or REPLACE");

function defineMatching(pattern: RegExp, placeholder: string, expected: string): ValueKind<string> {
  return {
    placeholder,
    read: (raw, option) => (pattern.test(raw) ? { value: raw } : toProblem("value-wrong", { option, value: raw, expected })),
  };
}

export const TIME_ZONE = defineMatching(/^[A-Za-z0-9_+:/-]{0,64}$/, "ZONE", "a time zone such as US/Pacific");

/** A name that somebody else chose: a tenant, a mounted cluster, a throttler app. Empty means none. */
export const FOREIGN_NAME = defineMatching(/^[A-Za-z0-9_.:@-]{0,64}$/, "NAME", "letters, digits, `_`, `-`, `.`, `:` and `@`");

/** A keyspace that may be left out: empty. */
export const KEYSPACE_OR_NONE: ValueKind<string> = {
  ...FOREIGN_NAME,
  placeholder: "KEYSPACE",
  read: (raw, option) => (raw === "" ? { value: raw } : KEYSPACE_VALUE.read(raw, option)),
};

/** The end of something, as typed. Whether it lies ahead is known only when it is used. */
export const MOMENT: ValueKind<string> = {
  placeholder: "MOMENT",
  read(raw, option) {
    const value = raw.replaceAll(/\s+/g, " ").trim();
    const expected =
      'a time such as 18:00, a day such as 2026-12-24, both, or a duration such as 2h; a time zone may follow, as in `"18:00 Europe/Berlin"`';
    return readUntil(value, 0) === undefined ? toProblem("value-wrong", { option, value: raw, expected }) : { value };
  },
};

/** A sentence for people, in quotes. Drops back-quotes, which would end Slack's formatting. */
export const SENTENCE: ValueKind<string> = {
  placeholder: '"TEXT"',
  read(raw, option) {
    const value = raw
      .replaceAll(/[`\s]+/g, " ")
      .trim()
      .slice(0, 300);
    return value === "" ? toProblem("value-missing", { option }) : { value };
  },
};

/** A number between two bounds, both included; a percent sign after it is accepted and dropped. */
export function defineNumberKind(least: number, most: number, placeholder: string): ValueKind<number> {
  return {
    placeholder,
    read(raw, option) {
      const value = /^\d{1,3}(?:\.\d{0,6})?%?$/.test(raw) ? Number.parseFloat(raw) : Number.NaN;
      const fits = value >= least && value <= most;
      return fits ? { value } : toProblem("value-wrong", { option, value: raw, expected: `a number from ${least} to ${most}` });
    },
  };
}
