import { runCommand } from "../people/command.ts";
import { mention, say, writeDirect, type SayInput } from "../people/events.ts";
import type { Ack } from "../delivery/transport.ts";
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
  return tellAck(await runCommand(harness, { user: input.user, channel: input.channel, command, text }));
}

export function explainError(error: string): string {
  if (error === "operation_timeout") return "Operation timed out: the app did not acknowledge within 3 seconds.";
  if (error === "dispatch_failed") return "The app is not connected.";
  return `The app answered with an error: ${error}`;
}

async function write(harness: Harness, input: SayInput): Promise<Told> {
  if (harness.workspace.channels.get(input.channel)?.isIm === true) return tellAck(await writeDirect(harness, input.user, input.text));
  if (!input.text.includes(`<@${harness.workspace.bot.id}>`)) {
    say(harness, input);
    return {};
  }
  return tellAck(await mention(harness, input));
}

/** Nothing to tell if the app acknowledged. */
export function tellAck(ack: Ack): Told {
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
