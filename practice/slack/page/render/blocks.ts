import { isJson, objectAt, objectsAt, stringAt } from "../../blocks/json.ts";
import type { Json } from "../../blocks/json.ts";
import { element, image } from "./elements.ts";
import type { Spot } from "./spot.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import { markdown } from "./mrkdwn.ts";
import type { Names } from "./names.ts";
import { richText } from "./rich-text.ts";
import { dataTable, table } from "./tables.ts";
import { plan, taskCard } from "./tasks.ts";
import { plainText, textObject } from "./text.ts";

export interface Drawing {
  readonly names: Names;
  readonly values: Json;
  /** Problems under input blocks, by block_id. */
  readonly errors?: Readonly<Record<string, string>>;
}

/** All blocks, in order; one that this page cannot render is shown as a placeholder, never left out. */
export function blocksHtml(blocks: readonly Json[], drawing: Drawing): readonly Html[] {
  return blocks.map((block) => {
    const kind = String(block["type"]);
    const draw = DRAWN[kind];
    const drawn = draw ? draw(block, drawing) : html`<p class="unknown">Unknown block: ${kind}</p>`;
    return html`<div class="block block-${kind}">${drawn}</div>`;
  });
}

const DRAWN: Readonly<Record<string, (block: Json, drawing: Drawing) => Html>> = {
  header: (block) => html`<h3>${plainText(block["text"])}</h3>`,
  divider: () => html`<hr />`,
  section,
  context: (block, { names }) =>
    html`<p>
      ${objectsAt(block, "elements").map((item) => (item["type"] === "image" ? image(item) : html`<span>${textObject(item, names)}</span>`))}
    </p>`,
  actions: (block, drawing) => html`${objectsAt(block, "elements").map((item) => element(item, spotOf(block, drawing)))}`,
  context_actions: (block, drawing) => html`${objectsAt(block, "elements").map((item) => element(item, spotOf(block, drawing)))}`,
  image: (block) =>
    html`<figure>
      ${image(block)}
      <figcaption>${plainText(block["title"])}</figcaption>
    </figure>`,
  input,
  rich_text: (block, { names }) => richText(block, names),
  markdown: (block) => html`<div class="text">${markdown(stringAt(block, "text") ?? "")}</div>`,
  table: (block, { names }) => table(block, names),
  data_table: (block, { names }) => dataTable(block, names),
  alert: (block, { names }) => {
    const level = stringAt(block, "level") ?? "default";
    return html`<p class="alert ${level}" role="note">
      ${level !== "default" && html`<strong>${level}: </strong>`}${textObject(block["text"], names)}
    </p>`;
  },
  plan: (block, { names }) => plan(block, names),
  task_card: (block, { names }) => taskCard(block, names),
  card,
  carousel: (block, drawing) => html`<div class="carousel">${objectsAt(block, "elements").map((entry) => card(entry, drawing))}</div>`,
  container: (block, drawing) => {
    const title = html`<strong>${plainText(block["title"])}</strong> ${textObject(block["subtitle"], drawing.names)}`;
    const children = blocksHtml(objectsAt(block, "child_blocks"), drawing);
    return block["is_collapsible"] === true
      ? html`<details class="container" ${block["default_collapsed"] !== true && OPEN}>
          <summary>${title}</summary>
          ${children}
        </details>`
      : html`<div class="container">${title}${children}</div>`;
  },
};

const OPEN = html`open`;

function spotOf(block: Json, { names, values }: Drawing, label?: string): Spot {
  const acts = block["type"] !== "input" || block["dispatch_action"] === true;
  return label === undefined ? { names, block, values, acts } : { names, block, values, acts, label };
}

function section(block: Json, drawing: Drawing): Html {
  const fields = objectsAt(block, "fields").map((field) => html`<div>${textObject(field, drawing.names)}</div>`);
  const accessory = isJson(block["accessory"]) ? element(block["accessory"], spotOf(block, drawing)) : undefined;
  return html`<div class="words">
      ${isJson(block["text"]) && html`<div class="text">${textObject(block["text"], drawing.names)}</div>`}${fields.length > 0 && html`<div class="fields">${fields}</div>`}
    </div>
    ${accessory}`;
}

function input(block: Json, drawing: Drawing): Html {
  const label = plainText(block["label"]);
  const error = drawing.errors?.[String(block["block_id"])];
  return html`<div class="label">${label}${block["optional"] === true && html` <small>(optional)</small>`}</div>
    ${element(objectAt(block, "element"), spotOf(block, drawing, label))}${isJson(block["hint"]) && html`<small class="hint">${plainText(block["hint"])}</small>`}
    <p class="error" role="alert" data-error="${String(block["block_id"])}">${error}</p>`;
}

function card(block: Json, drawing: Drawing): Html {
  const line = (key: string, tag: "strong" | "div"): Html | undefined => {
    if (!isJson(block[key])) return undefined;
    const text = textObject(block[key], drawing.names);
    return tag === "strong" ? html`<strong>${text}</strong>` : html`<div>${text}</div>`;
  };
  const actions = objectsAt(block, "actions").map((item) => element(item, spotOf(block, drawing)));
  return html`<div class="container">${line("title", "strong")}${line("subtitle", "div")}${line("body", "div")}${actions}</div>`;
}
