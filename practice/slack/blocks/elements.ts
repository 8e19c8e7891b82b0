import { all, anything, byType, flag, integer, list, object, report, text } from "./shape.ts";
import type { Check } from "./shape.ts";
import { isJson } from "./json.ts";
import { colour, confirm, id, initialIsOffered, optionGroup, plainOption, plainText, richOption, staticOptions } from "./text.ts";

const type = anything;
const action = { action_id: id, confirm };
const placeholder = plainText(150);
const chooser = { ...action, placeholder, focus_on_load: flag };
const many = { max_selected_items: integer(1, 100) };
const dispatch = { dispatch_action_config: anything };
const typed = { action_id: id, placeholder, focus_on_load: flag, ...dispatch };

const imageSource: Check = (value, at) => {
  if (isJson(value) && (value["image_url"] === undefined) === (value["slack_file"] === undefined))
    report(at, "missing_field", "provide either image_url or slack_file");
};

export const imageElement = all(object({ type, alt_text: text(2000, 0) }, { image_url: text(3000), slack_file: anything }), imageSource);

export const button = object(
  { type, text: plainText(75) },
  { ...action, value: text(2000, 0), url: text(3000), style: colour, accessibility_label: text(75) },
);

const staticChoices = { options: list(plainOption, { max: 100 }), option_groups: list(optionGroup, { max: 100 }) };

const selects = {
  static_select: all(object({ type }, { ...chooser, ...staticChoices, initial_option: plainOption }), staticOptions),
  multi_static_select: all(
    object({ type }, { ...chooser, ...many, ...staticChoices, initial_options: list(plainOption, { max: 100 }) }),
    staticOptions,
  ),
  external_select: object({ type }, { ...chooser, initial_option: plainOption, min_query_length: integer(0, 100) }),
  multi_external_select: object(
    { type },
    { ...chooser, ...many, initial_options: list(plainOption, { max: 100 }), min_query_length: integer(0, 100) },
  ),
  users_select: object({ type }, { ...chooser, initial_user: id }),
  multi_users_select: object({ type }, { ...chooser, ...many, initial_users: list(id, { max: 100 }) }),
  conversations_select: object(
    { type },
    { ...chooser, initial_conversation: id, default_to_current_conversation: flag, response_url_enabled: flag, filter: anything },
  ),
  multi_conversations_select: object(
    { type },
    { ...chooser, ...many, initial_conversations: list(id, { max: 100 }), default_to_current_conversation: flag, filter: anything },
  ),
  channels_select: object({ type }, { ...chooser, initial_channel: id, response_url_enabled: flag }),
  multi_channels_select: object({ type }, { ...chooser, ...many, initial_channels: list(id, { max: 100 }) }),
};

const choices = {
  radio_buttons: all(
    object({ type, options: list(richOption, { max: 10 }) }, { ...action, focus_on_load: flag, initial_option: richOption }),
    initialIsOffered,
  ),
  checkboxes: all(
    object(
      { type, options: list(richOption, { max: 10 }) },
      { ...action, focus_on_load: flag, initial_options: list(richOption, { max: 10 }) },
    ),
    initialIsOffered,
  ),
};

const pickers = {
  datepicker: object({ type }, { ...chooser, initial_date: text(10) }),
  timepicker: object({ type }, { ...chooser, initial_time: text(5), timezone: id }),
  datetimepicker: object({ type }, { ...action, focus_on_load: flag, initial_date_time: integer(0, 9_999_999_999) }),
};

const overflow = object({ type, options: list(plainOption, { max: 5 }) }, action);

const textInputs = {
  plain_text_input: object(
    { type },
    { ...typed, initial_value: text(3000, 0), multiline: flag, min_length: integer(0, 3000), max_length: integer(1, 3000) },
  ),
  number_input: object({ type, is_decimal_allowed: flag }, { ...typed, initial_value: id, min_value: id, max_value: id }),
  email_text_input: object({ type }, { ...typed, initial_value: text(3000, 0) }),
  url_text_input: object({ type }, { ...typed, initial_value: text(3000, 0) }),
  rich_text_input: object({ type }, { ...typed, initial_value: anything, min_lines: integer(1, 100), max_lines: integer(1, 100) }),
};

const fileInput: Check = (value, at) => {
  if (at.surface !== "modal") report(at, "invalid_surface", "file_input is available in modals only");
  object({ type }, { action_id: id, filetypes: anything, max_files: integer(1, 10) })(value, at);
};

export const accessory = byType({ button, image: imageElement, overflow, ...selects, ...choices, ...pickers });
export const actionsElement = byType({ button, overflow, ...selects, ...choices, ...pickers, rich_text_input: textInputs.rich_text_input });
export const inputElement = byType({ ...selects, ...choices, ...pickers, ...textInputs, file_input: fileInput });

const feedback = object({ text: plainText(75), value: text(2000) }, { accessibility_label: text(75) });

export const contextAction = byType({
  feedback_buttons: object({ type, positive_button: feedback, negative_button: feedback }, { action_id: id }),
  icon_button: object(
    { type, icon: id, text: plainText(75) },
    { ...action, value: text(2000), accessibility_label: text(75), visible_to_user_ids: anything },
  ),
});
