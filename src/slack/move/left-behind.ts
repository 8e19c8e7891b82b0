import type { KnownBlock } from "@slack/types";
import type { EntryBody } from "../../core/announce/entries.ts";
import type { Move } from "../../core/move/moves.ts";
import { buildActions, buildButton, type OptionalLine, buildSections } from "../blocks/build.ts";
import { toCommandAction } from "../actions.ts";
import { markCode, escapeName } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { formatTypedName } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { sayDuration } from "../text/times.ts";
import { sayNext } from "../wording/next-line.ts";
import type { OfKind } from "../wording/of-kind.ts";

type Left = OfKind<EntryBody, "left-behind">;

/** Lists what is left of a workflow that was deleted or not fully created, each with the command that removes it. */
export function sayLeftBehind({ after, left }: Left, move: Move): { readonly line: string; readonly more: readonly KnownBlock[] } {
  const { targetKeyspace } = move.name;
  const target = escapeName(targetKeyspace);
  const { rules, denied, notTold, tables, vschema = [], streams = "" } = left;
  const hasStreams = streams !== "";
  const lines: readonly OptionalLine[] = [
    notTold !== undefined && sayUnrefreshed(notTold),
    hasStreams && `• The workflow is there: ${streams}.`,
    rules > 0 &&
      `• ${formatCounted(rules, "routing rule")} of ${listNames(move.tables)}. Take them out of the document and apply the rest: ${markCode("vtctldclient GetRoutingRules")}, then ${markCode("vtctldclient ApplyRoutingRules --rules-file rules.json")}.`,
    ...listDenied(denied),
    tables.length > 0 &&
      `• ${formatCounted(tables.length, "table")} in ${target}: ${listNames(tables, 1_500)}. Have a DBA drop ${tables.length === 1 ? "it" : "them"} there once nobody needs what was copied.`,
    vschema.length > 0 &&
      `• ${listNames(vschema, 1_000)} in the VSchema of ${target}: ${formatFullCode(`vtctldclient ApplyVSchema --sql "alter vschema drop table ${vschema[0] ?? ""}" ${targetKeyspace}`)}${vschema.length > 1 ? ", and so each of them" : ""}.`,
  ];
  const next = hasStreams
    ? sayNext("look at the card; cancel it to clean all of this up, or start it to go on")
    : rules + denied.length === 0
      ? undefined
      : sayNext("clean up rules and denied tables before the same tables are moved again; until then a new create runs into them");
  return {
    line: `Left in Vitess after the ${after}:`,
    more: [
      ...buildSections(...lines, next),
      ...buildActions(hasStreams && buildButton("Request cancel", toCommandAction("cancel"), `cancel ${formatTypedName(move.name)}`)),
    ],
  };
}

function sayUnrefreshed({ keyspace, shards, tables }: NonNullable<Left["left"]["notTold"]>): string {
  const [only] = shards;
  const place = shards.length === 1 ? `${keyspace}/${only ?? ""}` : `${keyspace}/<shard>`;
  return `• It is not known whether applications can write to ${listNames(tables)} in ${escapeName(keyspace)}: the record is clean, and a primary that has not read it goes on denying. Have it read${shards.length === 1 ? "" : " in each shard"}: ${formatFullCode(`vtctldclient RefreshStateByShard ${place}`)}.`;
}

/** Characters of table names per command, each name whole: a line to paste is never truncated. */
const A_COMMAND = 1_200;

/** The share of a message that all of these lines may take. */
const DENIED_FIT = 4_000;

function listDenied(denied: Left["left"]["denied"]): readonly string[] {
  const lines = denied.flatMap(stillDeniedLines);
  if (lines.join("\n").length <= DENIED_FIT) return lines;
  const places = listNames(denied.map(({ keyspace, shard }) => `${keyspace}/${shard}`));
  return [
    `• Writes are denied on ${places}, to too many tables for lines to paste: ${markCode("vtctldclient GetShard <keyspace/shard>")} names them, ${markCode("vtctldclient SetShardTabletControl --denied-tables <tables> --remove <keyspace/shard> primary", 120)} takes them out, then ${markCode("vtctldclient RefreshStateByShard <keyspace/shard>")}.`,
  ];
}

function stillDeniedLines({ keyspace, shard, tables }: Left["left"]["denied"][number]): readonly string[] {
  const place = `${keyspace}/${shard}`;
  const lists: string[] = [];
  for (const table of tables) {
    const last = lists.at(-1);
    if (last === undefined || last.length + table.length + 1 > A_COMMAND) lists.push(table);
    else lists[lists.length - 1] = `${last},${table}`;
  }
  const commands = lists.map((list) =>
    formatFullCode(`vtctldclient SetShardTabletControl --denied-tables ${list} --remove ${place} primary`),
  );
  return [
    `• ${escapeName(keyspace)}/${markCode(shard, 30)} denies writes to ${listNames(tables)}: ${commands[0] ?? ""}`,
    ...commands.slice(1),
    `then ${formatFullCode(`vtctldclient RefreshStateByShard ${place}`)}.`,
  ];
}

/** A command as a code span that is never truncated. */
function formatFullCode(command: string): string {
  return markCode(command, command.length * 5);
}

/** Warns of a create that Tandem stopped waiting for: the workflow exists but may not do everything that was requested. */
export function cutBlocks({ cut }: OfKind<EntryBody, "created">): readonly KnownBlock[] {
  if (cut === undefined) return [];
  const { waitedMs, left } = cut;
  const seen = left?.streams === undefined ? "" : ` (${left.streams}; ${formatCounted(left.rules, "routing rule")})`;
  return buildSections(
    `Tandem stopped waiting for vtctld's answer after ${sayDuration(waitedMs)}, its own limit. The workflow is there${seen}; vtctld may have left it unfinished.`,
    sayNext("watch the card: if it copies it is whole; if it does not start, start it, or cancel it to clean up what is there"),
  );
}
