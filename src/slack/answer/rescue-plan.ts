import type { Answer } from "../../core/command/answers.ts";
import { actions, section } from "../blocks/build.ts";
import { type Message, notification } from "../blocks/message.ts";
import { MOVE_BUTTONS } from "../move/buttons.ts";
import { codeSpan, nameInSentence, quoteText } from "../text/escape.ts";
import { names } from "../text/lists.ts";
import { moveTitle, typedName } from "../text/move-name.ts";
import { sayWhoHolds, lockNamed } from "../wording/locks.ts";
import type { OfKind } from "../wording/of-kind.ts";

/** Says what unblocking writes does and does not do, and gives the command for it. */
export function renderRescuePlan({
  move,
  keyspace,
  tables,
  lockHolders,
  serves,
  refreshOnly,
  typed: instead,
  now,
}: OfKind<Answer, "rescue-plan">): Message {
  const title =
    serves === undefined
      ? `*Unblock writes at ${nameInSentence(keyspace)}: ${moveTitle(move)}*`
      : `*Serve the saved routing rules: ${moveTitle(move)}*`;
  const [holder] = lockHolders;
  return {
    text: notification(title),
    blocks: [
      section(
        title,
        instead !== undefined && `Nothing was done: ${quoteText(instead)} is not the workflow's name.`,
        ...(refreshOnly === true
          ? refreshes(keyspace, tables)
          : serves === undefined
            ? sayUnblocks(keyspace, tables)
            : servesRules(keyspace, tables)),
        holder !== undefined && `${sayWhoHolds(holder, lockNamed(holder), now)}. It stays: switch and cancel are blocked until it is gone.`,
        "Nobody votes on this; it is recorded under your name.",
        `_next: type the workflow's name to do it:_ ${codeSpan(`/movetables rescue ${typedName(move)} --confirm ${move.workflow}`, 300)}`,
      ),
      ...actions(MOVE_BUTTONS.rescue(move)),
    ],
  };
}

function refreshes(keyspace: string, tables: readonly string[]): readonly string[] {
  return [
    `The record of ${nameInSentence(keyspace)} is clean; whether every tablet has read it is not known. A primary that has not denies writes to ${names(tables)}.`,
    "Tandem has the tablets read the record again (RefreshState, RefreshStateByShard), and changes nothing.",
  ];
}

function sayUnblocks(keyspace: string, tables: readonly string[]): readonly string[] {
  return [
    `${nameInSentence(keyspace)} denies writes to ${names(tables)}, and routing still sends them there: applications cannot write.`,
    "Tandem takes these tables off the list of denied tables, then has the tablets read it: until they have, they go on denying.",
    "A dead vtctld may have left its lock on the keyspace: Tandem waits for it, 45 seconds a try, two minutes at most, and says so.",
  ];
}

function servesRules(keyspace: string, tables: readonly string[]): readonly string[] {
  return [
    `The saved routing rules send writes to ${nameInSentence(keyspace)}; vtgates still send writes of ${names(tables)} to the side that denies them: applications cannot write.`,
    "Tandem has every cell serve the saved rules (RebuildVSchemaGraph). That takes no lock and some milliseconds, and changes no other move's.",
  ];
}
