import * as fc from "fast-check";

/** A verb with its arguments and options, before a spelling is chosen. */
interface Spoken {
  readonly verb: readonly string[];
  readonly name: string;
  readonly args: readonly string[];
  /** Option name without dashes → value; flags are `true` or `false`. */
  readonly options: readonly (readonly [name: string, value: string])[];
}

export const NAME = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,12}$/);
export const UUID = fc.uuid();
export const FLAG = fc.constantFrom("true", "false");
export const TYPES = fc.subarray(["primary", "replica", "rdonly"], { minLength: 1 }).map((types) => types.join(","));
const TABLE = fc.stringMatching(/^[A-Za-z_$][A-Za-z0-9_$]{0,12}$/);
export const TABLES = fc.uniqueArray(TABLE, { minLength: 1, maxLength: 4 }).map((tables) => tables.join(","));
export const CELLS = fc
  .uniqueArray(fc.stringMatching(/^[a-z][a-z0-9_]{0,6}$/), { minLength: 1, maxLength: 3 })
  .map((cells) => cells.join(","));
export const SHARDS = fc.subarray(["-80", "80-", "0", "40-80", "-"], { minLength: 1 }).map((shards) => shards.join(","));
export const DURATION = fc.constantFrom("1s", "30s", "1m30s", "1500ms", "1h", "1.5h", "0.1h0.2s");
const SETTINGS = fc.constantFrom("vreplication-net-read-timeout=600", "a-b=1,c_d=2");
const COUNT = fc.bigInt(1n, 2n ** 63n - 1n).map(String);

export type Values = Readonly<Record<string, fc.Arbitrary<string>>>;

/** Any of these options, each at most once, in any order. */
export function someOf(values: Values): fc.Arbitrary<readonly (readonly [string, string])[]> {
  return fc.record(values, { requiredKeys: [] }).chain((chosen) => {
    const entries = Object.entries(chosen).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
    return fc.shuffledSubarray(entries, { minLength: entries.length });
  });
}

function spoken(verb: string, args: fc.Arbitrary<readonly string[]>, options: Values): fc.Arbitrary<Spoken> {
  const all = { ...options, cluster: NAME };
  return fc.record({
    verb: fc.constant(verb.split(" ")),
    // Unquoted, such a name looks like another name in Slack's italics.
    name: fc
      .tuple(NAME, NAME)
      .map((parts) => parts.join("."))
      .filter((name) => !/^_.*_$/.test(name)),
    args,
    options: someOf(all),
  });
}

/** A verb whose first word is not a move: a keyspace, or a snapshot. */
function onKeyspace(verb: string, args: readonly string[], options: Values): fc.Arbitrary<Spoken> {
  return spoken(verb, fc.constant(args), options).chain((said) => NAME.map((name) => ({ ...said, name })));
}

const NONE = fc.constant([]);
const SWITCHED: Values = {
  "tablet-types": TYPES,
  cells: CELLS,
  "max-replication-lag-allowed": DURATION,
  timeout: DURATION,
  "enable-reverse-replication": FLAG,
  shards: SHARDS,
  force: FLAG,
  v1: FLAG,
  "dry-run": FLAG,
};

const ENDED: Values = { "keep-data": FLAG, "keep-routing-rules": FLAG, shards: SHARDS, "ignore-source-keyspace": FLAG };

const CREATE = spoken("create", NONE, {
  "exclude-tables": TABLES,
  "source-shards": SHARDS,
  cells: CELLS,
  "tablet-types": TYPES,
  "tablet-types-in-preference-order": FLAG,
  "on-ddl": fc.constantFrom("ignore", "STOP", "Exec", "exec_ignore"),
  "source-time-zone": fc.constantFrom("US/Pacific", "+02:00", "UTC"),
  "auto-start": FLAG,
  "stop-after-copy": FLAG,
  "defer-secondary-keys": FLAG,
  "no-routing-rules": FLAG,
  "drop-foreign-keys": FLAG,
  "external-cluster": NAME,
  "sharded-auto-increment-handling": fc.constantFrom("leave", "REMOVE", "Replace"),
  "global-keyspace": NAME,
  "config-overrides": SETTINGS,
  v1: FLAG,
  "dry-run": FLAG,
}).chain((create) =>
  fc.constantFrom("customer,corder", "all").map((tables) => ({
    ...create,
    // Longer than any name above, so that it never equals the target.
    options: [
      ["source-keyspace", "commerce_of_the_old_shop"] as const,
      tables === "all" ? (["all-tables", "true"] as const) : (["tables", tables] as const),
      ...create.options,
    ],
  })),
);

/** Every verb with everything it accepts, valid in any spelling. */
export const SPOKEN: fc.Arbitrary<Spoken> = fc.oneof(
  CREATE,
  ...["start", "stop"].map((verb) => spoken(verb, NONE, { shards: SHARDS })),
  ...["status", "unfollow", "adopt", "diagnose"].map((verb) => spoken(verb, NONE, {})),
  spoken("show", NONE, { "include-logs": FLAG }),
  spoken("follow", NONE, { here: FLAG }),
  ...["cancel", "delete"].map((verb) => spoken(verb, NONE, { ...ENDED, "delete-batch-size": COUNT })),
  spoken("update", NONE, {
    cells: CELLS,
    "tablet-types": TYPES,
    "tablet-types-in-order": FLAG,
    "on-ddl": fc.constantFrom("ignore", "STOP"),
    "config-overrides": SETTINGS,
  }),
  spoken("mirror", NONE, { percent: fc.constantFrom("0", "1", "2.5", "100"), "tablet-types": TYPES }),
  spoken(
    "preflight",
    fc.constantFrom("switch", "complete").map((step) => [step]),
    {},
  ),
  spoken("rescue", NONE, { confirm: NAME }),
  onKeyspace("throttle", ["vreplication"], { ratio: fc.constantFrom("0", "0.5", "1"), for: fc.constantFrom("30s", "1h") }),
  onKeyspace("unthrottle", ["vreplication"], {}),
  onKeyspace("throttler show", [], {}),
  onKeyspace("throttler check", ["vreplication"], {}),
  onKeyspace("validate", [], { "ping-tablets": FLAG }),
  onKeyspace("tables", [], {}),
  onKeyspace("adopt all", [], {}),
  onKeyspace("rules diff", [], {}),
  onKeyspace("rules save", [], {}),
  onKeyspace("rules restore", [], { documents: fc.constantFrom("tables", "shards,keyspaces"), "dry-run": FLAG }),
  ...["keep-data", "rename-tables", "drop-tables"].map((fate) =>
    spoken("complete", NONE, { [fate]: FLAG, "keep-routing-rules": FLAG, shards: SHARDS, v1: FLAG, "dry-run": FLAG }),
  ),
  spoken("switch", NONE, { ...SWITCHED, "initialize-target-sequences": FLAG, "all-at-once": FLAG }),
  spoken("reverse", NONE, SWITCHED),
  ...["vdiff stop", "vdiff resume"].map((verb) =>
    spoken(
      verb,
      UUID.map((uuid) => [uuid]),
      { "target-shards": SHARDS },
    ),
  ),
  spoken(
    "vdiff delete",
    fc.oneof(fc.constant("all"), UUID).map((arg) => [arg]),
    {},
  ),
  spoken(
    "vdiff show",
    fc.oneof(fc.constantFrom("last", "all"), UUID).map((arg) => [arg]),
    { verbose: FLAG },
  ),
  spoken(
    "vdiff create",
    fc.option(UUID).map((uuid) => (uuid === null ? [] : [uuid])),
    {
      tables: TABLES,
      "source-cells": CELLS,
      "target-cells": CELLS,
      "tablet-types": TYPES,
      "tablet-types-in-preference-order": FLAG,
      limit: COUNT,
      "filtered-replication-wait-time": DURATION,
      "debug-query": FLAG,
      "only-pks": FLAG,
      "update-table-stats": FLAG,
      "max-extra-rows-to-compare": COUNT,
      "auto-retry": FLAG,
      "max-report-sample-rows": COUNT,
      "max-diff-duration": fc.constantFrom("0s", "30s", "2h"),
      "row-diff-column-truncate-at": COUNT,
      "auto-start": FLAG,
    },
  ),
);

/** The plainest spelling: `verb name args --option=value …`. */
export function plainly({ verb, name, args, options }: Spoken): string {
  return [...verb, name, ...args, ...options.map(([option, value]) => `--${option}=${value}`)].join(" ");
}

/** One choice of spelling for every place in a line that allows one. */
interface Spelling {
  readonly dashes: readonly string[];
  readonly joints: readonly string[];
  readonly quotes: readonly string[];
  readonly underscores: boolean;
  readonly blank: string;
  readonly commaBlank: string;
  readonly capitals: boolean;
  /** How many options come before the verb, between its words and the name, and so on. */
  readonly early: number;
}

export const SPELLING: fc.Arbitrary<Spelling> = fc.record({
  dashes: fc.array(fc.constantFrom("--", "-", "—", "–", "––"), { minLength: 1, maxLength: 20 }),
  joints: fc.array(fc.constantFrom("=", " "), { minLength: 1, maxLength: 20 }),
  quotes: fc.array(fc.constantFrom("", '"', "'", "“", "‘", "`"), { minLength: 1, maxLength: 20 }),
  underscores: fc.boolean(),
  blank: fc.constantFrom(" ", "  ", "\u00A0", "\n", " \\\n ", "\t"),
  commaBlank: fc.constantFrom("", " "),
  capitals: fc.boolean(),
  early: fc.nat(4),
});

const CLOSING: Readonly<Record<string, string>> = { "“": "”", "‘": "’" };

/** One option in another spelling; its place in the line decides which choice applies. */
export function spelledOption([option, value]: readonly [string, string], index: number, spelling: Spelling): string {
  const { dashes, joints, quotes, underscores, commaBlank } = spelling;
  const name = underscores ? option.replaceAll("-", "_") : option;
  const quote = quotes[index % quotes.length] ?? "";
  const list = value.replaceAll(",", `,${commaBlank}`);
  return `${dashes[index % dashes.length]}${name}${joints[index % joints.length]}${quote}${list}${CLOSING[quote] ?? quote}`;
}

/** The same line in another spelling. */
export function spelled({ verb, name, args, options }: Spoken, spelling: Spelling): string {
  const { blank, capitals, early } = spelling;
  const given = options.map((option, index) => spelledOption(option, index, spelling));
  const typed = capitals ? verb.map((word) => word.toUpperCase()) : verb;
  return [...given.slice(0, early), ...typed, name, ...args, ...given.slice(early)].join(blank) + blank;
}
