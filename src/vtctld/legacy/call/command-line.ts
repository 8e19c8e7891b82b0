import { Fault } from "../../../operations/fault.ts";
import type { WorkflowIn } from "../../../operations/ports.ts";
import type { TabletType } from "../../../core/options/kinds.ts";

/** A flag by its name: its value, `true` for a flag without one, undefined to omit it. */
export type Flags = Readonly<Record<string, string | true | undefined>>;

// 12 does not read `--v1` as `-v1`. 14 accepts both, and is documented and recorded with two dashes; from 15 on a single dash means
// something else (docs/facts/old-releases.md#dashes).
const TWO_DASHES_SINCE = 14;
// Since this release `in_order:` works; before, tablet types have no order.
const IN_ORDER_SINCE = 14;
// Vitess 11 calls PRIMARY "master".
const PRIMARY_SINCE = 12;

/**
 * The words of one command in the form of a release. Flags come first, because up to 14 nothing after the first plain word is read as a
 * flag; there is never a lone `--`, which would end the flags too.
 */
export function buildCommand(major: number, command: string, flags: Flags, ...words: readonly string[]): readonly string[] {
  // Up to 14 Vitess would read it as a word, from 15 on as a flag wherever it is. No name that Vitess accepts begins with a dash.
  const misread = words.find((word) => word.startsWith("-"));
  if (misread !== undefined) throw new Fault("refused", `${misread} would be read as an option and not as a name`);
  const dashes = major < TWO_DASHES_SINCE ? "-" : "--";
  const spelled = Object.entries(flags).flatMap(([name, value]) =>
    value === undefined ? [] : [value === true ? `${dashes}${name}` : `${dashes}${name}=${value}`],
  );
  return [command, ...spelled, ...words];
}

export function nameWorkflow({ targetKeyspace, workflow }: WorkflowIn): string {
  return `${targetKeyspace}.${workflow}`;
}

/** A list as one value; omitted if empty. */
export function formatList(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join(",");
}

/** `true` or omitted. */
export function omitFalse(value: boolean): true | undefined {
  return value ? true : undefined;
}

/** `30s`, `1500ms`: the shortest text that Go parses as this duration. */
export function formatLegacyDuration(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  return whole % 1000 === 0 ? `${whole / 1000}s` : `${whole}ms`;
}

export interface RequestedTypes {
  readonly types: readonly TabletType[];
  readonly inOrder: boolean;
}

/** Tablet types as a release spells them. */
export function formatTypes(major: number, { types, inOrder }: RequestedTypes): string | undefined {
  const names = types.map((type) => (type === "PRIMARY" && major < PRIMARY_SINCE ? "master" : type.toLowerCase()));
  const prefix = inOrder && types.length > 1 && major >= IN_ORDER_SINCE ? "in_order:" : "";
  return types.length === 0 ? undefined : `${prefix}${names.join(",")}`;
}

/** True for the same types; if ordered, in the same order. */
export function areSameTypes(a: RequestedTypes, b: RequestedTypes): boolean {
  const text = ({ types, inOrder }: RequestedTypes): string => (inOrder ? types : types.toSorted()).join(",");
  return a.inOrder === b.inOrder && text(a) === text(b);
}
