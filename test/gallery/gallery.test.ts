import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isJson } from "../../practice/slack/blocks/json.ts";
import { validateBlocks, validateView } from "../../practice/slack/blocks/validate.ts";
import { checkMessage, checkView } from "../../src/slack/blocks/check.ts";
import { withoutYoung } from "../../src/slack/blocks/twin.ts";
import { listChapters } from "./pieces.ts";
import { writeGallery } from "./text.ts";

it("docs/messages.md is what `npm run gallery` writes", () => {
  expect(writeGallery()).toBe(readFileSync(new URL("../../docs/messages.md", import.meta.url), "utf8"));
});

const PIECES = listChapters().flatMap(({ title, pieces }) =>
  pieces.map((piece, at) => [`${title}, ${at}: ${piece.title}`, piece] as const),
);
const VIEWS = PIECES.flatMap(([name, piece]) => ("view" in piece ? [[name, piece.view] as const] : []));
const MESSAGES = PIECES.flatMap(([name, piece]) => ("message" in piece ? [[name, piece.message] as const] : []));

describe("Slack takes every modal and tab", () => {
  it.each(VIEWS)("%s", (_name, view) => {
    checkView(view);
    expect(validateView(view)).toEqual([]);
  });
});

describe("Slack takes every message, and its plain twin", () => {
  it.each(MESSAGES)("%s", (_name, message) => {
    for (const form of [message, { ...message, blocks: withoutYoung(message.blocks) }]) {
      checkMessage(form);
      expect(validateBlocks("message", form.blocks)).toEqual([]);
    }
  });
});

// Somebody who speaks to a computer says what the button shows; a screen reader's label without those words is not found.
it("every label for screen readers contains the words that the button shows", () => {
  const shown = [...VIEWS, ...MESSAGES].flatMap(([name, { blocks }]) =>
    blocks.flatMap(listLabels).map(({ label, text }) => ({ name, label, text: text.replace("…", "") })),
  );
  expect(shown.length).toBeGreaterThan(50);
  expect(shown.filter(({ label, text }) => !label.toLowerCase().includes(text.toLowerCase()))).toEqual([]);
});

function listLabels(piece: unknown): readonly { readonly label: string; readonly text: string }[] {
  if (typeof piece !== "object" || piece === null) return [];
  const below = Object.values(piece).flatMap(listLabels);
  if (!("accessibility_label" in piece) || !("text" in piece) || !isJson(piece.text)) return below;
  return [...below, { label: String(piece.accessibility_label), text: String(piece.text["text"]) }];
}
