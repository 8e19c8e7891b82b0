import { isJson, readObjects } from "./json.ts";
import { checkAll, checkByType, checkFlag, checkList, checkObject, checkText, checkWord, reportProblem, type Check } from "./shape.ts";

// The limits of docs/facts/slack-limits.md#block-sizes.

export const id = checkText(255);

export function checkPlainText(max: number): Check {
  return checkObject({ type: checkWord("plain_text"), text: checkText(max) }, { emoji: checkFlag });
}

export function checkMrkdwn(max: number): Check {
  return checkObject({ type: checkWord("mrkdwn"), text: checkText(max) }, { verbatim: checkFlag });
}

export function checkAnyText(max: number): Check {
  return checkByType({ plain_text: checkPlainText(max), mrkdwn: checkMrkdwn(max) });
}

export const colour = checkWord("primary", "danger");

export const confirm = checkObject(
  { text: checkAnyText(300) },
  { title: checkPlainText(100), confirm: checkPlainText(30), deny: checkPlainText(30), style: colour },
);

function checkOption(label: Check): Check {
  return checkObject({ text: label }, { value: checkText(150), url: checkText(3000), description: checkAnyText(75) });
}

export const plainOption = checkOption(checkPlainText(75));
export const richOption = checkOption(checkAnyText(75));

export const optionGroup = checkObject({ label: checkPlainText(75), options: checkList(plainOption, { max: 100 }) });

/** A select offers either options or groups of options. */
const checkOptionsOrGroups: Check = (value, at) => {
  if (!isJson(value)) return;
  const kinds = ["options", "option_groups"].filter((key) => value[key] !== undefined);
  if (kinds.length !== 1) reportProblem(at, "missing_field", "provide either options or option_groups");
};

/** A preselected option must be one of the options, word for word; Slack compares the whole object. */
export const checkInitialIsOffered: Check = (value, at) => {
  if (!isJson(value)) return;
  const offered = [
    ...readObjects(value, "options"),
    ...readObjects(value, "option_groups").flatMap((group) => readObjects(group, "options")),
  ];
  const known = new Set(offered.map((entry) => JSON.stringify(entry)));
  const initial = isJson(value["initial_option"]) ? [value["initial_option"]] : readObjects(value, "initial_options");
  if (initial.some((entry) => !known.has(JSON.stringify(entry))))
    reportProblem(at, "invalid_value", "initial option is not among the options");
};

export const staticOptions = checkAll(checkOptionsOrGroups, checkInitialIsOffered);
