import { isJson, readObject, readObjects, readString, type Json } from "../../blocks/json.ts";
import { html, type Html } from "./html.ts";
import type { Names } from "./names.ts";
import { renderAttribute, renderField, type Spot } from "./spot.ts";
import { readPlainText, renderTextObject } from "./text.ts";

/** Selects whose options are the workspace's own. */
const DIRECTORY: Readonly<Record<string, (names: Names) => readonly Json[]>> = {
  users_select: (names) => names.people,
  channels_select: (names) => names.channels,
  conversations_select: (names) => names.channels,
};

/** One of many: the given options, or the people or channels of the workspace. */
export function renderDropdown(item: Json, spot: Spot): Html {
  const chosen = listChosenValues(item, spot)[0];
  const option = (entry: Json): Html =>
    html`<option value="${String(entry["value"])}" ${entry["value"] === chosen && renderAttribute("selected", "")}>
      ${readPlainText(entry["text"])}
    </option>`;
  const own = DIRECTORY[String(item["type"])]?.(spot.names) ?? readObjects(item, "options");
  const groups = readObjects(item, "option_groups").map(
    (group) => html`<optgroup label="${readPlainText(group["label"])}">${readObjects(group, "options").map(option)}</optgroup>`,
  );
  const placeholder = readPlainText(item["placeholder"]) || "Choose…";
  return html`<select ${renderField(item, spot)} aria-label="${spot.label ?? placeholder}">
    <option value="">${placeholder}</option>
    ${own.map(option)}${groups}
  </select>`;
}

/** A text field that asks the app for suggestions; several picks precede it as removable chips. */
export function renderCombobox(item: Json, spot: Spot): Html {
  const name = spot.label ?? (readPlainText(item["placeholder"]) || "Search");
  const many = item["type"] === "multi_external_select";
  const picked = listChosenOptions(item, spot).map((option) => renderChip(option));
  return html`<span
    class="combobox"
    ${renderField(item, spot)}
    data-many="${many ? "yes" : "no"}"
    data-min="${Number(item["min_query_length"] ?? 3)}"
    ><span class="chips">${picked}</span
    ><input
      type="text"
      role="combobox"
      aria-expanded="false"
      aria-autocomplete="list"
      aria-label="${name}"
      placeholder="${readPlainText(item["placeholder"])}"
      autocomplete="off" /><span class="options" role="listbox" aria-label="${name}" hidden></span
  ></span>`;
}

export function renderChip(option: Json): Html {
  const text = readPlainText(option["text"]);
  return html`<button type="button" class="chip" data-option="${JSON.stringify(option)}" aria-label="Remove ${text}">${text} ×</button>`;
}

export function renderChoices(item: Json, spot: Spot, kind: "checkbox" | "radio"): Html {
  const chosen = listChosenValues(item, spot);
  const options = [
    ...readObjects(item, "options"),
    ...readObjects(item, "option_groups").flatMap((group) => readObjects(group, "options")),
  ];
  const name = `${String(spot.block["block_id"])}/${String(item["action_id"])}`;
  const rows = options.map(
    (option) =>
      html`<label
        ><input
          type="${kind}"
          name="${name}"
          value="${String(option["value"])}"
          ${chosen.includes(String(option["value"])) && renderAttribute("checked", "")}
        /><span
          >${renderTextObject(option["text"], spot.names)}${isJson(option["description"]) && html`<small>${renderTextObject(option["description"], spot.names)}</small>`}</span
        ></label
      >`,
  );
  return html`<fieldset class="choices" ${renderField(item, spot)}>
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

export function renderTextInput(item: Json, spot: Spot): Html {
  const state = findStateHere(item, spot);
  const value = ["value", "selected_date", "selected_time"].map((key) => readString(state, key)).find((found) => found !== undefined) ?? "";
  const placeholder = readPlainText(item["placeholder"]);
  const label = html`aria-label="${spot.label ?? (placeholder || "Text")}" placeholder="${placeholder}"`;
  if (item["multiline"] === true) return html`<textarea rows="4" ${renderField(item, spot)} ${label}>${value}</textarea>`;
  const type = INPUT_TYPES[String(item["type"])] ?? "text";
  const mode = item["type"] === "number_input" && renderAttribute("inputmode", item["is_decimal_allowed"] === true ? "decimal" : "numeric");
  return html`<input type="${type}" ${mode} ${renderField(item, spot)} ${label} value="${value}" />`;
}

function findStateHere(item: Json, { block, values }: Spot): Json {
  return readObject(readObject(values, String(block["block_id"])), String(item["action_id"]));
}

function listChosenOptions(item: Json, spot: Spot): readonly Json[] {
  const state = findStateHere(item, spot);
  return isJson(state["selected_option"]) ? [state["selected_option"]] : readObjects(state, "selected_options");
}

function listChosenValues(item: Json, spot: Spot): readonly string[] {
  const state = findStateHere(item, spot);
  const single = ["selected_user", "selected_channel", "selected_conversation"].flatMap((key) => readString(state, key) ?? []);
  return [...single, ...listChosenOptions(item, spot).map((option) => String(option["value"]))];
}
