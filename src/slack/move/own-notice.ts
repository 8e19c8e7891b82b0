import type { CanaryQueue } from "../../core/announce/canaries.ts";
import type { ConfigChange } from "../../core/announce/config-change.ts";
import type { NoticeBody } from "../../core/announce/notices.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { type MoveName, qualifyName } from "../../core/vitess/names.ts";
import { buildSection } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { clipText, escape, markCode, escapeName } from "../text/escape.ts";
import { joinWithAnd, listNames } from "../text/lists.ts";
import { formatCounted } from "../text/numbers.ts";
import { formatMoment, sayDuration } from "../text/times.ts";
import { sayNext } from "../wording/next-line.ts";
import type { OfKind } from "../wording/of-kind.ts";
import { STORE_DANGERS } from "./store-dangers.ts";

type OwnKind = "store-lost" | "store-danger" | "jobs-late" | "jobs-done-again" | "audit-anchor" | "config" | "people-unread";

type SayOwnNotice<K extends OwnKind> = (body: OfKind<NoticeBody, K>, facts: { readonly now: Instant }) => Message;

/** The notices about Tandem itself: its store, its workers, its audit, its configuration and the groups that it reads. */
export const OWN_NOTICES = {
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
} as const satisfies { [K in OwnKind]: SayOwnNotice<K> };

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
