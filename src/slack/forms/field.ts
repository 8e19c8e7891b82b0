import type { FormVerb } from "../../core/command.ts";
import type { TabletType } from "../../core/options.ts";
import type { NameKind } from "../actions.ts";

interface AnyField {
  /** The block's id, unique in its form. */
  readonly block: string;
  readonly label: string;
  readonly hint?: string;
  /** Slack's client asks for it; it may be left out otherwise. */
  readonly required?: true;
  /** Options that use it, to find out which release of Vitess it needs; absent where every one has it. */
  readonly probe?: string;
}

/** One name or several, completed from the catalogue; as typed where it has none. */
export interface NamesField extends AnyField {
  readonly kind: "names";
  readonly of: NameKind;
  readonly many?: true;
  /** The other fields' names depend on it. */
  readonly watched?: true;
  readonly placeholder?: string;
  /** An option of the command without dashes, or the part of the move's name that it is. */
  readonly writes: { readonly option: string } | { readonly part: "move" | "target" };
}

export interface LineField extends AnyField {
  readonly kind: "line";
  /** Several, between commas, blanks or line breaks. */
  readonly many?: true;
  readonly placeholder?: string;
  readonly starts?: string;
  /** Room for several lines. */
  readonly tall?: true;
  readonly writes: { readonly option: string } | { readonly part: "workflow" };
}

/** One of a few words. Without an option, the word is itself a flag. */
export interface ChoiceField extends AnyField {
  readonly kind: "choice";
  readonly option?: string;
  readonly choices: readonly { readonly word: string; readonly label: string; readonly probe?: string }[];
  /** The word that is chosen beforehand. */
  readonly chosen?: string;
  readonly placeholder?: string;
}

export interface Box {
  /** A flag of the command, without dashes. */
  readonly option: string;
  readonly label: string;
  readonly about?: string;
  readonly ticked?: boolean;
  readonly probe?: string;
}

export interface BoxesField extends AnyField {
  readonly kind: "boxes";
  readonly boxes: readonly Box[];
}

/** Types of tablets to tick, in the order in which the command has them. */
export interface TypesField extends AnyField {
  readonly kind: "types";
  readonly types: readonly TabletType[];
  readonly chosen: readonly TabletType[];
}

/** One field of a form, and the part of the command's line that it writes. */
export type Field = NamesField | LineField | ChoiceField | BoxesField | TypesField;

/** One form: what it asks, and how its verb is called on a line. */
export interface FormSpec {
  readonly verb: FormVerb;
  readonly title: string;
  readonly submit: string;
  /** Above the fields, in mrkdwn. */
  readonly intro?: string;
  /** What most people need. */
  readonly common: readonly Field[];
  /** Behind "More options". */
  readonly more: readonly Field[];
  /** A line that parses, to which a field's `probe` may be added. */
  readonly probe: string;
  /** Options of the verb that the form leaves to the line. */
  readonly leftOut: readonly string[];
}

/** The options of the command that a field writes, without dashes. */
export function optionsOf(field: Field): readonly string[] {
  if (field.kind === "boxes") return field.boxes.map(({ option }) => option);
  if (field.kind === "types") return ["tablet-types"];
  if (field.kind === "choice") return field.option === undefined ? field.choices.map(({ word }) => word) : [field.option];
  return "option" in field.writes ? [field.writes.option] : [];
}

/** The part of the move's name that a field is; undefined for an option. */
export function partOf(field: Field): "move" | "target" | "workflow" | undefined {
  return (field.kind === "names" || field.kind === "line") && "part" in field.writes ? field.writes.part : undefined;
}
