import type { Answer } from "../../core/command/answers.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { buildSection } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { moveTitle } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import type { Names } from "../text/people.ts";
import type { OfKind } from "../wording/of-kind.ts";
import { sayUnderWay } from "../wording/phases.ts";
import { listTroubleLines } from "../wording/troubles.ts";

const MOST_TROUBLES = 3;

/** Shows the worst three troubles and what to do; a file in the thread has the details. */
export function renderDiagnosis({ move, sourceKeyspace, troubles, situation, now }: OfKind<Answer, "diagnosis">, people?: Names): Message {
  const count = troubles.length;
  const title = `*${count === 0 ? sayNothingFound(situation) : `${formatCounted(count, "thing")} wrong`} · ${moveTitle(move)}*`;
  const about = {
    source: sourceKeyspace,
    target: move.targetKeyspace,
    now,
    ...(situation === undefined ? {} : { situation }),
    ...(people === undefined ? {} : { people }),
  };
  return {
    text: toNotification(title),
    blocks: [buildSection(title, ...listTroubleLines(troubles.slice(0, MOST_TROUBLES), Math.max(count - MOST_TROUBLES, 0), about))],
  };
}

/** During a switch applications may be unable to write, so the words must not sound healthy. */
function sayNothingFound(situation: Situation | undefined): string {
  return sayUnderWay(situation)?.status ?? "Nothing wrong was found";
}
