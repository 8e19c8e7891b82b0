import type { RefusedLine } from "../../../command/parsed.ts";
import { buildSection } from "../../blocks/build.ts";
import { toNotification } from "../../blocks/message.ts";
import { markCode, escape } from "../../text/escape.ts";
import type { Sendable } from "../../web-api/send.ts";

/** Renders the refusal of a typed command: what is wrong, what would be right, and a line to paste. */
export function renderParseRefusal({ text, example }: RefusedLine): Sendable {
  const said = escape(text);
  return { text: toNotification(said), blocks: [buildSection(said, `Example: ${markCode(example, 300)}`)] };
}
