import type { Checkboxes, InputBlock, PlainTextOption } from "@slack/types";
import { clipPlainText } from "../text/escape.ts";
import { LIMITS } from "./limits.ts";

/** The content of one field. */
export interface Filled {
  readonly value?: string | null;
  readonly selected_option?: FilledOption | null;
  readonly selected_options?: readonly FilledOption[];
  readonly selected_conversation?: string | null;
}

interface FilledOption {
  readonly text?: { readonly text: string };
  readonly value?: string;
}

/** A form's content by block and field, without blocks that the form did not show. */
export type FormValues = Readonly<Record<string, Readonly<Record<string, Filled>>>>;

/** Either the errors by field, for `response_action: errors`, or what the form stands for. */
export type ReadForm<T> = { readonly kind: "errors"; readonly errors: Readonly<Record<string, string>> } | ({ readonly kind: "read" } & T);

/** The action id of a field without a listener: the block id already identifies it. */
const FIELD = "value";

interface TextField {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly optional?: boolean;
  readonly multiline?: boolean;
  readonly max?: number;
  /** The initial text. */
  readonly starts?: string;
}

/** One or more lines of text. */
export function buildTextField(blockId: string, field: TextField): InputBlock {
  return {
    type: "input",
    block_id: blockId,
    label: { type: "plain_text", text: field.label },
    ...buildHint(field.hint),
    ...(field.optional === true ? { optional: true } : {}),
    element: {
      type: "plain_text_input",
      action_id: FIELD,
      ...(field.multiline === true ? { multiline: true } : {}),
      ...(field.starts === undefined ? {} : { initial_value: field.starts }),
      ...(field.max === undefined ? {} : { max_length: field.max }),
      ...(field.placeholder === undefined ? {} : { placeholder: { type: "plain_text", text: field.placeholder } }),
    },
  };
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly chosen: boolean;
  /** A small line below the label. */
  readonly about?: string;
}

interface CheckboxField {
  readonly label: string;
  readonly choices: readonly Choice[];
  /** True if none need be ticked. */
  readonly optional: boolean;
  readonly hint?: string;
  /** With its own action id, Slack sends every tick at once. */
  readonly actionId?: string;
}

/** Boxes to tick. If none need be ticked, Slack writes "optional" beside the field. */
export function buildCheckboxField(blockId: string, { label, choices, optional, hint, actionId }: CheckboxField): InputBlock {
  const chosen = choices.filter((one) => one.chosen);
  const element: Checkboxes = {
    type: "checkboxes",
    action_id: actionId ?? FIELD,
    options: choices.map(buildOption),
    ...(chosen.length === 0 ? {} : { initial_options: chosen.map(buildOption) }),
  };
  return {
    type: "input",
    block_id: blockId,
    ...(actionId === undefined ? {} : { dispatch_action: true }),
    optional,
    label: { type: "plain_text", text: label },
    ...buildHint(hint),
    element,
  };
}

interface ChoiceInput {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly optional?: boolean;
  readonly choices: readonly Choice[];
  /** With its own action id, Slack sends every choice at once. */
  readonly actionId?: string;
}

/** A choice of one. */
export function buildChoiceField(blockId: string, { label, hint, placeholder, optional, choices, actionId }: ChoiceInput): InputBlock {
  const chosen = choices.find((one) => one.chosen);
  return {
    type: "input",
    block_id: blockId,
    label: { type: "plain_text", text: label },
    ...buildHint(hint),
    ...(optional === true ? { optional: true } : {}),
    ...(actionId === undefined ? {} : { dispatch_action: true }),
    element: {
      type: "static_select",
      action_id: actionId ?? FIELD,
      options: choices.map(buildOption),
      ...(chosen === undefined ? {} : { initial_option: buildOption(chosen) }),
      ...(placeholder === undefined ? {} : { placeholder: { type: "plain_text", text: placeholder } }),
    },
  };
}

interface NamesInput {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly optional?: boolean;
  readonly many: boolean;
  /** Identifies the kind of names: the listener suggests by it. */
  readonly actionId: string;
  /** True if Slack sends every choice at once. */
  readonly watched?: boolean;
}

/** One name or several, with suggestions while somebody types. */
export function buildNamesField(blockId: string, { label, hint, placeholder, optional, many, actionId, watched }: NamesInput): InputBlock {
  const choosing = {
    action_id: actionId,
    min_query_length: 0,
    ...(placeholder === undefined ? {} : { placeholder: { type: "plain_text" as const, text: placeholder } }),
  };
  return {
    type: "input",
    block_id: blockId,
    label: { type: "plain_text", text: label },
    ...buildHint(hint),
    ...(optional === true ? { optional: true } : {}),
    ...(watched === true ? { dispatch_action: true } : {}),
    element: many
      ? { type: "multi_external_select", ...choosing, max_selected_items: LIMITS.chosen }
      : { type: "external_select", ...choosing },
  };
}

/** The text typed into a field or chosen in it, trimmed. */
export function readField(values: FormValues, blockId: string): string {
  const filled = readFilled(values, blockId);
  return (filled?.value ?? filled?.selected_option?.value ?? "").trim();
}

/** The values ticked in a field, or chosen if it takes several. */
export function readTicked(values: FormValues, blockId: string): readonly string[] {
  const chosen = readFilled(values, blockId)?.selected_options ?? [];
  return chosen.map((one) => one.value).filter((value) => value !== undefined);
}

/** True if the form showed this field, filled or not. */
export function isFieldShown(values: FormValues, blockId: string): boolean {
  return readFilled(values, blockId) !== undefined;
}

/** The content of a field; undefined if the form did not show it. */
export function readFilled(values: FormValues, blockId: string): Filled | undefined {
  return Object.values(values[blockId] ?? {})[0];
}

function buildOption({ value, label, about }: Choice): PlainTextOption {
  return {
    text: { type: "plain_text", text: clipPlainText(label, LIMITS.optionText) },
    value,
    ...(about === undefined ? {} : { description: { type: "plain_text", text: clipPlainText(about, LIMITS.optionText) } }),
  };
}

function buildHint(hint: string | undefined): Pick<InputBlock, "hint"> {
  return hint === undefined ? {} : { hint: { type: "plain_text", text: hint } };
}
