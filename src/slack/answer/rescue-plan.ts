import { sayNext } from "../wording/next-line.ts";
import type { TableName } from "../../core/vitess/names.ts";
import type { Answer } from "../../core/command/answers.ts";
import { buildActions, buildSection } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { MOVE_BUTTONS } from "../move/buttons.ts";
import { markCode, escapeName, quoteText } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { moveTitle, formatTypedName } from "../text/move-name.ts";
import { sayWhoHolds, nameLock } from "../wording/locks.ts";
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
      ? `*Unblock writes at ${escapeName(keyspace)}: ${moveTitle(move)}*`
      : `*Serve the saved routing rules: ${moveTitle(move)}*`;
  const [holder] = lockHolders;
  return {
    text: toNotification(title),
    blocks: [
      buildSection(
        title,
        instead !== undefined && `Nothing was done: ${quoteText(instead)} is not the workflow's name.`,
        ...(refreshOnly === true
          ? sayRefreshes(keyspace, tables)
          : serves === undefined
            ? sayUnblocks(keyspace, tables)
            : sayServesRules(keyspace, tables)),
        holder !== undefined && `${sayWhoHolds(holder, nameLock(holder), now)}. It stays: switch and cancel are blocked until it is gone.`,
        "Nobody votes on this; it is recorded under your name.",
        sayNext(
          `type the workflow's name to do it: ${markCode(`/movetables rescue ${formatTypedName(move)} --confirm ${move.workflow}`, 300)}`,
        ),
      ),
      ...buildActions(MOVE_BUTTONS.rescue(move)),
    ],
  };
}

function sayRefreshes(keyspace: string, tables: readonly TableName[]): readonly string[] {
  return [
    `The record of ${escapeName(keyspace)} is clean; whether every tablet has read it is not known. A primary that has not denies writes to ${listNames(tables)}.`,
    "Tandem has the tablets read the record again (RefreshState, RefreshStateByShard), and changes nothing.",
  ];
}

function sayUnblocks(keyspace: string, tables: readonly TableName[]): readonly string[] {
  return [
    `${escapeName(keyspace)} denies writes to ${listNames(tables)}, and routing still sends them there: applications cannot write.`,
    "Tandem takes these tables off the list of denied tables, then has the tablets read it: until they have, they go on denying.",
    "A dead vtctld may have left its lock on the keyspace: Tandem waits for it, 45 seconds a try, two minutes at most, and says so.",
  ];
}

function sayServesRules(keyspace: string, tables: readonly TableName[]): readonly string[] {
  return [
    `The saved routing rules send writes to ${escapeName(keyspace)}; vtgates still send writes of ${listNames(tables)} to the side that denies them: applications cannot write.`,
    "Tandem has every cell serve the saved rules (RebuildVSchemaGraph). That takes no lock and some milliseconds, and changes no other move's.",
  ];
}
