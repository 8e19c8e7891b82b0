import type {
  ActionsBlock,
  Button,
  ConfirmationDialog,
  ContainerBlock,
  ContextBlock,
  DataTableBlock,
  HeaderBlock,
  MrkdwnElement,
  Overflow,
  PlanBlock,
  RawNumberElement,
  RawTextElement,
  SectionBlock,
  TaskCardBlock,
} from "@slack/types";
import { clipPlainText, toOneLine } from "../text/escape.ts";
import { formatExact } from "../text/numbers.ts";
import { LIMITS } from "./limits.ts";

/** A line, left out if a fact is missing. */
export type OptionalLine = string | false | undefined;

/** A paragraph of mrkdwn lines. Drops whole lines that do not fit, so that no token or code span is cut in two. */
export function buildSection(...lines: readonly OptionalLine[]): SectionBlock {
  return { type: "section", text: buildMrkdwn(joinFittingLines(lines, LIMITS.section)) };
}

/** As many paragraphs as the lines need; drops none. */
export function buildSections(...lines: readonly OptionalLine[]): readonly SectionBlock[] {
  const wanted = lines.filter((line): line is string => typeof line === "string" && line !== "");
  const parts: string[][] = [[]];
  let length = 0;
  for (const line of wanted) {
    if (length + line.length + 1 > LIMITS.section - 1) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(line);
    length += line.length + 1;
  }
  return parts.filter((part) => part.length > 0).map((part) => buildSection(...part));
}

/** A paragraph with one button beside it. */
export function buildSectionWithButton(accessory: Button, ...lines: readonly OptionalLine[]): SectionBlock {
  return { ...buildSection(...lines), accessory };
}

/** Small grey lines, for the age of the data or the next step. */
export function buildContext(...lines: readonly OptionalLine[]): ContextBlock {
  return { type: "context", elements: [buildMrkdwn(joinFittingLines(lines, LIMITS.context))] };
}

export function buildHeader(text: string): HeaderBlock {
  return { type: "header", text: { type: "plain_text", text: clipPlainText(text, LIMITS.header), emoji: false } };
}

/** Lines in a fixed-width block. The caller escapes them, and says elsewhere how many are left out. */
export function buildPreformatted(lines: readonly string[], budget: number = LIMITS.preformatted): { block: SectionBlock; shown: number } {
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    if (kept.length > 0 && length + line.length + 1 > budget) break;
    kept.push(line);
    length += line.length + 1;
  }
  return { block: { type: "section", text: buildMrkdwn(`\`\`\`${kept.join("\n")}\`\`\``) }, shown: kept.length };
}

/** What stands in a row below a message. */
export type CardElement = Button | Overflow;

/** A menu of rare actions; undefined if a choice's command is too long for one. Slack sends the value of the choice. */
export function buildMenu(actionId: string, choices: readonly { readonly label: string; readonly value: string }[]): Overflow | undefined {
  if (choices.some(({ value }) => value.length > LIMITS.optionValue)) return undefined;
  return {
    type: "overflow",
    action_id: actionId,
    options: choices.map(({ label, value }) => ({
      text: { type: "plain_text", text: clipPlainText(label, LIMITS.optionText) },
      value,
    })),
  };
}

/** Buttons in a row; no block without buttons, because Slack refuses an empty row. */
export function buildActions(...buttons: (CardElement | false | undefined)[]): readonly ActionsBlock[] {
  const elements = buttons.filter((one) => one !== false && one !== undefined).slice(0, LIMITS.actions);
  return elements.length === 0 ? [] : [{ type: "actions", elements }];
}

interface ButtonLook {
  readonly style?: "primary" | "danger";
  readonly confirm?: ConfirmationDialog;
  readonly url?: string;
  /** The label for screen readers, if the visible one is not enough; it contains the visible one, by which people call the button. */
  readonly says?: string;
}

export function buildButton(label: string, actionId: string, value: string, look: ButtonLook = {}): Button {
  return {
    type: "button",
    text: { type: "plain_text", text: clipPlainText(label, LIMITS.button), emoji: false },
    action_id: actionId,
    ...(value === "" || value.length > LIMITS.buttonValue ? {} : { value }),
    ...(look.style === undefined ? {} : { style: look.style }),
    ...(look.confirm === undefined ? {} : { confirm: look.confirm }),
    ...(look.url === undefined ? {} : { url: look.url }),
    ...(look.says === undefined ? {} : { accessibility_label: clipPlainText(look.says, LIMITS.button) }),
  };
}

/** Asks for confirmation before something that is hard to undo. */
export function confirmDialog(title: string, text: string, yes: string, style: "primary" | "danger" = "danger"): ConfirmationDialog {
  return {
    title: { type: "plain_text", text: clipPlainText(title, LIMITS.confirmTitle) },
    text: { type: "plain_text", text: clipPlainText(text, LIMITS.confirmText) },
    confirm: { type: "plain_text", text: clipPlainText(yes, LIMITS.confirmButton) },
    deny: { type: "plain_text", text: "Not now" },
    style,
  };
}

export type Cell = string | bigint | number;

/**
 * A table under a caption that people can sort and page through: a header, then at most 100 rows within a budget of text. `left`:
 * how many rows did not fit. Undefined without a row, because Slack refuses an empty table.
 */
export function buildDataTable(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  budget: number = LIMITS.tableText,
): { readonly block: DataTableBlock; readonly left: number } | undefined {
  const kept: DataTableBlock["rows"] = [columns.map(buildCell)];
  let length = measureRow(columns);
  for (const row of rows.slice(0, LIMITS.tableRows)) {
    length += measureRow(row);
    if (length > budget) break;
    kept.push(row.map(buildCell));
  }
  if (kept.length === 1) return undefined;
  const block: DataTableBlock = { type: "data_table", caption: clipPlainText(caption, LIMITS.tableCaption), rows: kept };
  return { block: { ...block, page_size: Math.min(kept.length - 1, LIMITS.tablePage) }, left: rows.length - kept.length + 1 };
}

function buildCell(cell: Cell): RawTextElement | RawNumberElement {
  // A name may be blank, and Slack refuses an empty cell.
  if (typeof cell === "string") return { type: "raw_text", text: toOneLine(cell) || "-" };
  // JSON has no larger integers.
  if (BigInt(Math.trunc(Number(cell))) !== BigInt(cell)) return { type: "raw_text", text: formatExact(cell) };
  return { type: "raw_number", value: Number(cell), text: formatExact(cell) };
}

function measureRow(row: readonly Cell[]): number {
  return row.reduce<number>((sum, cell) => sum + (typeof cell === "string" ? cell : formatExact(cell)).length, 0);
}

/** One step of a plan, in plain text. */
export interface PlanStep {
  readonly title: string;
  readonly status: TaskCardBlock["status"];
}

/** What will happen, is happening and happened, step by step. */
export function buildPlan(title: string, steps: readonly PlanStep[]): PlanBlock {
  return {
    type: "plan",
    title: clipPlainText(title, LIMITS.planTitle),
    tasks: steps.map((step, at) => ({
      type: "task_card",
      task_id: `step-${at + 1}`,
      title: clipPlainText(step.title, LIMITS.planTitle),
      status: step.status,
    })),
  };
}

/** Long detail that opens on a press: at most ten paragraphs. */
export function buildContainer(title: string, children: ContainerBlock["child_blocks"]): readonly ContainerBlock[] {
  if (children.length === 0) return [];
  return [
    {
      type: "container",
      title: { type: "plain_text", text: clipPlainText(title, LIMITS.header) },
      child_blocks: children.slice(0, LIMITS.containerBlocks),
      is_collapsible: true,
      default_collapsed: true,
    },
  ];
}

/** Facts in two columns, at most ten; no block without facts, because Slack refuses it. */
export function buildFields(...facts: readonly OptionalLine[]): readonly SectionBlock[] {
  const said = facts.filter((fact): fact is string => typeof fact === "string" && fact !== "");
  if (said.length === 0) return [];
  return [{ type: "section", fields: said.slice(0, LIMITS.fields).map((fact) => buildMrkdwn(fact)) }];
}

// Without `verbatim` Slack would turn a table called `example.com` into a link, and `@here` in a name into a mention.
function buildMrkdwn(text: string): MrkdwnElement {
  return { type: "mrkdwn", text, verbatim: true };
}

function joinFittingLines(lines: readonly OptionalLine[], max: number): string {
  const wanted = lines.filter((line): line is string => typeof line === "string" && line !== "");
  const kept: string[] = [];
  let length = 0;
  for (const line of wanted) {
    if (length + line.length + 1 > max - 1) return [...kept, "…"].join("\n");
    kept.push(line);
    length += line.length + 1;
  }
  return kept.join("\n");
}
