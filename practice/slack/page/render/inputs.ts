import { isJson, objectAt, objectsAt, stringAt } from "../../blocks/json.ts";
import type { Json } from "../../blocks/json.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import type { Names } from "./names.ts";
import { attribute, field } from "./spot.ts";
import type { Spot } from "./spot.ts";
import { plainText, textObject } from "./text.ts";

/** Selects whose options are the workspace's own. */
const DIRECTORY: Readonly<Record<string, (names: Names) => readonly Json[]>> = {
  users_select: (names) => names.people,
  channels_select: (names) => names.channels,
  conversations_select: (names) => names.channels,
};

/** One of many: the given options, or the people or channels of the workspace. */
export function dropdown(item: Json, spot: Spot): Html {
  const chosen = chosenValues(item, spot)[0];
  const option = (entry: Json): Html =>
    html`<option value="${String(entry["value"])}" ${entry["value"] === chosen && attribute("selected", "")}>
      ${plainText(entry["text"])}
    </option>`;
  const own = DIRECTORY[String(item["type"])]?.(spot.names) ?? objectsAt(item, "options");
  const groups = objectsAt(item, "option_groups").map(
    (group) => html`<optgroup label="${plainText(group["label"])}">${objectsAt(group, "options").map(option)}</optgroup>`,
  );
  const placeholder = plainText(item["placeholder"]) || "Choose…";
  return html`<select ${field(item, spot)} aria-label="${spot.label ?? placeholder}">
    <option value="">${placeholder}</option>
    ${own.map(option)}${groups}
  </select>`;
}

/** A text field that asks the app for suggestions; several picks precede it as removable chips. */
export function combobox(item: Json, spot: Spot): Html {
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

export function choices(item: Json, spot: Spot, kind: "checkbox" | "radio"): Html {
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

export function textInput(item: Json, spot: Spot): Html {
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
  const state = stateHere(item, spot);
  const single = ["selected_user", "selected_channel", "selected_conversation"].flatMap((key) => stringAt(state, key) ?? []);
  return [...single, ...chosenOptions(item, spot).map((option) => String(option["value"]))];
}
