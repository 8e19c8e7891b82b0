import { isKeyspace, type Keyspace } from "../core/names.ts";
import type { OnDdl, TabletType } from "../core/options.ts";
import { formatDuration, parseDuration } from "./durations.ts";
import { problem, type Problem } from "./refusals.ts";

/** One kind of value: how it is read, how it is written back, and what help calls it. */
export interface ValueKind<T> {
  /** Shown after the option in help; empty for a flag, which takes no value of its own. */
  readonly placeholder: string;
  /** `option` carries its dashes: it is only there to be named. */
  readonly read: (raw: string, option: string) => { readonly value: T } | Problem;
  write(value: T): string;
}

// The spellings of Go's strconv.ParseBool, which is what the reference client takes after `=`.
const TRUE = new Set(["1", "t", "true"]);
const FALSE = new Set(["0", "f", "false"]);

export const FLAG: ValueKind<boolean> = {
  placeholder: "",
  read(raw, option) {
    const word = raw.toLowerCase();
    if (TRUE.has(word)) return { value: true };
    return FALSE.has(word) ? { value: false } : problem("value-wrong", { option, value: raw, expected: "true or false" });
  },
  write: String,
};

export const DURATION: ValueKind<number> = {
  placeholder: "DURATION",
  read(raw, option) {
    const ms = parseDuration(raw);
    return ms === undefined
      ? problem("value-wrong", { option, value: raw, expected: "a duration such as 30s, 1m30s or 500ms" })
      : { value: ms };
  },
  write: formatDuration,
};

/** For what Vitess counts in whole seconds: a rest would be dropped without a word. */
export const WHOLE_SECONDS: ValueKind<number> = {
  ...DURATION,
  read(raw, option) {
    const duration = DURATION.read(raw, option);
    if ("value" in duration && duration.value % 1000 !== 0) {
      return problem("value-wrong", { option, value: raw, expected: "whole seconds, such as 30s or 2h" });
    }
    return duration;
  },
};

const LARGEST_INT64 = 2n ** 63n - 1n;

/** A 64-bit count from `least` up. */
export function count(least: bigint): ValueKind<bigint> {
  return {
    placeholder: "NUMBER",
    read(raw, option) {
      const value = /^\d{1,19}$/.test(raw) ? BigInt(raw) : -1n;
      const fits = value >= least && value <= LARGEST_INT64;
      return fits ? { value } : problem("value-wrong", { option, value: raw, expected: `a whole number from ${least} up` });
    },
    write: String,
  };
}

export const KEYSPACE: ValueKind<Keyspace> = {
  placeholder: "KEYSPACE",
  read: (raw, option) => (isKeyspace(raw) ? { value: raw } : problem("value-wrong", { option, value: raw, expected: "a keyspace name" })),
  write: (keyspace) => keyspace,
};

/** One of a few words, in any letter case; with a dash where Vitess has an underscore. */
function oneOf<T extends string>(words: readonly T[]): (raw: string) => T | undefined {
  return (raw) => words.find((word) => word === raw.toUpperCase().replaceAll("-", "_"));
}

const ON_DDL_WORDS = ["IGNORE", "STOP", "EXEC", "EXEC_IGNORE"] as const satisfies readonly OnDdl[];
const onDdl = oneOf<OnDdl>(ON_DDL_WORDS);

// An unknown word would silently become IGNORE in vtctld (vitess.md §2.4).
export const ON_DDL: ValueKind<OnDdl> = {
  placeholder: "IGNORE|STOP|EXEC|EXEC_IGNORE",
  read(raw, option) {
    const value = onDdl(raw);
    return value === undefined ? problem("value-wrong", { option, value: raw, expected: "IGNORE, STOP, EXEC or EXEC_IGNORE" }) : { value };
  },
  write: (value) => value,
};

export const TIME_ZONE: ValueKind<string> = {
  placeholder: "ZONE",
  read(raw, option) {
    const plain = /^[A-Za-z0-9_+:/-]{0,64}$/.test(raw);
    return plain ? { value: raw } : problem("value-wrong", { option, value: raw, expected: "a time zone such as US/Pacific" });
  },
  write: (zone) => zone,
};

/** Items between commas, each different, none empty; the whole may be empty only where `mayBeEmpty`. */
function list<T extends string>(
  placeholder: string,
  mayBeEmpty: boolean,
  item: (raw: string, option: string) => T | Problem,
): ValueKind<readonly T[]> {
  return {
    placeholder,
    read(raw, option) {
      if (mayBeEmpty && raw.trim() === "") return { value: [] };
      const value: T[] = [];
      const seen = new Set<T>();
      for (const part of raw.split(",")) {
        const text = part.trim();
        const read = text === "" ? problem("empty-item", { option }) : item(text, option);
        if (typeof read !== "string") return read;
        if (seen.has(read)) return problem("item-repeated", { option, item: text });
        seen.add(read);
        value.push(read);
      }
      return { value };
    },
    write: (items) => items.join(","),
  };
}

/** Cells, cell aliases, shards: names of the topology. A shard such as `-80` may begin with a dash. */
export const NAMES = list("NAME,…", true, (raw, option) =>
  /^[A-Za-z0-9_.-]{1,64}$/.test(raw)
    ? raw
    : problem("value-wrong", { option, value: raw, expected: "names of letters, digits, `_`, `-` and `.`" }),
);

// MySQL's limit for an identifier, in characters.
const LONGEST_TABLE_NAME = 64;

export const TABLES = list("TABLE,…", true, (raw) => {
  if (raw.startsWith("/")) return problem("table-pattern", { table: raw });
  const plain = /^[\p{L}\p{N}\p{M}$_-]+$/u.test(raw) && Array.from(raw).length <= LONGEST_TABLE_NAME;
  return plain ? raw : problem("table-name-wrong", { table: raw });
});

const TABLET_TYPE_WORDS = ["PRIMARY", "REPLICA", "RDONLY"] as const satisfies readonly TabletType[];
const tabletType = oneOf<TabletType>(TABLET_TYPE_WORDS);

// Vitess up to 11 said MASTER, and still takes it.
export const TABLET_TYPES = list("TYPE,…", false, (raw, option) =>
  raw.toUpperCase() === "MASTER"
    ? "PRIMARY"
    : (tabletType(raw) ?? problem("value-wrong", { option, value: raw, expected: "primary, replica and rdonly" })),
);
