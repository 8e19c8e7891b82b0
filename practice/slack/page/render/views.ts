import { isJson } from "../../blocks/json.ts";
import { collectValues, type Place } from "../../people/places.ts";
import type { Harness } from "../../people/harness.ts";
import type { View } from "../../workspace/workspace.ts";
import { renderBlocks } from "./blocks.ts";
import { html } from "./html.ts";
import { createNames } from "./names.ts";
import { readPlainText } from "./text.ts";

/** The top modal; `depth` is how many modals are under it. */
export function renderModal(harness: Harness, viewer: string, view: View, depth: number): string {
  const submit = isJson(view["submit"]) ? readPlainText(view["submit"]) : undefined;
  const close = isJson(view["close"]) ? readPlainText(view["close"]) : "Cancel";
  const back = depth > 0 ? "Back" : close;
  return html`<form class="view" data-view="${view.id}" data-hash="${view.hash}" novalidate>
    <header>
      <h2 id="modal-title">${readPlainText(view["title"])}</h2>
      <button type="button" class="link" data-close aria-label="Close">×</button>
    </header>
    <div class="fields-of-view">${toDrawing(harness, viewer, view)}</div>
    <p class="error" role="alert" data-error=""></p>
    <footer>
      <button type="button" class="button plain" data-close>${back}</button
      >${submit !== undefined && html`<button type="submit" class="button primary">${submit}</button>`}
    </footer>
  </form>`.html;
}

export function renderHomeTab(harness: Harness, viewer: string, view: View | undefined): string {
  if (!view) return html`<p class="empty">The app has not published a Home tab for you yet.</p>`.html;
  return html`<div class="view home" data-view="${view.id}" data-hash="${view.hash}">${toDrawing(harness, viewer, view)}</div>`.html;
}

function toDrawing(harness: Harness, viewer: string, view: View) {
  const place: Place = { kind: "view", view, key: `${view.id}/${viewer}` };
  return renderBlocks(view.blocks, { names: createNames(harness.workspace), values: collectValues(harness, place) });
}
