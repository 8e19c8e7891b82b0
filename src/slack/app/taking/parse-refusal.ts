import type { RefusedLine } from "../../../command/parsed.ts";
import { section } from "../../blocks/build.ts";
import { notification } from "../../blocks/message.ts";
import { codeSpan, escape } from "../../text/escape.ts";
import type { Sendable } from "../../web-api/send.ts";

/** Renders the refusal of a typed command: what is wrong, what would be right, and a line to paste. */
export function renderParseRefusal({ text, example }: RefusedLine): Sendable {
  const said = escape(text);
  return { text: notification(said), blocks: [section(said, `Example: ${codeSpan(example, 300)}`)] };
}
