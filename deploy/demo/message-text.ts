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

type Block = NonNullable<SlackMessage["blocks"]>[number];

function listBlockLines(block: Block): readonly string[] {
  const type = block["type"];
  if (type === "actions")
    return [
      toList(block["elements"])
        .map((element) => `[${collectText(element)}]`)
        .join(" "),
    ];
  if (type === "context") return [toList(block["elements"]).map(collectText).join(" ")];
  if (type === "table") return toList(block["rows"]).map((row) => toList(row).map(collectText).join(" | "));
  if (type === "section") return [collectText(block), ...toList(block["fields"]).map(collectText)].flatMap((text) => text.split("\n"));
  return collectText(block).split("\n");
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
