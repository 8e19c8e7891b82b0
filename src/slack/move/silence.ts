import { sayNext } from "../wording/next-line.ts";
import type { KnownBlock } from "@slack/types";
import type { NoticeBody } from "../../core/announce/notices.ts";
import type { EntryBody } from "../../core/announce/entries.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { buildActions, buildSection } from "../blocks/build.ts";
import { clipText, escape, toOneLine } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import { sayDuration, formatMomentToTheSecond } from "../text/times.ts";
import type { OfKind } from "../wording/of-kind.ts";
import { VERB_WORDS } from "../wording/verbs.ts";
import { sayBroken, isOfWrites } from "../wording/waiting.ts";
import { MOVE_BUTTONS } from "./buttons.ts";

type Silent = Omit<OfKind<NoticeBody, "vitess-silent">, "kind">;

/**
 * Says in the thread and the operators' channel that Vitess does not answer for a move. If a call of Tandem's broke off, the line begins
 * with what applications may notice, and is broadcast to the channel.
 */
export function sayStoppedAnswering(
  { move, tables, since, why, next, broken }: Silent,
  at: Instant,
): { readonly line: string; readonly more: readonly KnownBlock[]; readonly broadcast: boolean } {
  const takesWrites = broken !== undefined && isOfWrites(broken);
  const title = takesWrites
    ? `Applications may be unable to write. No answer from Vitess since ${formatMomentToTheSecond(since)} · ${moveTitle(move)}`
    : `No answer from Vitess since ${formatMomentToTheSecond(since)} · ${moveTitle(move)}`;
  return {
    line: `*${title}*`,
    more: [
      buildSection(
        broken !== undefined && sayBroken(broken),
        takesWrites &&
          `Nobody can see how far ${VERB_WORDS[broken.verb].vitess} came: ${listNames(tables)} may be denied on the side that routing leads to.`,
        escape(clipText(toOneLine(why), 400)),
        at - since >= 1_000 && `No answer for ${sayDuration(at - since)} so far.`,
      ),
      buildSection(sayNext(escape(clipText(toOneLine(next), 400)))),
      ...buildActions(MOVE_BUTTONS.diagnose(move)),
    ],
    broadcast: takesWrites,
  };
}

/** Says that Vitess answers again, and how long it did not. */
export function sayAnswersAgain(since: Instant, at: Instant): string {
  return `Vitess answers again, after ${sayDuration(Math.max(at - since, 1_000))} without an answer since ${formatMomentToTheSecond(since)}.`;
}

/** Says that the process of a call is gone, what Vitess shows of the call, and what Tandem does next. */
export function saySenderLost({ verb, startedAt, shows }: OfKind<EntryBody, "sender-lost">): string {
  const [call, at] = [VERB_WORDS[verb].vitess, formatMomentToTheSecond(startedAt)];
  switch (shows) {
    case undefined:
      return `The worker that sent ${call} at ${at} has given no sign of life since, and nobody heard Vitess's answer. Another worker now looks at what Vitess shows, sends nothing before that, and says here what it finds.`;
    case "at-work":
      return `vtctld may still be carrying out ${call}, sent at ${at}. Tandem sends nothing meanwhile: it looks every few seconds, and says here what came of it.`;
    case "nothing":
      return `Vitess shows that ${call}, sent at ${at}, changed nothing. Tandem looks at everything again, and sends it once more if all still holds.`;
    default:
      return shows satisfies never;
  }
}
