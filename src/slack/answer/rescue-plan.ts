import type { Answer } from "../../core/answers.ts";
import { actions, section } from "../blocks/build.ts";
import { type Message, notification } from "../blocks/message.ts";
import { MOVE_BUTTONS } from "../move/buttons.ts";
import { code, named, quoted } from "../text/escape.ts";
import { names } from "../text/lists.ts";
import { moveTitle, typed } from "../text/move-name.ts";
import { moment } from "../text/times.ts";
import type { OfKind } from "../wording/of-kind.ts";

/** What giving writes back does and does not, and the line that does it. */
export function renderRescuePlan({ move, keyspace, tables, lockHolders, typed: instead, now }: OfKind<Answer, "rescue-plan">): Message {
  const title = `*Give writes back to ${named(keyspace)}: ${moveTitle(move)}*`;
  const [holder] = lockHolders;
  const since = holder?.since === undefined ? "" : ` since ${moment(holder.since, now)}`;
  return {
    text: notification(title),
    blocks: [
      section(
        title,
        instead !== undefined && `Nothing was done: ${quoted(instead)} is not the workflow's name.`,
        `${named(keyspace)} denies writes to ${names(tables)}, and routing still sends them there: applications cannot write.`,
        `Tandem takes these tables off the list of denied tables. It waits up to a minute for a keyspace lock that a dead vtctld may have left.`,
        holder !== undefined &&
          `The workflow's lock is held by ${code(holder.action, 60)} on ${code(holder.host, 60)}${since}. It stays: switch and cancel are blocked until it is gone.`,
        "Nobody votes on this; it is recorded under your name.",
        `_next: type the workflow's name to do it:_ ${code(`/movetables rescue ${typed(move)} --confirm ${move.workflow}`, 300)}`,
      ),
      ...actions(MOVE_BUTTONS.rescue(move)),
    ],
  };
}
