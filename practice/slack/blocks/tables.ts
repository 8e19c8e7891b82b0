import { isJson } from "./json.ts";
import { richText } from "./rich-text.ts";
import {
  acceptAnything,
  checkAll,
  checkByType,
  checkFlag,
  checkInteger,
  checkList,
  checkNumber,
  checkObject,
  checkText,
  checkWord,
  reportProblem,
  stepInside,
  type Check,
} from "./shape.ts";
import { id } from "./text.ts";

const MOST_ROWS = 100;
const MOST_COLUMNS = 20;
/** Of all cells together; not confirmed (docs/facts/slack-limits.md#table-text). */
const MOST_TABLE_TEXT = 10_000;

const plainCells = {
  raw_text: checkObject({ type: acceptAnything, text: checkText(3000) }),
  raw_number: checkObject({ type: acceptAnything, value: checkNumber, text: checkText(3000) }),
};
const cell = checkByType({ ...plainCells, rich_text: richText });
const row = checkList(cell, { max: MOST_COLUMNS });

const checkCellText: Check = (value, at) => {
  const characters = isJson(value) ? countText(value["rows"]) : 0;
  if (characters > MOST_TABLE_TEXT)
    reportProblem(stepInside(at, "rows"), "too_long", `must be less than ${MOST_TABLE_TEXT + 1} characters in all cells`);
};

function countText(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, entry: unknown) => sum + countText(entry), 0);
  if (!isJson(value)) return 0;
  const own = typeof value["text"] === "string" ? value["text"].length : 0;
  return own + countText(value["elements"]);
}

const checkSameWidth: Check = (value, at) => {
  const rows: unknown = isJson(value) ? value["rows"] : undefined;
  if (!Array.isArray(rows)) return;
  const widths = new Set(rows.map((entry: unknown) => (Array.isArray(entry) ? entry.length : 0)));
  if (widths.size > 1) reportProblem(stepInside(at, "rows"), "invalid_value", "all rows must have the same number of cells");
};

export const table = checkAll(
  checkObject(
    { type: acceptAnything, rows: checkList(row, { max: MOST_ROWS }) },
    {
      block_id: id,
      column_settings: checkList(checkObject({}, { align: checkWord("left", "center", "right"), is_wrapped: checkFlag }), {
        min: 0,
        max: MOST_COLUMNS,
      }),
    },
  ),
  checkSameWidth,
  checkCellText,
);

/** A header row and up to 100 rows of data; the header has plain cells only. */
export const dataTable = checkAll(
  checkObject(
    { type: acceptAnything, caption: checkText(300), rows: checkList(row, { min: 2, max: MOST_ROWS + 1 }) },
    { block_id: id, page_size: checkInteger(1, 100), row_header_column_index: checkInteger(0, MOST_COLUMNS - 1) },
  ),
  (value, at) => {
    const rows: unknown = isJson(value) ? value["rows"] : undefined;
    if (Array.isArray(rows)) checkList(checkByType(plainCells), { max: MOST_COLUMNS })(rows[0], stepInside(stepInside(at, "rows"), 0));
  },
  checkSameWidth,
  checkCellText,
);
