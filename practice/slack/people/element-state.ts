import { isJson, readObject, readObjects, readString, type Json } from "../blocks/json.ts";

/** What a person enters into an element: text, the value of an option, several of them, or a whole option (external selects). */
export type Entry = string | readonly string[] | Json | readonly Json[] | null;

/** Fields in which Slack reports each element's state: the current one, and the one the app may preset. */
const FIELDS: Readonly<Record<string, readonly [field: string, initial: string, many: boolean]>> = {
  plain_text_input: ["value", "initial_value", false],
  number_input: ["value", "initial_value", false],
  email_text_input: ["value", "initial_value", false],
  url_text_input: ["value", "initial_value", false],
  static_select: ["selected_option", "initial_option", false],
  external_select: ["selected_option", "initial_option", false],
  radio_buttons: ["selected_option", "initial_option", false],
  overflow: ["selected_option", "initial_option", false],
  multi_static_select: ["selected_options", "initial_options", true],
  multi_external_select: ["selected_options", "initial_options", true],
  checkboxes: ["selected_options", "initial_options", true],
  users_select: ["selected_user", "initial_user", false],
  multi_users_select: ["selected_users", "initial_users", true],
  channels_select: ["selected_channel", "initial_channel", false],
  multi_channels_select: ["selected_channels", "initial_channels", true],
  conversations_select: ["selected_conversation", "initial_conversation", false],
  multi_conversations_select: ["selected_conversations", "initial_conversations", true],
  datepicker: ["selected_date", "initial_date", false],
  timepicker: ["selected_time", "initial_time", false],
  datetimepicker: ["selected_date_time", "initial_date_time", false],
};

/** Elements that hold a value, as opposed to buttons, which only act. */
export function holdsValue(element: Json): boolean {
  return FIELDS[String(element["type"])] !== undefined && element["type"] !== "overflow";
}

/** The state of an element that nobody has touched. */
export function deriveInitialState(element: Json): Json {
  const [field, initial, many] = requireStateFields(element);
  return { type: element["type"], [field]: element[initial] ?? (many ? [] : null) };
}

/** The state after a person entered this; throws if the element does not offer it, because then nobody could have entered it. */
export function deriveElementState(element: Json, entry: Entry): Json {
  const [field, , many] = requireStateFields(element);
  if (entry === null || entry === "") return { type: element["type"], [field]: many ? [] : null };
  if (!field.startsWith("selected_option")) return { type: element["type"], [field]: entry };
  const entries: readonly (string | Json)[] = Array.isArray(entry) ? entry : [entry];
  const options = entries.map((wanted) => requireOption(element, wanted));
  return { type: element["type"], [field]: many ? options : options[0] };
}

export function isEmpty(element: Json, state: Json): boolean {
  const value = state[requireStateFields(element)[0]];
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

/** All options of an element, with groups flattened. */
function listOfferedOptions(element: Json): readonly Json[] {
  return [...readObjects(element, "options"), ...readObjects(element, "option_groups").flatMap((group) => readObjects(group, "options"))];
}

function requireOption(element: Json, wanted: string | Json): Json {
  const value = isJson(wanted) ? String(wanted["value"]) : wanted;
  const offered = listOfferedOptions(element).find((option) => readString(option, "value") === value);
  if (offered) return offered;
  if (!String(element["type"]).endsWith("external_select"))
    throw new Error(
      `${String(element["action_id"])} does not offer ${value}; it offers ${listOfferedOptions(element)
        .map((option) => String(option["value"]))
        .join(", ")}`,
    );
  return isJson(wanted) && readString(readObject(wanted, "text"), "text") !== undefined
    ? wanted
    : { text: { type: "plain_text", text: value, emoji: true }, value };
}

function requireStateFields(element: Json): readonly [string, string, boolean] {
  const fields = FIELDS[String(element["type"])];
  if (!fields) throw new Error(`${String(element["type"])} holds no value`);
  return fields;
}
