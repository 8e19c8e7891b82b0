import type { Checkboxes, InputBlock, PlainTextOption } from "@slack/types";
import { plainText } from "../text/escape.ts";
import { LIMITS } from "./limits.ts";

/** What somebody put into one field. */
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

/** What a form hands back, by block and field. A block that the form does not show is absent. */
export type FormValues = Readonly<Record<string, Readonly<Record<string, Filled>>>>;

/** Either what is wrong, by field, for `response_action: errors`, or what the form stands for. */
export type ReadForm<T> = { readonly kind: "errors"; readonly errors: Readonly<Record<string, string>> } | ({ readonly kind: "read" } & T);

/** The action id of a field that nothing listens to: the block's id already says which one it is. */
const FIELD = "value";

interface TextField {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly optional?: boolean;
  readonly multiline?: boolean;
  readonly max?: number;
  /** What stands in it already. */
  readonly starts?: string;
}

/** A line, or several, of text. */
export function textField(blockId: string, field: TextField): InputBlock {
  return {
    type: "input",
    block_id: blockId,
    label: { type: "plain_text", text: field.label },
    ...hintOf(field.hint),
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
  /** None ticked is an answer too. */
  readonly optional: boolean;
  readonly hint?: string;
  /** With an action id of its own, every tick is sent at once. */
  readonly actionId?: string;
}

/** Boxes to tick. None ticked is an answer too, unless at least one is wanted: Slack writes "optional" beside the former. */
export function checkboxField(blockId: string, { label, choices, optional, hint, actionId }: CheckboxField): InputBlock {
  const chosen = choices.filter((one) => one.chosen);
  const element: Checkboxes = {
    type: "checkboxes",
    action_id: actionId ?? FIELD,
    options: choices.map(optionObject),
    ...(chosen.length === 0 ? {} : { initial_options: chosen.map(optionObject) }),
  };
  return {
    type: "input",
    block_id: blockId,
    ...(actionId === undefined ? {} : { dispatch_action: true }),
    optional,
    label: { type: "plain_text", text: label },
    ...hintOf(hint),
    element,
  };
}

interface ChoiceField {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly optional?: boolean;
  readonly choices: readonly Choice[];
  /** With an action id of its own, every choice is sent at once. */
  readonly actionId?: string;
}

/** One of a few. */
export function choiceField(blockId: string, { label, hint, placeholder, optional, choices, actionId }: ChoiceField): InputBlock {
  const chosen = choices.find((one) => one.chosen);
  return {
    type: "input",
    block_id: blockId,
    label: { type: "plain_text", text: label },
    ...hintOf(hint),
    ...(optional === true ? { optional: true } : {}),
    ...(actionId === undefined ? {} : { dispatch_action: true }),
    element: {
      type: "static_select",
      action_id: actionId ?? FIELD,
      options: choices.map(optionObject),
      ...(chosen === undefined ? {} : { initial_option: optionObject(chosen) }),
      ...(placeholder === undefined ? {} : { placeholder: { type: "plain_text", text: placeholder } }),
    },
  };
}

interface NamesField {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly optional?: boolean;
  readonly many: boolean;
  /** What is completed: the listener offers names by it. */
  readonly actionId: string;
  /** Every choice is sent at once. */
  readonly watched?: boolean;
}

/** One name or several, completed while somebody types. */
export function namesField(blockId: string, { label, hint, placeholder, optional, many, actionId, watched }: NamesField): InputBlock {
  const choosing = {
    action_id: actionId,
    min_query_length: 0,
    ...(placeholder === undefined ? {} : { placeholder: { type: "plain_text" as const, text: placeholder } }),
  };
  return {
    type: "input",
    block_id: blockId,
    label: { type: "plain_text", text: label },
    ...hintOf(hint),
    ...(optional === true ? { optional: true } : {}),
    ...(watched === true ? { dispatch_action: true } : {}),
    element: many
      ? { type: "multi_external_select", ...choosing, max_selected_items: LIMITS.chosen }
      : { type: "external_select", ...choosing },
  };
}

/** What was typed into a field or chosen in it, without blanks around it. */
export function readField(values: FormValues, blockId: string): string {
  const filled = readFilled(values, blockId);
  return (filled?.value ?? filled?.selected_option?.value ?? "").trim();
}

/** What was ticked in a field, or chosen of several. */
export function readTicked(values: FormValues, blockId: string): readonly string[] {
  const chosen = readFilled(values, blockId)?.selected_options ?? [];
  return chosen.map((one) => one.value).filter((value) => value !== undefined);
}

/** True when the form showed this field, filled or not. */
export function isShown(values: FormValues, blockId: string): boolean {
  return readFilled(values, blockId) !== undefined;
}

/** What stands in a field; undefined when the form did not show it. */
export function readFilled(values: FormValues, blockId: string): Filled | undefined {
  return Object.values(values[blockId] ?? {})[0];
}

function optionObject({ value, label, about }: Choice): PlainTextOption {
  return {
    text: { type: "plain_text", text: plainText(label, LIMITS.optionText) },
    value,
    ...(about === undefined ? {} : { description: { type: "plain_text", text: plainText(about, LIMITS.optionText) } }),
  };
}

function hintOf(hint: string | undefined): Pick<InputBlock, "hint"> {
  return hint === undefined ? {} : { hint: { type: "plain_text", text: hint } };
}
