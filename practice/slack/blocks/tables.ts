import { isJson } from "./json.ts";
import { richText } from "./rich-text.ts";
import { all, anything, byType, flag, inside, integer, list, number, object, report, text, word } from "./shape.ts";
import type { Check } from "./shape.ts";
import { id } from "./text.ts";

const MOST_ROWS = 100;
const MOST_COLUMNS = 20;
/** Of all cells together; not confirmed (docs/facts/slack-limits.md#table-text). */
const MOST_TABLE_TEXT = 10_000;

const plainCells = {
  raw_text: object({ type: anything, text: text(3000) }),
  raw_number: object({ type: anything, value: number, text: text(3000) }),
};
const cell = byType({ ...plainCells, rich_text: richText });
const row = list(cell, { max: MOST_COLUMNS });

const cellText: Check = (value, at) => {
  const characters = isJson(value) ? countText(value["rows"]) : 0;
  if (characters > MOST_TABLE_TEXT)
    report(inside(at, "rows"), "too_long", `must be less than ${MOST_TABLE_TEXT + 1} characters in all cells`);
};

function countText(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, entry: unknown) => sum + countText(entry), 0);
  if (!isJson(value)) return 0;
  const own = typeof value["text"] === "string" ? value["text"].length : 0;
  return own + countText(value["elements"]);
}

const sameWidth: Check = (value, at) => {
  const rows: unknown = isJson(value) ? value["rows"] : undefined;
  if (!Array.isArray(rows)) return;
  const widths = new Set(rows.map((entry: unknown) => (Array.isArray(entry) ? entry.length : 0)));
  if (widths.size > 1) report(inside(at, "rows"), "invalid_value", "all rows must have the same number of cells");
};

export const table = all(
  object(
    { type: anything, rows: list(row, { max: MOST_ROWS }) },
    {
      block_id: id,
      column_settings: list(object({}, { align: word("left", "center", "right"), is_wrapped: flag }), { min: 0, max: MOST_COLUMNS }),
    },
  ),
  sameWidth,
  cellText,
);

/** A header row and up to 100 rows of data; the header has plain cells only. */
export const dataTable = all(
  object(
    { type: anything, caption: text(300), rows: list(row, { min: 2, max: MOST_ROWS + 1 }) },
    { block_id: id, page_size: integer(1, 100), row_header_column_index: integer(0, MOST_COLUMNS - 1) },
  ),
  (value, at) => {
    const rows: unknown = isJson(value) ? value["rows"] : undefined;
    if (Array.isArray(rows)) list(byType(plainCells), { max: MOST_COLUMNS })(rows[0], inside(inside(at, "rows"), 0));
  },
  sameWidth,
  cellText,
);
