import { isJson, objectAt, objectsAt, stringAt } from "../../json.ts";
import type { Json } from "../../json.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import type { Names } from "./names.ts";
import { plainText, textObject } from "./text.ts";

/** What an element needs to know of its surroundings. */
export interface Spot {
  readonly names: Names;
  readonly block: Json;
  /** This person's `state.values` here. */
  readonly values: Json;
  /** The accessible name, when the element stands in an input block. */
  readonly label?: string;
  /** Only elements that act at once are sent on change; those of input blocks wait for submit. */
  readonly acts: boolean;
}

/** Any interactive element or image. An unknown one is shown as such, never left out. */
export function element(item: Json, spot: Spot): Html {
  const kind = String(item["type"]);
  const draw = DRAWN[kind];
  return draw ? draw(item, spot) : html`<span class="unknown">Unknown element: ${kind}</span>`;
}

const DRAWN: Readonly<Record<string, (item: Json, spot: Spot) => Html>> = {
  button,
  icon_button: button,
  overflow,
  image,
  static_select: dropdown,
  users_select: dropdown,
  external_select: combobox,
  multi_external_select: combobox,
  multi_static_select: (item, spot) => choices(item, spot, "checkbox"),
  checkboxes: (item, spot) => choices(item, spot, "checkbox"),
  radio_buttons: (item, spot) => choices(item, spot, "radio"),
  plain_text_input: textInput,
  number_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  datepicker: textInput,
  timepicker: textInput,
  feedback_buttons: (item, spot) =>
    html`${["positive_button", "negative_button"].map((key) => button({ ...item, ...objectAt(item, key), type: "button" }, spot))}`,
};

function button(item: Json, { block, names }: Spot): Html {
  const style = item["style"] === "primary" || item["style"] === "danger" ? item["style"] : "plain";
  const label = stringAt(item, "accessibility_label");
  const words = html`${plainText(item["text"])}`;
  return html`<button
    type="button"
    class="button ${style}"
    data-press
    ${address(item, block)}
    ${confirmation(item, names)}
    ${label !== undefined && attribute("aria-label", label)}
    ${stringAt(item, "value") !== undefined && attribute("data-value", String(item["value"]))}
  >
    ${words}
  </button>`;
}

function overflow(item: Json, { block, names }: Spot): Html {
  const options = objectsAt(item, "options").map(
    (option) =>
      html`<button type="button" data-choose="${String(option["value"])}" ${address(item, block)} ${confirmation(item, names)}>
        ${plainText(option["text"])}
      </button>`,
  );
  return html`<details class="overflow">
    <summary class="button plain" aria-label="More actions">⋯</summary>
    <div class="menu">${options}</div>
  </details>`;
}

/** Nothing outside this machine is loaded, so a picture is its words. */
export function image(item: Json): Html {
  const words = stringAt(item, "alt_text") ?? "";
  return html`<span class="image" role="img" aria-label="${words}">Image: ${words}</span>`;
}

function dropdown(item: Json, spot: Spot): Html {
  const chosen = chosenValues(item, spot)[0];
  const option = (entry: Json): Html =>
    html`<option value="${String(entry["value"])}" ${entry["value"] === chosen && attribute("selected", "")}>
      ${plainText(entry["text"])}
    </option>`;
  const groups = objectsAt(item, "option_groups").map(
    (group) => html`<optgroup label="${plainText(group["label"])}">${objectsAt(group, "options").map(option)}</optgroup>`,
  );
  const placeholder = plainText(item["placeholder"]) || "Choose…";
  return html`<select ${field(item, spot)} aria-label="${spot.label ?? placeholder}">
    <option value="">${placeholder}</option>
    ${objectsAt(item, "options").map(option)}${groups}
  </select>`;
}

/** A text field that asks the app what it offers; several picks stand before it as removable chips. */
function combobox(item: Json, spot: Spot): Html {
  const name = spot.label ?? (plainText(item["placeholder"]) || "Search");
  const many = item["type"] === "multi_external_select";
  const picked = chosenOptions(item, spot).map((option) => chip(option));
  return html`<span
    class="combobox"
    ${field(item, spot)}
    data-many="${many ? "yes" : "no"}"
    data-min="${Number(item["min_query_length"] ?? 3)}"
    ><span class="chips">${picked}</span
    ><input
      type="text"
      role="combobox"
      aria-expanded="false"
      aria-autocomplete="list"
      aria-label="${name}"
      placeholder="${plainText(item["placeholder"])}"
      autocomplete="off" /><span class="options" role="listbox" aria-label="${name}" hidden></span
  ></span>`;
}

export function chip(option: Json): Html {
  const text = plainText(option["text"]);
  return html`<button type="button" class="chip" data-option="${JSON.stringify(option)}" aria-label="Remove ${text}">${text} ×</button>`;
}

function choices(item: Json, spot: Spot, kind: "checkbox" | "radio"): Html {
  const chosen = chosenValues(item, spot);
  const options = [...objectsAt(item, "options"), ...objectsAt(item, "option_groups").flatMap((group) => objectsAt(group, "options"))];
  const name = `${String(spot.block["block_id"])}/${String(item["action_id"])}`;
  const rows = options.map(
    (option) =>
      html`<label
        ><input
          type="${kind}"
          name="${name}"
          value="${String(option["value"])}"
          ${chosen.includes(String(option["value"])) && attribute("checked", "")}
        /><span
          >${textObject(option["text"], spot.names)}${isJson(option["description"]) && html`<small>${textObject(option["description"], spot.names)}</small>`}</span
        ></label
      >`,
  );
  return html`<fieldset class="choices" ${field(item, spot)}>
    <legend class="hidden">${spot.label ?? "Choose"}</legend>
    ${rows}
  </fieldset>`;
}

const INPUT_TYPES: Readonly<Record<string, string>> = {
  number_input: "text",
  email_text_input: "email",
  url_text_input: "url",
  datepicker: "date",
  timepicker: "time",
};

function textInput(item: Json, spot: Spot): Html {
  const state = stateHere(item, spot);
  const value = ["value", "selected_date", "selected_time"].map((key) => stringAt(state, key)).find((found) => found !== undefined) ?? "";
  const placeholder = plainText(item["placeholder"]);
  const label = html`aria-label="${spot.label ?? (placeholder || "Text")}" placeholder="${placeholder}"`;
  if (item["multiline"] === true) return html`<textarea rows="4" ${field(item, spot)} ${label}>${value}</textarea>`;
  const type = INPUT_TYPES[String(item["type"])] ?? "text";
  const mode = item["type"] === "number_input" && attribute("inputmode", item["is_decimal_allowed"] === true ? "decimal" : "numeric");
  return html`<input type="${type}" ${mode} ${field(item, spot)} ${label} value="${value}" />`;
}

function stateHere(item: Json, { block, values }: Spot): Json {
  return objectAt(objectAt(values, String(block["block_id"])), String(item["action_id"]));
}

function chosenOptions(item: Json, spot: Spot): readonly Json[] {
  const state = stateHere(item, spot);
  return isJson(state["selected_option"]) ? [state["selected_option"]] : objectsAt(state, "selected_options");
}

function chosenValues(item: Json, spot: Spot): readonly string[] {
  return chosenOptions(item, spot).map((option) => String(option["value"]));
}

/** The attributes by which the page's script finds an element and knows whether it acts at once. */
function field(item: Json, { block, acts, names }: Spot): Html {
  return html`data-field="${String(item["type"])}" ${address(item, block)} ${acts && attribute("data-acts", "")}
  ${confirmation(item, names)}`;
}

function address(item: Json, block: Json): Html {
  return html`data-action="${String(item["action_id"])}" data-block="${String(block["block_id"])}"`;
}

function attribute(name: string, value: string): Html {
  return html`${{ html: name }}="${value}"`;
}

function confirmation(item: Json, names: Names): Html | undefined {
  if (!isJson(item["confirm"])) return undefined;
  const { title, text, confirm, deny, style } = item["confirm"];
  const dialog = {
    title: plainText(title) || "Are you sure?",
    body: textObject(text, names).html,
    confirm: plainText(confirm) || "Yes",
    deny: plainText(deny) || "Cancel",
    danger: style === "danger",
  };
  return attribute("data-confirm", JSON.stringify(dialog));
}
