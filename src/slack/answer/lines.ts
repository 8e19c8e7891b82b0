import { buildSection } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";

/** An answer of a few lines in one paragraph; the first is also the notification. */
export function buildLinesMessage(first: string, ...more: readonly (string | undefined)[]): Message {
  return { text: toNotification(first), blocks: [buildSection(first, ...more)] };
}
