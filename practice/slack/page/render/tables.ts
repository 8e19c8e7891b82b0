import { isJson, objectsAt, stringAt } from "../../blocks/json.ts";
import type { Json } from "../../blocks/json.ts";
import { html } from "./html.ts";
import type { Html } from "./html.ts";
import type { Names } from "./names.ts";
import { richText } from "./rich-text.ts";

/** A `table` block; Slack shows its first row as the header. */
export function table(block: Json, names: Names): Html {
  const settings = objectsAt(block, "column_settings");
  return grid(rowsOf(block), names, (column) => stringAt(settings[column] ?? {}, "align"));
}

/** A `data_table` block: caption, header row, rows. All rows are shown; sorting and paging are left to Slack. */
export function dataTable(block: Json, names: Names): Html {
  const rows = rowsOf(block);
  const isNumber = (column: number): boolean => rows.slice(1).every((row) => row[column]?.["type"] === "raw_number");
  return grid(rows, names, (column) => (isNumber(column) ? "right" : undefined), stringAt(block, "caption"));
}

function grid(rows: readonly (readonly Json[])[], names: Names, alignOf: (column: number) => string | undefined, caption?: string): Html {
  const [head = [], ...body] = rows;
  const align = (column: number): string => alignOf(column) ?? "left";
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption ?? "Table"}">
    <table>
      ${
        caption !== undefined &&
        html`<caption>
          ${caption}
        </caption>`
      }
      <thead>
        <tr>
          ${head.map((entry, column) => html`<th scope="col" class="${align(column)}">${cell(entry, names)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${body.map(
          (row) =>
            html`<tr>
              ${row.map((entry, column) => html`<td class="${align(column)}">${cell(entry, names)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function cell(entry: Json, names: Names): Html {
  return entry["type"] === "rich_text" ? richText(entry, names) : html`${stringAt(entry, "text") ?? ""}`;
}

function rowsOf(block: Json): readonly (readonly Json[])[] {
  const { rows } = block;
  return Array.isArray(rows) ? rows.map((row: unknown) => (Array.isArray(row) ? row.filter(isJson) : [])) : [];
}
