import type { Answer } from "../../core/command/answers.ts";
import { preformatted, section } from "../blocks/build.ts";
import { type Message, notification } from "../blocks/message.ts";
import { codeSpan, nameInSentence, verbatim } from "../text/escape.ts";
import { names } from "../text/lists.ts";
import { formatBytes, formatCounted, tableEstimate } from "../text/numbers.ts";
import type { OfKind } from "../wording/of-kind.ts";

type AnswerAbout<K extends Answer["kind"]> = OfKind<Answer, K>;

const NAMES_BUDGET = 2400;
const MOST_TABLES = 40;

export function renderKeyspaces({ cluster, keyspaces }: AnswerAbout<"keyspaces">): Message {
  const title = `*${nameInSentence(cluster)}* has ${formatCounted(keyspaces.length, "keyspace")}`;
  return { text: notification(title), blocks: [section(title, keyspaces.length > 0 && names(keyspaces, NAMES_BUDGET))] };
}

/** The largest tables first, as many as fit; labels the sizes as estimates. */
export function renderTables({ keyspace, tables, moved }: AnswerAbout<"tables">): Message {
  const title = `*${nameInSentence(keyspace)}* has ${formatCounted(tables.length, "table")}`;
  if (tables.length === 0) return { text: notification(title), blocks: [section(title)] };
  const shown = tables.slice(0, MOST_TABLES).map((size) => {
    const { table } = size;
    const move = moved.find((one) => one.table === table)?.move;
    return `• ${codeSpan(table, 80)} ${tableEstimate(size)}${move === undefined ? "" : ` · in ${codeSpan(move, 140)}`}`;
  });
  const total = tables.reduce((sum, one) => sum + one.bytes, 0n);
  const more = tables.length - shown.length;
  return {
    text: notification(title),
    blocks: [
      section(`${title}, about ${formatBytes(total)}`, ...shown, more > 0 && `and ${formatCounted(more, "smaller table")}`),
      section("_MySQL's estimates over all shards; indexes are left out_"),
    ],
  };
}

export function renderValidated({ keyspace, pingTablets, problems }: AnswerAbout<"validated">): Message {
  const looked = pingTablets ? "Its records were checked and every tablet was pinged." : "Its records were checked; no tablet was pinged.";
  if (problems.length === 0) {
    const clean = `Vitess finds nothing wrong with ${nameInSentence(keyspace)}`;
    return { text: notification(clean), blocks: [section(`*${clean}*`, looked)] };
  }
  const title = `Vitess finds ${formatCounted(problems.length, "problem")} with ${nameInSentence(keyspace)}`;
  const { block, shown } = preformatted(
    problems.map((one) => verbatim(one)),
    NAMES_BUDGET,
  );
  const more = problems.length - shown;
  return {
    text: notification(title),
    blocks: [section(`*${title}*`, looked), block, ...(more > 0 ? [section(`and ${more} more`)] : [])],
  };
}
