import { isJson, readObjects, readString, type Json } from "../../blocks/json.ts";
import { html, type Html } from "./html.ts";
import type { Names } from "./names.ts";
import { renderRichText } from "./rich-text.ts";

/** A `table` block; Slack shows its first row as the header. */
export function renderTable(block: Json, names: Names): Html {
  const settings = readObjects(block, "column_settings");
  return renderGrid(listTableRows(block), names, (column) => readString(settings[column] ?? {}, "align"));
}

/** A `data_table` block: caption, header row, rows. All rows are shown; sorting and paging are left to Slack. */
export function renderDataTable(block: Json, names: Names): Html {
  const rows = listTableRows(block);
  const isNumber = (column: number): boolean => rows.slice(1).every((row) => row[column]?.["type"] === "raw_number");
  return renderGrid(rows, names, (column) => (isNumber(column) ? "right" : undefined), readString(block, "caption"));
}

function renderGrid(
  rows: readonly (readonly Json[])[],
  names: Names,
  alignOf: (column: number) => string | undefined,
  caption?: string,
): Html {
  const [head = [], ...body] = rows;
  const align = (column: number): string => alignOf(column) ?? "left";
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption ?? "Table"}">
    <table>
      ${
        caption !== undefined &&
        html`<caption>
          ${caption}
        </caption>`
      }
      <thead>
        <tr>
          ${head.map((entry, column) => html`<th scope="col" class="${align(column)}">${renderCell(entry, names)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${body.map(
          (row) =>
            html`<tr>
              ${row.map((entry, column) => html`<td class="${align(column)}">${renderCell(entry, names)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function renderCell(entry: Json, names: Names): Html {
  return entry["type"] === "rich_text" ? renderRichText(entry, names) : html`${readString(entry, "text") ?? ""}`;
}

function listTableRows(block: Json): readonly (readonly Json[])[] {
  const { rows } = block;
  return Array.isArray(rows) ? rows.map((row: unknown) => (Array.isArray(row) ? row.filter(isJson) : [])) : [];
}
