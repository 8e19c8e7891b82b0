import { isJson, objectsAt, stringAt } from "../../blocks/json.ts";
import type { Json } from "../../blocks/json.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import type { Names } from "./names.ts";
import { richText } from "./rich-text.ts";

const STATUS_WORDS: Readonly<Record<string, string>> = {
  pending: "not begun",
  in_progress: "under way",
  complete: "done",
  error: "failed",
};

export function plan(block: Json, names: Names): Html {
  const tasks = objectsAt(block, "tasks").map((task) => html`<li>${taskCard(task, names)}</li>`);
  return html`<div class="container">
    <strong>${stringAt(block, "title") ?? ""}</strong>
    <ol class="tasks">
      ${tasks}
    </ol>
  </div>`;
}

export function taskCard(block: Json, names: Names): Html {
  const status = String(block["status"]);
  const more = ["details", "output"].map((key) => (isJson(block[key]) ? richText(block[key], names) : html``));
  return html`<div class="task ${status}">
    <span class="status">${STATUS_WORDS[status] ?? status}</span> ${stringAt(block, "title") ?? ""}${more}
  </div>`;
}
