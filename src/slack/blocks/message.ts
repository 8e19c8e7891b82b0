import type { Block } from "./block.ts";

/** One message. `text` is the notification: it contains status and workflow, and is understandable without the blocks. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Text to upload as a file beside its message. */
export interface TextFile {
  readonly name: string;
  readonly content: string;
}

/** A private answer; its file goes to the person's direct messages. */
export interface AnswerMessage extends Message {
  readonly file?: TextFile;
}

const DATE_TOKEN = /<!date\^\d+\^[^|>]*\|([^>]*)>/g;
const BOLD = /(?<=^|\s)\*([^*\n]+)\*/g;

/** Turns a line of mrkdwn into a notification: times in UTC, because not every client renders date tokens there, and nothing bold. */
export function toNotification(line: string): string {
  return line.replaceAll(DATE_TOKEN, "$1").replaceAll(BOLD, "$1");
}
