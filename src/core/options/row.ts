import type { Kind, OptionValues } from "./kinds.ts";

/**
 * Everything about one option of a verb. Help, parser, form, stored record, capability check, request to Vitess and what approvers read come
 * from it: a new option is a row and its test.
 */
export type OptionRow = { readonly [K in Kind]: RowOfKind<K> }[Kind];

interface RowOfKind<K extends Kind> {
  /** Without dashes, as the reference client spells it. */
  readonly name: string;
  readonly kind: K;
  /** The reference client's, which is not always the wire's (docs/facts/defaults-and-options.md#client-defaults). Absent: it must be given, or stays as it is. */
  readonly default?: OptionValues[K];
  /** Tandem's own default in its short form, where it is another; `"ask"`: a form asks. */
  readonly ownDefault?: OptionValues[K] | "ask";
  /** One line of help. */
  readonly meaning: string;
  /** What help says of its default, where the value itself would say little. */
  readonly otherwise?: string;
  /** The first release with it (docs/facts/the-wire.md#first-releases). Absent: every release from 11 on, or those without it do the same by themselves. */
  readonly since?: number;
  /** The last release with it. */
  readonly until?: number;
  /** What a refusal calls it, where that is not its name with two dashes. */
  readonly calledInRefusals?: string;
  /** Values beside the default that need no release: it is not sent then, or a release without the option does the same. */
  readonly anyReleaseTakes?: readonly OptionValues[K][];
  /** Only a list of several needs `since`; one item is older. */
  readonly oneIsOlder?: true;
  /** A way of typing another option, or of asking for a dry run: no option of the operation itself. */
  readonly typedOnly?: true;
  /** Every stored record has it, so one without it is damaged. Missing elsewhere means the default. */
  readonly alwaysStored?: true;
  /** The block of the verb's form that asks for it (`src/slack/forms`). Absent: the form leaves it to the line. */
  readonly form?: string;
  /** Its field in the request of the typed API; `a.b` is the field `b` of the message `a`. */
  readonly wire?: string;
  /** Its flag in a command of Vitess 11 to 17. */
  readonly flag?: string;
  /** What a request tells approvers when it is not at its default; `"woven in"`: the request's own sentences say it; `"nothing"`. */
  readonly approvers?: string;
}

/** The options of one verb by their fields, in the order of help. */
export type OptionRows = Readonly<Record<string, OptionRow>>;

/** The options of an operation: every one that was left out holds its default. */
export type OptionsOf<Rows extends OptionRows> = {
  readonly [Field in keyof Rows as Rows[Field] extends { readonly typedOnly: true } ? never : Field]: OptionValues[Rows[Field]["kind"]];
};

/** The options that somebody can type. */
export type TypedOptions<Rows extends OptionRows> = { readonly [Field in keyof Rows]: OptionValues[Rows[Field]["kind"]] };

/** The defaults of the operation's options that have one. */
export type DefaultsOf<Rows extends OptionRows> = {
  readonly [Field in keyof OptionsOf<Rows> as Rows[Field] extends { readonly default: unknown } ? Field : never]: OptionsOf<Rows>[Field];
};

export type OptionValue = OptionValues[Kind];

/** Values of options by their fields, whatever their verb. */
export type AnyOptions = Readonly<Record<string, unknown>>;

/** Tandem's own default in its short form; undefined where there is none. */
export function ownDefault({ ownDefault: own, default: otherwise }: OptionRow): OptionValue | undefined {
  if (own === "ask") return undefined;
  return own ?? otherwise;
}

/** What the reference client sends where nothing else was asked for. */
export function defaultsOf<Rows extends OptionRows>(rows: Rows): DefaultsOf<Rows>;
export function defaultsOf(rows: OptionRows): object {
  return eachOption(rows, (row) => row.default);
}

/** What Tandem sends where nothing else was asked for in its short form. */
export function ownDefaultsOf<Rows extends OptionRows>(rows: Rows): DefaultsOf<Rows>;
export function ownDefaultsOf(rows: OptionRows): object {
  return eachOption(rows, ownDefault);
}

function eachOption(rows: OptionRows, value: (row: OptionRow) => unknown): object {
  const all = Object.entries(rows).filter(([, row]) => row.default !== undefined && row.typedOnly !== true);
  return Object.fromEntries(all.map(([field, row]) => [field, value(row)]));
}

/** A value in words that are the same for the same value, and for no other of its kind. */
export function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.join(",");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map((pair) => pair.join("="))
    .join(",");
}

/** True for a value that says nothing: it was left out, or is the default. */
export function isAtDefault(row: OptionRow, value: unknown): boolean {
  return value === undefined || (row.default !== undefined && valueText(value) === valueText(row.default));
}
