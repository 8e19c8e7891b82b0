import type { TabletType } from "../../core/options/options.ts";
import { Fault } from "../../operations/fault.ts";
import type { WorkflowIn } from "../../operations/ports.ts";

/** A flag by its name, with a value, or `true` for one that stands alone; undefined where it is left out. */
export type Flags = Readonly<Record<string, string | true | undefined>>;

// 12 does not see `--v1` as `-v1`. 14 takes both, and is documented and recorded with two dashes; from 15 on a single dash means something
// else (docs/facts/old-releases.md#dashes).
const TWO_DASHES_SINCE = 14;
// in_order: is read since then; before, tablet types have no order.
const IN_ORDER_SINCE = 14;
// What Vitess 11 calls PRIMARY.
const PRIMARY_SINCE = 12;

/**
 * The words of one command in the form of a release. Flags come before everything else, because up to 14 what follows the first plain word is
 * no flag any more; there is never a lone `--`, which would end the flags too.
 */
export function commandLine(major: number, command: string, flags: Flags, ...words: readonly string[]): readonly string[] {
  // Up to 14 it would be a word, and from 15 on a flag wherever it stands. No name that Vitess takes begins so.
  const misread = words.find((word) => word.startsWith("-"));
  if (misread !== undefined) throw new Fault("refused", `${misread} would be read as an option and not as a name`);
  const dashes = major < TWO_DASHES_SINCE ? "-" : "--";
  const spelled = Object.entries(flags).flatMap(([name, value]) =>
    value === undefined ? [] : [value === true ? `${dashes}${name}` : `${dashes}${name}=${value}`],
  );
  return [command, ...spelled, ...words];
}

export function workflowArgument({ targetKeyspace, workflow }: WorkflowIn): string {
  return `${targetKeyspace}.${workflow}`;
}

/** A list in one value; left out when there is nothing in it. */
export function formatList(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join(",");
}

/** `true` or left out. */
export function trueOrOmitted(value: boolean): true | undefined {
  return value ? true : undefined;
}

/** `30s`, `1500ms`: the shortest text that Go reads as this duration. */
export function formatLegacyDuration(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  return whole % 1000 === 0 ? `${whole / 1000}s` : `${whole}ms`;
}

export interface TypesAsked {
  readonly types: readonly TabletType[];
  readonly inOrder: boolean;
}

/** Tablet types as a release spells them. */
export function tabletTypes(major: number, { types, inOrder }: TypesAsked): string | undefined {
  const names = types.map((type) => (type === "PRIMARY" && major < PRIMARY_SINCE ? "master" : type.toLowerCase()));
  const prefix = inOrder && types.length > 1 && major >= IN_ORDER_SINCE ? "in_order:" : "";
  return types.length === 0 ? undefined : `${prefix}${names.join(",")}`;
}

/** True for the same types; with an order, in the same order. */
export function areSameTypes(a: TypesAsked, b: TypesAsked): boolean {
  const text = ({ types, inOrder }: TypesAsked): string => (inOrder ? types : types.toSorted()).join(",");
  return a.inOrder === b.inOrder && text(a) === text(b);
}
