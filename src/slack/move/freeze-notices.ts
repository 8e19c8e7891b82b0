import type { NoticeBody } from "../../core/announce/notices.ts";
import type { Instant } from "../../core/readings/readings.ts";
import { buildSection } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { markCode, quoteText } from "../text/escape.ts";
import { type Names, namePerson } from "../text/people.ts";
import { nameFrozen, sayFreeze } from "../wording/freezes.ts";
import { sayNext } from "../wording/next-line.ts";
import type { OfKind } from "../wording/of-kind.ts";

type FreezeKind = "freeze" | "thawed" | "thaw-asked";

type SayFreezeNotice<K extends FreezeKind> = (
  body: OfKind<NoticeBody, K>,
  facts: { readonly now: Instant; readonly names?: Names },
) => Message;

/** The notices about freezes. */
export const FREEZE_NOTICES = {
  freeze: ({ cluster, freeze }, { now, names }) => {
    const title = `*Frozen: ${nameFrozen(freeze.keyspace, cluster)}*`;
    return {
      text: toNotification(title),
      blocks: [
        buildSection(
          title,
          sayFreeze(freeze, now, names, cluster),
          "Nothing that takes approvals runs there meanwhile; requests stay open.",
        ),
      ],
    };
  },
  thawed: ({ cluster, keyspace, by, askedBy, reason, isGlassBroken }, { names }) => {
    const title = `*${isGlassBroken === true ? "The glass is broken, and thawed" : "Thawed"}: ${nameFrozen(keyspace, cluster)}*`;
    const who = askedBy === undefined ? namePerson(by, names) : `${namePerson(askedBy, names)} and ${namePerson(by, names)}`;
    return {
      text: toNotification(title),
      blocks: [buildSection(title, `By ${who}.${reason === "" ? "" : ` ${quoteText(reason)}`} What is approved there goes on by itself.`)],
    };
  },
  "thaw-asked": ({ cluster, keyspace, by, reason }, { names }) => {
    const title = `*Asked to thaw: ${nameFrozen(keyspace, cluster)}*`;
    return {
      text: toNotification(title),
      blocks: [
        buildSection(
          title,
          `${namePerson(by, names)} asks.${reason === "" ? "" : ` ${quoteText(reason)}`}`,
          sayNext(
            `a second person who agrees types ${markCode(`/movetables thaw ${cluster}/${keyspace ?? "*"}`, 200)} within an hour; one of the two must be an approver`,
          ),
        ),
      ],
    };
  },
} as const satisfies { [K in FreezeKind]: SayFreezeNotice<K> };
