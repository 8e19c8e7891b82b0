import type { InputBlock, KnownBlock, PlainTextOption } from "@slack/types";
import { type Filled, readFilled, type FormValues } from "./fields.ts";

type Element = InputBlock["element"];

/**
 * Adds what is already filled in to a form that is updated while somebody fills it in: Slack keeps the content of a field that returns
 * under the same ids, but not in every client and every kind of field (slackapi/bolt-js#657).
 */
export function refillForm(blocks: readonly KnownBlock[], values: FormValues): KnownBlock[] {
  return blocks.map((block) => {
    const filled = block.type === "input" && block.block_id !== undefined ? readFilled(values, block.block_id) : undefined;
    return block.type === "input" && filled !== undefined ? { ...block, element: refillElement(block.element, filled) } : block;
  });
}

function refillElement(element: Element, filled: Filled): Element {
  switch (element.type) {
    case "plain_text_input": {
      const { initial_value: _before, ...empty } = element;
      const { value } = filled;
      return value === undefined || value === null || value === "" ? empty : { ...empty, initial_value: value };
    }
    case "external_select":
    case "static_select": {
      const { initial_option: _before, ...empty } = element;
      const [chosen] = toTextOptions([filled.selected_option ?? {}]);
      return chosen === undefined ? empty : { ...empty, initial_option: chosen };
    }
    case "multi_external_select": {
      const { initial_options: _before, ...empty } = element;
      const chosen = toTextOptions(filled.selected_options ?? []);
      return chosen.length === 0 ? empty : { ...empty, initial_options: chosen };
    }
    case "checkboxes": {
      const { initial_options: _before, ...empty } = element;
      // Slack presets a box only if it matches its option exactly, including the small line.
      const ticked = element.options.filter(({ value }) => filled.selected_options?.some((one) => one.value === value));
      return ticked.length === 0 ? empty : { ...empty, initial_options: ticked };
    }
    case "conversations_select": {
      const { initial_conversation: _before, ...empty } = element;
      const { selected_conversation: chosen } = filled;
      return chosen === undefined || chosen === null ? empty : { ...empty, initial_conversation: chosen };
    }
    default:
      return element;
  }
}

function toTextOptions(chosen: readonly NonNullable<Filled["selected_option"]>[]): PlainTextOption[] {
  return chosen.flatMap(({ text, value }) =>
    value === undefined ? [] : [{ text: { type: "plain_text", text: text?.text ?? value }, value }],
  );
}
