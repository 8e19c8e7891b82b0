import { verbTyped } from "./verbs/own.ts";
import type { Read } from "./pasted/line.ts";
import { labelOf, SNAPSHOT_SAID } from "./pasted/shell.ts";

/** A line whose answer was to go to a file: rules that were to be written are saved, anything else is answered in Slack. */
export function savedFile(read: Read, file: string | undefined): { readonly read: Read; readonly ignored: readonly string[] } {
  if (file === undefined) return { read, ignored: [] };
  const save = verbTyped("rules save");
  if (read.verb.verb !== "rules-get" || save === undefined) return { read, ignored: [`> ${file}`] };
  const label = labelOf(file);
  // A snapshot has all documents, so which one was asked for does not matter.
  return { read: { ...read, verb: save, words: [label], said: SNAPSHOT_SAID.written(label) }, ignored: [] };
}
