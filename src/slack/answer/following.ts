import type { Answer } from "../../core/command/answers.ts";
import { MOST_CARDS } from "../../core/move/subscriptions.ts";
import { buildSection } from "../blocks/build.ts";
import type { Message } from "../blocks/message.ts";
import { escapeName, markCode } from "../text/escape.ts";
import { formatTypedName, moveTitle } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { sayDuration } from "../text/times.ts";
import type { OfKind } from "../wording/of-kind.ts";
import { buildLinesMessage } from "./lines.ts";

const INVITE = "If nothing appears, invite Tandem with `/invite @Tandem`.";
const MOST_FOLLOWED_NAMED = 20;

export function renderFollowing({ move, everyMs }: OfKind<Answer, "following">): Message {
  return buildLinesMessage(
    `This channel follows ${moveTitle(move)} now. Its card appears in this channel. ${INVITE}`,
    everyMs === 0 ? undefined : sayPace(everyMs),
  );
}

export function renderFollowingPattern({ cluster, pattern, everyMs, cards, rest }: OfKind<Answer, "following-pattern">): Message {
  return buildLinesMessage(
    `This channel follows ${markCode(`${cluster}/${pattern}`, 200)} now: the moves that match it today, and those that begin later.`,
    cards === 0 ? "No move matches it just now; the first card comes with the first move." : sayCards(cards, rest),
    everyMs === 0 ? undefined : sayPace(everyMs),
  );
}

function sayCards(cards: number, rest: number): string {
  const come = `${formatCounted(cards, "card")} ${cards === 1 ? "appears" : "appear"} in this channel, and ${cards === 1 ? "it ends with its move" : "each ends with its move"}. ${INVITE}`;
  if (rest === 0) return come;
  return `${come} A channel gets at most ${MOST_CARDS} cards this way: ${formatCounted(rest, "more move")} ${rest === 1 ? "is" : "are"} in one message.`;
}

function sayPace(everyMs: number): string {
  return `Numbers change here at most every ${sayDuration(everyMs)}; a new state is shown at once.`;
}

/** What a channel follows, each with the line that ends it. */
export function renderFollowingList({ moves, patterns, fleet }: OfKind<Answer, "following-list">): Message {
  if (moves.length === 0 && patterns.length === 0 && fleet === undefined)
    return buildLinesMessage(
      "This channel follows nothing.",
      "Example: `/movetables follow customer.commerce2customer` for one move, `/movetables follow customer` for a keyspace, `/movetables follow customer*` for several, `/movetables fleet` for all in one message.",
    );
  const title = "What this channel follows";
  const named = moves.slice(0, MOST_FOLLOWED_NAMED);
  return {
    text: title,
    blocks: [
      buildSection(
        `*${title}*`,
        ...patterns.map(({ cluster, pattern, everyMs }) => sayLine(`${cluster}/${pattern}`, everyMs)),
        ...named.map(({ name, everyMs }) => sayLine(formatTypedName(name), everyMs)),
        moves.length > named.length && `and ${formatCounted(moves.length - named.length, "more move")}`,
        fleet !== undefined && `• all moves of ${escapeName(fleet.cluster)} in one message; \`/movetables fleet --off\` ends it`,
      ),
    ],
  };
}

function sayLine(what: string, everyMs: number): string {
  const pace = everyMs === 0 ? "live" : `at most every ${sayDuration(everyMs)}`;
  return `• ${markCode(what, 200)}, ${pace}; ${markCode(`/movetables unfollow ${what}`, 300)} ends it`;
}

export function renderFleetWish({ cluster, instead }: OfKind<Answer, "fleet">): Message {
  return buildLinesMessage(
    `One message about all moves of ${escapeName(cluster)} appears in this channel, is pinned, and is kept up to date. ${INVITE}`,
    instead === undefined ? undefined : `It takes the place of the one about ${escapeName(instead)}.`,
    "`/movetables fleet --off` ends it.",
  );
}
