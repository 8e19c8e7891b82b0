import type { FlatAnswer } from "../answers.ts";
import { printed, type ToldEvent } from "./client.ts";

/** A command's answer as a flat table: its output, as text or by the paths of its JSON, and vtctld's log lines in order. */
export function flattenCommand(events: readonly ToldEvent[]): FlatAnswer {
  const flat: FlatAnswer = new Map();
  for (const [path, value] of outputFields(withoutHelp(printed(events)))) flat.set(path, value);
  logLines(events).forEach((line, index) => flat.set(`log.${index}`, line));
  return flat;
}

/** The help after a wrong flag, the list of commands and a dry run's table are not imitated: no program reads these lines. */
function withoutHelp(output: string): string {
  return output
    .replace(/(will be run on the following streams[^\n]*\n\n)[\s\S]*?(no result returned)/, "$1$2")
    .replace(/Usage: [\s\S]*/, "")
    .replace(/(No command specified\. Please see the list below:\n)[\s\S]*/, "$1");
}

function outputFields(output: string): [string, unknown][] {
  const text = output.trim();
  if (!text.startsWith("{") && !text.startsWith("[")) return [["output", output]];
  // A number that JavaScript cannot represent stays text.
  const json: unknown = JSON.parse(text.replaceAll(/: (\d{17,})/g, ': "$1"'));
  const fields = jsonFields("json", json);
  const unfinished = fields.some(([path, value]) => path === "json.State" && value === "started");
  // How far a VDiff is at a poll depends on the moment.
  return [["output", "(JSON)"], ...fields.filter(([path]) => !unfinished || path !== "json.RowsCompared")];
}

/** Samples of a VDiff: which rows are kept is not imitated, only that there are some, and their form. */
function sampleShape(value: unknown): string {
  const [first]: unknown[] = Array.isArray(value) ? value : [];
  return JSON.stringify(shapeOf(first));
}

function shapeOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return typeof value;
  const entries = Object.entries(value).map(([key, each]) => [key, key === "Row" ? rowShape(each) : shapeOf(each)]);
  return Object.fromEntries(entries);
}

/** A row has the table's columns, or only the key if only keys were requested. */
function rowShape(row: unknown): string {
  const columns = typeof row === "object" && row !== null ? Object.keys(row) : [];
  return columns.length === 1 ? (columns[0] ?? "") : "columns";
}

function jsonFields(path: string, value: unknown): [string, unknown][] {
  if (/\.\w+(?:Sample|Diffs)$/.test(path) && value !== null) return [[path, sampleShape(value)]];
  if (typeof value !== "object" || value === null) return [[path, value]];
  const entries = Array.isArray(value) ? value.map((item, index) => [keyOf(item) ?? String(index), item] as const) : Object.entries(value);
  if (entries.length === 0) return [[path, "(empty)"]];
  return entries.flatMap(([key, each]) => jsonFields(`${path}.${key}`, each));
}

/** Routing rules and streams come from maps: rules are identified by what they lead from, streams by the shard they read. */
function keyOf(item: unknown): string | undefined {
  const from = textIn(item, "fromTable");
  const source: unknown = typeof item === "object" && item !== null ? Reflect.get(item, "Bls") : undefined;
  return from ?? textIn(source, "shard");
}

function textIn(value: unknown, name: string): string | undefined {
  const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
  return typeof found === "string" ? found : undefined;
}

function withoutIds(line: string): string {
  return line.replaceAll(/\buid:? \d+/g, "");
}

/** Log lines with their level and file; runs of lines about shards and tables, which come in any order, are sorted. */
function logLines(events: readonly ToldEvent[]): string[] {
  const lines = events.filter((event) => event.level !== "CONSOLE").map((event) => `${event.level} ${event.file}: ${event.value}`);
  const sorted: string[] = [];
  let run: string[] = [];
  for (const line of [...lines, ""]) {
    if (
      /: (?:Calling RefreshState|RefreshTabletsByShard|(?:Dropping|Removed|Renaming) table|(?:Delete|Add) routing|Before Catchup|After catchup|Stopped Source Writes|Creating journal|Deleting)/.test(
        line,
      )
    ) {
      run.push(line);
      continue;
    }
    sorted.push(...run.toSorted((a, b) => (withoutIds(a) < withoutIds(b) ? -1 : 1)));
    run = [];
    if (line !== "") sorted.push(line);
  }
  return sorted;
}
