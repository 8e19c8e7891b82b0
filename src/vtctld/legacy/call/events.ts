import { status } from "@grpc/grpc-js";

import { redact } from "../../../core/explain/redact/redact.ts";
import { Fault } from "../../../operations/fault.ts";
import { toCallFault, type BadEnd } from "../../channel/faults.ts";
import type { Answers } from "../../wire/messages.ts";

type CommandEvent = Answers["ExecuteVtctlCommand"];

/** The log events in a command's stream. INFO is the enum's zero and therefore missing. */
function extractEvents(messages: readonly CommandEvent[]) {
  return messages.flatMap(({ event }) => event ?? []);
}

/** What the command printed: its CONSOLE events include their own line ends. INFO, WARNING and ERROR are vtctld's log. */
export function extractStdout(messages: readonly CommandEvent[]): string {
  return extractEvents(messages)
    .filter(({ level }) => level === "CONSOLE")
    .map(({ value = "" }) => value)
    .join("");
}

// The status says only this if vtctld's own wait ran out; the event says what it waited for (docs/facts/the-wire.md#whose-deadline).
const BARE_WAIT = "context deadline exceeded";

/** The fault of a command. Its reason is the status text; if Node lost it (docs/facts/the-wire.md#lost-text), the last ERROR event. */
export function toCommandFault(end: BadEnd, messages: readonly CommandEvent[]): Fault {
  if (end.code === status.UNIMPLEMENTED) {
    const fix = "vtctld does not serve commands: start it with grpc-vtctl and grpc-vtctld in its service map";
    return new Fault("unsupported", fix, { cause: toCallFault(end) });
  }
  const errors = extractEvents(messages)
    .filter(({ level }) => level === "ERROR")
    .map(({ value = "" }) => value.trim());
  const said = end.details.trim();
  if (said === "") return toCallFault({ ...end, details: errors.at(-1) ?? "" });
  const waited = errors.findLast((error) => error.startsWith("waitForCatchup failed"));
  return toCallFault(said === BARE_WAIT && waited !== undefined ? { ...end, details: waited } : end);
}

/** The non-empty lines, redacted, of a text that may hold rows. */
export function splitLines(text: string): readonly string[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => redact(line.replace(/^\t+/, "  ")));
}
