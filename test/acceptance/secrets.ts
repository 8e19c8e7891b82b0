import { expect } from "vitest";
import type { Harness } from "./harness.ts";

// A line of a stack trace, as Node writes it.
const STACK = /\n?\s+at (?:async )?[\w.<>]+ \(?(?:file:|node:|\/)/;

// Unescaped, each of these notifies everybody in a channel.
const CALLS_EVERYBODY = /<!(?:channel|here|everyone)/;

/** Neither Slack nor the log contains a token or anything of `alsoNot`; Slack has no stack trace, and nothing there notifies everybody. */
export function expectNoSecrets({ slack, log }: Pick<Harness, "slack" | "log">, alsoNot: readonly string[] = []): void {
  const shown = everythingShown(slack);
  const written = log.join("");
  expect(shown).not.toMatch(STACK);
  expect(shown).not.toMatch(CALLS_EVERYBODY);
  for (const secret of [slack.botToken, slack.appToken, slack.signingSecret, ...alsoNot]) {
    expect(shown).not.toContain(secret);
    expect(written).not.toContain(secret);
  }
}

/** Every message, private answer, form, Home tab and file that anybody in the workspace can see. */
function everythingShown(slack: Harness["slack"]): string {
  const people = ["U0ANA", "U0BEN", "U0CHO", "U0DEV"];
  const channels = ["C0MOVES", "C0INC42"];
  return JSON.stringify([
    channels.flatMap((channel) => slack.messages(channel).flatMap(({ ts }) => slack.thread(channel, ts))),
    people.flatMap((person) => [slack.ephemerals(person), slack.views(person), slack.home(person)]),
    slack.files().map(({ content }) => content?.toString("utf8")),
  ]);
}
