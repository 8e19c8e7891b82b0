import { isJson } from "./json.ts";
import { accessory, actionsElement, button, contextAction, imageElement, inputElement } from "./elements.ts";
import { richText } from "./rich-text.ts";
import { all, anything, byType, flag, inside, list, object, report, text, word } from "./shape.ts";
import type { Check, Surface } from "./shape.ts";
import { dataTable, table } from "./tables.ts";
import { anyText, id, mrkdwn, plainText } from "./text.ts";

const type = anything;
const block = { block_id: id };

const sectionSaysSomething: Check = (value, at) => {
  if (isJson(value) && value["text"] === undefined && value["fields"] === undefined)
    report(at, "missing_field", "missing required field: text");
};

const section = all(
  object({ type }, { ...block, text: anyText(3000), fields: list(anyText(2000), { max: 10 }), accessory, expand: flag }),
  sectionSaysSomething,
);

const card = object(
  { type },
  {
    ...block,
    title: mrkdwn(150),
    subtitle: mrkdwn(150),
    body: mrkdwn(200),
    hero_image: imageElement,
    icon: imageElement,
    actions: list(button, { max: 5 }),
  },
);

const taskCard = object(
  { type, task_id: id, title: text(150), status: word("pending", "in_progress", "complete", "error") },
  { ...block, details: richText, output: richText, sources: anything },
);

const simple = {
  divider: object({ type }, block),
  header: object({ type, text: plainText(150) }, { ...block, level: anything }),
  context: object(
    { type, elements: list(byType({ image: imageElement, plain_text: plainText(3000), mrkdwn: mrkdwn(3000) }), { max: 10 }) },
    block,
  ),
  image: object({ type, alt_text: text(2000) }, { ...block, title: plainText(2000), image_url: text(3000), slack_file: anything }),
  actions: object({ type, elements: list(actionsElement, { max: 25 }) }, block),
  input: object(
    { type, label: plainText(2000), element: inputElement },
    { ...block, hint: plainText(2000), optional: flag, dispatch_action: flag },
  ),
  video: object(
    { type, alt_text: text(2000), title: plainText(200), video_url: text(3000), thumbnail_url: text(3000) },
    {
      ...block,
      title_url: anything,
      description: plainText(200),
      author_name: text(50),
      provider_name: anything,
      provider_icon_url: anything,
    },
  ),
  file: object({ type, source: word("remote"), external_id: id }, block),
  section,
  rich_text: richText,
};

const container: Check = (value, at) => {
  object(
    { type, child_blocks: list(byType({ ...simple, table }), { max: 10 }) },
    {
      ...block,
      title: plainText(150),
      rich_text_title: richText,
      subtitle: anyText(150),
      icon: imageElement,
      width: word("narrow", "standard", "wide", "full"),
      is_collapsible: flag,
      default_collapsed: flag,
      has_header_divider: flag,
    },
  )(value, at);
};

const messageOnly = {
  container,
  table,
  data_table: dataTable,
  markdown: object({ type, text: text(12_000) }, block),
  plan: object({ type, title: text(150) }, { ...block, tasks: list(byType({ task_card: taskCard }), { min: 0, max: 50 }) }),
  task_card: taskCard,
  context_actions: object({ type, elements: list(contextAction, { max: 5 }) }, block),
};

const carousel = object({ type, elements: list(byType({ card }), { max: 10 }) }, block);

const alert = object({ type, text: anyText(200) }, { ...block, level: word("default", "info", "warning", "error", "success") });

/** What each surface accepts. A block of another surface is refused with a message of its own, because "unsupported type" would mislead. */
const BY_SURFACE: Readonly<Record<Surface, Readonly<Record<string, Check>>>> = {
  message: { ...simple, ...messageOnly, card, carousel },
  modal: { ...simple, card, alert },
  home: { ...simple, card, carousel },
};

const EVERY = new Set(Object.values(BY_SURFACE).flatMap((checks) => Object.keys(checks)));

export const anyBlock: Check = (value, at) => {
  const kind = isJson(value) ? String(value["type"]) : "";
  const known = BY_SURFACE[at.surface];
  if (!known[kind] && EVERY.has(kind))
    return report(inside(at, "type"), "invalid_surface", `block type ${kind} is not available in a ${at.surface}`);
  byType(known)(value, at);
};
