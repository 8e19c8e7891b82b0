import type { AnyBlock, SectionBlock, View } from "@slack/types";
import { Fault } from "../../operations/fault.ts";
import type { Block, DataVisualizationBlock } from "./block.ts";
import { LIMITS } from "./limits.ts";
import type { Message } from "./message.ts";

/** Throws, naming every limit of Slack's that the message breaks. Runs right before sending, so that a bug does not look like an outage. */
export function checkMessage(message: Message): void {
  const problems = [...findBlockProblems(message.blocks, LIMITS.blocks)];
  if (message.text.trim() === "") problems.push("text is empty: the notification would say nothing");
  if (message.text.length > LIMITS.text) problems.push(`text has ${message.text.length} characters`);
  for (const [type, most] of [
    ["data_table", 1],
    ["data_visualization", LIMITS.charts],
  ] as const) {
    const count = message.blocks.filter((block) => block.type === type).length;
    if (count > most) problems.push(`${count} blocks of type ${type}`);
  }
  const all = measureText(message.blocks);
  if (all > LIMITS.message) problems.push(`blocks have ${all} characters in all`);
  throwProblems("message", problems);
}

/** Like {@link checkMessage}, for a modal or the Home tab. */
export function checkView(view: View): void {
  const problems = [...findBlockProblems(view.blocks, LIMITS.viewBlocks)];
  if ((view.type === "modal" ? (view.private_metadata ?? "") : "").length > 3000) problems.push("private_metadata is longer than 3000");
  if (view.type === "modal" && view.title.text.length > 24) problems.push("title is longer than 24");
  throwProblems("view", problems);
}

/** Counts the characters of all texts in blocks, as Slack does for its limit on the whole message. */
export function measureText(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one: unknown) => sum + measureText(one), 0);
  if (!isRecord(value)) return 0;
  let sum = 0;
  for (const [key, inner] of Object.entries(value))
    sum += TEXT_KEYS.has(key) && typeof inner === "string" ? inner.length : measureText(inner);
  return sum;
}

// A plan and its tasks have titles of plain text.
const TEXT_KEYS: ReadonlySet<string> = new Set(["text", "title", "caption", "label"]);

function findBlockProblems(blocks: readonly (AnyBlock | Block)[], allowed: number): readonly string[] {
  const count = blocks.length > allowed ? [`${blocks.length} blocks`] : [];
  return [
    ...count,
    ...blocks.filter(isBuilt).flatMap((block, at) => checkBlock(block).map((problem) => `block ${at} (${block.type}): ${problem}`)),
  ];
}

// Tandem builds only blocks of this union.
function isBuilt(block: AnyBlock | Block): block is Block {
  return block.type !== "";
}

function checkBlock(block: Block): readonly string[] {
  const problems: string[] = [];
  if (block.type === "section") problems.push(...findSectionProblems(block));
  if (block.type === "header") problems.push(...checkLength("text", block.text.text, LIMITS.header));
  if (block.type === "context") problems.push(...checkCount("elements", block.elements.length, LIMITS.contextElements));
  if (block.type === "actions") problems.push(...checkCount("elements", block.elements.length, LIMITS.actions));
  if (block.type === "data_table") {
    problems.push(...checkLength("caption", block.caption, LIMITS.tableCaption));
    problems.push(...checkCount("rows", block.rows.length - 1, LIMITS.tableRows));
    problems.push(...checkCount("columns", block.rows[0]?.length ?? 0, LIMITS.tableColumns));
    if (new Set(block.rows.map((row) => row.length)).size !== 1) problems.push("rows of different widths");
  }
  if (block.type === "plan") problems.push(...checkLength("title", block.title, LIMITS.planTitle));
  if (block.type === "container") problems.push(...checkCount("child blocks", block.child_blocks.length, LIMITS.containerBlocks));
  if (block.type === "data_visualization") problems.push(...findChartProblems(block));
  return [...problems, ...findElementProblems(block)];
}

function findSectionProblems({ text, fields }: SectionBlock): readonly string[] {
  return [
    ...(text === undefined && fields !== undefined ? [] : checkLength("text", text?.text ?? "", LIMITS.section)),
    ...(fields === undefined ? [] : checkCount("fields", fields.length, LIMITS.fields)),
    ...(fields ?? []).flatMap((field) => checkLength("field", field.text, LIMITS.field)),
  ];
}

function findChartProblems({ title, chart: { series, axis_config: axes } }: DataVisualizationBlock): readonly string[] {
  const labels = JSON.stringify(axes.categories);
  return [
    ...checkLength("title", title, LIMITS.chartTitle),
    ...checkCount("series", series.length, LIMITS.chartSeries),
    ...checkCount("points", axes.categories.length, LIMITS.chartPoints),
    ...axes.categories.flatMap((label) => checkLength("label", label, LIMITS.chartLabel)),
    ...[axes.x_label, axes.y_label].flatMap((label) => checkLength("axis title", label, LIMITS.axisTitle)),
    ...(new Set(series.map(({ name }) => name)).size < series.length ? ["a series twice"] : []),
    ...series.flatMap(({ name, data }) =>
      JSON.stringify(data.map(({ label }) => label)) === labels ? [] : [`${name} has other labels than its axis`],
    ),
  ];
}

function findElementProblems(block: Block): readonly string[] {
  const elements: readonly unknown[] = block.type === "actions" ? block.elements : block.type === "section" ? [block.accessory] : [];
  const records = elements.filter(isRecord);
  const ids = records.map((element) => element["action_id"]).filter((id) => typeof id === "string");
  const problems = ids.flatMap((id) => checkLength("action_id", id, LIMITS.id));
  if (new Set(ids).size !== ids.length) problems.push("an action_id twice in one block");
  return [...problems, ...records.flatMap(findButtonProblems)];
}

function findButtonProblems(element: Readonly<Record<string, unknown>>): readonly string[] {
  const confirm = element["confirm"];
  const dialog = isRecord(confirm) ? confirm : {};
  return [
    ...(element["type"] === "button" ? checkLength("button", findText(element), LIMITS.button) : []),
    ...checkIfThere("value", element["value"], LIMITS.buttonValue),
    ...checkIfThere("url", element["url"], LIMITS.url),
    ...checkIfThere("confirm title", isRecord(confirm) ? findText({ text: dialog["title"] }) : undefined, LIMITS.confirmTitle),
    ...checkIfThere("confirm text", isRecord(confirm) ? findText(dialog) : undefined, LIMITS.confirmText),
    ...checkIfThere("confirm button", isRecord(confirm) ? findText({ text: dialog["confirm"] }) : undefined, LIMITS.confirmButton),
  ];
}

function findText(element: Readonly<Record<string, unknown>>): string {
  const { text } = element as { text?: unknown };
  if (typeof text === "string") return text;
  return isRecord(text) && typeof text["text"] === "string" ? text["text"] : "";
}

function checkLength(what: string, text: string, max: number): readonly string[] {
  if (text.trim() === "") return [`${what} is empty`];
  return text.length > max ? [`${what} has ${text.length} characters, at most ${max} are allowed`] : [];
}

function checkIfThere(what: string, text: unknown, max: number): readonly string[] {
  return typeof text === "string" ? checkLength(what, text, max) : [];
}

function checkCount(what: string, count: number, max: number): readonly string[] {
  return count === 0 || count > max ? [`${count} ${what}, 1 to ${max} are allowed`] : [];
}

function throwProblems(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new Fault("unexpected", `this ${what} breaks Slack's limits: ${problems.join("; ")}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
