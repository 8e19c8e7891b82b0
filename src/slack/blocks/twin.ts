import type { ContainerBlock, DataTableBlock, KnownBlock, PlanBlock, TaskCardBlock } from "@slack/types";
import { escape, markCode } from "../text/escape.ts";
import type { Block, DataVisualizationBlock } from "./block.ts";
import { buildContext, buildSection, buildSections } from "./build.ts";
import { LIMITS } from "./limits.ts";

/** Blocks so young that a workspace may refuse them (docs/facts/slack-limits.md#young-blocks). */
export type YoungBlock = ContainerBlock | DataTableBlock | DataVisualizationBlock | PlanBlock;
export type YoungKind = YoungBlock["type"];

export const YOUNG_KINDS = ["container", "data_table", "data_visualization", "plan"] as const satisfies readonly YoungKind[];
const YOUNG: ReadonlySet<string> = new Set(YOUNG_KINDS);

const STATUS_SAID = {
  pending: "",
  in_progress: " · under way",
  complete: " · done",
  error: " · failed",
} as const satisfies Record<TaskCardBlock["status"], string>;

/** The young kinds among these blocks, each once. */
export function findYoung(blocks: readonly Block[]): readonly YoungKind[] {
  return [...new Set(blocks.filter(isYoung).map(({ type }) => type))];
}

/** Replaces every young block of these kinds by old ones that say the same; the rest stays as it is. */
export function replaceYoung(blocks: readonly Block[], isRefused: (kind: YoungKind) => boolean): readonly Block[] {
  return blocks.flatMap((block): readonly Block[] => (isYoung(block) && isRefused(block.type) ? toTwin(block) : [block]));
}

/** For the Home tab and modals, which take no young block at all. */
export function withoutYoung(blocks: readonly Block[]): readonly KnownBlock[] {
  return blocks.flatMap((block) => (isYoung(block) ? toTwin(block) : [block]));
}

function isYoung(block: Block): block is YoungBlock {
  return YOUNG.has(block.type);
}

function toTwin(block: YoungBlock): readonly KnownBlock[] {
  switch (block.type) {
    case "container":
      return listContainer(block);
    case "data_table":
      return listTable(block);
    case "data_visualization":
      return [describeChart(block)];
    case "plan":
      return listPlan(block);
    default:
      return block satisfies never;
  }
}

function listContainer({ title, child_blocks }: ContainerBlock): readonly KnownBlock[] {
  return [...(title === undefined ? [] : [buildSection(`*${escape(title.text)}*`)]), ...child_blocks];
}

function listPlan({ title, tasks = [] }: PlanBlock): readonly KnownBlock[] {
  return buildSections(
    `*${escape(title)}*`,
    ...tasks.filter(isTask).map((task, at) => `${at + 1}. ${escape(task.title)}${STATUS_SAID[task.status]}`),
  );
}

/** One line for each row: its first cell, then each other cell after its column's name. */
function listTable({ caption, rows }: DataTableBlock): readonly KnownBlock[] {
  const [header = [], ...body] = rows;
  const names = header.map(formatCell);
  const lines: string[] = [];
  let length = 0;
  for (const row of body) {
    const [first = "", ...rest] = row.map(formatCell);
    const line = `• ${first}: ${rest.map((cell, at) => `${names[at + 1] ?? ""} ${cell}`).join(" · ")}`;
    length += line.length + 1;
    if (length > LIMITS.tableText) break;
    lines.push(line);
  }
  const more = body.length - lines.length;
  return [...buildSections(`*${escape(caption)}*`, ...lines), ...(more === 0 ? [] : [buildContext(`and ${more} more rows`)])];
}

/** Names may have characters that mrkdwn takes for formatting. */
function formatCell(cell: DataTableBlock["rows"][number][number]): string {
  const text = cell.type === "rich_text" ? "" : cell.text;
  return /[*_~`]/.test(text) ? markCode(text) : escape(text);
}

/** A chart in words: where each of its lines begins and ends. */
function describeChart({ title, chart }: DataVisualizationBlock): KnownBlock {
  const { series, axis_config: axes } = chart;
  return buildSection(
    `*${escape(title)}*`,
    ...series.map(({ name, data }) => {
      const [first, last] = [data[0], data.at(-1)];
      return first === undefined || last === undefined
        ? ""
        : `${escape(name)}: ${first.value} at ${escape(first.label)}, ${last.value} at ${escape(last.label)} (${escape(axes.y_label)})`;
    }),
  );
}

function isTask(task: NonNullable<PlanBlock["tasks"]>[number]): task is TaskCardBlock {
  return task["type"] === "task_card";
}
