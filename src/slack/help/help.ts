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
  const half = Math.ceil(HELP.length / 2);
  return {
    text: "Tandem: what /movetables can do",
    blocks: [
      section("*What `/movetables` can do*", "Lines of `vtctldclient MoveTables` and `vtctldclient VDiff` can be pasted as they stand."),
      section(...HELP.slice(0, half).map(line)),
      section(...HELP.slice(half).map(line)),
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
        ...(single && verb.options.length > 0 ? [section(...verb.options.map(option))] : []),
      ]),
      ...(single
        ? [section("Every verb also takes:", ...OPTIONS_OF_ALL.map(option))]
        : [context("next: `/movetables help vdiff create` lists its options")]),
    ],
  };
}

function line({ typed, takes, meaning }: VerbHelp): string {
  return `• \`${escape(`${typed} ${takes}`.trim())}\` ${escape(meaning)}`;
}

function option({ name, placeholder, meaning, otherwise }: VerbHelp["options"][number]): string {
  const value = placeholder === "" ? "" : ` ${placeholder}`;
  const without = otherwise === "" ? "" : ` Without it: ${otherwise}.`;
  return `• \`--${escape(name + value)}\` ${escape(meaning)}${escape(without)}`;
}
