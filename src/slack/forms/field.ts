import type { FormVerb } from "../../core/command/command.ts";
import type { OptionRow, OptionRows } from "../../core/options/row.ts";
import type { NameKind } from "../actions.ts";

interface AnyField {
  /** The block's id, unique in its form. An option's row names the block that sets it. */
  readonly block: string;
  readonly label: string;
  readonly hint?: string;
  /** Slack's client insists on it; without this the field may stay empty. */
  readonly required?: true;
}

/** One name or several, suggested from the catalogue; free text for names that it lacks. */
interface NamesField extends AnyField {
  readonly kind: "names";
  readonly of: NameKind;
  /** The names in other fields depend on it. */
  readonly watched?: true;
  readonly placeholder?: string;
  /** The part of the move's name that the field sets; absent for an option. */
  readonly part?: "move" | "target";
}

/** A text field. For a list, commas, blanks or line breaks separate the values. */
interface LineField extends AnyField {
  readonly kind: "line";
  readonly placeholder?: string;
  /** Room for several lines. */
  readonly tall?: true;
  readonly part?: "workflow";
  /** The option, without dashes, to which this adds a second field. */
  readonly option?: string;
}

/** One of a few words. If several flags name the block, the word is itself a flag. */
interface ChoiceField extends AnyField {
  readonly kind: "choice";
  readonly choices: readonly { readonly word: string; readonly label: string }[];
  /** The flag that is preselected. */
  readonly chosen?: string;
  readonly placeholder?: string;
}

interface BoxesField extends AnyField {
  readonly kind: "boxes";
  /** One box for each flag that names the block, by its name without dashes. */
  readonly boxes: readonly { readonly option: string; readonly label: string; readonly about?: string }[];
}

/** Tablet types to tick, in the order of the command. */
interface TypesField extends AnyField {
  readonly kind: "types";
}

/** One field of a form, and the part of the command that it writes. */
export type Field = NamesField | LineField | ChoiceField | BoxesField | TypesField;

/** The field for the move; its block id is the form's own. */
export const MOVE_FIELD = {
  kind: "names",
  label: "Move",
  hint: "As target_keyspace.workflow.",
  placeholder: "customer.commerce2customer",
  of: "moves",
  required: true,
  part: "move",
} as const;

export const ON_DDL_CHOICES = [
  { word: "IGNORE", label: "Ignore it" },
  { word: "STOP", label: "Stop the stream" },
  { word: "EXEC", label: "Run it at the target, stop if that fails" },
  { word: "EXEC_IGNORE", label: "Run it at the target, ignore if that fails" },
] as const;

/** One form: its fields, and how to write its verb as a command. */
export interface FormSpec {
  readonly verb: FormVerb;
  readonly title: string;
  readonly submit: string;
  /** Mrkdwn above the fields. */
  readonly intro?: string;
  /** Fields that most people need. */
  readonly common: readonly Field[];
  /** Fields shown by "More options". */
  readonly more: readonly Field[];
}

/** Option rows that name only blocks of this form. */
export type RowsOfForm<Spec extends FormSpec> = Readonly<
  Record<string, OptionRow & { readonly form?: Spec["common" | "more"][number]["block"] }>
>;

/** A field with the rows of the options that it sets; none for a part of the move's name. */
export type RowField = Field & { readonly rows: readonly OptionRow[] };

export function joinRows(field: Field, rows: OptionRows): RowField {
  const also = field.kind === "line" ? field.option : undefined;
  return { ...field, rows: Object.values(rows).filter(({ name, form }) => form === field.block || name === also) };
}

/** The part of the move's name that a field sets; undefined for an option. */
export function findNamePart(field: Field): "move" | "target" | "workflow" | undefined {
  return "part" in field ? field.part : undefined;
}
