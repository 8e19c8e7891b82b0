import { isVerbWord } from "./verbs/own.ts";
import { isClientCommand } from "./pasted/commands.ts";
import { toProblem, type Problem } from "./words/refusals.ts";

// `/movetables`, a prompt or the name of a client: what follows is a line of its own.
const LINE_START = /^(?:\/movetables|[$❯➜%]|\S*vtctl(?:d?client)?)(?=\s|$)/i;

/**
 * The text without a command separator at its end. Refuses a second command, so that none is dropped or run unseen. Nothing inside quotes
 * separates.
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
      // Inside a word a semicolon is part of it, unless a command follows immediately.
      const rest = text.slice(at + (sign?.length ?? 0));
      if (sign !== undefined && (/^(?:\s|$)/.test(rest) || beginsCommand(/^\S+/.exec(rest)?.[0] ?? ""))) {
        return rest.trim() === "" ? text.slice(0, at).trim() : toProblem("second-command", { sign });
      }
    }
  }
  return text;
}

/** The first word of a later line that begins a command; undefined if there is none, since a command may span several lines. */
export function findFurtherCommand(text: string): string | undefined {
  const [, ...further] = text.trim().split(/\s*\n\s*/u);
  return further.map((line) => line.split(/\s/u)[0] ?? "").find(beginsCommand);
}

function beginsCommand(word: string): boolean {
  return LINE_START.test(word) || isVerbWord(word) || (isClientCommand(word) && /^[A-Z]/.test(word));
}
