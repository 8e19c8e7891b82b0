import { isJson, stringAt } from "../../blocks/json.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import { mrkdwn } from "./mrkdwn.ts";
import type { Names } from "./names.ts";

/** A text object, by its type. */
export function textObject(value: unknown, names: Names): Html {
  if (!isJson(value)) return html``;
  const text = stringAt(value, "text") ?? "";
  return value["type"] === "mrkdwn" ? mrkdwn(text, names) : html`${text}`;
}

/** The plain words of a text object, for accessible names and options. */
export function plainText(value: unknown): string {
  return isJson(value) ? (stringAt(value, "text") ?? "") : "";
}
