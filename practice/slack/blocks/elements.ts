import {
  acceptAnything,
  checkAll,
  checkByType,
  checkFlag,
  checkInteger,
  checkList,
  checkObject,
  checkText,
  reportProblem,
  type Check,
} from "./shape.ts";
import { isJson } from "./json.ts";
import { colour, confirm, id, checkInitialIsOffered, optionGroup, plainOption, checkPlainText, richOption, staticOptions } from "./text.ts";

const type = acceptAnything;
const action = { action_id: id, confirm };
const placeholder = checkPlainText(150);
const chooser = { ...action, placeholder, focus_on_load: checkFlag };
const many = { max_selected_items: checkInteger(1, 100) };
const dispatch = { dispatch_action_config: acceptAnything };
const typed = { action_id: id, placeholder, focus_on_load: checkFlag, ...dispatch };

const checkImageSource: Check = (value, at) => {
  if (isJson(value) && (value["image_url"] === undefined) === (value["slack_file"] === undefined))
    reportProblem(at, "missing_field", "provide either image_url or slack_file");
};

export const imageElement = checkAll(
  checkObject({ type, alt_text: checkText(2000, 0) }, { image_url: checkText(3000), slack_file: acceptAnything }),
  checkImageSource,
);

export const button = checkObject(
  { type, text: checkPlainText(75) },
  { ...action, value: checkText(2000, 0), url: checkText(3000), style: colour, accessibility_label: checkText(75) },
);

const staticChoices = { options: checkList(plainOption, { max: 100 }), option_groups: checkList(optionGroup, { max: 100 }) };

const selects = {
  static_select: checkAll(checkObject({ type }, { ...chooser, ...staticChoices, initial_option: plainOption }), staticOptions),
  multi_static_select: checkAll(
    checkObject({ type }, { ...chooser, ...many, ...staticChoices, initial_options: checkList(plainOption, { max: 100 }) }),
    staticOptions,
  ),
  external_select: checkObject({ type }, { ...chooser, initial_option: plainOption, min_query_length: checkInteger(0, 100) }),
  multi_external_select: checkObject(
    { type },
    { ...chooser, ...many, initial_options: checkList(plainOption, { max: 100 }), min_query_length: checkInteger(0, 100) },
  ),
  users_select: checkObject({ type }, { ...chooser, initial_user: id }),
  multi_users_select: checkObject({ type }, { ...chooser, ...many, initial_users: checkList(id, { max: 100 }) }),
  conversations_select: checkObject(
    { type },
    {
      ...chooser,
      initial_conversation: id,
      default_to_current_conversation: checkFlag,
      response_url_enabled: checkFlag,
      filter: acceptAnything,
    },
  ),
  multi_conversations_select: checkObject(
    { type },
    {
      ...chooser,
      ...many,
      initial_conversations: checkList(id, { max: 100 }),
      default_to_current_conversation: checkFlag,
      filter: acceptAnything,
    },
  ),
  channels_select: checkObject({ type }, { ...chooser, initial_channel: id, response_url_enabled: checkFlag }),
  multi_channels_select: checkObject({ type }, { ...chooser, ...many, initial_channels: checkList(id, { max: 100 }) }),
};

const choices = {
  radio_buttons: checkAll(
    checkObject({ type, options: checkList(richOption, { max: 10 }) }, { ...action, focus_on_load: checkFlag, initial_option: richOption }),
    checkInitialIsOffered,
  ),
  checkboxes: checkAll(
    checkObject(
      { type, options: checkList(richOption, { max: 10 }) },
      { ...action, focus_on_load: checkFlag, initial_options: checkList(richOption, { max: 10 }) },
    ),
    checkInitialIsOffered,
  ),
};

const pickers = {
  datepicker: checkObject({ type }, { ...chooser, initial_date: checkText(10) }),
  timepicker: checkObject({ type }, { ...chooser, initial_time: checkText(5), timezone: id }),
  datetimepicker: checkObject({ type }, { ...action, focus_on_load: checkFlag, initial_date_time: checkInteger(0, 9_999_999_999) }),
};

const overflow = checkObject({ type, options: checkList(plainOption, { max: 5 }) }, action);

const textInputs = {
  plain_text_input: checkObject(
    { type },
    {
      ...typed,
      initial_value: checkText(3000, 0),
      multiline: checkFlag,
      min_length: checkInteger(0, 3000),
      max_length: checkInteger(1, 3000),
    },
  ),
  number_input: checkObject({ type, is_decimal_allowed: checkFlag }, { ...typed, initial_value: id, min_value: id, max_value: id }),
  email_text_input: checkObject({ type }, { ...typed, initial_value: checkText(3000, 0) }),
  url_text_input: checkObject({ type }, { ...typed, initial_value: checkText(3000, 0) }),
  rich_text_input: checkObject(
    { type },
    { ...typed, initial_value: acceptAnything, min_lines: checkInteger(1, 100), max_lines: checkInteger(1, 100) },
  ),
};

const checkFileInput: Check = (value, at) => {
  if (at.surface !== "modal") reportProblem(at, "invalid_surface", "file_input is available in modals only");
  checkObject({ type }, { action_id: id, filetypes: acceptAnything, max_files: checkInteger(1, 10) })(value, at);
};

export const accessory = checkByType({ button, image: imageElement, overflow, ...selects, ...choices, ...pickers });
export const actionsElement = checkByType({
  button,
  overflow,
  ...selects,
  ...choices,
  ...pickers,
  rich_text_input: textInputs.rich_text_input,
});
export const inputElement = checkByType({ ...selects, ...choices, ...pickers, ...textInputs, file_input: checkFileInput });

const feedback = checkObject({ text: checkPlainText(75), value: checkText(2000) }, { accessibility_label: checkText(75) });

export const contextAction = checkByType({
  feedback_buttons: checkObject({ type, positive_button: feedback, negative_button: feedback }, { action_id: id }),
  icon_button: checkObject(
    { type, icon: id, text: checkPlainText(75) },
    { ...action, value: checkText(2000), accessibility_label: checkText(75), visible_to_user_ids: acceptAnything },
  ),
});
