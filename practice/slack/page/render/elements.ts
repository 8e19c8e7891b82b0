import { readObject, readObjects, readString, type Json } from "../../blocks/json.ts";
import { html, type Html } from "./html.ts";
import { renderChoices, renderCombobox, renderDropdown, renderTextInput } from "./inputs.ts";
import { renderAddress, renderAttribute, renderConfirmation, type Spot } from "./spot.ts";
import { readPlainText } from "./text.ts";

/** Any interactive element or image. An unknown one is shown as unknown, never left out. */
export function renderElement(item: Json, spot: Spot): Html {
  const kind = String(item["type"]);
  const draw = DRAWN[kind];
  return draw ? draw(item, spot) : html`<span class="unknown">Unknown element: ${kind}</span>`;
}

const DRAWN: Readonly<Record<string, (item: Json, spot: Spot) => Html>> = {
  button: renderButton,
  icon_button: renderButton,
  overflow: renderOverflow,
  image: renderImage,
  static_select: renderDropdown,
  users_select: renderDropdown,
  channels_select: renderDropdown,
  conversations_select: renderDropdown,
  external_select: renderCombobox,
  multi_external_select: renderCombobox,
  multi_static_select: (item, spot) => renderChoices(item, spot, "checkbox"),
  checkboxes: (item, spot) => renderChoices(item, spot, "checkbox"),
  radio_buttons: (item, spot) => renderChoices(item, spot, "radio"),
  plain_text_input: renderTextInput,
  number_input: renderTextInput,
  email_text_input: renderTextInput,
  url_text_input: renderTextInput,
  datepicker: renderTextInput,
  timepicker: renderTextInput,
  feedback_buttons: (item, spot) =>
    html`${["positive_button", "negative_button"].map((key) => renderButton({ ...item, ...readObject(item, key), type: "button" }, spot))}`,
};

function renderButton(item: Json, { block, names }: Spot): Html {
  const style = item["style"] === "primary" || item["style"] === "danger" ? item["style"] : "plain";
  const label = readString(item, "accessibility_label");
  const words = html`${readPlainText(item["text"])}`;
  return html`<button
    type="button"
    class="button ${style}"
    data-press
    ${renderAddress(item, block)}
    ${renderConfirmation(item, names)}
    ${label !== undefined && renderAttribute("aria-label", label)}
    ${readString(item, "value") !== undefined && renderAttribute("data-value", String(item["value"]))}
  >
    ${words}
  </button>`;
}

function renderOverflow(item: Json, { block, names }: Spot): Html {
  const options = readObjects(item, "options").map(
    (option) =>
      html`<button type="button" data-choose="${String(option["value"])}" ${renderAddress(item, block)} ${renderConfirmation(item, names)}>
        ${readPlainText(option["text"])}
      </button>`,
  );
  return html`<details class="overflow">
    <summary class="button plain" aria-label="More actions">⋯</summary>
    <div class="menu">${options}</div>
  </details>`;
}

/** Nothing outside this machine is loaded, so an image is shown as its words. */
export function renderImage(item: Json): Html {
  const words = readString(item, "alt_text") ?? "";
  return html`<span class="image" role="img" aria-label="${words}">Image: ${words}</span>`;
}
