import type { Message } from "../../src/slack/blocks/message.ts";
import { listMessageLines } from "../../deploy/demo/message-text.ts";
import type { SlackMessage } from "../../practice/slack/workspace/workspace.ts";
import { describeCurves } from "../../src/slack/picture/alt-text.ts";
import { listChapters, type Chapter, type Piece } from "./pieces.ts";

const INTRODUCTION = `# Every message

Written by \`npm run gallery\`; a test fails when it is not current. Read it as a whole before you change a sentence: one voice, plain English.
Each piece is what a person reads, with buttons in brackets; above it stands the notification, where it says something else. The same words
twice in a chapter stand there once. Of a picture it is the text for people who do not see it.
`;

/** All messages as one page of text. */
export function writeGallery(): string {
  return [INTRODUCTION, ...listChapters().map(writeChapter)].join("\n");
}

function writeChapter({ title, pieces }: Chapter): string {
  const written = new Map<string, string>();
  for (const piece of pieces) {
    const body = writePiece(piece);
    if (!written.has(body)) written.set(body, piece.title);
  }
  return [`## ${title}\n`, ...[...written].map(([body, name]) => `### ${name}\n\n${body}`)].join("\n");
}

function writePiece(piece: Piece): string {
  if ("view" in piece) {
    const { view } = piece;
    const frame =
      view.type === "modal" ? [view.title.text, ...(view.submit ? [`[${view.submit.text}] [${view.close?.text ?? "Close"}]`] : [])] : [];
    const [first, ...end] = frame;
    return fence([...(first === undefined ? [] : [first, ""]), ...listLines({ text: "", blocks: view.blocks }), ...end]);
  }
  if ("picture" in piece) return fence([describeCurves(piece.picture.name, piece.picture.curves)]);
  const { text } = piece.message;
  const lines = listLines(piece.message);
  const isSaid = (lines[0] ?? "").replaceAll("*", "").includes(text.replaceAll("*", ""));
  return `${isSaid ? "" : `Notification: ${text}\n\n`}${fence(lines)}`;
}

function listLines(message: Pick<Message, "text"> & { readonly blocks: readonly object[] }): readonly string[] {
  return listMessageLines({ text: message.text, blocks: message.blocks as NonNullable<SlackMessage["blocks"]> });
}

function fence(lines: readonly string[]): string {
  return ["````text", ...lines, "````", ""].join("\n");
}
