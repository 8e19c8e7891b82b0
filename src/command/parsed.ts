import type { Understood } from "../core/command/command.ts";
import type { Reason } from "./words/refusals.ts";

/** A refusal of what was typed: what is wrong and what would be right in one sentence, and a line to paste. Not escaped for Slack. */
export interface RefusedLine {
  readonly kind: "refused";
  readonly reason: Reason;
  readonly text: string;
  readonly example: string;
}

/** The result of a line: always either a command or a refusal. */
export type Parsed = Understood | RefusedLine;
