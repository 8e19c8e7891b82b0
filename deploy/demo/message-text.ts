import { isJson, readObject, readObjects, type Json } from "../../practice/slack/blocks/json.ts";
import type { SlackMessage } from "../../practice/slack/workspace/workspace.ts";

/** What a person reads in a message, in plain lines: its blocks, as in Slack, or its text if it has none. */
export function listMessageLines(message: Pick<SlackMessage, "text" | "blocks" | "files">): readonly string[] {
  const lines = (message.blocks ?? [])
    .flatMap(listBlockLines)
    .map(toPlainText)
    .filter((line) => line.trim() !== "");
  const files = (message.files ?? []).map((file) => `file ${collectText(file["name"])}`);
  return [...(lines.length > 0 ? lines : [toPlainText(message.text)].filter((line) => line !== "")), ...files];
}

type AnyPiece = NonNullable<SlackMessage["blocks"]>[number];

function listBlockLines(block: AnyPiece): readonly string[] {
  const type = block["type"];
  if (type === "actions") return [toList(block["elements"]).map(writeElement).join(" ")];
  if (type === "context") return [toList(block["elements"]).map(collectText).join(" ")];
  if (type === "table" || type === "data_table") {
    const rows = toList(block["rows"]).map((row) => toList(row).map(collectText).join(" | "));
    return type === "table" ? rows : [collectText(block["caption"]), ...rows];
  }
  if (type === "plan") return [collectText(block["title"]), ...readObjects(block, "tasks").map(writeTask)];
  if (type === "container") return [`▸ ${collectText(block["title"])}`, ...readObjects(block, "child_blocks").flatMap(listBlockLines)];
  if (type === "data_visualization") return [`[chart] ${collectText(block["title"])}`];
  if (type === "input") return writeInput(block);
  if (type === "section") {
    const beside = block["accessory"] === undefined ? [] : [writeElement(block["accessory"])];
    return [collectText(block["text"]), ...toList(block["fields"]).map(collectText), ...beside].flatMap((text) => text.split("\n"));
  }
  return collectText(block).split("\n");
}

/** A button's label, or a menu with its choices. */
function writeElement(element: unknown): string {
  const isMenu = isJson(element) && element["type"] === "overflow";
  return isMenu ? `[⋯ ${readObjects(element, "options").map(collectText).join(", ")}]` : `[${collectText(element)}]`;
}

const MARKS: Readonly<Record<string, string>> = { pending: "○", in_progress: "◐", complete: "●", error: "✗" };

function writeTask(task: Json, at: number): string {
  return `${MARKS[collectText(task["status"])] ?? ""} ${at + 1}. ${collectText(task["title"])}`;
}

/** A field of a form: its label, its choices, and the small line below it. */
function writeInput(block: AnyPiece): readonly string[] {
  const choices = readObjects(readObject(block, "element"), "options").map((option) => `  ☐ ${collectText(option)}`);
  const optional = block["optional"] === true ? " (optional)" : "";
  const hint = block["hint"] === undefined ? [] : [`  ${collectText(block["hint"])}`];
  return [`${collectText(block["label"])}${optional}`, ...choices, ...hint];
}

/** The text in any piece of Block Kit. */
function collectText(piece: unknown): string {
  if (typeof piece === "string" || typeof piece === "number") return String(piece);
  if (typeof piece !== "object" || piece === null) return "";
  if (Array.isArray(piece)) return piece.map(collectText).join("");
  const { text, elements, value } = piece as { text?: unknown; elements?: unknown; value?: unknown };
  if (text !== undefined) return collectText(text);
  if (elements !== undefined) return collectText(elements);
  return value === undefined ? "" : collectText(value);
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Slack's own escapes and marks, as they appear on the page. */
function toPlainText(text: string): string {
  return text
    .replaceAll(/<!date\^\d+\^[^|>]*\|([^>]*)>/g, "$1")
    .replaceAll(/<!subteam\^[A-Z0-9]+(?:\|([^>]*))?>/g, (_, name: string | undefined) => name ?? "@dba")
    .replaceAll(/<@(U0)?([A-Z0-9]+)>/g, (_, __, name: string) => `@${name.charAt(0)}${name.slice(1).toLowerCase()}`)
    .replaceAll(/<([^|>]+)\|([^>]+)>/g, "$2")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
