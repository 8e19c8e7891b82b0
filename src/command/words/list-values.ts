import { isShard, isTypeableTable } from "../../core/vitess/names.ts";
import { toProblem, type Problem } from "./refusals.ts";
import { defineWordKind, type ValueKind } from "./values.ts";
import type { RuleDocument, TabletType } from "../../core/options/kinds.ts";

/** Comma-separated items, all different, none empty; the whole list may be empty only with `mayBeEmpty`. */
function listOfWords<T extends string>(
  placeholder: string,
  mayBeEmpty: boolean,
  item: (raw: string, option: string) => T | Problem,
): ValueKind<readonly T[]> {
  return {
    placeholder,
    isList: true,
    read(raw, option) {
      if (mayBeEmpty && raw.trim() === "") return { value: [] };
      const value: T[] = [];
      const seen = new Set<T>();
      for (const part of raw.split(",")) {
        const text = part.trim();
        const read = text === "" ? toProblem("empty-item", { option }) : item(text, option);
        if (typeof read !== "string") return read;
        if (seen.has(read)) return toProblem("item-repeated", { option, item: text });
        seen.add(read);
        value.push(read);
      }
      return { value };
    },
  };
}

const TYPED_DOCUMENTS = ["tables", "shards", "keyspaces", "mirrors"] as const satisfies readonly RuleDocument[];

/** A rules document by its name; the reference client uses the singular, followed by "routing rules". */
export function parseRuleDocument(raw: string): RuleDocument | undefined {
  const word = raw.toLowerCase();
  return TYPED_DOCUMENTS.find((each) => each === word || each === `${word}s`);
}

/** VReplication settings: `name=value` pairs with commas between. */
export const STREAM_SETTINGS: ValueKind<Readonly<Record<string, string>>> = {
  placeholder: "NAME=VALUE,…",
  isList: true,
  read(raw, option) {
    const settings = new Map<string, string>();
    for (const part of raw.split(",")) {
      const [, name = "", value = ""] = /^\s*([A-Za-z][A-Za-z0-9_-]{0,63})\s*=\s*([^\s=,]{1,64})\s*$/.exec(part) ?? [];
      if (name === "")
        return toProblem("value-wrong", { option, value: part, expected: "settings as name=value, with commas between them" });
      if (settings.has(name)) return toProblem("item-repeated", { option, item: name });
      settings.set(name, value);
    }
    return { value: Object.fromEntries(settings) };
  },
};

export const DOCUMENTS = listOfWords(
  "DOCUMENT,…",
  false,
  (raw, option) =>
    parseRuleDocument(raw) ?? toProblem("value-wrong", { option, value: raw, expected: "tables, shards, keyspaces or mirrors" }),
);

/** Codes of findings, as preflight shows them. */
export const FINDINGS = listOfWords("FINDING,…", false, (raw, option) =>
  /^[a-z0-9-]{1,64}$/i.test(raw)
    ? raw.toLowerCase()
    : toProblem("value-wrong", { option, value: raw, expected: "findings by their codes, as preflight shows them" }),
);

const IN_TOPOLOGY = "names of letters, digits, `_`, `-` and `.`";

/** Cells and cell aliases. */
export const NAMES = listOfWords("NAME,…", true, (raw, option) =>
  /^[A-Za-z0-9_.-]{1,64}$/.test(raw) ? raw : toProblem("value-wrong", { option, value: raw, expected: IN_TOPOLOGY }),
);

/** One such as `-80` begins with a dash. */
export const SHARDS = listOfWords("SHARD,…", true, (raw, option) =>
  isShard(raw) ? raw : toProblem("value-wrong", { option, value: raw, expected: IN_TOPOLOGY }),
);

export const TABLES = listOfWords("TABLE,…", true, (raw) => {
  if (raw.startsWith("/")) return toProblem("table-pattern", { table: raw });
  return isTypeableTable(raw) ? raw : toProblem("table-name-wrong", { table: raw });
});

const TABLET_TYPE_WORDS = ["PRIMARY", "REPLICA", "RDONLY"] as const satisfies readonly TabletType[];
const tabletType = defineWordKind<TabletType>(TABLET_TYPE_WORDS);

// Vitess up to 11 said MASTER, and later releases still accept it.
export const TABLET_TYPES = listOfWords("TYPE,…", false, (raw, option) =>
  raw.toUpperCase() === "MASTER"
    ? "PRIMARY"
    : (tabletType(raw) ?? toProblem("value-wrong", { option, value: raw, expected: "primary, replica and rdonly" })),
);
