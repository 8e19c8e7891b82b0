import type { HelpTopic } from "../../core/command.ts";
import { HELP, helpOn, OPTIONS_OF_ALL, type VerbHelp } from "../../command/help.ts";
import { context, section } from "../blocks/build.ts";
import type { Message } from "../blocks/message.ts";
import { escape } from "../text/escape.ts";

/** What there is, or everything about one verb; `vdiff` stands for all of VDiff. */
export function renderHelp(topic?: HelpTopic): Message {
  const verbs = topic === undefined ? [] : helpOn(topic);
  return verbs.length === 0 ? overview() : about(verbs);
}

function overview(): Message {
  return {
    text: "Tandem: what /movetables can do",
    blocks: [
      section(
        "*What `/movetables` can do*",
        "Lines of `vtctldclient` and `vtctlclient` about MoveTables, Workflow, VDiff and rules can be pasted.",
      ),
      ...inSections(HELP.map(line)),
      context("next: `/movetables help switch` tells everything about one verb"),
    ],
  };
}

function about(verbs: readonly VerbHelp[]): Message {
  const [first] = verbs;
  const single = verbs.length === 1;
  return {
    text: `Help on /movetables ${first?.typed ?? ""}`,
    blocks: [
      ...verbs.flatMap((verb) => [
        section(line(verb), `Example: \`${escape(verb.example)}\``),
        ...(single ? inSections(verb.options.map(option)) : []),
      ]),
      ...(single
        ? [section("Every verb also takes:", ...OPTIONS_OF_ALL.map(option))]
        : [context(`next: \`/movetables help ${first?.typed ?? ""}\` lists its options`)]),
    ],
  };
}

// A section holds 3,000 characters, and a line of help has fewer than 250.
const LINES_OF_A_SECTION = 12;

function inSections(lines: readonly string[]): ReturnType<typeof section>[] {
  const count = Math.ceil(lines.length / LINES_OF_A_SECTION);
  return Array.from({ length: count }, (_, at) => section(...lines.slice(at * LINES_OF_A_SECTION, (at + 1) * LINES_OF_A_SECTION)));
}

function line({ typed, takes, meaning }: VerbHelp): string {
  return `• \`${escape(`${typed} ${takes}`.trim())}\` ${escape(meaning)}`;
}

function option({ name, placeholder, meaning, otherwise }: VerbHelp["options"][number]): string {
  const value = placeholder === "" ? "" : ` ${placeholder}`;
  const without = otherwise === "" ? "" : ` Without it: ${otherwise}.`;
  return `• \`--${escape(name + value)}\` ${escape(meaning)}${escape(without)}`;
}
