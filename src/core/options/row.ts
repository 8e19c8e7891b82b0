import type { OptionKind, OptionValues } from "./kinds.ts";

/**
 * Everything about one option of a verb. Help, parser, form, stored record, capability check, request to Vitess and what approvers read
 * come from it, so a new option is one row and its test.
 */
export type OptionRow = { readonly [K in OptionKind]: RowOfKind<K> }[OptionKind];

interface RowOfKind<K extends OptionKind> {
  /** Without dashes, as the reference client spells it. */
  readonly name: string;
  readonly kind: K;
  /** The reference client's; the wire's may differ (docs/facts/defaults-and-options.md#client-defaults). Absent: required, or unchanged. */
  readonly default?: OptionValues[K];
  /** Tandem's own default when typed in short, where it differs; `"ask"`: a form asks. */
  readonly ownDefault?: OptionValues[K] | "ask";
  /** One line of help. */
  readonly meaning: string;
  /** What help says about the default, where the value itself would say little. */
  readonly otherwise?: string;
  /** The first release with it (docs/facts/the-wire.md#first-releases). Absent: every release from 11 on, or those without it do the same by themselves. */
  readonly since?: number;
  /** The last release that has it. */
  readonly until?: number;
  /** What a refusal calls it, where that is not its name with two dashes. */
  readonly calledInRefusals?: string;
  /** Other values that require no release: Tandem does not send them, or a release without the option does the same. */
  readonly anyReleaseTakes?: readonly OptionValues[K][];
  /** Only a list of several requires `since`; older releases accept one item. */
  readonly oneIsOlder?: true;
  /** A way of typing another option or requesting a dry run, not an option of the operation itself. */
  readonly typedOnly?: true;
  /** Every stored record has it, so a record without it is damaged. For other options a missing value means the default. */
  readonly alwaysStored?: true;
  /** The block of the verb's form that asks for it (`src/slack/forms`). Absent: people can only type it. */
  readonly form?: string;
  /** Its field in the typed API's request; `a.b` is the field `b` of the message `a`. */
  readonly wire?: string;
  /** Its flag in a command of Vitess 11 to 17. */
  readonly flag?: string;
  /** What a request tells approvers when it is not at its default; `"woven in"`: the request's own sentences say it; `"nothing"`. */
  readonly approvers?: string;
}

/** The options of one verb by field, in the order help lists them. */
export type OptionRows = Readonly<Record<string, OptionRow>>;

/** The options of an operation; each one left out holds its default. */
export type OptionsOf<Rows extends OptionRows> = {
  readonly [Field in keyof Rows as Rows[Field] extends { readonly typedOnly: true } ? never : Field]: OptionValues[Rows[Field]["kind"]];
};

/** The options that people can type. */
export type TypedOptions<Rows extends OptionRows> = { readonly [Field in keyof Rows]: OptionValues[Rows[Field]["kind"]] };

/** The defaults of the operation's options that have one. */
export type DefaultsOf<Rows extends OptionRows> = {
  readonly [Field in keyof OptionsOf<Rows> as Rows[Field] extends { readonly default: unknown } ? Field : never]: OptionsOf<Rows>[Field];
};

export type OptionValue = OptionValues[OptionKind];

/** Option values by field, for any verb. */
export type AnyOptions = Readonly<Record<string, unknown>>;

/** Tandem's own default when typed in short; undefined where there is none. */
export function ownDefault({ ownDefault: own, default: otherwise }: OptionRow): OptionValue | undefined {
  if (own === "ask") return undefined;
  return own ?? otherwise;
}

/** What the reference client sends for options left out. */
export function collectDefaults<Rows extends OptionRows>(rows: Rows): DefaultsOf<Rows>;
export function collectDefaults(rows: OptionRows): object {
  return mapOptions(rows, (row) => row.default);
}

/** What Tandem sends for options left out when typed in short. */
export function collectOwnDefaults<Rows extends OptionRows>(rows: Rows): DefaultsOf<Rows>;
export function collectOwnDefaults(rows: OptionRows): object {
  return mapOptions(rows, ownDefault);
}

function mapOptions(rows: OptionRows, value: (row: OptionRow) => unknown): object {
  const all = Object.entries(rows).filter(([, row]) => row.default !== undefined && row.typedOnly !== true);
  return Object.fromEntries(all.map(([field, row]) => [field, value(row)]));
}

/** A text that is the same for equal values, and differs for any other value of the same kind. */
export function formatOptionValue(value: unknown): string {
  if (Array.isArray(value)) return value.join(",");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map((pair) => pair.join("="))
    .join(",");
}

/** True for a value that requests nothing: it was left out, or is the default. */
export function isAtDefault(row: OptionRow, value: unknown): boolean {
  return value === undefined || (row.default !== undefined && formatOptionValue(value) === formatOptionValue(row.default));
}
