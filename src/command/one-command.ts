import { isVerbWord } from "./verbs/own.ts";
import { isClientCommand } from "./pasted/commands.ts";
import { toProblem, type Problem } from "./words/refusals.ts";

// `/movetables`, a prompt or the name of a client: whatever follows is a line of its own.
const LINE_START = /^(?:\/movetables|[$❯➜%]|\S*vtctl(?:d?client)?)(?=\s|$)/i;

/**
 * The text without a sign at its end that parts commands, or a refusal when a second command follows: none is dropped, and none is run
 * unseen. What stands between quotes parts nothing.
 */
export function takeOneCommand(text: string): string | Problem {
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== "") {
      if (character === "\\") at += 1;
      else if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else {
      const sign = /^(?:;|&&|\|\|)+/.exec(text.slice(at))?.[0];
      // In the middle of a word a semicolon is part of it, unless a command follows at once.
      const rest = text.slice(at + (sign?.length ?? 0));
      if (sign !== undefined && (/^(?:\s|$)/.test(rest) || beginsCommand(/^\S+/.exec(rest)?.[0] ?? ""))) {
        return rest.trim() === "" ? text.slice(0, at).trim() : toProblem("second-command", { sign });
      }
    }
  }
  return text;
}

/** The first word of a further line that begins a command; undefined where there is none, for a command may go on over several lines. */
export function findFurtherCommand(text: string): string | undefined {
  const [, ...further] = text.trim().split(/\s*\n\s*/u);
  return further.map((line) => line.split(/\s/u)[0] ?? "").find(beginsCommand);
}

function beginsCommand(word: string): boolean {
  return LINE_START.test(word) || isVerbWord(word) || (isClientCommand(word) && /^[A-Z]/.test(word));
}
