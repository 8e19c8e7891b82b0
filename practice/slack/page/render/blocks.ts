import { isJson, readObject, readObjects, readString, type Json } from "../../blocks/json.ts";
import { renderChart } from "./chart.ts";
import { renderElement, renderImage } from "./elements.ts";
import type { Spot } from "./spot.ts";
import { html, type Html } from "./html.ts";
import { renderMarkdown } from "./mrkdwn.ts";
import type { Names } from "./names.ts";
import { renderRichText } from "./rich-text.ts";
import { renderDataTable, renderTable } from "./tables.ts";
import { renderPlan, renderTaskCard } from "./tasks.ts";
import { readPlainText, renderTextObject } from "./text.ts";

export interface Drawing {
  readonly names: Names;
  readonly values: Json;
  /** Problems under input blocks, by block_id. */
  readonly errors?: Readonly<Record<string, string>>;
}

/** All blocks, in order; one that this page cannot render is shown as a placeholder, never left out. */
export function renderBlocks(blocks: readonly Json[], drawing: Drawing): readonly Html[] {
  return blocks.map((block) => {
    const kind = String(block["type"]);
    const draw = DRAWN[kind];
    const drawn = draw ? draw(block, drawing) : html`<p class="unknown">Unknown block: ${kind}</p>`;
    return html`<div class="block block-${kind}">${drawn}</div>`;
  });
}

const DRAWN: Readonly<Record<string, (block: Json, drawing: Drawing) => Html>> = {
  header: (block) => html`<h2>${readPlainText(block["text"])}</h2>`,
  divider: () => html`<hr />`,
  section: renderSection,
  context: (block, { names }) =>
    html`<p>
      ${readObjects(block, "elements").map((item) => (item["type"] === "image" ? renderImage(item) : html`<span>${renderTextObject(item, names)}</span>`))}
    </p>`,
  actions: (block, drawing) => html`${readObjects(block, "elements").map((item) => renderElement(item, createSpot(block, drawing)))}`,
  context_actions: (block, drawing) =>
    html`${readObjects(block, "elements").map((item) => renderElement(item, createSpot(block, drawing)))}`,
  image: (block) =>
    html`<figure>
      ${renderImage(block)}
      <figcaption>${readPlainText(block["title"])}</figcaption>
    </figure>`,
  input: renderInput,
  rich_text: (block, { names }) => renderRichText(block, names),
  markdown: (block) => html`<div class="text">${renderMarkdown(readString(block, "text") ?? "")}</div>`,
  table: (block, { names }) => renderTable(block, names),
  data_table: (block, { names }) => renderDataTable(block, names),
  data_visualization: (block) => renderChart(block),
  alert: (block, { names }) => {
    const level = readString(block, "level") ?? "default";
    return html`<p class="alert ${level}" role="note">
      ${level !== "default" && html`<strong>${level}: </strong>`}${renderTextObject(block["text"], names)}
    </p>`;
  },
  plan: (block, { names }) => renderPlan(block, names),
  task_card: (block, { names }) => renderTaskCard(block, names),
  card: renderCardBlock,
  carousel: (block, drawing) =>
    html`<div class="carousel">${readObjects(block, "elements").map((entry) => renderCardBlock(entry, drawing))}</div>`,
  container: (block, drawing) => {
    const title = html`<strong>${readPlainText(block["title"])}</strong> ${renderTextObject(block["subtitle"], drawing.names)}`;
    const children = renderBlocks(readObjects(block, "child_blocks"), drawing);
    return block["is_collapsible"] === true
      ? html`<details class="container" ${block["default_collapsed"] !== true && OPEN}>
          <summary>${title}</summary>
          ${children}
        </details>`
      : html`<div class="container">${title}${children}</div>`;
  },
};

const OPEN = html`open`;

function createSpot(block: Json, { names, values }: Drawing, label?: string): Spot {
  const acts = block["type"] !== "input" || block["dispatch_action"] === true;
  return label === undefined ? { names, block, values, acts } : { names, block, values, acts, label };
}

function renderSection(block: Json, drawing: Drawing): Html {
  const fields = readObjects(block, "fields").map((field) => html`<div>${renderTextObject(field, drawing.names)}</div>`);
  const accessory = isJson(block["accessory"]) ? renderElement(block["accessory"], createSpot(block, drawing)) : undefined;
  return html`<div class="words">
      ${isJson(block["text"]) && html`<div class="text">${renderTextObject(block["text"], drawing.names)}</div>`}${fields.length > 0 && html`<div class="fields">${fields}</div>`}
    </div>
    ${accessory}`;
}

function renderInput(block: Json, drawing: Drawing): Html {
  const label = readPlainText(block["label"]);
  const error = drawing.errors?.[String(block["block_id"])];
  return html`<div class="label">${label}${block["optional"] === true && html` <small>(optional)</small>`}</div>
    ${renderElement(readObject(block, "element"), createSpot(block, drawing, label))}${isJson(block["hint"]) && html`<small class="hint">${readPlainText(block["hint"])}</small>`}
    <p class="error" role="alert" data-error="${String(block["block_id"])}">${error}</p>`;
}

function renderCardBlock(block: Json, drawing: Drawing): Html {
  const line = (key: string, tag: "strong" | "div"): Html | undefined => {
    if (!isJson(block[key])) return undefined;
    const text = renderTextObject(block[key], drawing.names);
    return tag === "strong" ? html`<strong>${text}</strong>` : html`<div>${text}</div>`;
  };
  const actions = readObjects(block, "actions").map((item) => renderElement(item, createSpot(block, drawing)));
  return html`<div class="container">${line("title", "strong")}${line("subtitle", "div")}${line("body", "div")}${actions}</div>`;
}
