import type { Answer } from "../../core/command/answers.ts";
import { buildPreformatted, buildSection } from "../blocks/build.ts";
import { type Message, toNotification } from "../blocks/message.ts";
import { markCode, escapeName, quoteVerbatim } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { formatBytes, formatCounted, sayTableEstimate } from "../text/numbers.ts";
import type { OfKind } from "../wording/of-kind.ts";

type AnswerAbout<K extends Answer["kind"]> = OfKind<Answer, K>;

const NAMES_BUDGET = 2400;
const MOST_TABLES = 40;

export function renderKeyspaces({ cluster, keyspaces }: AnswerAbout<"keyspaces">): Message {
  const title = `*${escapeName(cluster)}* has ${formatCounted(keyspaces.length, "keyspace")}`;
  return { text: toNotification(title), blocks: [buildSection(title, keyspaces.length > 0 && listNames(keyspaces, NAMES_BUDGET))] };
}

/** The largest tables first, as many as fit; labels the sizes as estimates. */
export function renderTables({ keyspace, tables, moved }: AnswerAbout<"tables">): Message {
  const title = `*${escapeName(keyspace)}* has ${formatCounted(tables.length, "table")}`;
  if (tables.length === 0) return { text: toNotification(title), blocks: [buildSection(title)] };
  const shown = tables.slice(0, MOST_TABLES).map((size) => {
    const { table } = size;
    const move = moved.find((one) => one.table === table)?.move;
    return `• ${markCode(table, 80)} ${sayTableEstimate(size)}${move === undefined ? "" : ` · in ${markCode(move, 140)}`}`;
  });
  const total = tables.reduce((sum, one) => sum + one.bytes, 0n);
  const more = tables.length - shown.length;
  return {
    text: toNotification(title),
    blocks: [
      buildSection(`${title}, about ${formatBytes(total)}`, ...shown, more > 0 && `and ${formatCounted(more, "smaller table")}`),
      buildSection("_MySQL's estimates over all shards; indexes are left out_"),
    ],
  };
}

export function renderValidated({ keyspace, pingTablets, problems }: AnswerAbout<"validated">): Message {
  const looked = pingTablets ? "Its records were checked and every tablet was pinged." : "Its records were checked; no tablet was pinged.";
  if (problems.length === 0) {
    const clean = `Vitess finds nothing wrong with ${escapeName(keyspace)}`;
    return { text: toNotification(clean), blocks: [buildSection(`*${clean}*`, looked)] };
  }
  const title = `Vitess finds ${formatCounted(problems.length, "problem")} with ${escapeName(keyspace)}`;
  const { block, shown } = buildPreformatted(
    problems.map((one) => quoteVerbatim(one)),
    NAMES_BUDGET,
  );
  const more = problems.length - shown;
  return {
    text: toNotification(title),
    blocks: [buildSection(`*${title}*`, looked), block, ...(more > 0 ? [buildSection(`and ${more} more`)] : [])],
  };
}
