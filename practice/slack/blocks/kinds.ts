import { dataVisualization } from "./chart.ts";
import { isJson } from "./json.ts";
import { accessory, actionsElement, button, contextAction, imageElement, inputElement } from "./elements.ts";
import { richText } from "./rich-text.ts";
import {
  acceptAnything,
  checkAll,
  checkByType,
  checkFlag,
  checkList,
  checkObject,
  checkText,
  checkWord,
  reportProblem,
  stepInside,
  type Check,
  type Surface,
} from "./shape.ts";
import { dataTable, table } from "./tables.ts";
import { checkAnyText, id, checkMrkdwn, checkPlainText } from "./text.ts";

const type = acceptAnything;
const block = { block_id: id };

const checkSectionSaysSomething: Check = (value, at) => {
  if (isJson(value) && value["text"] === undefined && value["fields"] === undefined)
    reportProblem(at, "missing_field", "missing required field: text");
};

const section = checkAll(
  checkObject(
    { type },
    { ...block, text: checkAnyText(3000), fields: checkList(checkAnyText(2000), { max: 10 }), accessory, expand: checkFlag },
  ),
  checkSectionSaysSomething,
);

const card = checkObject(
  { type },
  {
    ...block,
    title: checkMrkdwn(150),
    subtitle: checkMrkdwn(150),
    body: checkMrkdwn(200),
    hero_image: imageElement,
    icon: imageElement,
    actions: checkList(button, { max: 5 }),
  },
);

const taskCard = checkObject(
  { type, task_id: id, title: checkText(150), status: checkWord("pending", "in_progress", "complete", "error") },
  { ...block, details: richText, output: richText, sources: acceptAnything },
);

const simple = {
  divider: checkObject({ type }, block),
  header: checkObject({ type, text: checkPlainText(150) }, { ...block, level: acceptAnything }),
  context: checkObject(
    {
      type,
      elements: checkList(checkByType({ image: imageElement, plain_text: checkPlainText(3000), mrkdwn: checkMrkdwn(3000) }), { max: 10 }),
    },
    block,
  ),
  image: checkObject(
    { type, alt_text: checkText(2000) },
    { ...block, title: checkPlainText(2000), image_url: checkText(3000), slack_file: acceptAnything },
  ),
  actions: checkObject({ type, elements: checkList(actionsElement, { max: 25 }) }, block),
  input: checkObject(
    { type, label: checkPlainText(2000), element: inputElement },
    { ...block, hint: checkPlainText(2000), optional: checkFlag, dispatch_action: checkFlag },
  ),
  video: checkObject(
    { type, alt_text: checkText(2000), title: checkPlainText(200), video_url: checkText(3000), thumbnail_url: checkText(3000) },
    {
      ...block,
      title_url: acceptAnything,
      description: checkPlainText(200),
      author_name: checkText(50),
      provider_name: acceptAnything,
      provider_icon_url: acceptAnything,
    },
  ),
  file: checkObject({ type, source: checkWord("remote"), external_id: id }, block),
  section,
  rich_text: richText,
};

const checkContainer: Check = (value, at) => {
  checkObject(
    { type, child_blocks: checkList(checkByType({ ...simple, table }), { max: 10 }) },
    {
      ...block,
      title: checkPlainText(150),
      rich_text_title: richText,
      subtitle: checkAnyText(150),
      icon: imageElement,
      width: checkWord("narrow", "standard", "wide", "full"),
      is_collapsible: checkFlag,
      default_collapsed: checkFlag,
      has_header_divider: checkFlag,
    },
  )(value, at);
};

const messageOnly = {
  container: checkContainer,
  table,
  data_table: dataTable,
  data_visualization: dataVisualization,
  markdown: checkObject({ type, text: checkText(12_000) }, block),
  plan: checkObject(
    { type, title: checkText(150) },
    { ...block, tasks: checkList(checkByType({ task_card: taskCard }), { min: 0, max: 50 }) },
  ),
  task_card: taskCard,
  context_actions: checkObject({ type, elements: checkList(contextAction, { max: 5 }) }, block),
};

const carousel = checkObject({ type, elements: checkList(checkByType({ card }), { max: 10 }) }, block);

const alert = checkObject(
  { type, text: checkAnyText(200) },
  { ...block, level: checkWord("default", "info", "warning", "error", "success") },
);

/** What each surface accepts. A block of another surface is refused with a message of its own, because "unsupported type" would mislead. */
const BY_SURFACE: Readonly<Record<Surface, Readonly<Record<string, Check>>>> = {
  message: { ...simple, ...messageOnly, card, carousel },
  modal: { ...simple, card, alert },
  home: { ...simple, card, carousel },
};

const EVERY = new Set(Object.values(BY_SURFACE).flatMap((checks) => Object.keys(checks)));

export const checkAnyBlock: Check = (value, at) => {
  const kind = isJson(value) ? String(value["type"]) : "";
  const known = BY_SURFACE[at.surface];
  if (!known[kind] && EVERY.has(kind))
    return reportProblem(stepInside(at, "type"), "invalid_surface", `block type ${kind} is not available in a ${at.surface}`);
  checkByType(known)(value, at);
};
