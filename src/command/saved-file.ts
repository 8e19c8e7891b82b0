import { verbTyped } from "./verbs/own.ts";
import type { Read } from "./pasted/line.ts";
import { labelOf, SNAPSHOT_SAID } from "./pasted/shell.ts";

/** Handles a line that writes its answer to a file: rules become a saved snapshot, anything else is answered in Slack. */
export function savedFile(read: Read, file: string | undefined): { readonly read: Read; readonly ignored: readonly string[] } {
  if (file === undefined) return { read, ignored: [] };
  const save = verbTyped("rules save");
  if (read.verb.verb !== "rules-get" || save === undefined) return { read, ignored: [`> ${file}`] };
  const label = labelOf(file);
  // A snapshot has all documents, so it does not matter which one was requested.
  return { read: { ...read, verb: save, words: [label], said: SNAPSHOT_SAID.written(label) }, ignored: [] };
}
