import { quoteCode, sayIfKnown } from "./inserts.ts";

type Nothing = Readonly<Record<string, never>>;

/** What each refusal mentions about its line. The keys are the closed list of reasons. */
interface Inserts {
  "too-long": { longest: number };
  "unclosed-quote": { quote: string };
  "verb-missing": Nothing;
  "unknown-verb": { word: string; near?: string | undefined };
  "verb-not-ours": { word: string; instead?: string | undefined };
  "word-missing": { verb: string; what: string };
  "second-command": { sign: string };
  "action-swallowed": { action: string; option: string };
  "rules-inline": Nothing;
  "rules-twice": Nothing;
  "mirrors-read-only": Nothing;
  "nothing-to-update": Nothing;
  "unknown-option": { option: string; verb: string; near?: string | undefined };
  "option-not-ours": { option: string };
  "no-dry-run": { verb: string };
  "option-missing": { option: string; verb: string };
  "option-repeated": { option: string };
  "value-missing": { option: string };
  "value-wrong": { option: string; value: string; expected: string };
  "name-missing": { verb: string };
  "name-malformed": { name: string };
  "extra-word": { word: string; verb: string };
  "same-keyspace": { keyspace: string };
  "timeout-too-short": { value: string };
  "tables-missing": Nothing;
  "tables-and-all-tables": Nothing;
  "empty-item": { option: string };
  "item-repeated": { option: string; item: string };
  "table-name-wrong": { table: string };
  "table-pattern": { table: string };
  "atomic-copy-needs-all-tables": Nothing;
  contradiction: { first: string; second: string };
  "sample-rows-unlimited": Nothing;
  "vdiff-missing": { verb: string; all: boolean };
  "vdiff-malformed": { value: string; expected: string };
}

/** Why a line was refused. Callers branch on this, never on the text. */
export type Reason = keyof Inserts;

/** A refusal before it is shown. Without its own example it gets that of its verb. */
export interface Problem {
  readonly kind: "refused";
  readonly reason: Reason;
  readonly text: string;
  readonly example?: string;
}

const WORDING = {
  "too-long": ({ longest }) =>
    `The command is longer than ${longest} characters; name fewer tables, or use \`--all-tables\` with \`--exclude-tables\`.`,
  "unclosed-quote": ({ quote }) => `A ${quote} is opened and never closed; close it, or leave it out.`,
  "verb-missing": () => "The line has options but no verb; begin with one, such as `status`.",
  "unknown-verb": ({ word, near }) =>
    `There is no ${quoteCode(word)}${sayIfKnown(near, (right) => `; did you mean ${quoteCode(right)}?`, "; `/movetables help` lists what there is.")}`,
  "verb-not-ours": ({ word, instead }) =>
    `Tandem does not do ${quoteCode(word)}${sayIfKnown(instead, (right) => `; ${right}.`, "; run it with the client of Vitess.")}`,
  "word-missing": ({ verb, what }) => `${verb} needs ${what}.`,
  "second-command": ({ sign }) =>
    `${quoteCode(sign)} begins a second command; Tandem takes one command a message, so send one after the other.`,
  "action-swallowed": ({ action, option }) =>
    `${quoteCode(action)} stands where ${quoteCode(option)} has its value, so no action is left; give the option its name first.`,
  "rules-inline": () =>
    "Tandem applies only rules that it saved itself, so that it can show the difference first; save them with `rules save`, put them back with `rules restore`.",
  "rules-twice": () => "`--rules` and `--rules-file` exclude each other; give one of them.",
  "mirrors-read-only": () => "Vitess has no call that writes mirror rules; `mirror` with a percent of 0 ends mirroring.",
  "nothing-to-update": () =>
    "update needs something to change: `--cells`, `--tablet-types`, `--tablet-types-in-order`, `--on-ddl` or `--config-overrides`.",
  "unknown-option": ({ option, verb, near }) =>
    `${verb} has no option ${quoteCode(option)}${sayIfKnown(near, (right) => `; did you mean ${quoteCode(right)}?`, `; \`/movetables help ${verb}\` lists its options.`)}`,
  "option-not-ours": ({ option }) =>
    `Tandem cannot send ${quoteCode(option)} and drops nothing by itself; ask again without it if that is what you want.`,
  "no-dry-run": ({ verb }) => `There is no dry run of ${verb}; leave \`--dry-run\` out.`,
  "option-missing": ({ option, verb }) => `${verb} needs ${quoteCode(option)}.`,
  "option-repeated": ({ option }) => `${quoteCode(option)} is given more than once; give it once, several values with commas between them.`,
  "value-missing": ({ option }) => `${quoteCode(option)} needs a value after it.`,
  "value-wrong": ({ option, value, expected }) => `${quoteCode(option)} cannot be ${quoteCode(value)}; it takes ${expected}.`,
  "name-missing": ({ verb }) => `${verb} needs the name of the move, as \`target_keyspace.workflow\`.`,
  "name-malformed": ({ name }) =>
    `${quoteCode(name)} is not the name of a move; write \`target_keyspace.workflow\`, each of letters, digits, \`_\` and \`-\`, at most 64 characters.`,
  "extra-word": ({ word, verb }) =>
    `${verb} does not know what to do with ${quoteCode(word)}; options start with \`--\`, and lists have commas between their items.`,
  "same-keyspace": ({ keyspace }) => `${quoteCode(keyspace)} is both source and target; MoveTables needs two different keyspaces.`,
  "timeout-too-short": ({ value }) =>
    `\`--timeout\` is ${quoteCode(value)}; it must be at least 1s, because below that Vitess answers OK and does nothing.`,
  "tables-missing": () => "Create needs to know which tables to move; name them with `--tables`, or move all with `--all-tables`.",
  "tables-and-all-tables": () => "`--tables` and `--all-tables` exclude each other; give one of them.",
  "empty-item": ({ option }) =>
    `${quoteCode(option)} has an empty item; write the values with one comma between them and none at the ends.`,
  "item-repeated": ({ option, item }) => `${quoteCode(option)} names ${quoteCode(item)} twice; name it once.`,
  "table-name-wrong": ({ table }) =>
    `${quoteCode(table)} cannot be a table name here; write letters, digits, \`_\`, \`$\` and \`-\`, without keyspace and quotes, at most 64 characters.`,
  "table-pattern": ({ table }) => `${quoteCode(table)} is a pattern, which MoveTables does not support; write the table names out.`,
  "atomic-copy-needs-all-tables": () =>
    "`--atomic-copy` copies a whole keyspace in one snapshot; it needs `--all-tables`, without `--tables` and `--exclude-tables`.",
  contradiction: ({ first, second }) => `${quoteCode(first)} and ${quoteCode(second)} contradict each other; give one of them.`,
  "sample-rows-unlimited": () =>
    "`--max-report-sample-rows 0` means without limit and would fill the report with row values; give 1 or more.",
  "vdiff-missing": ({ verb, all }) => `${verb} needs the UUID of the VDiff${all ? ", or `all`" : ""}.`,
  "vdiff-malformed": ({ value, expected }) => `${quoteCode(value)} names no VDiff; write ${expected}.`,
} satisfies { [R in Reason]: (inserts: Inserts[R]) => string };

/** The refusal for a reason, in words. Clips what the person typed. */
export function toProblem<R extends Reason>(reason: R, inserts: Inserts[R]): Problem {
  const say: { [Each in Reason]: (inserts: Inserts[Each]) => string } = WORDING;
  return { kind: "refused", reason, text: say[reason](inserts) };
}

/** True for a refusal, for use where a function returns either a value or a refusal. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "refused";
}
