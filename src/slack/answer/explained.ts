import type { Explanation } from "../../core/explain/explain.ts";
import { actions, section } from "../blocks/build.ts";
import { type Message, notification } from "../blocks/message.ts";
import { explainedButtons } from "../move/explained-buttons.ts";
import { explainedLines, meaningOf, nextCommand } from "../wording/explained.ts";

/** Answers `explain`: what the text means, the state that it leaves, and the command or button for the next step. */
export function renderExplained(explanation: Explanation): Message {
  const title = `*${meaningOf(explanation)}*`;
  const command = nextCommand(explanation);
  const lines = [...explainedLines({ ...explanation, meaning: "" }), ...(command === undefined ? [] : [`Command: ${command}`])];
  return { text: notification(title), blocks: [section(title, ...lines), ...actions(...explainedButtons(explanation, {}))] };
}
