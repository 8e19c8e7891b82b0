import { isProblem, toProblem, type Problem } from "./refusals.ts";
import type { ScannedOption } from "./scan.ts";

/** Options that only older clients have, or only commands that become another verb of Tandem, and whether each takes a value. */
export const LEGACY_TAKES: Readonly<Record<string, "value" | "flag">> = {
  all: "flag",
  "app-name": "value",
  cancel: "flag",
  "denied-tables": "value",
  disable: "flag",
  enable: "flag",
  exclude: "value",
  remove: "flag",
  reverse: "flag",
  "reverse-replication": "flag",
  rules: "value",
  "rules-file": "value",
  scope: "value",
  "skip-rebuild": "flag",
  "skip-schema-copy": "flag",
  source: "value",
  "source-cell": "value",
  "tablet-type": "value",
  "target-cell": "value",
  threshold: "value",
  "throttle-app": "value",
  "throttle-app-duration": "value",
  "throttle-app-exempt": "flag",
  "throttle-app-ratio": "value",
  "unthrottle-app": "value",
  v1: "flag",
  v2: "flag",
};

/** Options under their names in older clients, with their present names. */
export type Spellings = Readonly<Record<string, string>>;

export const SOURCE_SPELLINGS: Spellings = { source: "source-keyspace", all: "all-tables", exclude: "exclude-tables" };
export const SWITCH_SPELLINGS: Spellings = { "reverse-replication": "enable-reverse-replication", "tablet-type": "tablet-types" };
export const VDIFF_SPELLINGS: Spellings = { "source-cell": "source-cells", "target-cell": "target-cells" };

/** The options under their present names. Refuses one given under both names: which would count depends on the release. */
export function respell(options: readonly ScannedOption[], spellings: Spellings): readonly ScannedOption[] | Problem {
  const names = options.map(({ name }) => name);
  const twice = Object.entries(spellings).find((pair) => pair.every((name) => names.includes(name)));
  if (twice !== undefined) return toProblem("contradiction", { first: `--${twice[1]}`, second: `--${twice[0]}` });
  return options.map((each) => {
    const name = Object.hasOwn(spellings, each.name) ? spellings[each.name] : undefined;
    return name === undefined ? each : { ...each, name };
  });
}

/** An additional option, as if it had been typed. */
export function toTypedOption(name: string, value = "true"): ScannedOption {
  return { name, written: `--${name}`, value };
}

/** Separates the options with some names from the others. */
export function takeOptions(
  options: readonly ScannedOption[] | Problem,
  names: readonly string[],
): { readonly taken: ReadonlyMap<string, ScannedOption>; readonly others: readonly ScannedOption[] } | Problem {
  if (isProblem(options)) return options;
  const taken = new Map<string, ScannedOption>();
  const others: ScannedOption[] = [];
  for (const each of options) {
    if (!names.includes(each.name)) others.push(each);
    else if (taken.has(each.name)) return toProblem("option-repeated", { option: `--${each.name}` });
    else taken.set(each.name, each);
  }
  return { taken, others };
}

/** Whether a flag is set; a missing flag is not. */
export function isFlagSet(taken: ReadonlyMap<string, ScannedOption>, name: string): boolean {
  const given = taken.get(name);
  return given !== undefined && !/^(?:false|f|0)$/i.test(given.value ?? "");
}
