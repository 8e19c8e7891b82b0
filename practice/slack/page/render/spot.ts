import { isJson, type Json } from "../../blocks/json.ts";
import { html, type Html } from "./html.ts";
import type { Names } from "./names.ts";
import { readPlainText, renderTextObject } from "./text.ts";

/** What an element needs to know about its surroundings. */
export interface Spot {
  readonly names: Names;
  readonly block: Json;
  /** This person's `state.values` here. */
  readonly values: Json;
  /** The accessible name, if the element is in an input block. */
  readonly label?: string;
  /** Only elements that act at once are sent on change; those of input blocks wait for submit. */
  readonly acts: boolean;
}

/** The attributes by which the page's script finds an element and knows whether it acts at once. */
export function renderField(item: Json, { block, acts, names }: Spot): Html {
  return html`data-field="${String(item["type"])}" ${renderAddress(item, block)} ${acts && renderAttribute("data-acts", "")}
  ${renderConfirmation(item, names)}`;
}

/** How the page says which element was used. */
export function renderAddress(item: Json, block: Json): Html {
  return html`data-action="${String(item["action_id"])}" data-block="${String(block["block_id"])}"`;
}

export function renderAttribute(name: string, value: string): Html {
  return html`${{ html: name }}="${value}"`;
}

/** The confirm dialog, which the page shows before it sends anything. */
export function renderConfirmation(item: Json, names: Names): Html | undefined {
  if (!isJson(item["confirm"])) return undefined;
  const { title, text, confirm, deny, style } = item["confirm"];
  const dialog = {
    title: readPlainText(title) || "Are you sure?",
    body: renderTextObject(text, names).html,
    confirm: readPlainText(confirm) || "Yes",
    deny: readPlainText(deny) || "Cancel",
    danger: style === "danger",
  };
  return renderAttribute("data-confirm", JSON.stringify(dialog));
}
