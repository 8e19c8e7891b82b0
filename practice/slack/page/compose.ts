import { runCommand } from "../people/command.ts";
import { mention, say, type SayInput } from "../people/events.ts";
import type { Harness } from "../people/harness.ts";

/** What the page tells the person after an action; an empty object if nothing. */
export interface Told {
  readonly notice?: string;
}

/** Handles what was typed into a composer: a command, a mention of the bot, or plain words. */
export async function compose(harness: Harness, input: SayInput): Promise<Told> {
  const typed = input.text.trim();
  if (typed === "") return {};
  if (!typed.startsWith("/")) return write(harness, { ...input, text: linkMentions(harness, typed) });

  const [, command = "", text = ""] = /^(\/\S*)\s*([\s\S]*)$/u.exec(typed) ?? [];
  if (!harness.commands.includes(command)) return { notice: `${command} is not a command here. Try ${harness.commands.join(", ")}.` };
  // As in Slack, a command typed in a thread is refused, because its payload cannot say which thread it came from.
  if (input.threadTs !== undefined)
    return { notice: `${command} does not work in threads. Write @${harness.workspace.bot.realName} instead.` };
  const ack = await runCommand(harness, { user: input.user, channel: input.channel, command, text });
  return ack.ok ? {} : { notice: explainError(ack.error) };
}

export function explainError(error: string): string {
  if (error === "operation_timeout") return "Operation timed out: the app did not acknowledge within 3 seconds.";
  if (error === "dispatch_failed") return "The app is not connected.";
  return `The app answered with an error: ${error}`;
}

async function write(harness: Harness, input: SayInput): Promise<Told> {
  if (!input.text.includes(`<@${harness.workspace.bot.id}>`)) {
    say(harness, input);
    return {};
  }
  const ack = await mention(harness, input);
  return ack.ok ? {} : { notice: explainError(ack.error) };
}

/** `@Tandem` and `@Ana` become mentions, as Slack's own composer makes them; other markup is escaped. */
function linkMentions(harness: Harness, text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped.replace(/@(\w+)/gu, (whole, name: string) => {
    const wanted = name.toLowerCase();
    const person = [...harness.workspace.people.values()].find((entry) => entry.name === wanted || entry.realName.toLowerCase() === wanted);
    return person ? `<@${person.id}>` : whole;
  });
}
