import { isJson } from "../../blocks/json.ts";
import { valuesOf } from "../../people/places.ts";
import type { Place } from "../../people/places.ts";
import type { Harness } from "../../people/harness.ts";
import type { View } from "../../workspace/workspace.ts";
import { blocksHtml } from "./blocks.ts";
import { html } from "./html.ts";
import { namesOf } from "./names.ts";
import { plainText } from "./text.ts";

/** The top modal; `depth` is how many modals are under it. */
export function modalHtml(harness: Harness, viewer: string, view: View, depth: number): string {
  const submit = isJson(view["submit"]) ? plainText(view["submit"]) : undefined;
  const close = isJson(view["close"]) ? plainText(view["close"]) : "Cancel";
  const back = depth > 0 ? "Back" : close;
  return html`<form class="view" data-view="${view.id}" data-hash="${view.hash}" novalidate>
    <header>
      <h2 id="modal-title">${plainText(view["title"])}</h2>
      <button type="button" class="link" data-close aria-label="Close">×</button>
    </header>
    <div class="fields-of-view">${drawn(harness, viewer, view)}</div>
    <p class="error" role="alert" data-error=""></p>
    <footer>
      <button type="button" class="button plain" data-close>${back}</button
      >${submit !== undefined && html`<button type="submit" class="button primary">${submit}</button>`}
    </footer>
  </form>`.html;
}

export function homeHtml(harness: Harness, viewer: string, view: View | undefined): string {
  if (!view) return html`<p class="empty">The app has not published a Home tab for you yet.</p>`.html;
  return html`<div class="view home" data-view="${view.id}" data-hash="${view.hash}">${drawn(harness, viewer, view)}</div>`.html;
}

function drawn(harness: Harness, viewer: string, view: View) {
  const place: Place = { kind: "view", view, key: `${view.id}/${viewer}` };
  return blocksHtml(view.blocks, { names: namesOf(harness.workspace), values: valuesOf(harness, place) });
}
