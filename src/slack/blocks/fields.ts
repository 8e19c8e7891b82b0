import type { Checkboxes, InputBlock, PlainTextOption } from "@slack/types";

/** What a form hands back, by block and field. */
export type FormValues = Readonly<
  Record<
    string,
    Readonly<Record<string, { readonly value?: string | null; readonly selected_options?: readonly { readonly value?: string }[] }>>
  >
>;

/** Every input's field has this action id: the block's id already says which one it is. */
const FIELD = "value";

interface TextField {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly optional?: boolean;
  readonly multiline?: boolean;
  readonly max?: number;
}

/** A line, or several, of text. */
export function textField(blockId: string, field: TextField): InputBlock {
  return {
    type: "input",
    block_id: blockId,
    label: { type: "plain_text", text: field.label },
    ...(field.hint === undefined ? {} : { hint: { type: "plain_text", text: field.hint } }),
    ...(field.optional === true ? { optional: true } : {}),
    element: {
      type: "plain_text_input",
      action_id: FIELD,
      ...(field.multiline === true ? { multiline: true } : {}),
      ...(field.max === undefined ? {} : { max_length: field.max }),
      ...(field.placeholder === undefined ? {} : { placeholder: { type: "plain_text", text: field.placeholder } }),
    },
  };
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly chosen: boolean;
}

/** Boxes to tick. None ticked is an answer too, unless at least one is wanted: Slack writes "optional" beside the former. */
export function checkboxField(
  blockId: string,
  label: string,
  choices: readonly Choice[],
  wanted: "any" | "at least one" = "any",
): InputBlock {
  const option = ({ value, label: text }: Choice): PlainTextOption => ({ text: { type: "plain_text", text }, value });
  const chosen = choices.filter((one) => one.chosen);
  const element: Checkboxes = {
    type: "checkboxes",
    action_id: FIELD,
    options: choices.map(option),
    ...(chosen.length === 0 ? {} : { initial_options: chosen.map(option) }),
  };
  return { type: "input", block_id: blockId, optional: wanted === "any", label: { type: "plain_text", text: label }, element };
}

/** What was typed into a field, without blanks around it. */
export function typedInto(values: FormValues, blockId: string): string {
  return values[blockId]?.[FIELD]?.value?.trim() ?? "";
}

/** What was ticked in a field. */
export function tickedIn(values: FormValues, blockId: string): readonly string[] {
  const chosen = values[blockId]?.[FIELD]?.selected_options ?? [];
  return chosen.map((one) => one.value).filter((value) => value !== undefined);
}
