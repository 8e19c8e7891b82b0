import type { FlatAnswer } from "../answers.ts";
import type { ToldEvent } from "./client.ts";

/** A command's answer as a flat table: its output, as text or by the paths of its JSON, and vtctld's log lines in order. */
export function flattenCommand(events: readonly ToldEvent[]): FlatAnswer {
  const flat: FlatAnswer = new Map();
  const output = events
    .filter((event) => event.level === "CONSOLE")
    .map((event) => event.value)
    .join("");
  for (const [path, value] of outputFields(withoutHelp(output))) flat.set(path, value);
  logLines(events).forEach((line, index) => flat.set(`log.${index}`, line));
  return flat;
}

/** The help that follows a wrong flag, the list of commands and a dry run's table are not imitated: lines that no program reads. */
function withoutHelp(output: string): string {
  return output
    .replace(/(will be run on the following streams[^\n]*\n\n)[\s\S]*?(no result returned)/, "$1$2")
    .replace(/Usage: [\s\S]*/, "")
    .replace(/(No command specified\. Please see the list below:\n)[\s\S]*/, "$1");
}

function outputFields(output: string): [string, unknown][] {
  const text = output.trim();
  if (!text.startsWith("{") && !text.startsWith("[")) return [["output", output]];
  // A number that JavaScript cannot hold stays a text.
  const json: unknown = JSON.parse(text.replaceAll(/: (\d{17,})/g, ': "$1"'));
  return [["output", "(JSON)"], ...jsonFields("json", json)];
}

function jsonFields(path: string, value: unknown): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  const entries = Array.isArray(value) ? value.map((item, index) => [keyOf(item) ?? String(index), item] as const) : Object.entries(value);
  if (entries.length === 0) return [[path, "(empty)"]];
  return entries.flatMap(([key, each]) => jsonFields(`${path}.${key}`, each));
}

/** Routing rules come from a map: they are known by what they lead from. */
function keyOf(item: unknown): string | undefined {
  const from: unknown = typeof item === "object" && item !== null ? Reflect.get(item, "fromTable") : undefined;
  return typeof from === "string" ? from : undefined;
}

/** Log lines with their level and file; runs of refreshes, which end in any order, are sorted. */
function logLines(events: readonly ToldEvent[]): string[] {
  const lines = events.filter((event) => event.level !== "CONSOLE").map((event) => `${event.level} ${event.file}: ${event.value}`);
  const sorted: string[] = [];
  let run: string[] = [];
  for (const line of [...lines, ""]) {
    if (/: (?:Calling RefreshState|RefreshTabletsByShard|Dropping table|Removed table|Renaming table|(?:Delete|Add) routing)/.test(line)) {
      run.push(line);
      continue;
    }
    sorted.push(...run.toSorted());
    run = [];
    if (line !== "") sorted.push(line);
  }
  return sorted;
}
