import { isJson, readObjects, readString, type Json } from "../../blocks/json.ts";
import { html, type Html } from "./html.ts";
import type { Names } from "./names.ts";
import { renderRichText } from "./rich-text.ts";

const STATUS_WORDS: Readonly<Record<string, string>> = {
  pending: "not begun",
  in_progress: "under way",
  complete: "done",
  error: "failed",
};

export function renderPlan(block: Json, names: Names): Html {
  const tasks = readObjects(block, "tasks").map((task) => html`<li>${renderTaskCard(task, names)}</li>`);
  return html`<div class="container">
    <strong>${readString(block, "title") ?? ""}</strong>
    <ol class="tasks">
      ${tasks}
    </ol>
  </div>`;
}

export function renderTaskCard(block: Json, names: Names): Html {
  const status = String(block["status"]);
  const more = ["details", "output"].map((key) => (isJson(block[key]) ? renderRichText(block[key], names) : html``));
  return html`<div class="task ${status}">
    <span class="status">${STATUS_WORDS[status] ?? status}</span> ${readString(block, "title") ?? ""}${more}
  </div>`;
}
