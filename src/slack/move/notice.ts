import { sayNext } from "../wording/next-line.ts";
import type { Notice, NoticeBody } from "../../core/announce/notices.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { toCommandAction } from "../actions.ts";
import { buildActions, buildButton, buildSection } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { sayAlarm } from "./alarm-line.ts";
import { callInCharge } from "./in-charge.ts";
import { sayAnswersAgain, sayStoppedAnswering } from "./silence.ts";
import { markCode, escapeName } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { moveTitle, formatTypedName } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { formatMoment } from "../text/times.ts";
import { listExplainedLines } from "../wording/explained.ts";
import type { OfKind, TakesAny } from "../wording/of-kind.ts";

export interface NoticeFacts {
  readonly now: Instant;
  /** A link to the move's own card, if it has one. */
  readonly thread?: string;
  /** The move's situation when the notice is posted; absent if the notice concerns no move that Tandem follows. */
  readonly situation?: Situation;
}

type SayNotice<K extends NoticeBody["kind"]> = (body: OfKind<NoticeBody, K>, facts: NoticeFacts) => Message;

const NOTICES = {
  alarm: (body, { thread, situation }) => {
    const { line, meaning, under } = sayAlarm(body, situation);
    return {
      text: toNotification(line),
      blocks: [buildSection(line, ...meaning, thread !== undefined && `<${thread}|The move's thread>`), ...under],
    };
  },
  "vitess-silent": (body, { thread, now }) => {
    const { line, more } = sayStoppedAnswering(body, now);
    return {
      text: toNotification(line),
      blocks: [buildSection(line, thread !== undefined && `<${thread}|The move's thread>`), ...more],
    };
  },
  "vitess-back": ({ move, since }, { now }) => {
    const line = `*${moveTitle(move)}*: ${sayAnswersAgain(since, now)}`;
    return { text: toNotification(line), blocks: [buildSection(line)] };
  },
  "stream-trouble": ({ move, since, times, explanation }, { now, thread }) => {
    const title = `*${moveTitle(move)}: its streams are in error again and again*`;
    const often = `Seen ${formatCounted(times, "time")} since ${formatMoment(since, now)}, and no stream has got further.`;
    return {
      text: toNotification(title),
      blocks: [
        buildSection(title, often, ...listExplainedLines(explanation), thread !== undefined && `<${thread}|The move's thread>`),
        ...buildActions(buildButton("Diagnose", toCommandAction("diagnose"), `diagnose ${formatTypedName(move)}`)),
      ],
    };
  },
  offer: ({ move, sourceKeyspace, tables }) => {
    const title = `*${moveTitle(move)} was begun elsewhere*`;
    return {
      text: toNotification(title),
      blocks: [
        buildSection(
          title,
          `It moves ${listNames(tables)} from ${escapeName(sourceKeyspace)} in ${escapeName(move.cluster)}. Tandem does not follow it yet.`,
        ),
        ...buildActions(buildButton("Follow it here", toCommandAction("adopt"), `adopt ${formatTypedName(move)}`, { style: "primary" })),
      ],
    };
  },
  "people-unread": ({ cluster, group, since }, { now }) => {
    const title = `*Votes are held in ${escapeName(cluster)}: who is in a group is not known*`;
    const known = since === undefined ? "has not been read from Slack yet" : `could not be read since ${formatMoment(since, now)}`;
    return {
      text: toNotification(title),
      blocks: [
        buildSection(
          title,
          `Who is in the user group ${markCode(group, 40)} ${known}. Votes of whoever may be in it are kept and count by themselves once Slack answers; what is approved waits.`,
        ),
        buildSection(sayNext("look at Tandem's log and at Slack; the app may lack the scope `usergroups:read`, or the group may be gone")),
      ],
    };
  },
} as const satisfies { [K in NoticeBody["kind"]]: SayNotice<K> };

/** Renders a notice for the operators' channel. */
export function renderNotice({ body }: Notice, facts: NoticeFacts): Message {
  const say: TakesAny<NoticeBody, [NoticeFacts], Message> = NOTICES[body.kind];
  const { text, blocks } = say(body, facts);
  const isNews = body.kind !== "vitess-back" && facts.situation !== undefined;
  return { text, blocks: isNews ? [...blocks, ...callInCharge(facts.situation.known.move)] : blocks };
}
