import { isJson, objectsAt } from "./json.ts";
import { all, byType, flag, list, object, report, text, word } from "./shape.ts";
import type { Check } from "./shape.ts";

// The limits of docs/facts/slack-limits.md#block-sizes.

export const id = text(255);

export function plainText(max: number): Check {
  return object({ type: word("plain_text"), text: text(max) }, { emoji: flag });
}

export function mrkdwn(max: number): Check {
  return object({ type: word("mrkdwn"), text: text(max) }, { verbatim: flag });
}

export function anyText(max: number): Check {
  return byType({ plain_text: plainText(max), mrkdwn: mrkdwn(max) });
}

export const colour = word("primary", "danger");

export const confirm = object(
  { text: anyText(300) },
  { title: plainText(100), confirm: plainText(30), deny: plainText(30), style: colour },
);

function option(label: Check): Check {
  return object({ text: label }, { value: text(150), url: text(3000), description: anyText(75) });
}

export const plainOption = option(plainText(75));
export const richOption = option(anyText(75));

export const optionGroup = object({ label: plainText(75), options: list(plainOption, { max: 100 }) });

/** A select offers either options or groups of options. */
const optionsOrGroups: Check = (value, at) => {
  if (!isJson(value)) return;
  const kinds = ["options", "option_groups"].filter((key) => value[key] !== undefined);
  if (kinds.length !== 1) report(at, "missing_field", "provide either options or option_groups");
};

/** A preselected option must be one of the options, word for word; Slack compares the whole object. */
export const initialIsOffered: Check = (value, at) => {
  if (!isJson(value)) return;
  const offered = [...objectsAt(value, "options"), ...objectsAt(value, "option_groups").flatMap((group) => objectsAt(group, "options"))];
  const known = new Set(offered.map((entry) => JSON.stringify(entry)));
  const initial = isJson(value["initial_option"]) ? [value["initial_option"]] : objectsAt(value, "initial_options");
  if (initial.some((entry) => !known.has(JSON.stringify(entry)))) report(at, "invalid_value", "initial option is not among the options");
};

export const staticOptions = all(optionsOrGroups, initialIsOffered);
