import { readObject, readObjects, readString, type Json } from "../../blocks/json.ts";
import { formatDate } from "./dates.ts";
import { html, type Html } from "./html.ts";
import { link } from "./mrkdwn.ts";
import type { Names } from "./names.ts";

export function renderRichText(block: Json, names: Names): Html {
  return html`<div class="rich">${readObjects(block, "elements").map((element) => renderGroup(element, names))}</div>`;
}

function renderGroup(element: Json, names: Names): Html {
  const runs = readObjects(element, "elements");
  const inline = runs.map((run) => renderStyled(run, names));
  switch (element["type"]) {
    case "rich_text_preformatted":
      return html`<pre>${inline}</pre>`;
    case "rich_text_quote":
      return html`<blockquote>${inline}</blockquote>`;
    case "rich_text_list": {
      const items = runs.map((item) => html`<li>${readObjects(item, "elements").map((run) => renderStyled(run, names))}</li>`);
      return element["style"] === "ordered"
        ? html`<ol>
            ${items}
          </ol>`
        : html`<ul>
            ${items}
          </ul>`;
    }
    default:
      return html`<span>${inline}</span>`;
  }
}

function renderStyled(run: Json, names: Names): Html {
  const style = readObject(run, "style");
  let shown = renderInlineElement(run, names);
  if (style["code"] === true) shown = html`<code>${shown}</code>`;
  if (style["bold"] === true) shown = html`<strong>${shown}</strong>`;
  if (style["italic"] === true) shown = html`<em>${shown}</em>`;
  if (style["strike"] === true) shown = html`<del>${shown}</del>`;
  return shown;
}

function renderInlineElement(run: Json, names: Names): Html {
  const text = (key: string): string => readString(run, key) ?? "";
  switch (run["type"]) {
    case "text":
      return html`${text("text")}`;
    case "link":
      return link(text("url"), readString(run, "text") ?? text("url"));
    case "user":
      return html`<span class="mention">@${names.person(text("user_id"))}</span>`;
    case "usergroup":
      return html`<span class="mention">@${names.group(text("usergroup_id"))}</span>`;
    case "channel":
      return html`<span class="mention">#${names.channel(text("channel_id"))}</span>`;
    case "broadcast":
      return html`<span class="mention">@${text("range")}</span>`;
    case "emoji":
      return html`:${text("name")}:`;
    case "date":
      return html`<time>${formatDate(Number(run["timestamp"]), text("format"))}</time>`;
    default:
      return html`<span class="unknown">[${String(run["type"])}]</span>`;
  }
}
