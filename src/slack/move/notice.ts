import { sayNext } from "../wording/next-line.ts";
import type { CanaryQueue } from "../../core/announce/canaries.ts";
import type { HeardAlarm, Notice, NoticeBody } from "../../core/announce/notices.ts";
import type { ConfigChange } from "../../core/announce/config-change.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { type MoveName, qualifyName } from "../../core/vitess/names.ts";
import type { Situation } from "../../core/situation/situation.ts";
import { toCommandAction } from "../actions.ts";
import { buildActions, buildButton, buildSection } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { sayAlarm } from "./alarm-line.ts";
import { callInCharge } from "./in-charge.ts";
import { sayAnswersAgain, sayStoppedAnswering } from "./silence.ts";
import { clipText, escape, markCode, escapeName } from "../text/escape.ts";
import { joinWithAnd, listNames } from "../text/lists.ts";
import { moveTitle, formatTypedName } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { formatMoment, sayDuration } from "../text/times.ts";
import { VERB_WORDS } from "../wording/verbs.ts";
import { LASTING_WORDS, sayOver, sayLasted, titleOver } from "../wording/lasting.ts";
import type { Names } from "../text/people.ts";
import type { Block } from "../blocks/block.ts";
import { MOVE_BUTTONS } from "./buttons.ts";
import { buildTakeButton, type NamedAlarm, settleTakeButtons } from "./take-button.ts";
import { listExplainedLines } from "../wording/explained.ts";
import type { OfKind, TakesAny } from "../wording/of-kind.ts";
import { STORE_DANGERS } from "./store-dangers.ts";

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
  "store-lost": ({ how, at, moves }, { now }) => {
    const { title, meaning, next } = STORE_LOSSES[how];
    return {
      text: title,
      blocks: [
        buildSection(`*${title}*`, `Noticed at ${formatMoment(at, now)}. ${meaning}`, sayLostMoves(moves)),
        buildSection(sayNext(next)),
      ],
    };
  },
  "store-danger": ({ danger, since }, { now }) => {
    const { title, meaning, next } = STORE_DANGERS[danger];
    return {
      text: title,
      blocks: [buildSection(`*${title}*`, `Seen since ${formatMoment(since, now)}. ${meaning}`), buildSection(sayNext(next))],
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
  "jobs-late": ({ since, queues }, { now }) => {
    const title = "*Tandem's workers do not work*";
    return {
      text: toNotification(title),
      blocks: [
        buildSection(
          title,
          `Since ${formatMoment(since, now)}: ${joinWithAnd(queues.map((queue) => NOT_DONE[queue]))}.`,
          "What people vote and ask for is still recorded, and is done once workers work again. Vitess goes on with what it has begun.",
        ),
        buildSection(sayNext("look whether a process with `--role worker` runs, start one if none does, and look at the workers' logs")),
      ],
    };
  },
  "jobs-done-again": ({ since, at }, { now }) => {
    const title = "*Tandem's workers work again*";
    return {
      text: toNotification(title),
      blocks: [
        buildSection(
          title,
          `They did not for ${sayDuration(at - since)}, from ${formatMoment(since, now)}. They now do what was recorded meanwhile.`,
        ),
      ],
    };
  },
  "audit-anchor": ({ at, seq, hash }, { now }) => {
    const title = `*Anchor of the audit: entry ${seq}*`;
    return {
      text: toNotification(title),
      blocks: [
        buildSection(
          title,
          `At ${formatMoment(at, now)} it ended with ${markCode(`${hash}@${seq}`, 90)}. Whoever checks the audit later gives this to \`audit verify --anchor\`: an audit that was rewritten or cut off does not fit it.`,
        ),
      ],
    };
  },
  config: ({ how, file, what }) => {
    const { title, meaning, next } = CONFIG_CHANGES[how];
    const named = `${file} ${title}`;
    const more = what.length > MOST_NAMED && `… and ${what.length - MOST_NAMED} more, which are in Tandem's log.`;
    const lines = what.slice(0, MOST_NAMED).map((line) => `• ${escape(clipText(line, 300))}`);
    return {
      text: toNotification(`*${escapeName(named)}*`),
      blocks: [
        buildSection(`*${escapeName(named)}*`, meaning, ...lines, more),
        ...(next === undefined ? [] : [buildSection(sayNext(next))]),
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

/** What people miss while the jobs of a queue are not done. */
const NOT_DONE = {
  verbs: "commands are not answered",
  operations: "approved operations neither begin nor go on",
  watch: "Vitess is not watched",
  decisions: "threads and this channel get no messages",
  upkeep: "nothing begins by the clock",
} as const satisfies Record<CanaryQueue, string>;

const CONFIG_CHANGES: Readonly<Record<ConfigChange["how"], { readonly title: string; readonly meaning: string; readonly next?: string }>> =
  {
    taken: { title: "was changed and is in force", meaning: "For requests that are open the stricter of before and now counts. Changed:" },
    refused: {
      title: "was changed and cannot be used",
      meaning: "Nothing of it is in force: what was in force before stays. Wrong:",
      next: "correct the file. Tandem reads it again by itself; a process that starts before that will not run",
    },
    "needs-restart": {
      title: "was changed and needs a restart",
      meaning: "Nothing of it is in force yet, because these cannot change while Tandem runs:",
      next: "restart all processes of Tandem, workers too; or undo these changes, so that the others count at once",
    },
  };

const STORE_LOSSES = {
  emptied: {
    title: "Tandem's store was emptied",
    meaning:
      "Redis has nothing any more of what Tandem had recorded: moves, requests, votes and the audit. No approval from before counts, and nobody can vote on older requests any more. What Vitess runs goes on; Tandem looks through it now and offers here each move that it finds.",
    next: "follow the moves that are offered, request again what is still wanted, and find out who or what emptied Redis",
  },
  older: {
    title: "Tandem's store went back",
    meaning:
      "Redis has an older state than it had confirmed to Tandem, so what was recorded last is lost: votes, steps and lines of threads. Tandem goes on with what is left and with what Vitess shows.",
    next: "look at the requests in course, because a vote that is gone must be given again, and find out why Redis went back",
  },
} as const;

const MOST_NAMED = 20;

function sayLostMoves(moves: readonly MoveName[]): string | false {
  if (moves.length === 0) return false;
  const more = moves.length > MOST_NAMED ? ` and ${formatCounted(moves.length - MOST_NAMED, "other move")}` : "";
  return `Something was lost of ${listNames(moves.slice(0, MOST_NAMED).map(qualifyName))}${more}, and perhaps of others.`;
}

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
