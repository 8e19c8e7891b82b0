import type { Notice, NoticeBody } from "../../core/notices.ts";
import { commandAction } from "../actions.ts";
import { actions, button, context, section } from "../blocks/build.ts";
import { type Message, notification } from "../blocks/message.ts";
import { MOVE_BUTTONS } from "../move/buttons.ts";
import { nextLine } from "../move/outcome.ts";
import { named } from "../text/escape.ts";
import { names } from "../text/lists.ts";
import { moveTitle, typed } from "../text/move-name.ts";
import { ALARMS } from "../wording/alarms.ts";
import type { OfKind, TakesAny } from "../wording/of-kind.ts";

type Say<K extends NoticeBody["kind"]> = (body: OfKind<NoticeBody, K>, thread: string | undefined) => Message;

const NOTICES = {
  alarm: ({ move, sourceKeyspace, alarm, tables }, thread) => {
    const words = ALARMS[alarm];
    const title = `*${words.title}: ${moveTitle(move)}*`;
    const about = { tables: names(tables), source: named(sourceKeyspace), target: named(move.targetKeyspace) };
    return {
      text: notification(title),
      blocks: [
        section(title, words.meaning(about), thread !== undefined && `<${thread}|The move's thread>`),
        context(nextLine(words.next)),
        ...actions(words.giveBack && MOVE_BUTTONS.rescue(move), words.runAgain && MOVE_BUTTONS.runAgain(move), MOVE_BUTTONS.diagnose(move)),
      ],
    };
  },
  offer: ({ move, sourceKeyspace, tables }) => {
    const title = `*${moveTitle(move)} was begun elsewhere*`;
    return {
      text: notification(title),
      blocks: [
        section(title, `It moves ${names(tables)} from ${named(sourceKeyspace)} in ${named(move.cluster)}. Tandem does not follow it yet.`),
        ...actions(button("Follow it here", commandAction("adopt"), `adopt ${typed(move)}`, { style: "primary" })),
      ],
    };
  },
} as const satisfies { [K in NoticeBody["kind"]]: Say<K> };

/** A notice as the operators' channel shows it. `thread`: a link to the move's own card, where there is one. */
export function renderNotice({ body }: Notice, thread: string | undefined): Message {
  const say: TakesAny<NoticeBody, [string | undefined], Message> = NOTICES[body.kind];
  return say(body, thread);
}
