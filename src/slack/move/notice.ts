import { sayNext } from "../wording/next-line.ts";
import type { HeardAlarm, Notice, NoticeBody } from "../../core/announce/notices.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { qualifyName } from "../../core/vitess/names.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { toCommandAction } from "../actions.ts";
import { buildActions, buildButton, buildSection } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { sayAlarm } from "./alarm-line.ts";
import { callInCharge } from "./in-charge.ts";
import { sayAnswersAgain, sayStoppedAnswering } from "./silence.ts";
import { escapeName } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { moveTitle, formatTypedName } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { formatMoment, sayDuration } from "../text/times.ts";
import { VERB_WORDS } from "../wording/verbs.ts";
import { LASTING_WORDS, sayOver, sayLasted, titleOver } from "../wording/lasting.ts";
import type { Names } from "../text/people.ts";
import { sayGlassBroken } from "../wording/freezes.ts";
import type { Block } from "../blocks/block.ts";
import { MOVE_BUTTONS } from "./buttons.ts";
import { FREEZE_NOTICES } from "./freeze-notices.ts";
import { OWN_NOTICES } from "./own-notice.ts";
import { buildTakeButton, type NamedAlarm, settleTakeButtons } from "./take-button.ts";
import { listExplainedLines } from "../wording/explained.ts";
import type { OfKind, TakesAny } from "../wording/of-kind.ts";

export interface NoticeFacts {
  readonly now: Instant;
  /** A link to the move's own card, if it has one. */
  readonly thread?: string;
  /** The move's situation when the notice is posted; absent if the notice concerns no move that Tandem follows. */
  readonly situation?: Situation;
  readonly names?: Names;
}

type SayNotice<K extends NoticeBody["kind"]> = (body: OfKind<NoticeBody, K>, facts: NoticeFacts) => Message;

const NOTICES = {
  alarm: (body, facts) => {
    const { line, meaning, under } = sayAlarm(body, facts.situation);
    const { raisedAt } = body;
    const blocks = [buildSection(line, ...meaning, sayStillThere(body, facts.now), sayThread(facts)), ...under];
    return raisedAt === undefined
      ? { text: toNotification(line), blocks }
      : withTakeButton({ text: toNotification(line), blocks }, { move: body.move, cause: body.alarm, raisedAt }, facts);
  },
  lasting: (body, facts) => {
    const { move, cause } = body;
    const words = LASTING_WORDS[cause];
    const title = `*${words.title} · ${moveTitle(move)}*`;
    const about = { ...body, source: facts.situation?.known.move.sourceKeyspace ?? "", now: facts.now };
    const blocks = [
      buildSection(title, words.meaning(about), sayStillThere(body, facts.now), sayThread(facts)),
      buildSection(sayNext(words.next(about))),
      ...buildActions(MOVE_BUTTONS.diagnose(move)),
    ];
    return withTakeButton({ text: toNotification(title), blocks }, body, facts);
  },
  "all-clear": (body, facts) => {
    const { move, cause, keyspaces = [] } = body;
    // Other keyspaces of the cluster may still be silent.
    const silent = `${keyspaces.length === 0 ? "" : `${listNames(keyspaces)} in `}${escapeName(move.cluster)}`;
    const title = `*${titleOver(body)} · ${cause === "vitess-silent" ? silent : moveTitle(move)}*`;
    return { text: toNotification(title), blocks: [buildSection(title, sayOver(body, facts.names), sayThread(facts))] };
  },
  "vitess-silent": (body, facts) => {
    const { move, raisedAt } = body;
    const { line, more } = sayStoppedAnswering(body, facts.now);
    const blocks = [buildSection(line, sayOthers(body), sayStillThere(body, facts.now), sayThread(facts)), ...more];
    const message = { text: toNotification(line), blocks };
    return raisedAt === undefined ? message : withTakeButton(message, { move, cause: "vitess-silent", raisedAt }, facts);
  },
  "vitess-back": ({ move, since }, { now }) => {
    const line = `*${moveTitle(move)}*: ${sayAnswersAgain(since, now)}`;
    return { text: toNotification(line), blocks: [buildSection(line)] };
  },
  "stream-trouble": (body, facts) => {
    const { move, since, times, explanation, raisedAt } = body;
    const title = `*Stream in error ${times === 1 ? "" : "again and again "}· ${moveTitle(move)}*`;
    const often = times === 1 ? `Since ${formatMoment(since, facts.now)}.` : `It ${sayLasted({ since, until: facts.now, times })}.`;
    const blocks = [
      buildSection(title, often, ...listExplainedLines(explanation), sayStillThere(body, facts.now), sayThread(facts)),
      ...buildActions(MOVE_BUTTONS.diagnose(move)),
    ];
    const message = { text: toNotification(title), blocks };
    return raisedAt === undefined ? message : withTakeButton(message, { move, cause: "stream-error", raisedAt }, facts);
  },
  offer: ({ move, sourceKeyspace, tables }) => {
    const title = `*${moveTitle(move)} was created elsewhere*`;
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
  "lost-under-way": ({ move, verb, how }) => {
    const title = `*${VERB_WORDS[verb].vitess} was under way · ${moveTitle(move)}*`;
    return {
      text: toNotification(title),
      blocks: [
        buildSection(
          title,
          `Tandem's store ${how === "emptied" ? "was emptied" : "went back"} meanwhile, so what came of it is not known.`,
        ),
        buildSection(sayNext("look at what Vitess shows, and request again only what is still missing")),
        ...buildActions(MOVE_BUTTONS.diagnose(move)),
      ],
    };
  },
  "glass-broken": (body, facts) => {
    const { move, verb } = body;
    const title = `*The glass is broken: ${VERB_WORDS[verb].vitess} · ${moveTitle(move)}*`;
    return {
      text: toNotification(title),
      blocks: [buildSection(title, sayGlassBroken(body, facts.names), sayThread(facts)), ...buildActions(MOVE_BUTTONS.diagnose(move))],
    };
  },
  ...FREEZE_NOTICES,
  ...OWN_NOTICES,
} as const satisfies { [K in NoticeBody["kind"]]: SayNotice<K> };

function sayOthers({ others = [], move }: OfKind<NoticeBody, "vitess-silent">): string | false {
  return (
    others.length > 0 &&
    `Nor can ${formatCounted(others.length, "other move")} in ${escapeName(move.cluster)} be read: ${listNames(others.map(qualifyName))}.`
  );
}

function sayThread({ thread }: NoticeFacts): string | false {
  return thread !== undefined && `<${thread}|The move's thread>`;
}

/** A notice that is repeated says that it is. */
function sayStillThere({ isAgain, since }: Partial<HeardAlarm>, now: Instant): string | false {
  return isAgain === true && since !== undefined && `Still there after ${sayDuration(now - since)}, and nobody has it yet.`;
}

/** Adds *I have it*, or who has it; an alarm that is over gets neither. */
function withTakeButton({ text, blocks }: Message, about: NamedAlarm, { situation, names }: NoticeFacts): Message {
  if (situation === undefined) return { text, blocks };
  const last = blocks.at(-1);
  const take = buildTakeButton(about);
  const asked: readonly Block[] =
    last?.type === "actions"
      ? [...blocks.slice(0, -1), { ...last, elements: [take, ...last.elements] }]
      : [...blocks, ...buildActions(take)];
  return { text, blocks: settleTakeButtons(asked, situation, names) };
}

/** Renders a notice for the operators' channel. */
export function renderNotice({ body }: Notice, facts: NoticeFacts): Message {
  const say: TakesAny<NoticeBody, [NoticeFacts], Message> = NOTICES[body.kind];
  const { text, blocks } = say(body, facts);
  const isNews = body.kind !== "vitess-back" && facts.situation !== undefined;
  return { text, blocks: isNews ? [...blocks, ...callInCharge(facts.situation.known.move)] : blocks };
}
