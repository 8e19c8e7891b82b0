import { isProblem, toProblem, type Problem } from "../words/refusals.ts";
import type { ScannedOption } from "../words/scan.ts";

/** Options whose table list is a list of names, whatever form it had. */
interface TableNames {
  readonly options: readonly ScannedOption[];
  readonly said?: string;
}

const VSCHEMA_LEFT_OUT =
  "Only the names of the tables were taken from `--tables`: the VSchema in it is not applied. A sharded target needs it first, with ApplyVSchema.";

/**
 * Older clients also accepted the tables' VSchema for `-tables`: `{"customer":{}}`, or a whole VSchema with a `tables` part. Takes the
 * names, and says so if it ignores anything else.
 */
export function readTableOptions(options: readonly ScannedOption[]): TableNames | Problem {
  const given = options.find(({ name, value }) => name === "tables" && (value ?? "").trimStart().startsWith("{"));
  if (given === undefined) return { options };
  const tables = parseTables(given.value ?? "");
  if (isProblem(tables)) return tables;
  const names = Object.keys(tables);
  const plain = Object.values(tables).every((table) => isObject(table) && Object.keys(table).length === 0);
  return {
    options: options.map((each) => (each === given ? { ...each, value: names.join(",") } : each)),
    ...(!plain && { said: VSCHEMA_LEFT_OUT }),
  };
}

function parseTables(json: string): Readonly<Record<string, unknown>> | Problem {
  const wrong = toProblem("value-wrong", {
    option: "--tables",
    value: json,
    expected: "table names with commas between them, or a VSchema's tables as JSON",
  });
  let read: unknown;
  try {
    read = JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return wrong;
    throw error;
  }
  if (!isObject(read)) return wrong;
  const inner = read["tables"];
  const isWhole = isObject(inner) && Object.keys(read).every((key) => ["tables", "sharded", "vindexes"].includes(key));
  return isWhole ? inner : read;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
