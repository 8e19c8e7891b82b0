import { sayNext } from "../wording/next-line.ts";
import type { HelpTopic } from "../../core/command/command.ts";
import { HELP_TASKS, listTaskHelp, selectHelp, OPTIONS_OF_ALL, type VerbHelp } from "../../command/help.ts";
import type { Task } from "../../core/command/verbs.ts";
import { toCommandAction } from "../actions.ts";
import { buildActions, buildButton, buildContext, buildSection } from "../blocks/build.ts";
import type { Message } from "../blocks/message.ts";
import { escape } from "../text/escape.ts";

/** Shows the verbs of a whole move with an example each, the rest by task, or one verb in full; `vdiff` covers all of VDiff. */
export function renderHelp(topic?: HelpTopic): Message {
  const verbs = topic === undefined ? [] : selectHelp(topic);
  if (topic === "more") return showOtherVerbs();
  return verbs.length === 0 ? showOverview() : renderTask(verbs);
}

/** The button that shows all other verbs. */
export const MORE_HELP = buildButton("More…", toCommandAction("help"), "help more", { says: "More: all other verbs, by task" });

function showOverview(): Message {
  return {
    text: "Tandem: the verbs of a move, with an example each",
    blocks: [
      buildSection(
        "*A whole move, verb by verb*",
        ...listTaskHelp("move").map(({ example, meaning }) => `\`${escape(example)}\`\n${escape(meaning)}`),
      ),
      ...buildActions(MORE_HELP),
      buildContext("`/movetables help switch` shows all of one verb · lines of `vtctldclient` and `vtctlclient` can be pasted as they are"),
    ],
  };
}

const TITLES = {
  look: "Look",
  fix: "Change and fix",
  rules: "Routing rules",
  throttle: "Throttle",
  admin: "Follow, and the cluster",
} as const satisfies Record<Exclude<Task, "move">, string>;

function showOtherVerbs(): Message {
  return {
    text: "Tandem: all other verbs, by task",
    blocks: [
      ...HELP_TASKS.map((task) => buildSection(`*${TITLES[task]}*`, ...listTaskHelp(task).map(summariseVerb))),
      buildSection(sayNext("`/movetables help rescue` shows what a verb takes, with an example")),
    ],
  };
}

function summariseVerb({ typed, meaning }: VerbHelp): string {
  return `• \`${escape(typed)}\` ${escape(meaning)}`;
}

function renderTask(verbs: readonly VerbHelp[]): Message {
  const [first] = verbs;
  const single = verbs.length === 1;
  return {
    text: `Help on /movetables ${first?.typed ?? ""}`,
    blocks: [
      ...verbs.flatMap((verb) => [
        buildSection(formatVerbLine(verb), `Example: \`${escape(verb.example)}\``),
        ...(single ? toSections(verb.options.map(formatOption)) : []),
      ]),
      ...(single
        ? [buildSection("Every verb also takes:", ...OPTIONS_OF_ALL.map(formatOption))]
        : [buildSection(sayNext(`\`/movetables help ${first?.typed ?? ""}\` lists its options`))]),
    ],
  };
}

// A section holds 3,000 characters, and a line of help takes fewer than 250.
const LINES_OF_A_SECTION = 12;

function toSections(lines: readonly string[]): ReturnType<typeof buildSection>[] {
  const count = Math.ceil(lines.length / LINES_OF_A_SECTION);
  return Array.from({ length: count }, (_, at) => buildSection(...lines.slice(at * LINES_OF_A_SECTION, (at + 1) * LINES_OF_A_SECTION)));
}

function formatVerbLine({ typed, takes, meaning }: VerbHelp): string {
  return `• \`${escape(`${typed} ${takes}`.trim())}\` ${escape(meaning)}`;
}

function formatOption({ name, placeholder, meaning, otherwise }: VerbHelp["options"][number]): string {
  const value = placeholder === "" ? "" : ` ${placeholder}`;
  const without = otherwise === "" ? "" : ` Default: ${otherwise}.`;
  return `• \`--${escape(name + value)}\` ${escape(meaning)}${escape(without)}`;
}
