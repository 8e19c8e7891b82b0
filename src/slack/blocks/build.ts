import type {
  ActionsBlock,
  Button,
  ConfirmationDialog,
  ContextBlock,
  HeaderBlock,
  MrkdwnElement,
  SectionBlock,
  TableBlock,
} from "@slack/types";
import { clipPlainText } from "../text/escape.ts";
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

/** Buttons in a row; no block without buttons, because Slack refuses an empty row. */
export function buildActions(...buttons: (Button | false | undefined)[]): readonly ActionsBlock[] {
  const elements = buttons.filter((one) => one !== false && one !== undefined).slice(0, LIMITS.actions);
  return elements.length === 0 ? [] : [{ type: "actions", elements }];
}

interface ButtonLook {
  readonly style?: "primary" | "danger";
  readonly confirm?: ConfirmationDialog;
  readonly url?: string;
  /** The label for screen readers, if the visible one is not enough. */
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

/** A table of texts with a header row; columns from index `textColumns` on are aligned right. */
export function buildTable(rows: readonly (readonly string[])[], textColumns: number): TableBlock {
  const width = rows[0]?.length ?? 0;
  return {
    type: "table",
    column_settings: Array.from({ length: width }, (_, column) => ({ align: column < textColumns ? "left" : "right" })),
    rows: rows.slice(0, LIMITS.tableRows).map((row) => row.map((text) => ({ type: "raw_text", text: text === "" ? "-" : text }))),
  };
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
