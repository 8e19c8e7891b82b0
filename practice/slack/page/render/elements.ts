import { objectAt, objectsAt, stringAt } from "../../blocks/json.ts";
import type { Json } from "../../blocks/json.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import { choices, combobox, dropdown, textInput } from "./inputs.ts";
import { address, attribute, confirmation } from "./spot.ts";
import type { Spot } from "./spot.ts";
import { plainText } from "./text.ts";

/** Any interactive element or image. An unknown one is shown as unknown, never left out. */
export function element(item: Json, spot: Spot): Html {
  const kind = String(item["type"]);
  const draw = DRAWN[kind];
  return draw ? draw(item, spot) : html`<span class="unknown">Unknown element: ${kind}</span>`;
}

const DRAWN: Readonly<Record<string, (item: Json, spot: Spot) => Html>> = {
  button,
  icon_button: button,
  overflow,
  image,
  static_select: dropdown,
  users_select: dropdown,
  channels_select: dropdown,
  conversations_select: dropdown,
  external_select: combobox,
  multi_external_select: combobox,
  multi_static_select: (item, spot) => choices(item, spot, "checkbox"),
  checkboxes: (item, spot) => choices(item, spot, "checkbox"),
  radio_buttons: (item, spot) => choices(item, spot, "radio"),
  plain_text_input: textInput,
  number_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  datepicker: textInput,
  timepicker: textInput,
  feedback_buttons: (item, spot) =>
    html`${["positive_button", "negative_button"].map((key) => button({ ...item, ...objectAt(item, key), type: "button" }, spot))}`,
};

function button(item: Json, { block, names }: Spot): Html {
  const style = item["style"] === "primary" || item["style"] === "danger" ? item["style"] : "plain";
  const label = stringAt(item, "accessibility_label");
  const words = html`${plainText(item["text"])}`;
  return html`<button
    type="button"
    class="button ${style}"
    data-press
    ${address(item, block)}
    ${confirmation(item, names)}
    ${label !== undefined && attribute("aria-label", label)}
    ${stringAt(item, "value") !== undefined && attribute("data-value", String(item["value"]))}
  >
    ${words}
  </button>`;
}

function overflow(item: Json, { block, names }: Spot): Html {
  const options = objectsAt(item, "options").map(
    (option) =>
      html`<button type="button" data-choose="${String(option["value"])}" ${address(item, block)} ${confirmation(item, names)}>
        ${plainText(option["text"])}
      </button>`,
  );
  return html`<details class="overflow">
    <summary class="button plain" aria-label="More actions">⋯</summary>
    <div class="menu">${options}</div>
  </details>`;
}

/** Nothing outside this machine is loaded, so an image is shown as its words. */
export function image(item: Json): Html {
  const words = stringAt(item, "alt_text") ?? "";
  return html`<span class="image" role="img" aria-label="${words}">Image: ${words}</span>`;
}
