import type { Answer } from "../../core/command/answers.ts";
import { commandAction } from "../actions.ts";
import { actions, button, contextBlock, section } from "../blocks/build.ts";
import type { Message } from "../blocks/message.ts";
import { codeSpan } from "../text/escape.ts";
import { moveTitle, typedName } from "../text/move-name.ts";
import { momentToTheSecond } from "../text/times.ts";
import type { OfKind } from "../wording/of-kind.ts";
import { readingLines } from "./streams.ts";

/** Shows a workflow that Tandem does not follow: what Vitess says, and how to make Tandem follow it. */
export function renderForeign({ name, reading, now }: OfKind<Answer, "foreign-status">): Message {
  const title = `${moveTitle(name)} · not followed by Tandem`;
  const type = reading.workflow === undefined ? undefined : `Type: ${codeSpan(reading.workflow.type, 40)}`;
  return {
    text: title,
    blocks: [
      section(`*${title}*`, type, ...readingLines(reading, now)),
      contextBlock(`read ${momentToTheSecond(reading.at)} · next: follow it to get a card, a thread and approvals`),
      ...actions(button("Follow", commandAction("follow"), `follow ${typedName(name)}`)),
    ],
  };
}
