import type { MoveView } from "../../core/command/answers.ts";
import { countApprovals } from "../../core/operation/request/approval.ts";
import { nameVerb } from "../../core/operation/request/operations.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Request } from "../../core/operation/request/requests.ts";
import { listTaskHelp } from "../../command/help.ts";
import { ACTIONS, toCommandAction } from "../actions.ts";
import { buildActions, buildButton, buildSection } from "../blocks/build.ts";
import type { Message } from "../blocks/message.ts";
import { markCode } from "../text/escape.ts";
import { sayHeadline } from "../move/headline.ts";
import { moveTitle } from "../text/move-name.ts";
import { formatCounted } from "../text/numbers.ts";
import { formatMoment } from "../text/times.ts";
import { VERB_WORDS } from "../wording/verbs.ts";
import { MORE_HELP } from "./help.ts";

/** What the records hold for one person right now. */
export interface Start {
  /** The most urgent first. */
  readonly running: readonly MoveView[];
  /** Requests that this person may decide. */
  readonly waiting: readonly Request[];
  readonly now: Instant;
}

/** The list and the Home tab show the rest. */
export const MOST_AT_START = 5;

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

function listHappening({ running, waiting, now }: Start): readonly ReturnType<typeof buildSection>[] {
  const runs =
    running.length === 0
      ? buildSection(
          "*No move runs.*",
          "Tandem moves tables between keyspaces; SwitchTraffic and Complete run after two people approved them.",
        )
      : buildSection(`*Running (${running.length})*`, ...listLines(running, (view) => sayHeadline(view)));
  if (waiting.length === 0) return [runs];
  const asked = listLines(waiting, (request) => sayWaitingRequest(request, now));
  return [
    buildSection(`*Waiting for you (${waiting.length})*`, ...asked, "Read and decide them in their threads; Tandem's Home tab opens them."),
    runs,
  ];
}

function sayWaitingRequest({ proposal, move, votes, rule, approveBy }: Request, now: Instant): string {
  const what = `${VERB_WORDS[nameVerb(proposal)].vitess} of ${moveTitle(move)}`;
  return `${what} · ${countApprovals(votes)} of ${formatCounted(rule.people, "approval")} · approve by ${formatMoment(approveBy, now)}`;
}

function listLines<T>(all: readonly T[], say: (one: T) => string): readonly string[] {
  const more = all.length - MOST_AT_START;
  return [...all.slice(0, MOST_AT_START).map((one) => `• ${say(one)}`), ...(more > 0 ? [`and ${more} more`] : [])];
}
