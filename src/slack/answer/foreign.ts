import type { Answer } from "../../core/command/answers.ts";
import { toCommandAction } from "../actions.ts";
import { buildActions, buildButton, buildContext, buildSection } from "../blocks/build.ts";
import type { Message } from "../blocks/message.ts";
import { markCode } from "../text/escape.ts";
import { moveTitle, formatTypedName } from "../text/move-name.ts";
import { formatMomentToTheSecond } from "../text/times.ts";
import { sayNext } from "../wording/next-line.ts";
import type { OfKind } from "../wording/of-kind.ts";
import { listReadingLines } from "./streams.ts";

/** Shows a workflow that Tandem does not follow: what Vitess says, and how to make Tandem follow it. */
export function renderForeign({ name, reading, now }: OfKind<Answer, "foreign-status">): Message {
  const title = `Not followed by Tandem · ${moveTitle(name)}`;
  const type = reading.workflow === undefined ? undefined : `Type: ${markCode(reading.workflow.type, 40)}`;
  return {
    text: title,
    blocks: [
      buildSection(`*${title}*`, type, ...listReadingLines(reading, now)),
      buildSection(sayNext("follow it, to get a card, a thread and approvals")),
      ...buildActions(buildButton("Follow", toCommandAction("follow"), `follow ${formatTypedName(name)}`)),
      buildContext(`Read ${formatMomentToTheSecond(reading.at)}`),
    ],
  };
}
