import type { Move } from "../../core/move/moves.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { listTaskHelp } from "../../command/help.ts";
import { ACTIONS, toCommandAction } from "../actions.ts";
import { buildActions, buildButton, buildSection } from "../blocks/build.ts";
import type { Message } from "../blocks/message.ts";
import { markCode } from "../text/escape.ts";
import { moveTitle } from "../text/move-name.ts";
import { VERB_WORDS } from "../wording/verbs.ts";
import { MORE_HELP } from "./help.ts";

/** What the records hold for one person right now. */
export interface Start {
  readonly running: readonly Move[];
  readonly waiting: readonly Request[];
}

/** The list and the Home tab show the rest. */
const MOST_LISTED = 5;

/** Answers a bare `/movetables`: what runs, what waits for the person, and the verbs. Without `now` the store did not answer in time. */
export function renderStart(now: Start | undefined): Message {
  return {
    text: "Tandem moves tables between keyspaces of Vitess",
    blocks: [
      ...(now === undefined ? [buildSection("*What runs is not known just now:* Tandem's store does not answer.")] : listHappening(now)),
      buildSection(
        `*Verbs*: ${listTaskHelp("move")
          .map(({ typed }) => markCode(typed, 30))
          .join(" ")}`,
        "`/movetables help` shows each with an example.",
      ),
      ...buildActions(
        buildButton("New move", ACTIONS.create, "", now?.running.length === 0 ? { style: "primary" } : {}),
        (now?.running.length ?? 0) > 0 && buildButton("List", toCommandAction("list"), "list", { says: "List all moves with their state" }),
        MORE_HELP,
      ),
    ],
  };
}

function listHappening({ running, waiting }: Start): readonly ReturnType<typeof buildSection>[] {
  const runs =
    running.length === 0
      ? buildSection(
          "*No move runs.*",
          "Tandem moves tables between keyspaces; SwitchTraffic and Complete run after two people approved them.",
        )
      : buildSection(`*Running (${running.length})*`, ...listLines(running, ({ name }) => moveTitle(name)));
  if (waiting.length === 0) return [runs];
  const asked = listLines(waiting, ({ proposal, move }) => `${VERB_WORDS[nameVerb(proposal)].vitess} of ${moveTitle(move)}`);
  return [
    buildSection(`*Waiting for you (${waiting.length})*`, ...asked, "Read and decide them in their threads; Tandem's Home tab opens them."),
    runs,
  ];
}

function listLines<T>(all: readonly T[], say: (one: T) => string): readonly string[] {
  const more = all.length - MOST_LISTED;
  return [...all.slice(0, MOST_LISTED).map((one) => `• ${say(one)}`), ...(more > 0 ? [`and ${more} more`] : [])];
}
