import type { Explanation } from "../../core/explain/explain.ts";
import { buildActions, buildSection } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { buildExplainedButtons } from "../move/explained-buttons.ts";
import { listExplainedLines, quoteMeaning, findNextCommand } from "../wording/explained.ts";

/** Answers `explain`: what the text means, the state that it leaves, and the command or button for the next step. */
export function renderExplained(explanation: Explanation): Message {
  const title = `*${quoteMeaning(explanation)}*`;
  const command = findNextCommand(explanation);
  const lines = [...listExplainedLines({ ...explanation, meaning: "" }), ...(command === undefined ? [] : [`Command: ${command}`])];
  return {
    text: toNotification(title),
    blocks: [buildSection(title, ...lines), ...buildActions(...buildExplainedButtons(explanation, {}))],
  };
}
