import type { Answer } from "../../core/answers.ts";
import { section } from "../blocks/build.ts";
import { type Message, notification } from "../blocks/message.ts";
import { moveTitle } from "../text/move-name.ts";
import { counted } from "../text/numbers.ts";
import type { OfKind } from "../wording/of-kind.ts";
import { troubleLines } from "../wording/troubles.ts";

const MOST = 3;

/** What is wrong, the worst three, and what to do; the detail is a file in the thread. */
export function renderDiagnosis({ move, sourceKeyspace, troubles, now }: OfKind<Answer, "diagnosis">): Message {
  const count = troubles.length;
  const title = `*${moveTitle(move)}: ${count === 0 ? "nothing wrong was found" : `${counted(count, "thing")} wrong`}*`;
  const about = { source: sourceKeyspace, target: move.targetKeyspace, now };
  return {
    text: notification(title),
    blocks: [section(title, ...troubleLines(troubles.slice(0, MOST), Math.max(count - MOST, 0), about))],
  };
}
