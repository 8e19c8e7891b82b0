import type { KnownBlock } from "@slack/types";

/** What one message shows. `text` is the notification: it carries status and workflow, and needs no block to be understood. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** Text that goes up as a file beside its message. */
export interface TextFile {
  readonly name: string;
  readonly content: string;
}

/** A private answer; a file goes to the same person's direct messages. */
export interface AnswerMessage extends Message {
  readonly file?: TextFile;
}

const DATE_TOKEN = /<!date\^\d+\^[^|>]*\|([^>]*)>/g;
const BOLD = /(?<=^|\s)\*([^*\n]+)\*/g;

/** A line of mrkdwn as a notification shows it: times in UTC, because not every client draws date tokens there, and nothing bold. */
export function notification(line: string): string {
  return line.replaceAll(DATE_TOKEN, "$1").replaceAll(BOLD, "$1");
}
