import { findTypedVerb } from "./verbs/own.ts";
import type { Read } from "./pasted/line.ts";
import { toSnapshotLabel, SNAPSHOT_SAID } from "./pasted/shell.ts";

/** Handles a line that writes its answer to a file: rules become a saved snapshot, anything else is answered in Slack. */
export function interpretSavedFile(read: Read, file: string | undefined): { readonly read: Read; readonly ignored: readonly string[] } {
  if (file === undefined) return { read, ignored: [] };
  const save = findTypedVerb("rules save");
  if (read.verb.verb !== "rules-get" || save === undefined) return { read, ignored: [`> ${file}`] };
  const label = toSnapshotLabel(file);
  // A snapshot has all documents, so it does not matter which one was requested.
  return { read: { ...read, verb: save, words: [label], said: SNAPSHOT_SAID.written(label) }, ignored: [] };
}
