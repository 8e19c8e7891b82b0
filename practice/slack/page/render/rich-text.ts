import { objectAt, objectsAt, stringAt } from "../../blocks/json.ts";
import type { Json } from "../../blocks/json.ts";
import { formatDate } from "./dates.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import { link } from "./mrkdwn.ts";
import type { Names } from "./names.ts";

export function richText(block: Json, names: Names): Html {
  return html`<div class="rich">${objectsAt(block, "elements").map((element) => group(element, names))}</div>`;
}

function group(element: Json, names: Names): Html {
  const runs = objectsAt(element, "elements");
  const inline = runs.map((run) => styled(run, names));
  switch (element["type"]) {
    case "rich_text_preformatted":
      return html`<pre>${inline}</pre>`;
    case "rich_text_quote":
      return html`<blockquote>${inline}</blockquote>`;
    case "rich_text_list": {
      const items = runs.map((item) => html`<li>${objectsAt(item, "elements").map((run) => styled(run, names))}</li>`);
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

function styled(run: Json, names: Names): Html {
  const style = objectAt(run, "style");
  let shown = inlineElement(run, names);
  if (style["code"] === true) shown = html`<code>${shown}</code>`;
  if (style["bold"] === true) shown = html`<strong>${shown}</strong>`;
  if (style["italic"] === true) shown = html`<em>${shown}</em>`;
  if (style["strike"] === true) shown = html`<del>${shown}</del>`;
  return shown;
}

function inlineElement(run: Json, names: Names): Html {
  const text = (key: string): string => stringAt(run, key) ?? "";
  switch (run["type"]) {
    case "text":
      return html`${text("text")}`;
    case "link":
      return link(text("url"), stringAt(run, "text") ?? text("url"));
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
