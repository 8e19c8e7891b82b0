import { isJson, readString } from "../../blocks/json.ts";
import { html, type Html } from "./html.ts";
import { renderMrkdwn } from "./mrkdwn.ts";
import type { Names } from "./names.ts";

/** A text object, by its type. */
export function renderTextObject(value: unknown, names: Names): Html {
  if (!isJson(value)) return html``;
  const text = readString(value, "text") ?? "";
  return value["type"] === "mrkdwn" ? renderMrkdwn(text, names) : html`${text}`;
}

/** The plain words of a text object, for accessible names and options. */
export function readPlainText(value: unknown): string {
  return isJson(value) ? (readString(value, "text") ?? "") : "";
}
